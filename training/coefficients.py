"""Moves the few coefficients of off-topic and disputed terminology by what a desk decided.

They are some dozens of figures over what is measured of a comment in its context, so that dozens of decisions can teach
them, where the words of abuse take hundreds. Off-topic is also taught by where comments stand: each under its own
article against the same moved to others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from moderation.scoring.artefact import Artefact
from training.pull import Floats, correction
from training.recalibrate import Unseen, folds

_LEAST_SPREAD: Final = 1e-2
"""A feature that hardly varies in these decisions is not scaled up beyond this."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """How features are brought to a middle of 0 and unit variance; the level would be fought over by others."""

    middle: Floats
    spread: Floats

    @classmethod
    def of(cls, rows: Floats) -> "Scale":
        """Return the scale of features, shape (n, k)."""
        if not len(rows):
            return cls(np.zeros(rows.shape[1]), np.ones(rows.shape[1]))
        return cls(rows.mean(axis=0), np.maximum(rows.std(axis=0), _LEAST_SPREAD))

    def scaled(self, rows: Floats) -> Floats:
        """Return features brought to scale."""
        return np.asarray((rows - self.middle) / self.spread)

    def unscaled(self, change: Floats) -> tuple[Floats, float]:
        """Return a change of coefficients as one of those of unscaled features, and of their intercept."""
        moved = change / self.spread
        return moved, -float(moved @ self.middle)


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Decisions on a label as rows of what may move their log-odds, and pairs made of them below."""

    rows: csr_matrix
    """Shape (n + pairs, columns)."""
    offset: Floats
    truth: Floats
    weight: Floats
    group: NDArray[np.int64]
    pull: Floats
    decided: int
    """The first n rows are decisions."""

    def change(self) -> Floats:
        """Return the change of each column's coefficient that explains decisions and pairs best."""
        return correction(self.rows, self.offset, self.truth, self.weight, self.pull)

    def apart(self) -> Floats:
        """Return the log-odds of every row by a change that no row of its group has taught."""
        fold, found = folds(self.group), self.offset.copy()
        for number in np.unique(fold):
            inside, outside = fold != number, fold == number
            taught = correction(
                self.rows[inside], self.offset[inside], self.truth[inside], self.weight[inside], self.pull
            )
            found[outside] += self.rows[outside] @ taught
        return found

    def unseen(self, apart: Floats) -> Unseen:
        """Return the decisions with their log-odds `apart` from what they teach."""
        decisions = slice(self.decided)
        return Unseen(apart[decisions], self.truth[decisions], self.weight[decisions], self.group[decisions])


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A model that was taught a label, and decisions read by models that they did not teach."""

    artefact: Artefact
    unseen: Unseen
    pairs: Mapping[str, float] | None = None
    """How many comments were moved, and how well both models tell them, apart from what taught them; None for none."""
