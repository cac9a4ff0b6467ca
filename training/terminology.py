"""Fits the disputed-terminology head and makes its score a probability at the base rate.

Labelled and written comments are chosen ones; unread comments under their own articles say how often each cue and
place occurs when nothing is disputed, and so how rare a dispute is among comments that look like one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext
from moderation.scoring.hashing import joined, words_of
from moderation.scoring.normal import scoring_copies
from moderation.scoring.objection import objection
from moderation.scoring.screening import is_read
from moderation.scoring.terminology import standing
from training.cases import Case, read_cases
from training.labelled import Flags
from training.standing import displaced, in_the_wild, stood_in, written
from training.wording import FOLDS, Corpus, Matrix, Vector, Wording, across_folds, applied, folds, logistic, measured

BASE_RATE: Final = 1 / 150
"""Share of comments under opinion pieces that dispute terminology."""

FLAGGED: Final = 3 * BASE_RATE
"""Share of unread comments that the default threshold suggests: to forward one in vain costs a desk little."""

_PLACE_C: Final = 0.02
"""Inverse strength of the pull towards zero in the second stage; looser ones lost the written cases held out."""

_AT_ONCE: Final = 200
"""Comments looked at as one block."""


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
    passed: Flags
    """Not an unread comment that is screened out."""


def fit(folder: Path, seed: int = 0) -> FittedTerminology:
    """Return the head: its first stage from the labelled comments, its second from comments under articles."""
    corpus = Corpus.gathered(folder)
    wording = Wording.fitted(corpus, np.ones(len(corpus.rows.disputes), np.bool_))
    unseen, peaks = across_folds(corpus, seed)
    screen = screened(corpus, wording, peaks)
    lesson = gathered(folder, wording, corpus, unseen, read_cases(), float(screen[0]), seed)
    coefficients = logistic(lesson.features, lesson.disputes, lesson.weight, _PLACE_C)
    second, threshold = at_base_rate(coefficients, lesson, seed)
    arrays: dict[str, NDArray[np.floating]] = {
        "wording_weights": wording.weights,
        "terminology_speech": wording.coefficients,
        "terminology_standing": second,
        "terminology_alone": alone(corpus, wording),
        "terminology_screen": screen,
    }
    kept = is_worth_reading(stood_in(folder, seed), peaks, float(screen[0]))[
        corpus.rows.disputes[: corpus.measured]
    ].mean()
    return FittedTerminology(arrays, threshold, {**measured(corpus), "screened_recall": float(kept)})


def screened(corpus: Corpus, wording: Wording, unseen: Vector) -> Vector:
    """Return the n-gram logit from which a comment is read, and slope and shift of the log-odds of one that isn't.

    `unseen` holds the logits of the hand-labelled comments by a head that didn't see them.
    """
    pool = corpus.pool.peaks(wording.weights, int(corpus.pool.owner.max()) + 1)
    positives = unseen[corpus.rows.disputes[: corpus.measured]]
    weight = np.repeat([BASE_RATE / (1 - BASE_RATE) * len(pool) / len(positives), 1.0], [len(positives), len(pool)])
    line = logistic(np.append(positives, pool)[:, None], weight != 1.0, weight, 100.0)
    return np.array([1.0, *line])


def gathered(
    folder: Path,
    wording: Wording,
    corpus: Corpus,
    unseen: Vector,
    cases: Sequence[Case],
    least: float,
    seed: int,
) -> Lesson:
    """Return what the second stage is fitted on; labelled comments with the logit of a stage that didn't see them."""
    own, moved = written(cases), displaced(cases, seed)
    disputed, groups = corpus.rows.disputes[: corpus.measured], corpus.rows.group[: corpus.measured]
    wild = in_the_wild(folder)
    posted = [*own.posted, *moved.posted, *wild]
    first = np.concatenate([unseen, wording.logits(posted)])
    read = standing_rows([*stood_in(folder, seed), *posted], first)
    kind = np.repeat([0, 1, 2, 3], [len(part) for part in (unseen, own.posted, moved.posted, wild)])
    disputes = np.concatenate([disputed, own.disputes, np.zeros(len(moved.posted) + len(wild), np.bool_)])
    cases_from = int(groups.max()) + 1
    alone_from = cases_from + int(own.group.max()) + 1
    wild_group = alone_from + np.arange(len(wild))
    group = np.concatenate([groups, own.group + cases_from, moved.group + cases_from, wild_group])
    weight = np.select([kind == 2, kind == 3], [0.5, (kind < 3).sum() / len(wild)], 1.0)
    passed = np.append(np.ones(len(first) - len(wild), np.bool_), is_worth_reading(wild, wording.peaks(wild), least))
    return Lesson(read, disputes, weight, group, kind == 3, disputes | (kind == 3), passed)


def is_worth_reading(posted: Sequence[InContext], peaks: Vector, least: float) -> Flags:
    """Return which comments pass the screen, shape (n,)."""
    passed = [np.zeros(0, np.bool_)]
    for begin in range(0, len(posted), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        block = joined(scoring_copies([one.comment.text for one in posted[part]]))
        passed.append(is_read(posted[part], block, words_of(block), peaks[part] / least))
    return np.concatenate(passed)


def standing_rows(posted: Sequence[InContext], first: Vector) -> Matrix:
    """Return the second stage's features, shape (n, len(STANDING))."""
    return np.array(
        [standing(objection(one, named=False), logit) for one, logit in zip(posted, first.tolist(), strict=True)]
    )


def at_base_rate(coefficients: Vector, lesson: Lesson, seed: int) -> tuple[Vector, float]:
    """Return coefficients whose logit is a probability where disputes are as rare as the base rate, and a threshold.

    Half of the unread comments that a base rate of 1 in 150 makes disputes are taken to be those that score highest,
    and left out. The threshold is what FLAGGED of the unread comments reach.
    """
    logits = _unseen(lesson, seed)
    ranked = np.where(lesson.passed, logits, -np.inf)
    surest = lesson.is_wild & (logits > np.quantile(logits[lesson.is_wild], 1 - BASE_RATE / 2))
    told = lesson.is_natural & ~surest
    disputes = lesson.disputes[told]
    natural = np.where(disputes, BASE_RATE * (~disputes).sum() / disputes.sum(), 1.0)
    slope, shift = logistic(logits[told][:, None], disputes, natural, 100.0)
    reached = slope * np.quantile(ranked[lesson.is_wild], 1 - FLAGGED) + shift
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


def alone(corpus: Corpus, wording: Wording) -> Vector:
    """Return slope 1 and the shift that brings the first logit to the base rate, where no article is known.

    The slope is not fitted: without the article nothing is certain, however a comment talks about words.
    """
    logits = applied(wording.coefficients, corpus.unread_features(wording.weights))
    shifts = np.linspace(-12.0, 2.0, 1_401)
    rates = np.array([(1 / (1 + np.exp(-(logits + shift)))).mean() for shift in shifts])
    return np.array([1.0, shifts[np.abs(rates - BASE_RATE).argmin()]])
