"""Fits a change to a model that already knows something: the fewer the decisions, the less it may change.

The model's own logit stays as an offset and only a correction is learnt, pulled towards nothing by L2. On a news site
taken as a desk, decisions alone never beat the base; this never fell below it, at a pull of 1 (at .1 it did).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix
from scipy.special import expit

Floats = NDArray[np.float64]

_MOST_STEPS: Final = 50
_MOST_WITHIN: Final = 50
"""Steps of Newton's, and of conjugate gradients within one; 10,000 decisions take 6 of some 7."""


@dataclass(frozen=True, slots=True)
class Care:
    """When a fit is near enough to its end."""

    close: float
    """Of the slope from which one more step is the last, in units in which every pull is 1."""
    left: float
    """Share of the slope that a step far from the end may leave."""


CAREFUL: Final = Care(0.5, 0.15)
"""10,000 decisions' log-odds then stand within .003 of the best."""

ROUGH: Final = Care(8.0, 0.3)
"""They then stand within .1 of the best, which does for a trial, in seven tenths of the time."""

_ENOUGH: Final = 1e-4
"""Share of the promised descent that a step has to keep. Source: Nocedal and Wright 2006, §3.1."""

DECIMALS: Final = 6
"""The correction is rounded to this: sums in another order on another machine must not change a model's bytes."""


def correction(
    rows: csr_matrix,
    offset: Floats,
    truth: Floats,
    weight: Floats,
    pull: Floats,
    start: Floats | None = None,
    beside: Floats | None = None,
    care: Care = CAREFUL,
) -> Floats:
    """Return the change of each coefficient that best explains the decisions, shape (columns,).

    Minimises the log loss of `offset + rows @ change`, plus half of `pull` times the squared change, column by
    column; every pull is over 0. The columns of `beside`, shape (n, few), stand after those of `rows`. Convex, started
    from no change or a stated one, single-threaded: the same decisions give the same change. By truncated Newton steps
    (Lin, Weng and Keerthi 2008).
    """
    unit = 1 / np.sqrt(pull)
    columns = _Columns.of(rows, np.zeros((len(offset), 0)) if beside is None else beside, unit)
    problem = _Problem(columns, offset, truth, weight)
    change = np.zeros(len(pull)) if start is None else start / unit
    logit = offset + columns @ change
    for _ in range(_MOST_STEPS):
        slope = problem.slope(change, logit)
        step = problem.newton(slope, logit, care.left)
        moved = columns @ step
        share = problem.share(change, logit, step, moved, float(slope @ step))
        change, logit = change + share * step, logit + share * moved
        if np.linalg.norm(slope) <= care.close:
            break
    return np.asarray(np.round(change * unit, DECIMALS), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Columns with many zeros, then a few without, which take a fortieth of the time by themselves."""

    sparse: csr_matrix
    """In 32 bits, which take three quarters of the time; sums over them go one by one, on any machine in this order."""
    turned: csc_matrix
    """The same with rows for columns."""
    dense: Floats

    @classmethod
    def of(cls, rows: csr_matrix, beside: Floats, unit: Floats) -> "_Columns":
        """Return columns multiplied by the unit of each."""
        data = rows.data.astype(np.float32) * unit.astype(np.float32)[rows.indices]
        sparse = csr_matrix((data, rows.indices, rows.indptr), shape=rows.shape)
        return cls(sparse, sparse.T, beside * unit[rows.shape[1] :])

    def __matmul__(self, change: Floats) -> Floats:
        cut = self.sparse.shape[1]
        return np.asarray(self.sparse @ change[:cut].astype(np.float32) + self.dense @ change[cut:])

    def back(self, each: Floats, besides: Floats) -> Floats:
        """Return the sum over rows of so much of each, and something besides."""
        cut = self.sparse.shape[1]
        total = besides.copy()
        total[:cut] += self.turned @ each.astype(np.float32)
        total[cut:] += each @ self.dense
        return total


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """What is minimised, in units in which every pull is 1."""

    columns: _Columns
    offset: Floats
    truth: Floats
    weight: Floats

    def loss(self, change: Floats, logit: Floats) -> float:
        """Return what is minimised."""
        surprise = np.logaddexp(0.0, logit) - self.truth * logit
        return float(self.weight @ surprise + 0.5 * (change @ change))

    def slope(self, change: Floats, logit: Floats) -> Floats:
        """Return its slope in each coefficient."""
        return self.columns.back(self.weight * (expit(logit) - self.truth), change)

    def newton(self, slope: Floats, logit: Floats, left_over: float) -> Floats:
        """Return the step to where the slope would end if the bend stayed, by conjugate gradients, about."""
        bend = self.weight * expit(logit) * expit(-logit)
        step, left, way = np.zeros_like(slope), -slope, -slope
        size = start = float(left @ left)
        # far from the end a rough step does, near it each step squares what is missing
        close = min(left_over, start**0.25) ** 2 * start
        for _ in range(_MOST_WITHIN):
            if size <= close:
                break
            along = self.columns.back(bend * (self.columns @ way), way)
            far = size / float(way @ along)
            step += far * way
            left -= far * along
            before, size = size, float(left @ left)
            way *= size / before
            way += left
        return step

    def share(self, change: Floats, logit: Floats, step: Floats, moved: Floats, descent: float) -> float:
        """Return how much of a step to take: all of it, or half as often as it takes to descend."""
        here = self.loss(change, logit)
        for halved in range(30):
            share = 0.5**halved
            if self.loss(change + share * step, logit + share * moved) <= here + _ENOUGH * share * descent:
                return share
        return 0.0
