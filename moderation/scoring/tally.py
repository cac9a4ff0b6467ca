"""What each stretch of one text weighs, so that the text can be read without some of its words and not be read again.

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
    Slots,
    Words,
    gram_slots,
    pairs_of,
    word_hashes,
)
from moderation.scoring.ngrams import PIECE, Floats, Heads, Integers, Readings, pieces_of
from moderation.scoring.stops import Sentences

LONGEST: Final = PIECE // 2
"""Bytes of a stretch whose packed weights surely part: a stretch also ends grams that begin before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """One text as read, and the packed weights of its features up to every byte and word."""

    heads: Heads
    as_copied: bool
    """Whether it was read as its scoring copy has it, no word as another one."""
    block: Block
    words: Words
    sentences: Sentences
    by_sentence: Integers
    """The weights of each sentence, shape (len(HEADS), sentences)."""
    grams: Sequence[Integers]
    """For each order, the grams that begin before each byte, shape (size + 1, tables)."""
    singles: Integers
    """The words before each word, shape (words + 1, tables)."""
    pairs: Integers

    def stretches(self, begins: Slots, ends: Slots) -> "Stretches":
        """Return what is lost with each of some stretches of bytes, none longer than LONGEST."""
        words = self.words
        firsts, lasts = words.starts.searchsorted([begins, ends])
        before = np.maximum(firsts - (firsts < lasts), 0)
        packed = self.singles[lasts] - self.singles[firsts] + self.pairs[lasts] - self.pairs[before]
        for order, sums in zip(ORDERS, self.grams, strict=True):
            packed += sums[ends] - sums[np.maximum(begins - order + 1, 0)]
        packed -= self._met(firsts, lasts)
        numbers = self.sentences.starts.searchsorted(begins, "right") - 1
        return Stretches(self, begins, ends, firsts, lasts, numbers, self.heads.unpacked(packed))

    def _met(self, firsts: Slots, lasts: Slots) -> Integers:
        """Return the packed weight of the pair that meets where words are taken out, shape (n, tables)."""
        words, count = self.words, len(self.words.starts)
        if not count:
            return self.heads.packed_at(firsts)
        hashes = word_hashes(self.block, words, np.arange(count)) if words.hashes is None else words.hashes
        pairs = pairs_of(hashes.take(firsts - 1, mode="clip"), hashes.take(lasts, mode="clip"))
        return self.heads.packed_at(pairs * ((firsts > 0) & (lasts < count) & (firsts < lasts)))


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Stretches of one text, n of them, and what it loses with each."""

    tally: Tally
    begins: Slots
    ends: Slots
    firsts: Slots
    """The first word that begins in each."""
    lasts: Slots
    """One past the last."""
    numbers: Slots
    """The sentence in which each begins."""
    lost: Integers
    """Whole weights, shape (len(HEADS), n)."""

    def moved(self, worth: Floats) -> Floats:
        """Return how far each moves the log-odds, shape (n,), if each head's logit moves them by its worth.

        Rounded, so that equal words are equal; a text that is shorter without a word is not thought of.
        """
        each: Floats = worth * self.tally.heads.scales / self.tally.block.roots[0]
        return (each @ self.lost).round(9)

    def is_exact(self, chosen: Sequence[int]) -> bool:
        """Whether a text without some of them is what `without` says, and no new gram, word or sentence comes up.

        Each must stand between blanks, within its sentence, and have no neighbour among the others, nor be or stand
        beside the name of a group, since several of those in a row count as one.
        """
        if not self.tally.as_copied:
            return False
        blob, words = self.tally.block.blob, self.tally.words.starts
        edges = words.searchsorted(self.tally.sentences.starts).tolist()
        touched: set[int] = set()
        for one in chosen:
            first, last, number = int(self.firsts[one]), int(self.lasts[one]), int(self.numbers[one])
            within = edges[number] < first < last < edges[number + 1]
            apart = blob[self.begins[one] - 1] == SPACE == blob[self.ends[one]]
            near = {first - 1, *range(first, last + 1)}
            if not (within and apart and touched.isdisjoint(near)) or self._names(first - 1, last):
                return False
            touched |= near
        return True

    def _names(self, first: int, last: int) -> bool:
        """Whether any of the words from the first to the last is the name of a group."""
        hashes = self.tally.words.hashes
        return hashes is not None and bool((hashes[first : last + 1] == GROUP).any())

    def without(self, groups: Sequence[Sequence[int]]) -> Readings:
        """Return what the heads say of the text without each group of stretches; words are not counted anew."""
        tally = self.tally
        sums = np.repeat(tally.by_sentence[:, None], len(groups), axis=1)
        sizes = np.repeat(np.diff(tally.sentences.starts)[None], len(groups), axis=0)
        for row, group in enumerate(groups):
            for one in group:
                sums[:, row, self.numbers[one]] -= self.lost[:, one]
                sizes[row, self.numbers[one]] -= self.ends[one] - self.begins[one]
        scales = tally.heads.scales[:, None]
        logits = sums.sum(axis=2) * scales / np.sqrt(np.maximum(sizes.sum(axis=1), SHORTEST))
        peaks = (sums * scales[:, None] / np.sqrt(np.maximum(sizes, SHORTEST))).max(axis=2)
        uncounted = np.zeros(len(groups), np.int64)
        return Readings(logits.T, peaks.T, uncounted, uncounted)


def read_one(heads: Heads, block: Block, words: Words) -> tuple[Readings, Tally]:
    """Return what `Heads.read_block` does for a block of one text, with what each stretch of it weighs."""
    copied = block
    block, words, sentences = heads.as_read(block, words)
    begins, firsts = pieces_of(sentences)
    grams = [_running(heads.packed_at(slots)) for _, slots in gram_slots(block)]
    singles, pairs = _running(heads.packed_at(words.singles)), _running(heads.packed_at(words.pairs))
    bounds = np.append(begins, block.size)
    of_words = (singles + pairs)[words.starts.searchsorted(bounds)]
    by_sentence = heads.by_sentence(np.diff(sum((sums[bounds] for sums in grams), of_words), axis=0), firsts)
    tally = Tally(heads, block is copied, block, words, sentences, by_sentence, grams, singles, pairs)
    return heads.readings_of(block, words, sentences, by_sentence), tally


def _running(packed: Integers) -> Integers:
    """Return the sums of the rows before each, shape (n + 1, tables)."""
    sums = np.zeros((len(packed) + 1, packed.shape[1]), np.int64)
    np.cumsum(packed, axis=0, out=sums[1:])
    return sums
