"""Redraws decisions a thousand times at once, by sums over blocks of them instead of over each decision.

25,000 decisions held out, redrawn one by one a thousand times, are 25 million numbers for each figure; as 2,000
blocks and 1,024 steps of a score they are one product of matrices. Near-copies always stand in one block.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from training.measures import Curve, Floats

BLOCKS: Final = 2_000
"""Groups are redrawn one by one up to here, and in blocks of some beyond: the spread of a sum is the same."""

STEPS: Final = 1_024
"""A score is read in so many steps where it has more: its ranking changes in the fourth decimal, for both models."""


@dataclass(frozen=True, slots=True, eq=False)
class Redraws:
    """How often each block was drawn; the first row, of ones, is the decisions as they are."""

    block: NDArray[np.int64]
    """Shape (n,): the block of each decision."""
    counts: Floats
    """Shape (1 + draws, blocks)."""

    @classmethod
    def of(cls, group: NDArray[np.int64], draws: int) -> Self:
        """Return redraws of decisions; near-copies sharing a number in `group` are drawn together."""
        _, number = np.unique(group, return_inverse=True)
        # always the same seed: the figure two people get from one log must be one figure
        rng, groups = np.random.default_rng(0), int(number.max()) + 1
        blocks = min(groups, BLOCKS)
        block = rng.permutation(groups)[number] % blocks
        drawn = rng.multinomial(blocks, np.full(blocks, 1 / blocks), size=draws)
        return cls(block, np.concatenate([np.ones((1, blocks)), drawn.astype(np.float64)]))

    def sum(self, values: Floats) -> Floats:
        """Return the sum of values (n,) in each redraw, shape (1 + draws,)."""
        return np.asarray(self.counts @ np.bincount(self.block, values, self.counts.shape[1]))

    def sums(self, place: NDArray[np.int64], size: int, values: Floats) -> Floats:
        """Return the sums of values (n,) at each of `size` places, in each redraw, shape (1 + draws, size)."""
        blocks = self.counts.shape[1]
        table = np.bincount(self.block * size + place, values, blocks * size).reshape(blocks, size)
        return np.asarray(self.counts @ table)

    def curve(self, truth: Floats, scores: Floats, weight: Floats) -> Curve:
        """Return the weight of positives and negatives at or above each step of scores (n,), highest first."""
        distinct, rank = np.unique(-scores, return_inverse=True)
        size = min(len(distinct), STEPS)
        step = rank * size // len(distinct)
        return Curve(
            np.cumsum(self.sums(step, size, weight * truth), axis=1),
            np.cumsum(self.sums(step, size, weight * (1 - truth)), axis=1),
        )
