"""What words would hash to were they spelt otherwise, without writing them: rows of letters, swapped neighbours.

Fifteen swaps of each of a block's unknown words are hashed at once, from the sum that the word's own hash is made of.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.hashing import (
    MULTIPLIERS,
    U64,
    WORD_MULTIPLIERS,
    Block,
    Slots,
    Words,
    loaded,
    mixed_up,
    pairs_of,
    slots_of,
    word_hashes,
)

_SWAP_MULTIPLIERS: Final = np.array(
    [
        (place_of[at] - place_of[at + 1]) % 2**64
        for place_of in [[256 ** (at % 8) * WORD_MULTIPLIERS[at // 8] for at in range(16)]]
        for at in range(15)
    ],
    dtype=np.uint64,
)


def letters_of(block: Block, starts: Slots, lengths: Slots) -> NDArray[np.uint8]:
    """Return the first 16 bytes of words as rows, shape (n, 16), zeros after the end."""
    eights = np.frombuffer(block.blob, "<u8", count=len(block.blob) >> 3)
    halves = np.zeros((len(starts), 2), np.uint64)
    halves[:, 0] = loaded(eights, starts, lengths)
    long = (lengths > 8).nonzero()[0]
    if len(long):
        halves[long, 1] = loaded(eights, starts[long] + 8, lengths[long] - 8)
    return halves.view(np.uint8)


def hashes_of(letters: NDArray[np.uint8]) -> U64:
    """Return the 64-bit hashes of words of at most 16 bytes given as rows, shape (n, 16) to (n,)."""
    return mixed_up(_sums_of(letters))


def swapped_hashes(letters: NDArray[np.uint8]) -> U64:
    """Return the hashes of such words once letters k and k + 1 have changed places, shape (n, 15) for each k."""
    codes = letters.astype(np.int64)
    apart = (codes[:, 1:] - codes[:, :-1]).view(np.uint64)
    # a word's sum is linear in its bytes, so that a swap adds their difference times a constant
    return mixed_up(_sums_of(letters)[:, None] + apart * _SWAP_MULTIPLIERS)


def rehashed(block: Block, words: Words, rows: Slots) -> Words:
    """Return the words of a block after some of them (by number) were overwritten in place."""
    singles, pairs = words.singles.copy(), words.pairs.copy()
    hashes = words.hashes.copy()
    hashes[rows] = word_hashes(block, words, rows)
    singles[rows] = slots_of(hashes[rows])
    begins = np.concatenate([rows, rows - 1])
    # np.isin would sort the words of the block for a handful of rows
    begins = begins[(begins >= 0) & (words.firsts[words.firsts.searchsorted(begins + 1)] != begins + 1)]
    pairs[begins] = pairs_of(hashes[begins], hashes[begins + 1])
    return Words(words.starts, words.ends, singles, pairs, words.firsts, hashes)


def _sums_of(letters: NDArray[np.uint8]) -> U64:
    """Return what the hashes of words of at most 16 bytes are mixed from."""
    halves = np.ascontiguousarray(letters).view(np.uint64)
    first: U64 = halves[:, 0] * MULTIPLIERS[0]
    return first + halves[:, 1] * MULTIPLIERS[1]
