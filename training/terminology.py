"""Fits the disputed-terminology head: its n-gram weights, then what n-grams, cues and place weigh together.

The labelled comments know no article, so the place of the contested expression is taught by written cases: as they
are, and put under an article that does not use the word, where the same comment disputes nothing of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from moderation.comments import Comment, InContext
from moderation.scoring.terminology import FEATURES, Terminology, features
from training.cases import Case, read_cases
from training.copies import near_copies
from training.hashed import hashed

Arrays = dict[str, NDArray[np.floating]]

BASE_RATE: Final = 1 / 150
"""Share of comments under opinion pieces that dispute terminology."""

FOLDS: Final = 5
SEEDS: Final = 5

_N_GRAM_C: Final = 1.0
_CUE_C: Final = 0.1
"""Inverse strength of the pull towards zero; .03 to 1 measured alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Comments that teach: each with whether it disputes terminology, its weight and its group."""

    posted: list[InContext]
    disputes: NDArray[np.bool_]
    weight: NDArray[np.float64]
    group: NDArray[np.int64]
    """Rows of one article, or copies of one text; on one side of any split."""


@dataclass(frozen=True, slots=True, eq=False)
class FittedTerminology:
    """Arrays for the artefact, the default threshold, and what was measured across folds."""

    arrays: Arrays
    """`wording_weights` for the n-gram table's third head, `terminology_coefficients` for the rest."""
    threshold: float
    metrics: dict[str, float]


def fit(folder: Path, seed: int = 0) -> FittedTerminology:
    """Return the head fitted on the labelled comments and the written cases."""
    labelled = labelled_rows(folder)
    everything = joined(labelled, case_rows(read_cases(), seed))
    texts = hashed([posted.comment.text for posted in everything.posted])
    weights = n_gram_weights(texts, everything)
    coefficients = cue_coefficients(everything, out_of_fold(texts, everything, seed))
    coefficients[-1] += _to_base_rate(folder, weights, coefficients)
    arrays: Arrays = {"wording_weights": weights, "terminology_coefficients": coefficients}
    return FittedTerminology(arrays, 0.5, measured(labelled))


def labelled_rows(folder: Path) -> Rows:
    """Return the hand-labelled comments that are not unsure, with no article."""
    lines = (folder / "disputed-labelled.jsonl").read_bytes().splitlines()
    read = [line for line in map(msgspec.json.decode, lines) if line["label"] != "unsure"]
    texts = [line["text"] for line in read]
    copies = near_copies(texts)
    names = [line["article_id"] or f"copy {copy}" for line, copy in zip(read, copies, strict=True)]
    _, group = np.unique(names, return_inverse=True)
    return Rows(
        [InContext(Comment("", text)) for text in texts],
        np.array([line["label"] == "positive" for line in read]),
        np.ones(len(read)),
        group,
    )


def case_rows(cases: Sequence[Case], seed: int) -> Rows:
    """Return the written cases: as they are, moved under another article, and moved there in answer to the word."""
    rng = np.random.default_rng(seed)
    articles = list({case.posted.article.id: case.posted.article for case in cases if case.posted.article}.values())
    number = {article.id: place for place, article in enumerate(articles)}
    posted, disputes, weight, group = [], [], [], []
    for case in cases:
        own = number[case.posted.comment.article_id]
        other = articles[(own + 1 + rng.integers(len(articles) - 1)) % len(articles)]
        moved = [replace(case.posted, article=other)]
        if case.disputes:
            moved.append(replace(case.posted, article=other, parent=Comment("", case.article_sentence)))
        posted += [case.posted, *moved]
        disputes += [case.disputes, *(False for _ in moved)]
        weight += [1.0, *(0.5 for _ in moved)]
        group += [own] * (1 + len(moved))
    return Rows(posted, np.array(disputes), np.array(weight), np.array(group))


def joined(first: Rows, second: Rows) -> Rows:
    """Return the rows of both, their groups kept apart."""
    return Rows(
        [*first.posted, *second.posted],
        np.concatenate([first.disputes, second.disputes]),
        np.concatenate([first.weight, second.weight]),
        np.concatenate([first.group, second.group + first.group.max() + 1]),
    )


def n_gram_weights(texts: csr_matrix, rows: Rows) -> NDArray[np.float64]:
    """Return a weight for each hashed n-gram, shape (SLOTS,), fitted on the rows given."""
    model = LogisticRegression(C=_N_GRAM_C, class_weight="balanced", max_iter=500)
    fitted = model.fit(texts, rows.disputes, rows.weight)
    return np.asarray(fitted.coef_[0])


def out_of_fold(texts: csr_matrix, rows: Rows, seed: int) -> NDArray[np.float64]:
    """Return each row's n-gram logit by weights that saw nothing of its group, shape (n,)."""
    fold = folds(rows.group, seed)
    logits = np.zeros(len(rows.disputes))
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        logits[outside] = texts[outside] @ n_gram_weights(texts[inside], part(rows, inside))
    return logits


def part(rows: Rows, chosen: NDArray[np.bool_]) -> Rows:
    """Return the chosen rows."""
    places = np.flatnonzero(chosen)
    kept = [rows.posted[place] for place in places]
    return Rows(kept, rows.disputes[places], rows.weight[places], rows.group[places])


def folds(group: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return each row's fold, a group's rows together."""
    of_group = np.random.default_rng(seed).integers(FOLDS, size=int(group.max()) + 1)
    return of_group[group]


def cue_coefficients(rows: Rows, wording: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coefficients of FEATURES and the intercept."""
    measures = features(rows.posted, wording)
    scale = measures.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=_CUE_C, max_iter=5_000).fit(measures / scale, rows.disputes, rows.weight)
    return np.append(fitted.coef_[0] / scale, fitted.intercept_[0])


def measured(rows: Rows) -> dict[str, float]:
    """Return the average precision across folds of the labelled comments, mean of seeds with their spread."""
    texts = hashed([posted.comment.text for posted in rows.posted])
    precisions = [float(average_precision_score(rows.disputes, _across_folds(texts, rows, seed))) for seed in range(SEEDS)]
    return {
        "average_precision": float(np.mean(precisions)),
        "average_precision_low": min(precisions),
        "average_precision_high": max(precisions),
        "positives": float(rows.disputes.sum()),
    }


def _across_folds(texts: csr_matrix, rows: Rows, seed: int) -> NDArray[np.float64]:
    """Return each row's score by a head that saw nothing of its group."""
    fold = folds(rows.group, seed)
    scores = np.zeros(len(rows.disputes))
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        taught = part(rows, inside)
        head = Terminology(cue_coefficients(taught, out_of_fold(texts[inside], taught, seed)))
        wording = texts[outside] @ n_gram_weights(texts[inside], taught)
        scores[outside] = head.scores(part(rows, outside).posted, wording)
    return scores


def _to_base_rate(folder: Path, weights: NDArray[np.float64], coefficients: NDArray[np.float64]) -> float:
    """Return what to add to the intercept so that unselected comments score the base rate on average."""
    comments = pd.read_parquet(folder / "context" / "mining-comments.parquet").text.sample(6_000, random_state=0)
    wording = hashed(comments.tolist()) @ weights
    measures = features([InContext(Comment("", text)) for text in comments], wording)
    logits = measures @ coefficients[:-1] + coefficients[-1]
    shifts = np.linspace(-6.0, 2.0, 801)
    rates = np.array([(1 / (1 + np.exp(-(logits + shift)))).mean() for shift in shifts])
    return float(shifts[np.abs(rates - BASE_RATE).argmin()])
