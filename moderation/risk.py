"""How urgent a comment is by its scores, and which of its labels makes it so.

Each label has its own threshold, 0.03 for one and 0.36 for another, so scores can't be compared as they stand: half of
the way to 1 is to reach the threshold, the other half is to go past it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.labels import LABELS, Label
from moderation.suggestions import Suggestion

if TYPE_CHECKING:
    import numpy as np  # 0.1 s that the first frame of the desk doesn't pay
    from numpy.typing import NDArray


def risks(scores: NDArray[np.float64], thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each comment's furthest score is past its threshold, shape (n,): 0.5 is at it, 0 not judged."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):  # a threshold of 0 or 1, and what was not judged
        below, above = scores / thresholds, (scores - thresholds) / (1 - thresholds)
    urgent = np.where(scores < thresholds, 0.5 * below, 0.5 + 0.5 * np.nan_to_num(above, nan=1.0))
    furthest: NDArray[np.float64] = np.where(np.isnan(scores), 0.0, urgent).max(axis=1, initial=0.0)
    return furthest


def doubts(scores: NDArray[np.float64], thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each comment's closest score is from its threshold, shape (n,); 1 where none is judged."""
    import numpy as np

    away = np.where(np.isnan(scores), 1.0, np.abs(scores - thresholds))
    closest: NDArray[np.float64] = away.min(axis=1, initial=1.0)
    return closest


def risk(score: float, threshold: float) -> float:
    """Return how far a score is past its threshold: 0.5 is at it, 1 is as far as can be."""
    if score < threshold:
        return 0.5 * score / threshold
    return 0.5 + 0.5 * ((score - threshold) / (1 - threshold) if threshold < 1 else 1.0)


def leading(suggestion: Suggestion) -> Label | None:
    """Return the label whose score makes a comment's risk; None where none is judged."""
    urgent = {
        # Where the thresholds were not kept, half is what a probability has to reach; what is suggested still leads.
        label: (label in suggestion.suggested, risk(score, suggestion.thresholds.get(label, 0.5)))
        for label in LABELS
        if (score := suggestion.scores.get(label)) is not None
    }
    return max(urgent, key=urgent.__getitem__) if urgent else None
