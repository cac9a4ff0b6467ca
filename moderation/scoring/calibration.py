"""From what a head says to a probability, and from two heads to one.

Where a model has no trees the odds of the two abuse heads add: a comment is abuse if it is hostile or hateful. Their
own lines tell which of the two a reason names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

ABUSE_HEADS: Final = ("hostility", "hate")
"""The heads of which a reason names one, in the order of the table's columns."""

_LIMIT: Final = 30.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Platt:
    """The line that turns a head's reading into log-odds at the natural base rate (Platt 1999)."""

    slope: float
    intercept: float

    def log_odds(self, reading: Floats) -> Floats:
        """Return the log-odds of readings of any shape."""
        return reading * self.slope + self.intercept


LEVEL: Final = Platt(1.0, 0.0)
"""The line that changes nothing."""


def abuse_lines(calibration: Mapping[str, tuple[float, float]]) -> tuple[Platt, ...]:
    """Return the lines of the abuse heads as a model's manifest states them."""
    return tuple(Platt(*calibration[head]) for head in ABUSE_HEADS)


def head_log_odds(logits: Floats, lines: tuple[Platt, ...]) -> Floats:
    """Return the log-odds of each abuse head, shape (n, 2), from readings of shape (n, 2 or more)."""
    return np.stack([line.log_odds(logits[:, number]) for number, line in enumerate(lines)], axis=1)


def combined(log_odds: Floats) -> Floats:
    """Return the log-odds whose odds are the sum of the heads' odds, shape (n,)."""
    added: Floats = np.logaddexp(log_odds[:, 0], log_odds[:, 1])
    return added


def probability(log_odds: Floats) -> Floats:
    """Return probabilities, never exactly 0 or 1."""
    chance: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -_LIMIT, _LIMIT)))
    return chance
