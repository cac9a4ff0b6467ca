"""The comments on which a model is most wrong, and those on which two models take different sides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.labels import LABELS
from training.report.subject import Column, Subject

MOST: Final = 5
"""Of each kind that are shown: enough to see a pattern, few enough to be read."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A comment and what was said of it."""

    row: int
    """Its place among the examples."""
    carried: bool
    """What was decided."""
    scores: tuple[float | None, ...]
    """By each model of the subject."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Comments on whose label the second model of a subject is overruled by the first."""

    mended: tuple[int, ...]
    """Places of those that the first gets right."""
    broken: tuple[int, ...]
    """Places of those that it gets wrong."""


def worst(subject: Subject, column: Column, carried: bool) -> tuple[Mistake, ...]:
    """Return what was missed (`carried`) or suggested wrongly, the surest mistakes first, one of each near-copy."""
    wrong = (column.truth == carried) & (column.suggested != carried) & ~np.isnan(column.scores)
    order = np.argsort(column.scores if carried else -column.scores, kind="stable")
    rows = column.rows[[place for place in order.tolist() if wrong[place]]]
    return tuple(_mistake(subject, column, row, carried) for row in _distinct(subject, rows))


def turned(subject: Subject, first: Column, second: Column) -> Turned:
    """Return the comments on which two models' suggestions differ, by which of them the decision sides with."""
    differs = first.suggested != second.suggested
    right = first.suggested == first.truth
    return Turned(*(tuple(first.rows[differs & side].tolist()) for side in (right, ~right)))


def differing(subject: Subject, column: Column, rows: Sequence[int]) -> tuple[Mistake, ...]:
    """Return some of the comments on which two models differ, those whose scores moved furthest first."""
    place = LABELS.index(column.label)
    first, second = (np.nan_to_num(model.scores[list(rows), place]) for model in subject.models)
    order = np.argsort(-np.abs(first - second), kind="stable")
    carried = dict(zip(column.rows.tolist(), column.truth.tolist(), strict=True))
    chosen = _distinct(subject, np.array(rows, dtype=np.int64)[order])
    return tuple(_mistake(subject, column, row, carried[row]) for row in chosen)


def _distinct(subject: Subject, rows: NDArray[np.int64]) -> Iterator[int]:
    seen: set[int] = set()
    for row in rows.tolist():
        group = int(subject.examples.group[row])
        if group not in seen and len(seen) < MOST:
            seen.add(group)
            yield row


def _mistake(subject: Subject, column: Column, row: int, carried: bool) -> Mistake:
    place = LABELS.index(column.label)
    scores = [float(model.scores[row, place]) for model in subject.models]
    return Mistake(row, carried, tuple(None if np.isnan(score) else score for score in scores))
