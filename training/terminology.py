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
from moderation.scoring.objection import objection
from moderation.scoring.screening import Screen, figures
from moderation.scoring.terminology import standing
from training.cases import Case, read_cases
from training.labelled import Flags
from training.screened import looked_at
from training.standing import displaced, in_the_wild, stood_in, written
from training.wording import FOLDS, Corpus, Matrix, Vector, Wording, across_folds, applied, folds, logistic, measured

BASE_RATE: Final = 1 / 150
"""Share of comments under opinion pieces that dispute terminology."""

FLAGGED: Final = 2 * BASE_RATE
"""Share of unread comments that the default threshold suggests: at 3 base rates, one in ten of the comments that only
look like a dispute is suggested too; at 2, one in twenty."""

_PLACE_C: Final = 0.02
"""Inverse strength of the pull towards zero in the second stage; looser ones lost the written cases held out."""

_SCREEN_C: Final = 0.2
"""Inverse strength of the pull towards zero in the screen."""

_REAL_WEIGHT: Final = 2.0
"""How much more a labelled comment counts in the screen than a written one."""

READ_SHARE: Final = 0.05
"""Share of unread comments under their articles that are read. Of the labelled disputes, held out by article, 2 % keep
.46, 4 % .62, 6 % .70 and 10 % .73; of the written ones .30, .47, .61 and .70."""


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
    screened: Vector
    """The log-odds by the screen."""
    passed: Flags
    """Whether the screen has it read."""


def fit(folder: Path, seed: int = 0) -> FittedTerminology:
    """Return the head: its first stage from the labelled comments, its second from comments under articles."""
    corpus = Corpus.gathered(folder)
    wording = Wording.fitted(corpus, np.ones(len(corpus.rows.disputes), np.bool_))
    unseen, peaks = across_folds(corpus, seed)
    cases, labelled, wild = read_cases(), stood_in(folder, seed), in_the_wild(folder)
    disputed = corpus.rows.disputes[: corpus.measured]
    screen = screened(*_disputes(labelled, disputed, peaks, cases, wording), wild, wording.peaks(wild))
    lesson = gathered(folder, wording, corpus, (unseen, peaks), cases, screen, seed)
    coefficients = logistic(lesson.features, lesson.disputes, lesson.weight, _PLACE_C)
    second, threshold, kept = at_base_rate(coefficients, lesson, seed)
    arrays: dict[str, NDArray[np.floating]] = {
        "wording_weights": wording.weights,
        "terminology_speech": wording.coefficients,
        "terminology_standing": second,
        "terminology_alone": alone(corpus, wording),
        "terminology_screen": screen,
    }
    return FittedTerminology(arrays, threshold, {**measured(corpus), **kept})


def screened(
    disputing: Sequence[InContext], peaks: Vector, weight: Vector, wild: Sequence[InContext], wild_peaks: Vector
) -> Vector:
    """Return the coefficients and intercept of SCREEN, and the log-odds that READ_SHARE of unread comments exceed.

    `peaks` are the n-gram logits. A log-odds is true where disputes are as rare as the base rate.
    """
    rows = np.concatenate([looked_at(disputing, peaks, figures), looked_at(wild, wild_peaks, figures)])
    disputes = np.arange(len(rows)) < len(disputing)
    line = logistic(rows, disputes, np.append(weight, np.ones(len(wild))), _SCREEN_C)
    line[-1] += np.log(BASE_RATE / (1 - BASE_RATE) * len(wild) / weight.sum())
    return np.append(line, np.quantile(applied(line, rows[~disputes]), 1 - READ_SHARE))


def _disputes(
    labelled: Sequence[InContext], disputed: Flags, peaks: Vector, cases: Sequence[Case], wording: Wording
) -> tuple[list[InContext], Vector, Vector]:
    """Return the labelled and written comments that dispute a word, their n-gram logits, and how much each counts."""
    found = [one for one, disputes in zip(labelled, disputed, strict=True) if disputes]
    made = [case.posted for case in cases if case.disputes]
    weight = np.repeat([_REAL_WEIGHT, 1.0], [len(found), len(made)])
    return [*found, *made], np.append(peaks[disputed], wording.peaks(made)), weight


def gathered(
    folder: Path,
    wording: Wording,
    corpus: Corpus,
    unseen: tuple[Vector, Vector],
    cases: Sequence[Case],
    screen: Vector,
    seed: int,
) -> Lesson:
    """Return what the second stage is fitted on.

    `unseen` holds the logits and the peaks of the labelled comments by first stages that didn't see them.
    """
    labelled, (logits_unseen, peaks) = stood_in(folder, seed), unseen
    own, moved = written(cases), displaced(cases, seed)
    disputed, groups = corpus.rows.disputes[: corpus.measured], corpus.rows.group[: corpus.measured]
    wild = in_the_wild(folder)
    posted = [*own.posted, *moved.posted, *wild]
    first = np.concatenate([logits_unseen, wording.logits(posted)])
    read = standing_rows([*labelled, *posted], first)
    kind = np.repeat([0, 1, 2, 3], [len(part) for part in (labelled, own.posted, moved.posted, wild)])
    disputes = np.concatenate([disputed, own.disputes, np.zeros(len(moved.posted) + len(wild), np.bool_)])
    cases_from = int(groups.max()) + 1
    alone_from = cases_from + int(own.group.max()) + 1
    wild_group = alone_from + np.arange(len(wild))
    group = np.concatenate([groups, own.group + cases_from, moved.group + cases_from, wild_group])
    weight = np.select([kind == 2, kind == 3], [0.5, (kind < 3).sum() / len(wild)], 1.0)
    line = Screen(screen)
    logits = looked_at([*labelled, *posted], np.append(peaks, wording.peaks(posted)), line.logits)
    natural = disputes | (kind == 3)
    return Lesson(read, disputes, weight, group, kind == 3, natural, logits, logits > line.least)


def standing_rows(posted: Sequence[InContext], first: Vector) -> Matrix:
    """Return the second stage's features, shape (n, len(STANDING))."""
    return np.array(
        [standing(objection(one, named=False), logit) for one, logit in zip(posted, first.tolist(), strict=True)]
    )


def at_base_rate(coefficients: Vector, lesson: Lesson, seed: int) -> tuple[Vector, float, dict[str, float]]:
    """Return coefficients whose logit is a probability where disputes are as rare as the base rate, and a threshold.

    Half of the unread comments that a base rate of 1 in 150 makes disputes are taken to be those that score highest,
    and left out. The threshold is what FLAGGED of the unread comments reach. Also return which share of the disputes
    pass the screen and reach the threshold.
    """
    logits, wild = _unseen(lesson, seed), lesson.is_wild
    ranked = np.where(lesson.passed, logits, -np.inf)
    surest = wild & (ranked > np.quantile(ranked[wild], 1 - BASE_RATE / 2))
    told = lesson.is_natural & lesson.passed & ~surest
    found = lesson.disputes & lesson.is_natural
    natural = np.where(lesson.disputes[told], BASE_RATE / (1 - BASE_RATE) * wild.sum() / found.sum(), 1.0)
    slope, shift = logistic(logits[told][:, None], lesson.disputes[told], natural, 100.0)
    final = np.where(lesson.passed, logits * slope + shift, lesson.screened)
    reached = np.quantile(final[wild], 1 - FLAGGED)
    scaled = np.append(coefficients[:-1] * slope, coefficients[-1] * slope + shift)
    kept = {"read": float(lesson.passed[found].mean()), "suggested": float((final[found] > reached).mean())}
    return scaled, float(1 / (1 + np.exp(-reached))), kept


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
