"""Three scores for a comment in its context, and why: the one door to everything a model does.

A scorer holds a model's arrays and nothing else: no network, no writes, no state between calls, so that the same
comment gets the same score in any order, batch or process.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext
from moderation.errors import WrongUse
from moderation.labels import LABELS, Label
from moderation.scoring import contention, digression, explain
from moderation.scoring.abuse import Abuse, judged
from moderation.scoring.artefact import Artefact, read
from moderation.scoring.calibration import ABUSE_HEADS
from moderation.scoring.fitting import fitting
from moderation.scoring.found import Found
from moderation.scoring.hashing import BLOCK, SLOTS, Block, Words, in_blocks, in_even_blocks, joined, words_of
from moderation.scoring.kept import Kept, digest
from moderation.scoring.kept import together as together_kept
from moderation.scoring.kin import KIN, Kin
from moderation.scoring.masking import Masking, Stretch
from moderation.scoring.ngrams import DESK, DESK_COLUMN, HEADS, Heads, Readings, together, unchanged
from moderation.scoring.normal import as_written, copied
from moderation.scoring.prior import at_rate, taught_rates
from moderation.scoring.relevance import Relevance
from moderation.scoring.tally import read_one
from moderation.scoring.terminology import Terminology
from moderation.suggestions import Evidence, Suggestions

SHIPPED: Final = Path(__file__).parent / "shipped"

_AGAIN: Final = BLOCK * 2
"""Characters of a block where most was kept: with less to do a text, 6 % faster than BLOCK."""

_WORDING: Final = HEADS.index("wording")

_NO_RATE: Final = (
    "Model {version} does not state the rate it was taught at for {labels}, so it can't be read at another."
)

_TOO_LITTLE_MODEL: Final = "Not judged: this model was not taught {label}."


class Scorer:
    """A model at work."""

    def __init__(self, artefact: Artefact) -> None:
        """Take a model that was read and verified; a label whose head it lacks is "not judged"."""
        arrays = artefact.arrays
        self.artefact = artefact
        self.version = artefact.version
        self.thresholds: NDArray[np.float64] = np.array([artefact.thresholds[label] for label in LABELS])
        known = arrays.get("known", np.packbits(np.ones(SLOTS, np.bool_)))
        weights = {head: arrays[head] for head in HEADS if head in arrays}
        kin = Kin.of(arrays[KIN]) if KIN in arrays else None
        self._heads = Heads(weights, np.unpackbits(known).astype(np.bool_), arrays.get("telling"), kin)
        self._abuse = Abuse.of(artefact, self._heads) if set(ABUSE_HEADS) <= set(arrays) else None
        self._relevance = Relevance.of(arrays) if "relevance_coefficients" in arrays else None
        self._terminology = Terminology.of(arrays) if "terminology_speech" in arrays else None
        self._rates: tuple[tuple[Label, float, float], ...] = ()
        self._masking = Masking(self._heads, self._are_abuse)

    @classmethod
    def load(cls, folder: Path) -> "Scorer":
        """Return the model of a folder.

        Raises:
            NoModel: there is none.
            ModelNotTrusted: its files do not match its manifest, or are not what this program serves.

        """
        return cls(fitting(read(folder)))

    @classmethod
    def shipped(cls) -> "Scorer":
        """Return the model that comes with the program, version `base`."""
        return cls.load(SHIPPED)

    def at(self, rates: Mapping[Label, float]) -> "Scorer":
        """Return this model reading its scores at other rates: label -> the share of comments that carry it.

        Thresholds stay: a desk wants to be told from the same chance on, wherever that is reached more often.

        Raises:
            WrongUse: the model does not state the rate it was taught at.

        """
        taught = taught_rates(self.artefact.settings)
        if unknown := [label.title for label in rates if label not in taught]:
            raise WrongUse(_NO_RATE.format(version=self.version, labels=", ".join(unknown)))
        moved = copy(self)
        moved._rates = tuple((label, taught[label], rate) for label, rate in rates.items())
        return moved

    def score(self, batch: Sequence[InContext]) -> Suggestions:
        """Return three scores for each comment; NaN is "not judged"."""
        return self._scored(batch, keep=False)[0]

    def score_and_keep(self, batch: Sequence[InContext]) -> tuple[Suggestions, Kept]:
        """Return what `score` does, and what of it no retraining changes."""
        return self._scored(batch, keep=True)

    def _scored(self, batch: Sequence[InContext], *, keep: bool) -> tuple[Suggestions, Kept]:
        scores, parts = np.full((len(batch), len(LABELS)), np.nan), []
        for rows, texts in self._slices([posted.comment.text for posted in batch]):
            parts.append(self._score_block(batch[rows], texts, scores[rows], keep=keep))
        return self._suggestions(scores), together_kept(parts)

    def score_again(self, batch: Sequence[InContext], kept: Kept) -> Suggestions:
        """Return what `score` does, to the bit, from what a model of the same digest kept of these comments."""
        scores = np.full((len(batch), len(LABELS)), np.nan)
        for plain in (True, False):
            chosen = np.flatnonzero(kept.plain == plain)
            some = [batch[row] for row in chosen.tolist()]
            for rows, texts in self._slices([posted.comment.text for posted in some], _AGAIN):
                part = np.full((len(texts), len(LABELS)), np.nan)
                self._weigh_block(some[rows], texts, kept[chosen[rows].tolist()], part, plain=plain)
                scores[chosen[rows]] = part
        return self._suggestions(scores)

    @cached_property
    def digest(self) -> str:
        """What tells the models that can use what this one keeps."""
        return digest(self.artefact)

    @property
    def keeps(self) -> bool:
        """Whether what no retraining changes can be told from the rest: the model judges all labels."""
        return bool(self._abuse and self._relevance and self._terminology)

    def _suggestions(self, scores: NDArray[np.float64]) -> Suggestions:
        """Return scores (changed in place) as they are at this model's rates."""
        for label, taught, rate in self._rates:
            column = LABELS.index(label)
            scores[:, column] = at_rate(scores[:, column], taught, rate)
        return Suggestions(scores, self.thresholds, self.version)

    def _score_block(
        self, posted: Sequence[InContext], texts: list[str], scores: NDArray[np.float64], *, keep: bool
    ) -> Kept:
        """Write the scores of comments that are one block of text, everything read off one pass over it.

        Which texts are plain matters only to the speed of `score_again`, and is looked at where all is to `keep`.
        """
        block = copied(texts)
        words = words_of(block)
        as_read = self._heads.as_read(block, words)
        readings = self._heads.read_as(*as_read)
        plain = np.zeros(len(texts), np.bool_)
        if keep:
            plain = unchanged(block, as_read[0]) & as_written(block, texts)
        kept = self._kept(posted, texts, block, words, readings, plain)
        self._weigh(posted, block, words, kept, readings.logits[:, DESK_COLUMN], scores)
        return kept

    def _kept(
        self,
        posted: Sequence[InContext],
        texts: list[str],
        block: Block,
        words: Words,
        readings: Readings,
        plain: NDArray[np.bool_],
    ) -> Kept:
        """Return what no retraining changes of a block."""
        own = self._abuse.own_log_odds(texts, readings) if self._abuse else np.full(len(texts), np.nan)
        found: dict[int, Found] = {}
        screen = np.full(len(texts), np.nan)
        if self._terminology:
            screen, found = self._terminology.parts(posted, block, words, readings.peaks[:, _WORDING])
        return Kept(own, judged(texts, readings), plain, screen, found)

    def _weigh_block(
        self, posted: Sequence[InContext], texts: list[str], kept: Kept, scores: NDArray[np.float64], *, plain: bool
    ) -> None:
        """Write the scores of a block of which the rest was kept; all are read as they are written, or all are not."""
        block = joined(texts) if plain else copied(texts)
        words = words_of(block)
        read, read_words = (block, words) if plain else self._heads.as_copied(block, words)
        desk = self._desk.totals(read, read_words)[:, DESK_COLUMN]
        self._weigh(posted, block, words, kept, desk, scores)

    def _weigh(
        self,
        posted: Sequence[InContext],
        block: Block,
        words: Words,
        kept: Kept,
        desk: NDArray[np.float64],
        scores: NDArray[np.float64],
    ) -> None:
        """Write the scores of a block from what was kept of it and from what a desk teaches."""
        if self._abuse:
            scores[:, 0] = self._abuse.of_parts(kept.own, kept.judged, desk)
        if self._relevance:
            scores[:, 1] = self._relevance.block_scores(posted, block, words)
        if self._terminology:
            scores[:, 2] = self._terminology.of_parts(kept.screen, kept.found)

    @cached_property
    def _desk(self) -> Heads:
        """The one head of the n-grams that a desk teaches, by itself."""
        return self._heads.only({DESK: self.artefact.arrays[DESK]} if DESK in self.artefact.arrays else {})

    def readings(self, texts: Sequence[str]) -> Readings:
        """Return what each n-gram head says of texts as written, before calibration."""
        blocks = (copied(block) for block in in_blocks(texts))
        return together(self._heads.read_block(block, words_of(block)) for block in blocks)

    @staticmethod
    def _slices(texts: Sequence[str], most: int = BLOCK) -> Iterator[tuple[slice, list[str]]]:
        """Cut texts into blocks, each with its place among them."""
        begin = 0
        for block in in_even_blocks(texts, most):
            yield slice(begin, begin + len(block)), block
            begin += len(block)

    def look(self, posted: InContext) -> tuple[Suggestions, Mapping[Label, Evidence]]:
        """Return what `score` says of one comment, and why each label is suggested or not, from one reading of it."""
        text = posted.comment.text
        block = copied([text])
        words = words_of(block)
        read = read_one(self._heads, block, words)
        scores = np.full((1, len(LABELS)), np.nan)
        why = {label: _untaught(label) for label in LABELS}
        if self._abuse:
            scores[0, 0], why[Label.ABUSE] = explain.explained(text, self._abuse, self._abuse_from(), read)
        if self._relevance:
            reading = self._relevance.reading([posted], block, words)
            scores[0, 1], why[Label.OFF_TOPIC] = digression.explained(self._relevance, posted, reading)
        if self._terminology:
            wording = read[0].peaks[:, _WORDING]
            scores[0, 2] = self._terminology.block_scores([posted], block, words, wording)[0]
            why[Label.DISPUTED_TERMINOLOGY] = contention.evidence(self._terminology, posted, float(scores[0, 2]))
        return self._suggestions(scores), why

    def explain(self, posted: InContext) -> Mapping[Label, Evidence]:
        """Return why each label is suggested or not, for one comment."""
        return self.look(posted)[1]

    def explain_wording(self, posted: InContext, score: float) -> Evidence:
        """Return why disputed terminology is suggested or not for a comment of that score, and nothing else of it."""
        if self._terminology is None:
            return _untaught(Label.DISPUTED_TERMINOLOGY)
        return contention.evidence(self._terminology, posted, score)

    def stretches(self, asked: Sequence[tuple[str, bool | None]]) -> list[tuple[Stretch, ...]]:
        """Return what to cover in each text, given whether it is taken for abuse, None where nobody has said so."""
        return self._masking.stretches(asked)

    def _are_abuse(self, texts: Sequence[str]) -> list[bool]:
        """Return which texts reach the abuse threshold, whatever their context."""
        if self._abuse is None:
            return [False] * len(texts)
        scores = self._abuse.scores(texts, self.readings(texts))
        return [bool(reached) for reached in scores >= self._abuse_from()]

    def _abuse_from(self) -> float:
        """Return the abuse threshold as a score before it is read at another rate, which is what evidence weighs."""
        threshold = self.thresholds[:1]
        for label, taught, rate in self._rates:
            threshold = at_rate(threshold, rate, taught) if label is Label.ABUSE else threshold
        return float(threshold[0])


def _untaught(label: Label) -> Evidence:
    """Return the evidence for a label that the model has no head for."""
    return Evidence(_TOO_LITTLE_MODEL.format(label=label.title))
