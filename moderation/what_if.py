"""What another threshold would do: to the comments that wait, and to last week's decisions.

The store counts scores once, in slices between the thresholds one can choose; from then on each move is a sum over
a hundred slices, exact to the comment and far from any table.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from moderation.labels import LABELS, Label

GRID: Final = tuple(place / 100 for place in range(101))
"""The thresholds one can choose, beside the model's own."""

FALLBACK: Final = 0.5
"""Where to begin when the model's own threshold was not kept."""

EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Slice:
    """The comments whose score is at least `low`, and under the next slice's."""

    low: float
    waiting: int = 0
    refs: tuple[int, ...] = ()
    """The first three of the waiting, in the order they came."""
    yes: int = 0
    """Last week's decisions for the label."""
    no: int = 0
    """Last week's decisions against it."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a threshold would do."""

    threshold: float
    suggested: int
    """Waiting comments that reach it."""
    joining: int
    """Waiting comments that it suggests and the model's own does not."""
    leaving: int
    """Waiting comments that the model's own suggests and it does not."""
    right: int
    """Last week's decisions for the label that it would have suggested."""
    wrong: int
    """Last week's decisions against the label that it would have suggested."""
    missed: int
    """Last week's decisions for the label that it would not have suggested."""
    left_alone: int
    """Last week's decisions against the label that it would not have suggested."""
    examples: tuple[int, ...] = ()
    """Up to three waiting comments that change side, the nearest to the threshold first."""

    @property
    def changing(self) -> int:
        """Waiting comments that change side."""
        return self.joining + self.leaving


@dataclass(frozen=True, slots=True)
class Slices:
    """One label's scores, cut at every threshold one can choose."""

    label: Label
    own: float | None
    """The model's threshold; None where it was not kept."""
    slices: Sequence[Slice] = ()
    """By `low`, without gaps; a score under the first does not exist."""
    unjudged: int = 0
    """Waiting comments that the model did not judge on this label."""

    @property
    def start(self) -> float:
        """Where to begin: the model's own threshold."""
        return FALLBACK if self.own is None else self.own

    @property
    def waiting(self) -> int:
        """Waiting comments with a score."""
        return sum(each.waiting for each in self.slices)

    def moved(self, threshold: float, by: int) -> float:
        """Return the threshold so many hundredths on, by way of the model's own; never past either end."""
        # The model's own stands between two hundredths, 0.357 say: a step of one stops there, one of ten passes it.
        lows = [each.low for each in self.slices] or [threshold]
        if abs(by) == 1:
            further = [low for low in lows if (low > threshold if by > 0 else low < threshold)]
            return (further[0] if by > 0 else further[-1]) if further else threshold
        wanted = threshold + by / 100
        return min((low for low in lows if low in GRID), key=lambda low: abs(low - wanted), default=threshold)

    def at(self, threshold: float) -> WhatIf:
        """Return what a threshold would do; it has to be one of those that can be chosen."""
        # 102 slices at most, 0.03 ms: cheaper than keeping sums that could go stale.
        over = [each for each in self.slices if each.low >= threshold]
        under = [each for each in self.slices if each.low < threshold]
        joining = [each for each in over if each.low < self.start]
        leaving = [each for each in under if each.low >= self.start]
        return WhatIf(
            threshold,
            suggested=_waiting(over),
            joining=_waiting(joining),
            leaving=_waiting(leaving),
            right=sum(each.yes for each in over),
            wrong=sum(each.no for each in over),
            missed=sum(each.yes for each in under),
            left_alone=sum(each.no for each in under),
            examples=tuple(chain.from_iterable(each.refs for each in (*joining, *reversed(leaving))))[:EXAMPLES],
        )

    def columns(self, number: int) -> tuple[int, ...]:
        """Return a histogram of the waiting comments in columns of equal width; 100 must be a multiple of them."""
        counts = [0] * number
        for each in self.slices:
            counts[column_of(each.low, number)] += each.waiting
        return tuple(counts)


@dataclass(frozen=True, slots=True)
class Scores:
    """All that another threshold can be tried on."""

    model: str
    labels: Mapping[Label, Slices] = field(default_factory=lambda: {label: Slices(label, None) for label in LABELS})
    unscored: int = 0
    """Waiting comments that the model in service has not scored."""
    apart: int = 0
    """Last week's decisions that answered another model or none, which say nothing about this one's thresholds."""


def column_of(score: float, number: int) -> int:
    """Return in which of so many columns a threshold or the beginning of a slice stands."""
    # By the grid itself: 0.57 times 100 is less than 57.
    return min(bisect_right(GRID, score) - 1, 99) * number // 100


def filter_of(label: Label, threshold: float, own: float) -> str:
    """Return the search that finds the waiting comments which change side; empty where none can."""
    low, high = min(threshold, own), max(threshold, own)
    return f"score:{label}>={_digits(low)} score:{label}<{_digits(high)}" if low < high else ""


def _digits(number: float) -> str:
    """Return a number so that reading it gives the same one, without an exponent, which searches don't know."""
    # Rounding to two digits would let a comment at 0.3571 slip out of the search.
    written = repr(number)
    return written if "e" not in written else f"{number:.25f}"


def _waiting(slices: Sequence[Slice]) -> int:
    return sum(each.waiting for each in slices)
