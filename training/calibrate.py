"""From readings to probabilities that hold where abuse is as rare as it is, and thresholds by a stated rule.

The corpora are balanced by hand, some to one half; every figure here weighs their rows back to a natural rate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from moderation.scoring.calibration import Floats, Platt
from training.measures import calibration_error

Truth = NDArray[np.bool_]


def natural_weights(abusive: Truth, rate: float) -> Floats:
    """Return the weight of each row that makes the share of positives `rate`; they sum to the number of rows."""
    found = float(abusive.mean())
    return np.where(abusive, rate / found, (1.0 - rate) / (1.0 - found))


def added_line(readings: Floats, others: Floats, abusive: Truth, weight: Floats) -> Platt:
    """Return the line for a head whose odds are added to those of others (log-odds; -inf where there are none).

    Minimises the weighted log loss of the sum; the slope is kept above nothing.
    """
    scale = float(readings.std()) or 1.0

    def loss(line: Floats) -> float:
        """Return the log loss of a line given as log of its slope, and its intercept."""
        log_odds = np.logaddexp(readings / scale * np.exp(line[0]) + line[1], others)
        return float(weight @ (np.logaddexp(0.0, log_odds) - abusive * log_odds))

    found = minimize(loss, np.array([0.0, -2.0]), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-7}).x
    return Platt(float(np.round(np.exp(found[0]) / scale, 8)), float(np.round(found[1], 8)))


def best_f1_threshold(scores: Floats, abusive: Truth, weight: Floats) -> float:
    """Return the score from which calling a comment abuse gives the best F1, rounded to three places."""
    precision, recall, cuts = precision_recall_curve(abusive, scores, sample_weight=weight)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(np.round(cuts[int(np.argmax(f1[:-1]))], 3))


@dataclass(frozen=True, slots=True)
class Figures:
    """How well scores match labels on one set."""

    n: int
    positives: int
    auc: float
    average_precision: float
    ece: float
    precision: float
    recall: float
    f1: float

    def rounded(self) -> dict[str, float]:
        """Return the figures by name, four places each."""
        return {name: round(getattr(self, name), 4) for name in self.__slots__}


def figures(scores: Floats, abusive: Truth, threshold: float, weight: Floats | None = None) -> Figures:
    """Return what probabilities are worth on a labelled set, each row counting as its weight says."""
    weight = np.ones(len(scores)) if weight is None else weight
    called = scores >= threshold
    hits = float(weight @ (called & abusive))
    precision = hits / max(float(weight @ called), 1e-9)
    recall = hits / max(float(weight @ abusive), 1e-9)
    return Figures(
        len(scores),
        int(abusive.sum()),
        float(roc_auc_score(abusive, scores, sample_weight=weight)),
        float(average_precision_score(abusive, scores, sample_weight=weight)),
        calibration_error(abusive.astype(np.float64), scores, weight),
        precision,
        recall,
        2 * precision * recall / max(precision + recall, 1e-9),
    )
