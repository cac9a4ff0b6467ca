"""The figures behind the drawings of one label: what is found at which price, and how far scores can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.measures import likely_share
from training import measures
from training.report.subject import Column, Flags, Floats

BINS: Final = 10
"""Of the reliability drawing: as many as a reader can take in, and wide enough for hundreds of decisions."""

FEWEST: Final = 10
"""Comments of a bin; a share of three would leap from 0 to 100 %."""

BARS: Final = 20
"""Of the histogram: each as wide as .05 of score."""

STEPS: Final = 200
"""Points kept of a curve, so that 100,000 comments draw as small as 1,000."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """For each cut through the ranking: how much of what carries the label lies above it, and how pure that is."""

    recall: Floats
    precision: Floats

    def precision_at(self, recall: float) -> float | None:
        """Return the best precision at which at least so much is found; None where that much is never found."""
        reached = self.precision[self.recall >= recall]
        return float(reached.max()) if len(reached) else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Comments of like score, and how many of them were decided to carry the label."""

    start: float
    end: float
    count: int
    score: float
    """Their mean score."""
    share: float
    low: float
    high: float
    """Bounds of the share, 95 % (Wilson 1927)."""

    @property
    def is_off(self) -> bool:
        """Whether the scores say something else than the decisions, beyond chance."""
        return not self.low <= self.score <= self.high


@dataclass(frozen=True, slots=True)
class Confusion:
    """Suggestions against decisions."""

    caught: int
    missed: int
    false_alarms: int
    left_alone: int

    @property
    def carrying(self) -> int:
        """Comments decided to carry the label."""
        return self.caught + self.missed

    @property
    def suggested(self) -> int:
        """Comments for which the label is suggested."""
        return self.caught + self.false_alarms


def found(column: Column) -> Found | None:
    """Return the precision-recall curve over every comment decided; None where no comment carries the label.

    What carries the label and was not judged is never found: the curve ends short of 1 by so much.
    """
    judged = ~np.isnan(column.scores)
    if not column.truth.any() or not judged.any():
        return None
    truth = column.truth[judged].astype(np.float64)
    at = measures.curve(truth, column.scores[judged], np.ones((1, len(truth))))
    recall = at.positives[0] / column.truth.sum()
    precision = measures.ratio(at.positives[0], at.positives[0] + at.negatives[0])
    kept = _thinned(recall)
    return Found(recall[kept], precision[kept])


def _thinned(recall: Floats) -> NDArray[np.int64]:
    """Return the places of the first and the last point within each step of recall, in order."""
    leaves = np.diff(np.round(recall * STEPS)) != 0
    return np.flatnonzero(np.append(leaves, True) | np.append(True, leaves))


def reliability(column: Column) -> tuple[Bin, ...]:
    """Return comments by score, lowest first; a bin with too few is joined to the next one up, at the end down."""
    judged = ~np.isnan(column.scores)
    scores, truth = column.scores[judged], column.truth[judged]
    place = np.minimum((scores * BINS).astype(np.int64), BINS - 1)
    edges = _edges(np.bincount(place, minlength=BINS).tolist())
    found = ((start, end, (start <= place) & (place < end)) for start, end in pairwise(edges))
    return tuple(_bin(start, end, scores[inside], truth[inside]) for start, end, inside in found if inside.any())


def _edges(counts: Sequence[int]) -> list[int]:
    """Return where joined bins begin and end, so that each but a lonely one holds `FEWEST`."""
    edges, held = [0], 0
    for place, count in enumerate(counts, 1):
        held += count
        if held >= FEWEST:
            edges.append(place)
            held = 0
    return [*(edges[:-1] if held and len(edges) > 1 else edges), BINS] if edges[-1] != BINS else edges


def _bin(start: int, end: int, scores: Floats, truth: Flags) -> Bin:
    count, carrying = len(scores), int(truth.sum())
    bounds = likely_share(carrying, count)
    return Bin(start / BINS, end / BINS, count, float(scores.mean()), carrying / count, *bounds)


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Comments of one kind by their scores: those that carry the label, or those that don't."""

    count: int
    """Those that got a score."""
    shares: Floats
    """The part of them in each of `BARS` steps of score, shape (BARS,): together 1, or all 0 where none got a score."""


def spread(column: Column, carrying: bool) -> Spread:
    """Return how the scores spread of comments that carry the label, or of those that don't."""
    chosen = column.scores[column.truth == carrying]
    judged = chosen[~np.isnan(chosen)]
    counts, _ = np.histogram(judged, BARS, (0.0, 1.0))
    return Spread(len(judged), counts / max(len(judged), 1))


def confusion(column: Column) -> Confusion:
    """Return how suggestions and decisions met."""
    truth, suggested = column.truth, column.suggested
    counts: Sequence[Flags] = (truth & suggested, truth & ~suggested, ~truth & suggested, ~truth & ~suggested)
    return Confusion(*(int(flags.sum()) for flags in counts))
