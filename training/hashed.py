"""Texts as the matrix that heads are fitted on: the features that serving reads, in the same slots.

It is built block by block into arrays that grow in place: a global sort took 3.3 GB for 194 thousand rows, joining the
parts at the end twice the matrix.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from moderation.scoring.bags import firsts_of
from moderation.scoring.groups import NAMED, unnamed
from moderation.scoring.hashing import (
    BITS,
    ORDERS,
    SLOTS,
    Block,
    Slots,
    Words,
    gram_slots,
    in_blocks,
    words_of,
)
from moderation.scoring.normal import copied
from moderation.scoring.stops import sentences_of

TELLING: Final = 2.0
"""How many times as often a word must stand in abusive texts to be restored from a disguise."""

FEWEST_TOLD: Final = 10
"""Abusive texts it must stand in."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which features are read, words always."""

    orders: tuple[int, ...] = ORDERS
    """Of the grams."""
    pairs: bool = True
    """Whether pairs of words are."""


ALL: Final = Kinds()


Told = Callable[[Block, Words], object]
"""Told of each block and its words as they are read, so that nobody has to read them twice."""


def hashed(texts: Sequence[str], kinds: Kinds = ALL, told: Told = lambda _block, _words: None) -> csr_matrix:
    """Return texts (as readers wrote them) as rows of features, shape (n, SLOTS), float32.

    A value is how often the feature occurs over the root of the text's bytes (32 at least): `hashed(texts) @ weights`
    is the logit that `Heads.read` returns, up to quantisation, if no kind of feature is left out.
    """
    rows = _Rows(kinds)
    for block in copied_blocks(texts):
        read, words = unnamed(block, words_of(block))
        rows.add(read, words, block.starts, block.roots)
        told(read, words)
    return rows.matrix()


def sentences_hashed(texts: Sequence[str]) -> tuple[csr_matrix, NDArray[np.int32]]:
    """Return the sentences of texts as rows of features, shape (m, SLOTS), and which text each is of, shape (m,).

    The largest of `rows @ weights` over a text's rows is the peak that `Heads.read` returns, up to quantisation.
    """
    rows, owners, seen = _Rows(), [np.zeros(0, np.int32)], 0
    for block in copied_blocks(texts):
        sentences = sentences_of(block)
        rows.add(*unnamed(block, words_of(block)), sentences.starts, sentences.roots)
        texts_here = np.arange(seen, seen + len(block.sizes), dtype=np.int32)
        owners.append(np.repeat(texts_here, np.diff(sentences.firsts)))
        seen += len(block.sizes)
    return rows.matrix(), np.concatenate(owners)


class _Rows:
    """A sparse matrix that grows by blocks of rows: 8 bytes a feature, and never a second copy of them."""

    def __init__(self, kinds: Kinds = ALL) -> None:
        self._kinds = kinds
        self._slots = np.zeros(0, np.int32)
        self._values = np.zeros(0, np.float32)
        self._counts = [np.zeros(1, np.int64)]
        self._filled = 0

    def add(self, block: Block, words: Words, starts: Slots, roots: NDArray[np.float64]) -> None:
        """Add a row for each part of a block that begins at `starts[:-1]`, its counts divided by its root."""
        keys, counts = _counted(_keys(block, words, starts, self._kinds))
        rows = keys >> BITS
        end = self._filled + len(keys)
        if end > len(self._slots):
            # in place (realloc), so that growing costs no copy
            self._resize(end + end // 8)
        self._slots[self._filled : end] = keys & (SLOTS - 1)
        self._values[self._filled : end] = counts / roots[rows]
        self._counts.append(np.bincount(rows, minlength=len(roots)))
        self._filled = end

    def matrix(self) -> csr_matrix:
        """Return the matrix; no row can be added after it."""
        self._resize(self._filled)
        ends = np.cumsum(np.concatenate(self._counts))
        small = ends.astype(np.int32) if ends[-1] <= np.iinfo(np.int32).max else ends
        return csr_matrix((self._values, self._slots, small), shape=(len(ends) - 1, SLOTS))

    def _resize(self, size: int) -> None:
        """Make room for so many features."""
        arrays: tuple[NDArray[Any], ...] = (self._slots, self._values)
        for array in arrays:
            array.resize(size, refcheck=False)


def word_counts(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return in how many texts each word stands, by slot; in all of them the one that any group's name is read as."""
    counts = np.zeros(SLOTS, np.int64)
    for block in copied_blocks(texts):
        words = words_of(block)
        owners = np.repeat(np.arange(len(block.sizes)), np.diff(words.firsts))
        seen = np.unique((owners << BITS) | words.singles) & (SLOTS - 1)
        counts += np.bincount(seen, minlength=SLOTS)
    counts[0] = 0
    counts[NAMED] = len(texts)
    return counts


def telling_words(texts: Sequence[str], abusive: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Return the hashes, sorted, of words that stand in abusive texts TELLING times as often as in others.

    What they are is not kept, only what a disguised word must hash to: 8 bytes each.
    """
    hashes, owners = _distinct_words(texts)
    words, inverse = np.unique(hashes, return_inverse=True)
    hostile = np.bincount(inverse, weights=abusive[owners], minlength=len(words))
    civil = np.bincount(inverse, minlength=len(words)) - hostile
    rates = (hostile + 1) / (abusive.sum() + 2), (civil + 1) / ((~abusive).sum() + 2)
    told: NDArray[np.uint64] = words[(hostile >= FEWEST_TOLD) & (rates[0] >= TELLING * rates[1])]
    return told


def _distinct_words(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the hash of each word of each text once, and the number of its text."""
    hashes, owners, seen = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)], 0
    for block in copied_blocks(texts):
        words = words_of(block)
        of = np.repeat(np.arange(len(block.sizes), dtype=np.int32), np.diff(words.firsts))
        order = np.lexsort((words.hashes, of))
        here, of = words.hashes[order], of[order]
        first = np.ones(len(here), np.bool_)
        first[1:] = (here[1:] != here[:-1]) | (of[1:] != of[:-1])
        hashes.append(here[first])
        owners.append(of[first] + np.int32(seen))
        seen += len(block.sizes)
    return np.concatenate(hashes), np.concatenate(owners)


def copied_blocks(texts: Sequence[str]) -> Iterator[Block]:
    """Yield the texts' scoring copies, joined into blocks."""
    for block in in_blocks(texts):
        yield copied(block)


def _keys(block: Block, words: Words, starts: Slots, kinds: Kinds) -> NDArray[np.int64]:
    """Return (part number, slot) of every feature that occurs, as one integer each; parts begin at `starts[:-1]`."""
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts)) << BITS
    longest = sum(order <= max(kinds.orders, default=0) for order in ORDERS)
    grams = [
        (owners | slots)[slots > 0] for order, slots in islice(gram_slots(block), longest) if order in kinds.orders
    ]
    owners = owners[words.starts]
    whole = [(owners | slots)[slots > 0] for slots in (words.singles, words.pairs)[: 1 + kinds.pairs]]
    return np.concatenate([*grams, *whole])


def _counted(keys: NDArray[np.integer]) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
    """Return each integer once, in order, and how often it occurs."""
    if len(keys) and keys.max() <= np.iinfo(np.int32).max:
        keys = keys.astype(np.int32)  # they are sorted in 1.7 ms then, not 2.9, and sorting is half of it all
    keys.sort()
    firsts = firsts_of(keys)
    return keys[firsts], np.diff(firsts, append=len(keys))
