"""Off-topic as a desk finds it: its own archive as the background, pairs made of it, and its decisions.

Few decisions carry the label, but every comment under an article says what is written under articles here. So pairs
teach how to rank, and decisions how common the label is and what people mean by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.sparse import csr_matrix
from scipy.special import expit, logit

from moderation.comments import InContext
from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact
from moderation.scoring.relevance import BY_HAND, FEATURES, Relevance
from training import background, measures
from training.archive import FEWEST_OWN, archived, desk_pairs
from training.coefficients import Design, Scale, Taught
from training.examples import Examples
from training.pull import DECIMALS, Floats
from training.vocabulary import LEVEL_PULL

PULL: Final = 10.0
"""Pull of a coefficient towards the base, on features scaled to unit variance."""

PAIR_WEIGHT: Final = 0.1
"""What a comment under its own article counts beside a decision, and the same moved twice together. A blog as the desk,
1,000 decisions, articles unseen, by pairs alone and with decisions: AUC .947 and .954; at 1 they were .947 and .951."""

_FREE: Final = 1e-3
"""Pull of the level of pairs: half of them are moved, which says nothing of how common off-topic is."""

_DRAWS: Final = 300
_LEVEL: Final = 0.9

_COEFFICIENTS: Final = "relevance_coefficients"
_HAND: Final = np.array([name in BY_HAND for name in FEATURES])


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """Comments measured against their articles."""

    rows: Floats
    offset: Floats
    """Log-odds of the base."""
    judged: NDArray[np.bool_]

    @classmethod
    def of(cls, head: Relevance, posted: Sequence[InContext]) -> "_Measured":
        """Return comments as a head measures them; each is read once."""
        none = (np.zeros((0, len(FEATURES))), np.zeros(0), np.zeros(0, np.bool_))
        readings = [none, *((one.features, head.probabilities(one), one.judged) for one in head.readings(posted))]
        rows, chances, judged = (np.concatenate(column) for column in zip(*readings, strict=True))
        return cls(rows, logit(chances), judged)

    def __getitem__(self, chosen: NDArray[np.bool_]) -> "_Measured":
        return _Measured(self.rows[chosen], self.offset[chosen], self.judged[chosen])


def taught(artefact: Artefact, archive: Examples, decisions: Examples, *, by_decisions: bool) -> Taught | None:
    """Return the model taught by an archive's pairs and, where there are enough of them, by decisions on off-topic.

    None where neither teaches anything: the pairs are too few, or rank no better by what others of them teach.
    """
    own = _at_home(artefact, archive)
    head = Relevance.of(own.arrays)
    found = _Measured.of(head, list(decisions.posted))
    pairs = _pairs(Relevance.of(artefact.arrays), head, archive)
    lesson = _Lesson.of(found, decisions, pairs, by_decisions=by_decisions)
    apart = lesson.design.apart()
    gain = _pair_gain(apart[len(decisions) :], pairs) if pairs else None
    if gain is None and not by_decisions:
        return None
    if gain is None and pairs:
        lesson = _Lesson.of(found, decisions, None, by_decisions=True)
        apart = lesson.design.apart()
    threshold = float(logit(artefact.thresholds[Label.OFF_TOPIC]))
    coefficients = _moved(lesson, None if by_decisions else pairs, threshold)
    arrays = {**own.arrays, _COEFFICIENTS: own.arrays[_COEFFICIENTS] + coefficients}
    return Taught(replace(own, arrays=arrays), lesson.design.unseen(apart), gain)


def _at_home(artefact: Artefact, archive: Examples) -> Artefact:
    """Return the model with the desk's own archive in the background; a desk of few articles keeps the shipped one."""
    articles = list(dict.fromkeys(one.article for one in archive.posted if one.article))
    if len(articles) < background.FEWEST_ARTICLES:
        return artefact
    comments = list(dict.fromkeys(one.comment.text for one in archive.posted))
    return replace(artefact, arrays=background.desk_background(articles, comments, artefact.arrays))


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Own-or-moved pairs that the head can judge, measured."""

    found: _Measured
    before: Floats
    """Log-odds of the model as it was."""
    moved: NDArray[np.bool_]
    group: NDArray[np.int64]
    comments: int
    """How many comments were moved."""


def _pairs(before: Relevance, head: Relevance, archive: Examples) -> _Pairs | None:
    """Return an archive's pairs as two heads measure them; None where too few can be judged."""
    own = archived(archive)
    made = desk_pairs(own, head.background)
    if made is None:
        return None
    found, as_it_was = (_Measured.of(one, made.posted) for one in (head, before))
    judged = found.judged
    if (judged & ~made.moved).sum() < FEWEST_OWN:
        return None
    return _Pairs(found[judged], as_it_was.offset[judged], made.moved[judged], made.group[judged], len(own))


@dataclass(frozen=True, slots=True, eq=False)
class _Lesson:
    """What the coefficients are fitted on, and the scale their features were brought to."""

    design: Design
    scale: Scale

    @classmethod
    def of(cls, found: _Measured, decisions: Examples, pairs: _Pairs | None, *, by_decisions: bool) -> "_Lesson":
        """Return decisions, with pairs below; decisions that are too few weigh nothing."""
        count = len(decisions)
        rows = np.concatenate([found.rows, pairs.found.rows]) if pairs else found.rows
        scale = Scale.of(rows)
        scaled = scale.scaled(rows)
        scaled[count:, _HAND] = 0.0  # moved comments advertise as often as own ones
        is_pair = np.arange(len(rows)) >= count
        own = Design(
            csr_matrix(np.column_stack([scaled, ~is_pair, is_pair])),
            found.offset,
            decisions.truth[:, LABELS.index(Label.OFF_TOPIC)],
            decisions.weight if by_decisions else np.zeros(count),
            decisions.article,
            np.append(np.full(len(FEATURES), PULL), [LEVEL_PULL, _FREE]),
            count,
        )
        return cls(_below(own, pairs) if pairs else own, scale)


def _below(own: Design, pairs: _Pairs) -> Design:
    """Return decisions with pairs below them."""
    return replace(
        own,
        offset=np.append(own.offset, pairs.found.offset),
        truth=np.append(own.truth, pairs.moved),
        weight=np.append(own.weight, PAIR_WEIGHT * np.where(pairs.moved, 0.5, 1.0)),
        group=np.append(own.group, pairs.group),
    )


def _moved(lesson: _Lesson, alone: _Pairs | None, threshold: float) -> Floats:
    """Return the change of the coefficients and of the intercept.

    Pairs that teach `alone` don't say how common off-topic is: as many comments are suggested as by the model as it
    was, so that a change that no decision can measure moves nobody's workload. Where it suggested none, or all, as many
    are so on average. `threshold` is the desk's, as log-odds.
    """
    change = lesson.design.change()
    moved, intercept = lesson.scale.unscaled(change[: len(FEATURES)])
    if alone is None:
        return np.append(moved, intercept + change[len(FEATURES)])
    now, before = (alone.found.offset + alone.found.rows @ moved)[~alone.moved], alone.before[~alone.moved]
    return np.append(moved, round(_level(now, before, threshold), DECIMALS))


def _level(now: Floats, before: Floats, threshold: float) -> float:
    """Return what is added to log-odds so that as many reach the threshold as did before."""
    suggested, ordered = int((before >= threshold).sum()), np.sort(now)[::-1]
    if 0 < suggested < len(now):
        return float(threshold - (ordered[suggested - 1] + ordered[suggested]) / 2)
    rate = expit(before).mean()
    level = float(brentq(lambda level: expit(now + level).mean() - rate, -30.0, 30.0, xtol=1e-6))
    return level if suggested else min(level, float(threshold - ordered[0]) - 2 * 10.0**-DECIMALS)


def _pair_gain(after: Floats, pairs: _Pairs) -> dict[str, float] | None:
    """Return how well pairs are told by what other articles' pairs teach; None where that isn't better beyond noise."""
    before, truth = pairs.before, pairs.moved.astype(np.float64)

    def gain(weights: Floats) -> Floats:
        """Return by how much the ranking gains, for each redraw."""
        return (measures.auc(truth, after, weights) - measures.auc(truth, before, weights))[:, None]

    drawn = measures.redrawn(gain, pairs.group, np.ones(len(truth)), _DRAWS)[:, 0]
    if not measures.interval(drawn, _LEVEL).low > 0:
        return None
    each = np.ones((1, len(truth)))
    aucs = {"before": before, "after": after}
    return {"comments": pairs.comments} | {name: float(measures.auc(truth, one, each)[0]) for name, one in aucs.items()}
