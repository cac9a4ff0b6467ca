"""Fits the two abuse heads, and the lines that make them one probability at a natural rate of abuse.

Hostility is learnt from news sites and talk pages, hate from sets made for it: together in one head they cost each
other more than they bring.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from moderation.labels import Label
from moderation.scoring.artefact import Artefact
from moderation.scoring.calibration import ABUSE_HEADS, Floats, Platt, combined, head_log_odds, probability
from moderation.scoring.ngrams import HEADS
from training.calibrate import added_line, best_f1_threshold, figures, natural_weights
from training.corpora import SOURCES, Corpus
from training.hashed import hashed, word_counts

NATURAL_RATE: Final = 0.08
"""The share of abuse in a simple random draw of news-site comments."""

HATE_RATE: Final = 0.01
"""The share of comments taken to be hateful to a group; no corpus here is a random draw of it."""

HELD_OUT: Final = 0.12
"""The share of groups kept back to calibrate and to set the threshold on."""

KNOWN_FROM: Final = 20
"""Texts a word must stand in to count as known: under 5 % of the slots, so that foreign words rarely pass by chance."""

_ALPHA: Final = 3e-6
_EPOCHS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class FittedAbuse:
    """What the abuse label adds to a model."""

    arrays: Mapping[str, NDArray[Any]]
    calibration: Mapping[str, tuple[float, float]]
    threshold: float
    metrics: Mapping[str, float]
    """On the held-out part of the training news comments, weighed to the natural rate."""


def fit(taught: Corpus, seed: int = 0) -> FittedAbuse:
    """Return both heads, calibrated on groups that neither was fitted on."""
    held_out = taught.shares < HELD_OUT
    fitted, kept = taught.where(~held_out), taught.where(held_out)
    weights = {head: _head(fitted.of(_names(head)), seed) for head in ABUSE_HEADS}
    lines = calibrated(weights, kept)
    news = kept.of(["civil"])
    scores = probability(combined(head_log_odds(readings(weights, news), lines)))
    weight = natural_weights(news.abusive, NATURAL_RATE)
    threshold = best_f1_threshold(scores, news.abusive, weight)
    known = word_counts(list(fitted.texts)) >= KNOWN_FROM
    return FittedAbuse(
        {**weights, "known": np.packbits(known)},
        {head: (line.slope, line.intercept) for head, line in zip(ABUSE_HEADS, lines, strict=True)},
        threshold,
        figures(scores, news.abusive, threshold, weight).rounded(),
    )


def _names(head: str) -> list[str]:
    """Return the sources that teach a head."""
    return [source.name for source in SOURCES if source.head == head]


def _head(taught: Corpus, seed: int) -> NDArray[np.float16]:
    """Return the weights of one head."""
    return fitted_weights(hashed(list(taught.texts)), taught.abusive, seed)


def fitted_weights(rows: csr_matrix, truth: NDArray[np.bool_], seed: int) -> NDArray[np.float16]:
    """Return the weights of a logistic regression, one a slot; the intercept is left to calibration."""
    learner = SGDClassifier(
        loss="log_loss", alpha=_ALPHA, average=True, max_iter=_EPOCHS, tol=None, random_state=seed
    ).fit(rows, truth)
    return np.asarray(learner.coef_[0], dtype=np.float16)


def readings(weights: Mapping[str, NDArray[np.floating]], corpus: Corpus) -> Floats:
    """Return what the abuse heads read in a corpus, shape (n, 2)."""
    rows = hashed(list(corpus.texts))
    return np.stack([rows @ weights[head].astype(np.float64) for head in ABUSE_HEADS], axis=1)


def calibrated(weights: Mapping[str, NDArray[np.floating]], kept: Corpus) -> tuple[Platt, Platt]:
    """Return the lines of both heads: hate alone at its own rate, then hostility so that the two together fit news."""
    hateful = kept.of(_names("hate"))
    alone = np.full(len(hateful), -np.inf)
    hate_line = added_line(
        readings(weights, hateful)[:, 1], alone, hateful.abusive, natural_weights(hateful.abusive, HATE_RATE)
    )
    news = kept.of(["civil"])
    read = readings(weights, news)
    weight = natural_weights(news.abusive, NATURAL_RATE)
    return added_line(read[:, 0], hate_line.log_odds(read[:, 1]), news.abusive, weight), hate_line
