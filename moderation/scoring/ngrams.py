"""Six linear heads over hashed features, read in one pass: hostility, hate, wording; hardened, contrast, desk.

The weights of three heads for a feature are packed into one 64-bit integer, so that one gather and one segmented sum
serve all three, exactly: 64 times the speed of a TF-IDF pipeline at the same ROC-AUC.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.groups import unnamed
from moderation.scoring.hashing import (
    SLOTS,
    Block,
    Slots,
    Words,
    gathered,
    gram_slots,
    in_blocks,
    joined,
    words_of,
)
from moderation.scoring.kin import Kin
from moderation.scoring.restoring import Vocabulary, restored
from moderation.scoring.stops import Sentences, sentences_of

DESK: Final = "desk"
"""The head that a desk's decisions teach: what they add to the log-odds of abuse, after everything else."""

TABLES: Final = (("hostility", "hate", "wording"), ("hardened", "contrast", DESK))
"""The heads that share a table."""

HEADS: Final = tuple(head for table in TABLES for head in table)
"""The heads in the order of the columns of `Readings`."""

DESK_COLUMN: Final = HEADS.index(DESK)
"""Where logits have what a desk teaches."""

PIECE: Final = 512
"""Bytes summed before the three fields are parted."""

LARGEST: Final = 511
"""The largest quantised weight: 4 features a byte * 512 bytes * 511 < 2^20, so no field ever spills into the next.

512 and 511 rather than 2,048 and 127: four times finer, so that a desk's small corrections are not rounded away.
"""

_FIELD: Final = 21
_FIELDS: Final = 3

_ROWS: Final = {1: np.dtype(np.int64), 2: np.dtype(np.complex128)}
"""How NumPy gathers one or two packed weights at once: 16 bytes go fastest under the name of a complex number."""

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What the heads say of n texts."""

    logits: Floats
    """Shape (n, len(HEADS)): weights summed over features, divided by the root of the text's bytes."""
    peaks: Floats
    """Shape (n, len(HEADS)): the largest logit of one sentence, read as if it were the whole text, kin left out."""
    words: Slots
    """Shape (n,): how many words each has."""
    known: Slots
    """Shape (n,): how many of them the training texts had often."""


class Heads:
    """The packed tables of weights."""

    def __init__(
        self,
        weights: Mapping[str, NDArray[np.floating]],
        known: NDArray[np.bool_],
        telling: NDArray[np.uint64] | None = None,
        kin: Kin | None = None,
    ) -> None:
        """Take SLOTS weights for each head, which words are known, and the hashes of those that tell of abuse, sorted.

        `kin` is what the head `desk` reads off words besides. A head that is missing weighs nothing, a table none of
        whose heads is there costs nothing.
        """
        self.scales = np.ones(len(HEADS))
        present = [number for number, table in enumerate(TABLES) if set(table) & set(weights)]
        table = np.zeros((SLOTS, len(present)), np.int64)
        for column, number in enumerate(present):
            table[:, column], self.scales[_columns(number)] = _packed(TABLES[number], weights)
        self._columns = [_columns(number) for number in present]
        # a slot's weights in all tables are one row, so that a gather misses the cache once
        self._rows = table.view(_ROWS[len(present)]).ravel() if present else table
        self.vocabulary = Vocabulary(known, telling)
        self.kin = kin

    def read(self, texts: Iterable[str]) -> Readings:
        """Return what the heads say of texts (already in their scoring copy)."""
        return together(self.read_block(block, words_of(block)) for block in map(joined, in_blocks(texts)))

    def read_block(self, block: Block, words: Words) -> Readings:
        """Return what the heads say of the texts of a block of scoring copies, given its words."""
        return self.read_as(*self.as_read(block, words))

    def read_as(self, block: Block, words: Words, sentences: Sentences) -> Readings:
        """Return what the heads say of the texts of a block, given as its features are read."""
        begins, firsts = pieces_of(sentences)
        packed = self._sums(block, words, begins)
        return self.readings_of(block, words, sentences, self.by_sentence(packed, firsts))

    def totals(self, block: Block, words: Words) -> Floats:
        """Return the logits of texts, given as their features are read: those of `readings_of`, to the bit.

        Whole numbers sum to the same in any pieces, so that nobody needs to know where the sentences are.
        """
        begins, firsts = pieces_of(Sentences(block.starts, np.arange(len(block.starts))))
        by_text = self.by_sentence(self._sums(block, words, begins), firsts)
        totals: Floats = by_text * self.scales[:, None] / block.roots
        self._add_kin(totals, block, words)
        return totals.T

    def as_read(self, block: Block, words: Words) -> tuple[Block, Words, Sentences]:
        """Return a block as its features are read, all places as they were.

        Words that the vocabulary takes for disguised ones are read as what they hide, names of groups as one name.
        """
        block, words = restored(block, words, self.vocabulary)
        sentences = sentences_of(block)
        return *unnamed(block, words), sentences

    def as_copied(self, block: Block, words: Words) -> tuple[Block, Words]:
        """Return what `as_read` does, where nobody asks for sentences."""
        return unnamed(*restored(block, words, self.vocabulary))

    def only(self, weights: Mapping[str, NDArray[np.floating]]) -> "Heads":
        """Return other heads that read by the same vocabulary."""
        heads = Heads(weights, self.vocabulary.known.view(np.bool_), kin=self.kin if DESK in weights else None)
        heads.vocabulary = self.vocabulary
        return heads

    def readings_of(self, block: Block, words: Words, sentences: Sentences, by_sentence: Integers) -> Readings:
        """Return what the heads say of texts from the sums of their sentences, shape (len(HEADS), sentences)."""
        firsts = sentences.firsts[:-1]
        logits = np.add.reduceat(by_sentence, firsts, axis=1) * self.scales[:, None] / block.roots
        self._add_kin(logits, block, words)
        one_each = by_sentence * self.scales[:, None] / sentences.roots
        known = segment_sums(self.vocabulary.known.take(words.singles), words.firsts)
        peaks = np.maximum.reduceat(one_each, firsts, axis=1)
        return Readings(logits.T, peaks.T, words.firsts[1:] - words.firsts[:-1], known)

    def _add_kin(self, logits: Floats, block: Block, words: Words) -> None:
        """Add to the logits of texts, shape (len(HEADS), n), what a desk says of words by their kin."""
        if self.kin:
            logits[DESK_COLUMN] += self.kin.said(block, words) / block.roots

    def by_sentence(self, packed: Integers, firsts: Slots) -> Integers:
        """Return the sums of sentences from those of their pieces, shape (len(HEADS), sentences)."""
        return np.asarray(np.add.reduceat(self.unpacked(packed), firsts, axis=1))

    def _sums(self, block: Block, words: Words, begins: Slots) -> Integers:
        """Return the packed weights of all features of each piece, shape (pieces, tables)."""
        packed = np.zeros((len(begins), len(self._columns)), np.int64)
        if not self._columns:
            return packed
        found = gathered(block.size, len(self._columns))
        rows = found.view(self._rows.dtype).ravel()
        for _, slots in gram_slots(block):
            np.take(self._rows, slots, mode="wrap", out=rows)
            packed += np.add.reduceat(found, begins, axis=0)
        per_word = self.packed_at(words.singles)
        per_word += self.packed_at(words.pairs)
        ends = np.concatenate([begins, block.starts[-1:]])
        packed += segment_sums(per_word, words.starts.searchsorted(ends))
        return packed

    def unpacked(self, packed: Integers) -> Integers:
        """Return the weights in n packed sums, shape (n, tables), head by head: shape (len(HEADS), n)."""
        fields = np.zeros((len(self._columns), _FIELDS, len(packed)), np.int64)
        unpack(packed.T, fields.swapaxes(0, 1))
        if len(self._columns) == len(TABLES):
            return fields.reshape(len(HEADS), -1)
        sums = np.zeros((len(HEADS), len(packed)), np.int64)
        for heads, field in zip(self._columns, fields, strict=True):
            sums[heads] = field
        return sums

    def packed_at(self, slots: Slots) -> Integers:
        """Return the packed weights of features, shape (n, tables)."""
        if not self._columns:
            return np.zeros((len(slots), 0), np.int64)
        return self._rows.take(slots).view(np.int64).reshape(-1, len(self._columns))


def unchanged(block: Block, read: Block) -> NDArray[np.bool_]:
    """Return which texts of a block are read as they stand there, shape (n,)."""
    same = np.ones(len(block.starts) - 1, np.bool_)
    if read is not block:
        before, after = (np.frombuffer(one.blob, np.uint8)[: block.size] for one in (block, read))
        same[block.starts.searchsorted((before != after).nonzero()[0], "right") - 1] = False
    return same


def together(parts: Iterable[Readings]) -> Readings:
    """Return the readings of several blocks as one."""
    read = list(parts)
    if not read:
        nothing, none = np.zeros((0, len(HEADS))), np.zeros(0, np.int64)
        return Readings(nothing, nothing, none, none)
    if len(read) == 1:
        return read[0]
    return Readings(
        np.concatenate([part.logits for part in read]),
        np.concatenate([part.peaks for part in read]),
        np.concatenate([part.words for part in read]),
        np.concatenate([part.known for part in read]),
    )


def _columns(number: int) -> slice:
    """Return where the heads of a table stand in HEADS."""
    return slice(number * _FIELDS, (number + 1) * _FIELDS)


def _packed(table: tuple[str, ...], weights: Mapping[str, NDArray[np.floating]]) -> tuple[Integers, Floats]:
    """Return the packed weights of a table's heads, and what one unit of each is worth."""
    quantised = np.zeros((_FIELDS, SLOTS), np.int64)
    scales = np.ones(_FIELDS)
    for number, head in enumerate(table):
        if head in weights:
            quantised[number], scales[number] = quantise(weights[head])
    return pack(quantised), scales


def quantise(weights: NDArray[np.floating]) -> tuple[Integers, float]:
    """Return weights as integers up to LARGEST, and what one unit is worth; slot 0 weighs nothing."""
    largest = float(np.abs(weights).max())
    unit = largest / LARGEST if largest else 1.0
    quantised = np.rint(weights.astype(np.float64) / unit).astype(np.int64)
    quantised[0] = 0
    return quantised, unit


def pack(quantised: Integers) -> Integers:
    """Return three rows of integers below 2^20 in size as one row of 21-bit fields."""
    packed: Integers = quantised[0] + (quantised[1] << _FIELD) + (quantised[2] << 2 * _FIELD)
    return packed


def unpack(packed: Integers, fields: Integers) -> None:
    """Write the three fields of sums of any shape into `fields`, shape (3, ...)."""
    top = 64 - _FIELD
    rest = packed
    for field in fields:
        np.right_shift(rest << top, top, out=field)
        rest = (rest - field) >> _FIELD


def segment_sums(values: NDArray[np.integer], firsts: Slots) -> Integers:
    """Return the sum of the rows `values[firsts[j]:firsts[j + 1]]` for each j; an empty segment sums to 0."""
    if not len(values):
        return np.zeros((len(firsts) - 1, *values.shape[1:]), np.int64)
    # reduceat returns values[i] for an empty segment, and wants every index within the array
    sums: Integers = np.add.reduceat(np.concatenate([values, values[:1] * 0]), firsts[:-1], axis=0, dtype=np.int64)
    sums[firsts[1:] == firsts[:-1]] = 0
    return sums


def pieces_of(sentences: Sentences) -> tuple[Slots, Slots]:
    """Return where each piece of at most PIECE bytes of a sentence begins, and each sentence's first piece."""
    counts = -(-(sentences.starts[1:] - sentences.starts[:-1]) // PIECE)
    firsts = np.cumsum(counts) - counts
    if len(firsts) == counts.sum():
        return sentences.starts[:-1], firsts
    within = np.arange(int(counts.sum())) - np.repeat(firsts, counts)
    return np.repeat(sentences.starts[:-1], counts) + within * PIECE, firsts
