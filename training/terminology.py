"""Fits the disputed-terminology head and makes its score a probability at the base rate.

Labelled and written comments are chosen ones; unread comments under their own articles say how often each cue and
place occurs when nothing is disputed, and so how rare a dispute is among comments that look like one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from moderation.comments import Comment, InContext
from moderation.scoring.objection import objection
from moderation.scoring.terminology import standing
from training.cases import Case, read_cases
from training.standing import displaced, in_the_wild, stood_in, written
from training.wording import (
    FOLDS,
    Flags,
    Matrix,
    Rows,
    Vector,
    Wording,
    across_folds,
    applied,
    folds,
    hashed_texts,
    labelled_rows,
    logistic,
    measured,
)

BASE_RATE: Final = 1 / 150
"""Share of comments under opinion pieces that dispute terminology."""

FLAGGED: Final = 3 * BASE_RATE
"""Share of unread comments that the default threshold suggests: to forward one in vain costs a desk little."""

_PLACE_C: Final = 0.02
"""Inverse strength of the pull towards zero in the second stage; looser ones lost the written cases held out."""

_MINED: Final = 8_000
"""Unselected comments that calibrate where no article is known; at the base rate 50 of them dispute a word."""


@dataclass(frozen=True, slots=True, eq=False)
class FittedTerminology:
    """Arrays for the artefact, the default threshold, and what was measured across folds."""

    arrays: dict[str, NDArray[np.floating]]
    """`wording_weights` for the n-gram table's third head, `terminology_*` for the two stages."""
    threshold: float
    metrics: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What the second stage is fitted on."""

    features: Matrix
    """Shape (n, len(STANDING))."""
    disputes: Flags
    weight: Vector
    """In fitting: unread comments count as much as all others together."""
    group: NDArray[np.int64]
    is_wild: Flags
    """Unread comments."""
    is_natural: Flags
    """Neither displaced nor labelled negatives, which were chosen to be hard."""


def fit(folder: Path, seed: int = 0) -> FittedTerminology:
    """Return the head: its first stage from the labelled comments, its second from comments under articles."""
    labelled = labelled_rows(folder)
    texts = hashed_texts(labelled.posted)
    wording = Wording.fitted(texts, labelled, seed)
    unseen = across_folds(texts, labelled, seed)
    lesson = gathered(folder, wording, labelled, unseen, read_cases(), seed)
    coefficients = logistic(lesson.features, lesson.disputes, lesson.weight, _PLACE_C)
    second, threshold = at_base_rate(coefficients, lesson, seed)
    arrays: dict[str, NDArray[np.floating]] = {
        "wording_weights": wording.weights,
        "terminology_speech": wording.coefficients,
        "terminology_standing": second,
        "terminology_alone": alone(folder, wording),
    }
    return FittedTerminology(arrays, threshold, measured(texts, labelled))


def gathered(
    folder: Path, wording: Wording, labelled: Rows, unseen: Vector, cases: Sequence[Case], seed: int
) -> Lesson:
    """Return what the second stage is fitted on; labelled comments with the logit of a stage that didn't see them."""
    own, moved = written(cases), displaced(cases, seed)
    wild = in_the_wild(folder)
    posted = [*own.posted, *moved.posted, *wild]
    first = np.concatenate([unseen, wording.logits(posted)])
    read = standing_rows([*stood_in(folder, labelled, seed), *posted], first)
    kind = np.repeat([0, 1, 2, 3], [len(part) for part in (unseen, own.posted, moved.posted, wild)])
    disputes = np.concatenate([labelled.disputes, own.disputes, np.zeros(len(moved.posted) + len(wild), np.bool_)])
    cases_from = int(labelled.group.max()) + 1
    alone_from = cases_from + int(own.group.max()) + 1
    wild_group = alone_from + np.arange(len(wild))
    group = np.concatenate([labelled.group, own.group + cases_from, moved.group + cases_from, wild_group])
    weight = np.select([kind == 2, kind == 3], [0.5, (kind < 3).sum() / len(wild)], 1.0)
    return Lesson(read, disputes, weight, group, kind == 3, disputes | (kind == 3))


def standing_rows(posted: Sequence[InContext], first: Vector) -> Matrix:
    """Return the second stage's features, shape (n, len(STANDING))."""
    return np.array([standing(objection(one), logit) for one, logit in zip(posted, first.tolist(), strict=True)])


def at_base_rate(coefficients: Vector, lesson: Lesson, seed: int) -> tuple[Vector, float]:
    """Return coefficients whose logit is a probability where disputes are as rare as the base rate, and a threshold.

    Half of the unread comments that a base rate of 1 in 150 makes disputes are taken to be those that score highest,
    and left out. The threshold is what FLAGGED of the unread comments reach.
    """
    logits = _unseen(lesson, seed)
    surest = lesson.is_wild & (logits > np.quantile(logits[lesson.is_wild], 1 - BASE_RATE / 2))
    told = lesson.is_natural & ~surest
    disputes = lesson.disputes[told]
    natural = np.where(disputes, BASE_RATE * (~disputes).sum() / disputes.sum(), 1.0)
    slope, shift = logistic(logits[told][:, None], disputes, natural, 100.0)
    reached = slope * np.quantile(logits[lesson.is_wild], 1 - FLAGGED) + shift
    scaled = np.append(coefficients[:-1] * slope, coefficients[-1] * slope + shift)
    return scaled, float(1 / (1 + np.exp(-reached)))


def _unseen(lesson: Lesson, seed: int) -> Vector:
    """Return each row's logit by coefficients fitted on the other folds."""
    fold = folds(lesson.group, seed)
    logits = np.zeros(len(fold))
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        fitted = logistic(lesson.features[inside], lesson.disputes[inside], lesson.weight[inside], _PLACE_C)
        logits[outside] = applied(fitted, lesson.features[outside])
    return logits


def alone(folder: Path, wording: Wording) -> Vector:
    """Return slope 1 and the shift that brings the first logit to the base rate, where no article is known.

    The slope is not fitted: without the article nothing is certain, however a comment talks about words.
    """
    comments = pd.read_parquet(folder / "context" / "mining-comments.parquet").text.sample(_MINED, random_state=0)
    logits = wording.logits([InContext(Comment("", text)) for text in comments])
    shifts = np.linspace(-8.0, 2.0, 1_001)
    rates = np.array([(1 / (1 + np.exp(-(logits + shift)))).mean() for shift in shifts])
    return np.array([1.0, shifts[np.abs(rates - BASE_RATE).argmin()]])
