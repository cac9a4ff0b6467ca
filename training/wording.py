"""The first stage of disputed terminology: how a comment talks about words, fitted on the hand-labelled comments.

They know no article, so this stage sees the comment alone; its figures are optimistic in recall, since the positives
were found by patterns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from moderation.comments import Comment, InContext
from moderation.scoring.objection import objection
from moderation.scoring.terminology import speech
from training.copies import near_copies
from training.hashed import hashed

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]

FOLDS: Final = 5
SEEDS: Final = 5

_N_GRAM_C: Final = 1.0
_CUE_C: Final = 0.1
"""Inverse strength of the pull towards zero; .03 to 1 measured alike."""


class Labelled(msgspec.Struct):
    """A line of the hand-labelled file."""

    text: str
    label: str
    span: str = ""
    article_id: str | None = None

    @property
    def disputes(self) -> bool:
        """Whether its reader found that it disputes terminology."""
        return self.label == "positive"


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Comments that teach: each with whether it disputes terminology and its group."""

    posted: list[InContext]
    disputes: Flags
    group: NDArray[np.int64]
    """Rows of one article, or copies of one text: on one side of any split."""

    def part(self, chosen: Flags) -> "Rows":
        """Return the chosen rows."""
        places = np.flatnonzero(chosen)
        return Rows([self.posted[place] for place in places], self.disputes[places], self.group[places])


def labelled_lines(folder: Path) -> list[Labelled]:
    """Return the hand-labelled comments, the unsure ones too."""
    lines = (folder / "disputed-labelled.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Labelled) for line in lines]


def labelled_rows(folder: Path) -> Rows:
    """Return the hand-labelled comments that are not unsure, with no article."""
    sure = [line for line in labelled_lines(folder) if line.label != "unsure"]
    copies = near_copies([line.text for line in sure])
    names = [line.article_id or f"copy {copy}" for line, copy in zip(sure, copies, strict=True)]
    _, group = np.unique(names, return_inverse=True)
    posted = [InContext(Comment("", line.text)) for line in sure]
    return Rows(posted, np.array([line.disputes for line in sure]), group)


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The fitted first stage."""

    weights: Vector
    """For each hashed n-gram, shape (SLOTS,)."""
    coefficients: Vector
    """Of SPEECH, then the intercept."""

    @classmethod
    def fitted(cls, texts: csr_matrix, rows: Rows, seed: int) -> "Wording":
        """Return the stage fitted on rows and their hashed texts."""
        read = _speech_rows(rows.posted, _n_gram_logits(texts, rows, seed))
        return cls(_n_gram_weights(texts, rows.disputes), logistic(read, rows.disputes, None, _CUE_C))

    def logits(self, posted: Sequence[InContext]) -> Vector:
        """Return the stage's logit for each comment, shape (n,)."""
        return applied(self.coefficients, _speech_rows(posted, hashed_texts(posted) @ self.weights))


def hashed_texts(posted: Sequence[InContext]) -> csr_matrix:
    """Return the comments' n-grams, as serving counts them."""
    return hashed([one.comment.text for one in posted])


def across_folds(texts: csr_matrix, rows: Rows, seed: int) -> Vector:
    """Return each row's logit by a stage that saw nothing of its group, shape (n,)."""
    fold = folds(rows.group, seed)
    logits = np.zeros(len(rows.disputes))
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        stage = Wording.fitted(texts[inside], rows.part(inside), seed)
        logits[outside] = stage.logits(rows.part(outside).posted)
    return logits


def measured(texts: csr_matrix, rows: Rows) -> dict[str, float]:
    """Return the average precision across folds, mean of five seeds with their range, and the number of positives."""
    found = [average_precision_score(rows.disputes, across_folds(texts, rows, seed)) for seed in range(SEEDS)]
    return {
        "average_precision": float(np.mean(found)),
        "average_precision_low": float(min(found)),
        "average_precision_high": float(max(found)),
        "positives": float(rows.disputes.sum()),
    }


def folds(group: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return each row's fold, a group's rows together."""
    of_group = np.random.default_rng(seed).integers(FOLDS, size=int(group.max()) + 1)
    return of_group[group]


def logistic(rows: Matrix, disputes: Flags, weight: Vector | None, c: float) -> Vector:
    """Return coefficients and intercept, features scaled alike; `c` is the inverse strength of the pull to zero."""
    scale = rows.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=c, max_iter=5_000).fit(rows / scale, disputes, weight)
    return np.append(fitted.coef_[0] / scale, fitted.intercept_[0])


def applied(coefficients: Vector, rows: Matrix) -> Vector:
    """Return the logits of rows."""
    return np.asarray(rows @ coefficients[:-1] + coefficients[-1])


def _speech_rows(posted: Sequence[InContext], n_grams: Vector) -> Matrix:
    """Return the first stage's features, shape (n, len(SPEECH))."""
    pairs = zip(posted, n_grams.tolist(), strict=True)
    return np.array([speech(objection(one, named=False), logit) for one, logit in pairs])


def _n_gram_weights(texts: csr_matrix, disputes: Flags) -> Vector:
    """Return a weight for each hashed n-gram, shape (SLOTS,)."""
    model = LogisticRegression(C=_N_GRAM_C, class_weight="balanced", max_iter=500)
    return np.asarray(model.fit(texts, disputes).coef_[0])


def _n_gram_logits(texts: csr_matrix, rows: Rows, seed: int) -> Vector:
    """Return each row's n-gram logit by weights that saw nothing of its group, shape (n,)."""
    fold = folds(rows.group, seed)
    logits = np.zeros(len(rows.disputes))
    for number in np.unique(fold):
        inside, outside = fold != number, fold == number
        logits[outside] = texts[outside] @ _n_gram_weights(texts[inside], rows.disputes[inside])
    return logits
