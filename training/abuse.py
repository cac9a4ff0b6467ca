"""Fits the two abuse heads, and the lines that make them one probability at a natural rate of abuse.

Hostility is learnt from news sites and talk pages, hate from sets made for it: in one head together they cost each
other more than they bring. Both see ordinary news comments and sentences of our own that name groups without harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from moderation.scoring.calibration import ABUSE_HEADS, Floats, Platt, combined, head_log_odds, probability
from training import contrast
from training.calibrate import added_line, best_f1_threshold, figures, natural_weights
from training.corpora import SOURCES, Corpus, together
from training.hashed import hashed, word_counts

NEWS: Final = "civil"
"""The corpus that is most like a desk's comments: the heads are calibrated on it."""

NATURAL_RATE: Final = 0.08
"""The share of abuse in a simple random draw of news-site comments."""

HATE_RATES: Final = (0.05, 0.03, 0.02, 0.01, 0.005)
"""Shares of comments that might be hateful to a group; no corpus here is a random draw of it."""

HATE_MAY_COST: Final = 0.002
"""The ROC-AUC that the hate head may cost on held-out news; the highest rate within it is taken."""

HELD_OUT: Final = 0.12
"""The share of news and hate groups kept back to calibrate and to set the threshold on."""

KNOWN_FROM: Final = 20
"""Texts a word must stand in to count as known: under 5 % of the slots, so that foreign words rarely pass by chance."""

_CLEAN_NEWS: Final = {"hostility": 2.5, "hate": 1.0}
"""Weight of a clean news comment for each head: two thirds of that corpus are abusive; +.005 AUC on held-out news."""

_CONTRAST: Final = {"hostility": 0.25, "hate": 1.0}
"""Weight of a sentence of our own; 1.2 for hostility cost .004 AUC on held-out news."""

_NAMED_ONLY: Final = {"hostility": 4.0, "hate": 1.6}
"""How many times as much one weighs that only names a group: from 4 on no name alone is suggested as abuse."""

_C: Final = {"hostility": 3.0, "hate": 1.0}
"""Inverse strength of the pull towards zero, chosen on held-out news."""

_MOST_STEPS: Final = 400


@dataclass(frozen=True, slots=True, eq=False)
class FittedAbuse:
    """What the abuse label adds to a model."""

    arrays: Mapping[str, NDArray[Any]]
    calibration: Mapping[str, tuple[float, float]]
    threshold: float
    metrics: Mapping[str, float]
    """On news comments held out, by heads that did not see them, weighed to the natural rate."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What both heads read in rows they were not fitted on."""

    logits: Floats
    """Shape (n, 2)."""
    abusive: NDArray[np.bool_]

    def weights(self, rate: float) -> Floats:
        """Return the weight of each row at a rate of positives."""
        return natural_weights(self.abusive, rate)


def fit(taught: Corpus, seed: int = 0) -> FittedAbuse:
    """Return both heads fitted on every row, with the lines and the threshold of heads that saw no row held out."""
    held_out = (taught.shares < HELD_OUT) & np.isin(taught.sources.astype(str), [NEWS, *_names("hate")])
    blind = _heads(taught.where(~held_out), seed)
    kept = taught.where(held_out)
    news, hateful = _read(blind, kept.of([NEWS])), _read(blind, kept.of(_names("hate")))
    lines = calibrated(news, hateful)
    scores, weight = _scores(news, lines), news.weights(NATURAL_RATE)
    threshold = best_f1_threshold(scores, news.abusive, weight)
    known = word_counts(list(taught.texts)) >= KNOWN_FROM
    return FittedAbuse(
        {**_heads(taught, seed), "known": np.packbits(known)},
        {head: (line.slope, line.intercept) for head, line in zip(ABUSE_HEADS, lines, strict=True)},
        threshold,
        figures(scores, news.abusive, threshold, weight).rounded(),
    )


def _names(head: str) -> list[str]:
    """Return the sources that teach a head."""
    return [source.name for source in SOURCES if source.head == head]


def _heads(fitted: Corpus, seed: int) -> dict[str, NDArray[np.float16]]:
    """Return the weights of both heads."""
    return {head: _head(head, fitted, seed) for head in ABUSE_HEADS}


def _head(head: str, fitted: Corpus, seed: int) -> NDArray[np.float16]:
    """Return the weights of one head, taught by its own sources, clean news comments and the contrast sentences."""
    own = np.isin(fitted.sources.astype(str), _names(head))
    clean = (fitted.sources == NEWS) & ~fitted.abusive
    lessons = together(fitted.where(own | clean), contrast.contrast(seed))
    weight = np.ones(len(lessons))
    weight[(lessons.sources == NEWS) & ~lessons.abusive] = _CLEAN_NEWS[head]
    weight[lessons.sources == contrast.SOURCE] = _CONTRAST[head]
    weight[lessons.kinds == contrast.NAMED_ONLY] *= _NAMED_ONLY[head]
    return fitted_weights(hashed(list(lessons.texts)), lessons.abusive, weight, _C[head])


def fitted_weights(rows: csr_matrix, truth: NDArray[np.bool_], weight: Floats, c: float) -> NDArray[np.float16]:
    """Return the weights of a logistic regression, one a slot; the intercept is left to calibration."""
    learner = LogisticRegression(C=c, max_iter=_MOST_STEPS).fit(rows, truth, sample_weight=weight)
    return np.asarray(learner.coef_[0], dtype=np.float16)


def _read(weights: Mapping[str, NDArray[np.floating]], corpus: Corpus) -> Kept:
    """Return what the heads read in a corpus."""
    rows = hashed(list(corpus.texts))
    logits = np.stack([rows @ weights[head].astype(np.float64) for head in ABUSE_HEADS], axis=1)
    return Kept(logits, corpus.abusive)


def calibrated(news: Kept, hateful: Kept) -> tuple[Platt, Platt]:
    """Return the lines of both heads, hate as prevalent as it can be taken to be without costing news too much."""
    alone = float(roc_auc_score(news.abusive, news.logits[:, 0]))
    for rate in HATE_RATES:
        lines = lines_at(rate, news, hateful)
        if roc_auc_score(news.abusive, _scores(news, lines)) >= alone - HATE_MAY_COST:
            break
    return lines


def lines_at(rate: float, news: Kept, hateful: Kept) -> tuple[Platt, Platt]:
    """Return the lines for a rate of hate: hate alone, then hostility so that the two together fit news."""
    no_other = np.full(len(hateful.abusive), -np.inf)
    hate = added_line(hateful.logits[:, 1], no_other, hateful.abusive, hateful.weights(rate))
    others = hate.log_odds(news.logits[:, 1])
    return added_line(news.logits[:, 0], others, news.abusive, news.weights(NATURAL_RATE)), hate


def _scores(read: Kept, lines: tuple[Platt, Platt]) -> Floats:
    """Return probabilities of abuse."""
    return probability(combined(head_log_odds(read.logits, lines)))
