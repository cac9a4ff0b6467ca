"""What a desk's decisions say of words by the company they keep: a word is read like its kin, met before or not.

A few hundred decisions hold few of a site's words, so that what they teach of single words says nothing of most
comments; of the 32 directions in which words stand beside each other they teach each from the first hundred on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.bags import BUCKETS, Floats, Whole, buckets_of, sums
from moderation.scoring.groups import GROUP
from moderation.scoring.hashing import Block, Words

KIN: Final = "desk_kin"
"""The array of what each bucket of words adds to the head `desk`, shape (BUCKETS,)."""

_LARGEST: Final = 1 << 20
"""The largest weight in whole units, so that no order of words can matter; 2^33 words sum below 2^53."""

_CELLS: Final = 17
_TO_CELL: Final = np.uint64(64 - _CELLS)
_SPREADER: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Kin:
    """Weights of words by bucket, each word of a text counted once, in whole units."""

    weights: Floats
    """Whole numbers, shape (BUCKETS,)."""
    weighs: NDArray[np.bool_]
    """Which are not 0."""
    unit: float

    @classmethod
    def of(cls, weights: NDArray[np.floating]) -> "Kin":
        """Return the weights of a model's array."""
        exact = weights.astype(np.float64)
        unit = float(np.abs(exact).max()) / _LARGEST or 1.0
        whole = np.rint(exact / unit)
        return cls(whole, whole != 0, unit)

    def said(self, block: Block, words: Words) -> Floats:
        """Return what the words of each text of a block say, before it is divided by the text's root, shape (n,)."""
        owners, places, again = _weighing(words, buckets_of(block, words), self.weighs)
        weights, count = self.weights.take(places), len(words.firsts) - 1
        # whole numbers: taking what was counted twice off again is exact, and quicker than leaving it out
        return (sums(owners, weights, count) - sums(owners.take(again), weights.take(again), count)) * self.unit

    def of_one(self, block: Block, words: Words) -> "OneText":
        """Return the words of a block of one text, as some of them are left out."""
        places = buckets_of(block, words)
        weights = self.weights.take(places)
        weights[words.hashes == GROUP] = 0.0
        return OneText(places, weights, self.unit)


@dataclass(frozen=True, slots=True, eq=False)
class OneText:
    """The words of one text: bucket and weight of each."""

    places: Whole
    weights: Floats
    unit: float

    @property
    def lost(self) -> Floats:
        """What goes with each word: nothing where another says the same."""
        counts = np.bincount(self.places[self.weights != 0], minlength=BUCKETS)
        return np.where(counts[self.places] == 1, self.weights, 0.0) * self.unit

    def without(self, group: Sequence[int]) -> float:
        """Return what is said once some words are gone."""
        stays = self.weights != 0
        stays[list(group)] = False
        _, first = np.unique(self.places[stays], return_index=True)
        return float(self.weights[stays][first].sum()) * self.unit


def once(words: Words, places: Whole, weighs: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """Return text and bucket of the words whose bucket weighs something, each bucket of a text once, in order of texts.

    `places` are the buckets of words. Names of groups say nothing: what is learnt of one would tell against its people.
    """
    owners, places, again = _weighing(words, places, weighs)
    return (np.delete(owners, again), np.delete(places, again)) if len(again) else (owners, places)


def _weighing(words: Words, places: Whole, weighs: NDArray[np.bool_]) -> tuple[Whole, Whole, Whole]:
    """Return text and bucket of the words whose bucket weighs something, and which of them say what others say."""
    kept = (weighs.take(places) & (words.hashes != GROUP)).nonzero()[0]
    counts = words.firsts[1:] - words.firsts[:-1]
    owners, places = np.arange(len(counts)).repeat(counts).take(kept), places.take(kept)
    return owners, places, _repeated(owners * BUCKETS + places)


def _repeated(keys: Whole) -> Whole:
    """Return where keys stand that stand elsewhere, too, all but one of each: a third of the time of sorting them.

    Whoever is written last into a key's cell stays there; those that share the cell of another key are few, and sorted.
    """
    cells = (keys.view(np.uint64) * _SPREADER >> _TO_CELL).view(np.int64)
    numbers = np.arange(len(keys), dtype=np.int32)
    last = np.empty(1 << _CELLS, np.int32)
    last[cells] = numbers
    stays = last.take(cells)
    rest = (stays != numbers).nonzero()[0]
    is_same = keys.take(stays.take(rest)) == keys.take(rest)
    elsewhere = rest[~is_same]
    _, first = np.unique(keys.take(elsewhere), return_index=True)
    return np.concatenate([rest[is_same], np.delete(elsewhere, first)])
