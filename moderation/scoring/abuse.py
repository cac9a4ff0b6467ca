"""The abuse score: what experts on hostility to people and on hate against groups say, read as one probability.

They want different data (adding hate sets to the news head costs it .01 AUC), and a moderator wants to know which. What
a desk taught is added to the log-odds last, after the trees, so that it moves them by exactly what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.labels import Label
from moderation.scoring.artefact import Artefact
from moderation.scoring.bare import READ_FROM, bare, eased
from moderation.scoring.calibration import LEVEL, Floats, Platt, abuse_lines, combined, head_log_odds, probability
from moderation.scoring.ngrams import DESK, DESK_COLUMN, Heads, Readings
from moderation.scoring.normal import FOREIGN_ENOUGH, foreign_share, has_letters, readable, scoring_copies
from moderation.scoring.recalibration import AS_IT_IS, Recalibration
from moderation.scoring.stage import ARRAYS, Stage, columns, manners

ENOUGH_WORDS: Final = 6
"""Words from which the language can be told; under it only the script is looked at."""

KNOWN_SHARE: Final = 0.4
"""A text with a smaller share of known words is in a language the model has not learnt."""


class Unjudged(StrEnum):
    """Why a text gets no abuse score, as the moderator reads it."""

    NO_WORDS = "Not judged: there are no words to read."
    SCRIPT = "Not judged: written mostly in a script the model has not learnt."
    LANGUAGE = "Not judged: not in a language the model has learnt."


WHOLE: Final = "abuse"
"""The line of the score as a whole, which a desk's decisions may tilt."""


@dataclass(frozen=True, slots=True, eq=False)
class Abuse:
    """The fitted heads, the trees that read them together, and the lines that make the whole a probability."""

    heads: Heads
    lines: tuple[Platt, ...]
    """Those of the two heads that a reason may name."""
    stage: Stage | None = None
    """The trees; without them the odds of both heads add."""
    whole: Platt = LEVEL
    desk: Platt = LEVEL
    recalibration: Recalibration = AS_IT_IS

    @classmethod
    def of(cls, artefact: Artefact, heads: Heads) -> "Abuse":
        """Return the abuse score of a model."""
        stage = Stage.of(artefact.arrays) if ARRAYS[0] in artefact.arrays else None
        lines = artefact.calibration
        whole, desk = (Platt(*lines.get(name, (1.0, 0.0))) for name in (WHOLE, DESK))
        recalibration = Recalibration.of(artefact.arrays, Label.ABUSE)
        return cls(heads, abuse_lines(lines), stage, whole, desk, recalibration)

    def scores(self, texts: Sequence[str], readings: Readings) -> Floats:
        """Return the probability of abuse of each text, shape (n,); NaN is "not judged"."""
        own = self.own_log_odds(texts, readings)
        return self.of_parts(own, judged(texts, readings), readings.logits[:, DESK_COLUMN])

    def of_parts(self, own: Floats, is_judged: NDArray[np.bool_], desk: Floats) -> Floats:
        """Return probabilities, NaN for the unjudged, from own log-odds and what a desk's words say of each text."""
        return np.where(is_judged, self.chances(self._moved(own, desk)), np.nan)

    def chances(self, log_odds: Floats) -> Floats:
        """Return log-odds as probabilities, as the desk reads them."""
        return self.recalibration(probability(log_odds))

    def log_odds(self, texts: Sequence[str], readings: Readings) -> Floats:
        """Return the log-odds of abuse of each text as written, judged or not, shape (n,)."""
        return self._moved(self.own_log_odds(texts, readings), readings.logits[:, DESK_COLUMN])

    def own_log_odds(self, texts: Sequence[str], readings: Readings) -> Floats:
        """Return the log-odds before what a desk taught is added, which no retraining changes, shape (n,)."""
        if self.stage:
            return self._read_twice(self.stage, texts, readings)
        return combined(head_log_odds(readings.logits, self.lines))

    def _moved(self, own: Floats, desk: Floats) -> Floats:
        return self.whole.log_odds(own) + self.desk.log_odds(desk)

    def _read_twice(self, stage: Stage, texts: Sequence[str], readings: Readings) -> Floats:
        """Return what the trees say of each text, of high ones also without what says nothing of others."""
        written = manners(texts)
        own = stage.log_odds(columns(readings, written))
        high = np.flatnonzero(own > READ_FROM).tolist()
        left = {row: text for row in high if (text := bare(texts[row])) is not None}
        if left:
            rows = list(left)
            again = columns(self.heads.read(scoring_copies(list(left.values()))), written[:, rows])
            own[rows] = eased(own[rows], stage.log_odds(again))
        return own


def judged(texts: Sequence[str], readings: Readings) -> NDArray[np.bool_]:
    """Return which texts the heads can judge, shape (n,)."""
    words, known = readings.words, readings.known
    speaks = (words > 0) & ((words < ENOUGH_WORDS) | (known >= KNOWN_SHARE * words))
    return speaks & readable(texts)


def why_unjudged(text: str, readings: Readings) -> Unjudged | None:
    """Return why one text is not judged, or None when it is; `readings` are that text's alone."""
    if judged([text], readings)[0]:
        return None
    if foreign_share(text) >= FOREIGN_ENOUGH:
        return Unjudged.SCRIPT
    return Unjudged.LANGUAGE if has_letters(text) and readings.words[0] else Unjudged.NO_WORDS
