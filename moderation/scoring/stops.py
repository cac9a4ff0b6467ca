"""Where the sentences of a block stand, told by its bytes alone: a stop before a blank ends one.

It is only there to find the sentence that a head minds most; an abbreviation that cuts one in two does no harm.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.hashing import SHORTEST, SPACE, Block, Slots

_STOPS: Final = b".!?"


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The sentences of a block: each text is cut after a full stop, exclamation or question mark before a blank."""

    starts: Slots
    """Shape (sentences + 1,): where each begins, its leading blank included, and where the last one ends."""
    firsts: Slots
    """Shape (n + 1,): the sentences of text j are `firsts[j]:firsts[j + 1]`, at least one."""

    @property
    def roots(self) -> NDArray[np.float64]:
        """What the weights of each sentence are divided by, as if it were a text."""
        sizes: Slots = self.starts[1:] - self.starts[:-1]
        roots: NDArray[np.float64] = np.sqrt(np.maximum(sizes, SHORTEST))
        return roots


def sentences_of(block: Block) -> Sentences:
    """Return the sentences of a block; blanks after the last stop belong to the sentence before them."""
    size = block.size
    codes = np.frombuffer(block.blob, np.uint8)
    begins = np.zeros(size, np.bool_)
    for stop in _STOPS:
        begins[1:] |= codes[: size - 1] == stop
    begins[1:] &= codes[1:size] == SPACE
    if ends := _blank_ends(block, codes):
        begins[ends] = False
    begins[block.starts[:-1]] = True
    starts = np.concatenate([begins.nonzero()[0], block.starts[-1:]])
    return Sentences(starts, starts.searchsorted(block.starts))


def _blank_ends(block: Block, codes: NDArray[np.uint8]) -> list[int]:
    """Return after which byte each text that ends on blanks has nothing else."""
    blank = (codes[block.starts[1:] - 1] == SPACE).nonzero()[0]
    if not len(blank):
        return []
    bounds = zip(block.starts[blank].tolist(), block.starts[blank + 1].tolist(), strict=True)
    return [start + len(block.blob[start:end].rstrip()) for start, end in bounds]
