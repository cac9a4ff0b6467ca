"""The first stage of disputed terminology: how a comment talks about words.

Cues are fitted on comments as wholes. The n-gram head learns from a teacher, which knows the cues of single sentences
and marks 26 thousand unread comments' sentences: some 170 positives are too few to weigh n-grams by, and the head then
finds on its own, without a regular expression, which comments are worth reading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack
from scipy.sparse.linalg import lsmr
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from moderation.comments import InContext
from moderation.scoring.normal import scoring_copies
from moderation.scoring.objection import objection
from moderation.scoring.terminology import speech
from training.cases import read_cases
from training.hashed import hashed
from training.labelled import Flags, Rows, alone, labelled_rows, mentions, read_rows, unread

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

FOLDS: Final = 5
SEEDS: Final = 5

_UNREAD: Final = 26_000
"""Comments of the unselected pool that the n-gram head learns from."""

_CALIBRATING: Final = 8_000
"""Unread comments that calibrate where no article is known; at the base rate 50 of them dispute a word."""

_CUE_C: Final = 0.03
"""Inverse strength of the pull towards zero; .01 to .1 measured alike on the readings, which were not in training."""

_READ_WEIGHT: Final = 0.5
"""How much a comment that was read besides counts: those were drawn to be hard to tell."""

_TEACHER_C: Final = 0.003

_PEAK_SHARE: Final = 0.6
"""Spread of the n-gram head in the sum beside that of the cues; .3 to 1 measured alike on the readings."""

_MARKED: Final = (-6.0, 5.0)
"""The teacher's logits are cut to these."""

_EMPHASIS: Final = 20.0
"""How much more a sentence counts that the teacher ranks in its highest 5 %: without it the rest drowns them."""

_ABOVE_ONE: Final = 0.04
"""Share of unselected comments whose highest sentence is given a logit above 1."""

_DAMP: Final = 1.0
_STEPS: Final = 20

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])(?=\s)")


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The sentences of comments, as the n-gram heads cut them."""

    hashed: csr_matrix
    cues: Matrix
    """What `speech` says of each, without its n-gram logit."""
    owner: NDArray[np.int64]
    """Which comment each is of."""
    texts: list[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Pieces":
        """Return the sentences of comments."""
        cut = [(part.strip(), row) for row, copy in enumerate(scoring_copies(texts)) for part in _parts(copy)]
        sentences = [part for part, _ in cut]
        return cls(hashed(sentences), cues_of(alone(sentences)), np.array([row for _, row in cut]), sentences)

    def peaks(self, weights: Vector, count: int) -> Vector:
        """Return the largest logit of a sentence for each of `count` comments."""
        highest = np.full(count, -np.inf)
        np.maximum.at(highest, self.owner, self.hashed @ weights)
        return highest


def _parts(copy: str) -> list[str]:
    """Return the sentences of a scoring copy; one that is empty for an empty comment."""
    return [part for part in _SENTENCE_END.split(copy) if part.strip()] or [""]


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Everything the first stage is fitted on, featurised once."""

    rows: Rows
    """The hand-labelled comments, then those read besides."""
    measured: int
    """How many are hand-labelled."""
    cues: Matrix
    pieces: Pieces
    pool: Pieces
    """The sentences of unread comments."""
    written: Pieces
    """The sentences of the written cases: they teach the n-gram head only, since their cues are too regular."""
    written_dispute: Flags
    pool_cues: Matrix
    """What `speech` says of the first unread comments as wholes, without their n-gram logits."""

    @classmethod
    def gathered(cls, folder: Path) -> "Corpus":
        """Return the comments of a data folder, featurised."""
        labelled, read = labelled_rows(folder), read_rows(folder)
        rows = Rows(
            [*labelled.posted, *read.posted],
            np.concatenate([labelled.disputes, read.disputes]),
            [*labelled.names, *read.names],
            [*labelled.expressions, *read.expressions],
        )
        pool = unread(folder, _UNREAD, 0)
        whole = cues_of(alone(pool[:_CALIBRATING]))
        return cls(
            rows, len(labelled.posted), cues_of(rows.posted), Pieces.of(rows.texts), Pieces.of(pool), *_written(), whole
        )

    def unread_features(self, weights: Vector) -> Matrix:
        """Return the first stage's features of the first unread comments, shape (n, len(SPEECH))."""
        peaks = self.pool.peaks(weights, int(self.pool.owner.max()) + 1)
        return np.column_stack([peaks[: len(self.pool_cues)], self.pool_cues])

    @property
    def is_measured(self) -> Flags:
        """The hand-labelled rows."""
        return np.arange(len(self.rows.disputes)) < self.measured


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The fitted first stage."""

    weights: Vector
    """For each hashed n-gram, shape (SLOTS,)."""
    coefficients: Vector
    """Of SPEECH, then the intercept."""

    @classmethod
    def fitted(cls, corpus: Corpus, taught: Flags) -> "Wording":
        """Return the stage fitted on the rows taught."""
        weights = _taught_by_cues(corpus, taught)
        disputes = corpus.rows.disputes
        weight = np.where(corpus.is_measured, 1.0, _READ_WEIGHT)[taught]
        cues = logistic(corpus.cues[taught], disputes[taught], weight, _CUE_C, balanced=True)
        peaks = corpus.pieces.peaks(weights, len(disputes))[taught]
        share = _PEAK_SHARE * np.std(applied(cues, corpus.cues[taught])) / np.std(peaks)
        return cls(weights, np.concatenate([[share], cues]))

    def peaks(self, posted: Sequence[InContext]) -> Vector:
        """Return the n-gram head's logit of each comment's highest sentence, shape (n,)."""
        return Pieces.of([one.comment.text for one in posted]).peaks(self.weights, len(posted))

    def logits(self, posted: Sequence[InContext]) -> Vector:
        """Return the stage's logit for each comment, shape (n,)."""
        return applied(self.coefficients, np.column_stack([self.peaks(posted), cues_of(posted)]))


def _taught_by_cues(corpus: Corpus, taught: Flags) -> Vector:
    """Return n-gram weights that say of unread sentences what cues, fitted on the rows taught, say of them.

    They are scaled so that _ABOVE_ONE of unread comments have a sentence above 1.
    """
    pieces = corpus.pieces
    inside = taught[pieces.owner]
    disputed = _disputed(corpus)[inside]
    teacher = logistic(pieces.cues[inside], disputed, None, _TEACHER_C, balanced=True)
    marks = np.clip(applied(teacher, corpus.pool.cues), *_MARKED)
    emphasis = np.sqrt(1 + _EMPHASIS / (1 + np.exp(np.quantile(marks, 0.95) - marks)))
    written = np.where(corpus.written_dispute, *np.quantile(marks, [0.99, 0.5]))
    weight = np.append(emphasis, np.full(len(written), np.sqrt(_EMPHASIS)))
    target = weight * (np.append(marks, written) - np.median(marks))
    rows = vstack([corpus.pool.hashed, corpus.written.hashed], format="csr")
    found = lsmr(diags(weight) @ rows, target, damp=_DAMP, maxiter=_STEPS)[0]
    scale = np.quantile(corpus.pool.peaks(found, int(corpus.pool.owner.max()) + 1), 1 - _ABOVE_ONE)
    return np.asarray(np.round(found / scale, 5), dtype=np.float64)


def _written() -> tuple[Pieces, Flags]:
    """Return the sentences of the written cases, and which of them hold a disputed expression."""
    cases = read_cases()
    pieces = Pieces.of([case.posted.comment.text for case in cases])
    pairs = zip(pieces.texts, [cases[row] for row in pieces.owner], strict=True)
    return pieces, np.array([case.disputes and mentions(text, case.term) for text, case in pairs])


def _disputed(corpus: Corpus) -> Flags:
    """Return which sentences dispute a word: those with the disputed expression, or all where none holds it."""
    pieces, rows = corpus.pieces, corpus.rows
    pairs = zip(pieces.texts, pieces.owner, strict=True)
    holds = np.array([mentions(text, rows.expressions[owner]) for text, owner in pairs]) & rows.disputes[pieces.owner]
    located = np.bincount(pieces.owner, holds, len(rows.disputes)) > 0
    return np.where(located[pieces.owner], holds, rows.disputes[pieces.owner])


def across_folds(corpus: Corpus, seed: int) -> tuple[Vector, Vector]:
    """Return each hand-labelled row's logit and peak by a stage that saw nothing of its group, shape (n,) each."""
    group = corpus.rows.group
    fold = np.where(corpus.is_measured, folds(group, seed), FOLDS)
    logits, peaks = np.zeros(len(fold)), np.zeros(len(fold))
    for number in range(FOLDS):
        outside = fold == number
        stage = Wording.fitted(corpus, ~np.isin(group, group[outside]))  # nothing of an article that is measured
        peaks[outside] = corpus.pieces.peaks(stage.weights, len(fold))[outside]
        features = np.column_stack([peaks[outside], corpus.cues[outside]])
        logits[outside] = applied(stage.coefficients, features)
    return logits[: corpus.measured], peaks[: corpus.measured]


def measured(corpus: Corpus) -> dict[str, float]:
    """Return the average precision across folds, mean of five seeds with their range, and the number of positives."""
    disputes = corpus.rows.disputes[: corpus.measured]
    found = [average_precision_score(disputes, across_folds(corpus, seed)[0]) for seed in range(SEEDS)]
    return {
        "average_precision": float(np.mean(found)),
        "average_precision_low": float(min(found)),
        "average_precision_high": float(max(found)),
        "positives": float(disputes.sum()),
    }


def folds(group: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return each row's fold, a group's rows together."""
    of_group = np.random.default_rng(seed).integers(FOLDS, size=int(group.max()) + 1)
    return of_group[group]


def logistic(rows: Matrix, disputes: Flags, weight: Vector | None, c: float, *, balanced: bool = False) -> Vector:
    """Return coefficients and intercept, features scaled alike; `c` is the inverse strength of the pull to zero."""
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=c, max_iter=5_000, class_weight="balanced" if balanced else None)
    fitted = model.fit(rows / scale, disputes, weight)
    return np.append(fitted.coef_[0] / scale, fitted.intercept_[0])


def applied(coefficients: Vector, rows: Matrix) -> Vector:
    """Return the logits of rows."""
    return np.asarray(rows @ coefficients[:-1] + coefficients[-1])


def cues_of(posted: Sequence[InContext]) -> Matrix:
    """Return the first stage's features without the n-gram logit, shape (n, len(SPEECH) - 1)."""
    return np.array([speech(objection(one, named=False), 0.0)[1:] for one in posted])
