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
from training.archive import archived, desk_pairs
from training.coefficients import PULL, Design, Scale, Taught
from training.examples import Examples
from training.pull import Floats
from training.vocabulary import LEVEL_PULL

PAIR_WEIGHT: Final = 0.3
"""What a comment under its own article counts beside a decision, and the same moved twice together."""

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
    pairs = _pairs(head, archive)
    design, scale = _design(found, decisions, pairs, by_decisions=by_decisions)
    gain = _pair_gain(design, pairs) if pairs else None
    if gain is None and pairs:
        design, scale = _design(found, decisions, None, by_decisions=by_decisions)
    if gain is None and not by_decisions:
        return None
    change = design.change()
    moved, intercept = scale.unscaled(change[: len(FEATURES)])
    level = (
        float(change[len(FEATURES)])
        if by_decisions or not pairs
        else _same_rate(pairs.found[~pairs.moved], moved, intercept)
    )
    arrays = {**own.arrays, _COEFFICIENTS: own.arrays[_COEFFICIENTS] + np.append(moved, intercept + level)}
    return Taught(replace(own, arrays=arrays), design.unseen(), gain)


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
    moved: NDArray[np.bool_]
    group: NDArray[np.int64]
    comments: int
    """How many comments were moved."""


def _pairs(head: Relevance, archive: Examples) -> _Pairs | None:
    """Return an archive's pairs; None where it is too small."""
    own = archived(archive)
    made = desk_pairs(own, head.background)
    if made is None:
        return None
    found = _Measured.of(head, made.posted)
    judged = found.judged
    return _Pairs(found[judged], made.moved[judged], made.group[judged], len(own))


def _design(found: _Measured, decisions: Examples, pairs: _Pairs | None, *, by_decisions: bool) -> tuple[Design, Scale]:
    """Return decisions and pairs as what the coefficients are fitted on; decisions that are too few weigh nothing."""
    count, extra = len(decisions), len(pairs.moved) if pairs else 0
    rows = np.concatenate([found.rows, pairs.found.rows]) if pairs else found.rows
    scale = Scale.of(rows)
    scaled = scale.scaled(rows)
    scaled[count:, _HAND] = 0.0  # moved comments advertise as often as own ones
    is_pair = np.arange(count + extra) >= count
    columns = csr_matrix(np.column_stack([scaled, ~is_pair, is_pair]))
    pull = np.append(np.full(len(FEATURES), PULL), [LEVEL_PULL, _FREE])
    weight = decisions.weight if by_decisions else np.zeros(count)
    truth = decisions.truth[:, LABELS.index(Label.OFF_TOPIC)]
    if pairs is None:
        return Design(columns, found.offset, truth, weight, decisions.article, pull, count), scale
    balanced = PAIR_WEIGHT * np.where(pairs.moved, 0.5, 1.0)
    return Design(
        columns,
        np.append(found.offset, pairs.found.offset),
        np.append(truth, pairs.moved),
        np.append(weight, balanced),
        np.append(decisions.article, pairs.group),
        pull,
        count,
    ), scale


def _pair_gain(design: Design, pairs: _Pairs) -> dict[str, float] | None:
    """Return how well pairs are told by what other articles' pairs teach; None where that isn't better beyond noise."""
    before, after = pairs.found.offset, design.apart()[design.decided :]
    truth = pairs.moved.astype(np.float64)

    def gain(weights: Floats) -> Floats:
        """Return by how much the ranking gains, for each redraw."""
        return (measures.auc(truth, after, weights) - measures.auc(truth, before, weights))[:, None]

    drawn = measures.redrawn(gain, pairs.group, np.ones(len(truth)), _DRAWS)[:, 0]
    if not measures.interval(drawn, _LEVEL).low > 0:
        return None
    each = np.ones((1, len(truth)))
    aucs = {"before": before, "after": after}
    return {"comments": pairs.comments} | {name: float(measures.auc(truth, one, each)[0]) for name, one in aucs.items()}


def _same_rate(found: _Measured, moved: Floats, intercept: float) -> float:
    """Return the level at which as many comments are off-topic as by the base: pairs don't say how common it is."""
    now, rate = found.offset + found.rows @ moved + intercept, float(expit(found.offset).mean())
    return float(brentq(lambda level: float(expit(now + level).mean()) - rate, -20.0, 20.0, xtol=1e-6))
