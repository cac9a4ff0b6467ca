"""What one text loses with each of its words, so that it can be read without some of them and not be read again.

Packed weights are summed up to every byte; the difference of two such sums is the sum between them, exactly, since
whole numbers wrap around and come back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moderation.scoring.groups import GROUP
from moderation.scoring.hashing import (
    ORDERS,
    SHORTEST,
    SPACE,
    Block,
    Words,
    gram_slots,
    pairs_of,
)
from moderation.scoring.kin import OneText
from moderation.scoring.ngrams import DESK_COLUMN, PIECE, Floats, Heads, Integers, Readings, pieces_of
from moderation.scoring.stops import Sentences

LONGEST: Final = PIECE // 2
"""Bytes of a word whose packed weights surely part: with it go grams that begin before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """One text as read, and what it loses with each of its words."""

    heads: Heads
    as_copied: bool
    """Whether it was read as its scoring copy has it, no word as another one."""
    block: Block
    words: Words
    sentences: Sentences
    by_sentence: Integers
    """The weights of each sentence, shape (len(HEADS), sentences)."""
    lost: Integers
    """The weights that go with each word, shape (len(HEADS), words); 0 for one longer than LONGEST."""
    kin: OneText | None
    """What a desk says of each by its kin."""

    def moved(self, worth: Floats) -> Floats:
        """Return how far each word moves the log-odds, shape (n,), if each head's logit moves them by its worth.

        Rounded, so that equal words are equal; a text that is shorter without a word is not thought of.
        """
        each: Floats = worth * self.heads.scales / self.block.roots[0]
        moved: Floats = each @ self.lost
        if self.kin:
            moved += worth[DESK_COLUMN] * self.kin.lost / self.block.roots[0]
        return moved.round(9)

    def is_exact(self, chosen: Sequence[int]) -> bool:
        """Whether a text without some words is what `without` says, and no new gram, word or sentence comes up.

        Each must stand between blanks, within its sentence, and have no neighbour among the others, nor be or stand
        beside the name of a group, since several of those in a row count as one.
        """
        blob, starts, ends = self.block.blob, self.words.starts, self.words.ends
        edges = starts.searchsorted(self.sentences.starts)
        inside = all(one not in edges and one + 1 not in edges for one in chosen)
        apart = all(blob[starts[one] - 1] == SPACE == blob[ends[one]] for one in chosen)
        alone = all(abs(one - other) != 1 for one in chosen for other in chosen)
        return self.as_copied and inside and apart and alone and not any(map(self._is_beside_a_name, chosen))

    def _is_beside_a_name(self, word: int) -> bool:
        """Whether a word, the one before or the one after is the name of a group."""
        return bool((self.words.hashes[max(word - 1, 0) : word + 2] == GROUP).any())

    def without(self, groups: Sequence[Sequence[int]]) -> Readings:
        """Return what the heads say of the text without each group of words; words are not counted anew."""
        starts = self.sentences.starts
        sums = self.by_sentence[:, None].repeat(len(groups), axis=1)
        sizes = (starts[1:] - starts[:-1])[None].repeat(len(groups), axis=0)
        for row, group in enumerate(groups):
            for one in group:
                number = starts.searchsorted(self.words.starts[one], "right") - 1
                sums[:, row, number] -= self.lost[:, one]
                sizes[row, number] -= self.words.ends[one] - self.words.starts[one]
        scales = self.heads.scales[:, None]
        roots = np.sqrt(np.maximum(sizes.sum(axis=1), SHORTEST))
        logits = sums.sum(axis=2) * scales / roots
        if self.kin:
            logits[DESK_COLUMN] += np.array([self.kin.without(group) for group in groups]) / roots
        peaks = (sums * scales[:, None] / np.sqrt(np.maximum(sizes, SHORTEST))).max(axis=2)
        uncounted = np.zeros(len(groups), np.int64)
        return Readings(logits.T, peaks.T, uncounted, uncounted)


def read_one(heads: Heads, block: Block, words: Words) -> tuple[Readings, Tally]:
    """Return what `Heads.read_block` does for a block of one text, with what it loses with each word."""
    copied = block
    block, words, sentences = heads.as_read(block, words)
    begins, firsts = pieces_of(sentences)
    grams = [_running(heads.packed_at(slots)) for _, slots in gram_slots(block)]
    pairs = heads.packed_at(words.pairs)
    of_words = heads.packed_at(words.singles) + pairs
    bounds = np.append(begins, block.size)
    packed = sum((sums[bounds] for sums in grams), _running(of_words)[words.starts.searchsorted(bounds)])
    by_sentence = heads.by_sentence(packed[1:] - packed[:-1], firsts)
    lost = _lost(heads, words, grams, of_words, pairs)
    kin = heads.kin.of_one(block, words) if heads.kin else None
    tally = Tally(heads, block is copied, block, words, sentences, by_sentence, lost, kin)
    return heads.readings_of(block, words, sentences, by_sentence), tally


def _lost(heads: Heads, words: Words, grams: Sequence[Integers], of_words: Integers, pairs: Integers) -> Integers:
    """Return the weights that go with each word: its grams, itself, its two pairs less the pair that then meets."""
    packed = of_words.copy()
    for order, sums in zip(ORDERS, grams, strict=True):
        packed += sums[words.ends] - sums[np.maximum(words.starts - order + 1, 0)]
    if len(words.starts) > 1:
        packed[1:] += pairs[:-1]
        packed[1:-1] -= heads.packed_at(pairs_of(words.hashes[:-2], words.hashes[2:]))
    packed[words.ends - words.starts > LONGEST] = 0
    return heads.unpacked(packed)


def _running(packed: Integers) -> Integers:
    """Return the sums of the rows before each, shape (n + 1, tables)."""
    sums = np.zeros((len(packed) + 1, packed.shape[1]), np.int64)
    np.cumsum(packed, axis=0, out=sums[1:])
    return sums
