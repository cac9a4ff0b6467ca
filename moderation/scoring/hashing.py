"""Turns texts into numbered features: every run of 3, 4 or 5 bytes within a word, every word, every pair of words.

No vocabulary and no matrix: a block of texts is joined into one array of bytes and all of it is hashed at once, in
integers, so that a score is the same to the bit in any batch. Training asks the same code for the same features.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SEED: Final = 7
"""Where the multipliers come from; recorded in every model with the multipliers themselves."""

BITS: Final = 18
SLOTS: Final = 1 << BITS
"""Numbers of features; 2^18 packed weights are 2 MB, which is a core's L2 cache. Slot 0 means "no feature"."""

ORDERS: Final = (3, 4, 5)
"""Lengths of character grams in bytes."""

LONGEST_WORD: Final = 24
"""Bytes of a word that are hashed; a longer one is known by these and its length."""

SHORTEST: Final = 32
"""Bytes that a shorter text counts as: one word alone must not weigh as much as a whole comment of it."""

BLOCK: Final = 1 << 17
"""Bytes read at once: the whole scorer takes 42 us a text at 128 KiB, 37 at 256 and 47 at 64: 102, 111 and 98 MB."""

_PAD: Final = b" " * 40
SPACE: Final = 32
"""The byte between words and texts."""

_APOSTROPHE: Final = 39
_KEPT: Final = 3 << 17

U64 = NDArray[np.uint64]
U32 = NDArray[np.uint32]
Slots = NDArray[np.int64]


def _multipliers(seed: int, count: int) -> list[int]:
    """Return odd 64-bit numbers by splitmix64 (Steele, Lea and Flood 2014), the same on every machine and version."""
    numbers = []
    for step in range(1, count + 1):
        z = (seed + step * 0x9E3779B97F4A7C15) % 2**64
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        numbers.append((z ^ (z >> 31)) | 1)
    return numbers


BYTE_MULTIPLIERS: Final = tuple(number >> 32 | 1 for number in _multipliers(SEED, 5))
"""One a byte of a gram, 32 bits."""

WORD_MULTIPLIERS: Final = tuple(_multipliers(SEED + 1, 6))
"""For a word's bytes 1-8, 9-16 and 17-24, for its end mix, for the first of a pair, and for a long word's length."""

_M: Final = [np.uint32(number) for number in BYTE_MULTIPLIERS]
MULTIPLIERS: Final = [np.uint64(number) for number in WORD_MULTIPLIERS]
"""WORD_MULTIPLIERS as NumPy multiplies."""

_LOW_BYTES: Final = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)
_TO_SLOT: Final = np.uint64(64 - BITS)
_ONE, _63, _32 = np.uint64(1), np.uint64(63), np.uint64(32)


def _lowered(byte: int) -> int:
    """Return a byte of UTF-8 in lower case; a control character becomes a blank."""
    return SPACE if byte <= SPACE or byte == 127 else byte + 32 if 65 <= byte <= 90 else byte


def _is_word_byte(byte: int) -> bool:
    """Whether a byte of lower-cased UTF-8 stands in a word: letters, digits, apostrophe, anything beyond ASCII."""
    return byte >= 128 or byte == _APOSTROPHE or chr(byte).isalnum()


LOWER: Final = bytes(map(_lowered, range(256)))
_IN_WORD: Final = bytes(map(_is_word_byte, range(256)))


def settings() -> dict[str, object]:
    """Return what a model must agree with to be served by this hasher."""
    return {
        "seed": SEED,
        "bits": BITS,
        "orders": list(ORDERS),
        "shortest": SHORTEST,
        "byte_multipliers": list(BYTE_MULTIPLIERS),
        "word_multipliers": [str(number) for number in WORD_MULTIPLIERS],  # beyond what JSON numbers hold exactly
    }


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Texts joined into one array of bytes, each after a blank."""

    blob: bytes
    """Lower-cased UTF-8, followed by 40 blanks so that windows and 8-byte loads may run over the end."""
    starts: Slots
    """Shape (n + 1,): text j stands in `blob[starts[j]:starts[j + 1]]`, its leading blank included."""

    @property
    def size(self) -> int:
        """Bytes of all texts with their blanks, without the padding."""
        return int(self.starts[-1])

    @property
    def sizes(self) -> Slots:
        """Bytes of each text and its blank, shape (n,); at least 1."""
        return self.starts[1:] - self.starts[:-1]

    @property
    def roots(self) -> NDArray[np.float64]:
        """What the weights of each text are divided by, shape (n,): the root of its bytes, at least SHORTEST."""
        return np.sqrt(np.maximum(self.sizes, SHORTEST))


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a block in order, as slots."""

    starts: Slots
    """Where each word begins in the blob."""
    ends: Slots
    singles: Slots
    pairs: Slots
    """The pair that each word begins; 0 for the last word of a text."""
    firsts: Slots
    """Shape (n + 1,): the words of text j are `firsts[j]:firsts[j + 1]`."""
    hashes: U64
    """The 64-bit hash that each is read by."""
    eights: U64 | None = None
    """The first eight bytes of each as one number, where they stand in the block as they were read from it."""


def joined(texts: Sequence[str]) -> Block:
    """Return texts as one block; what is not valid Unicode is hashed as it is."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    blob = b" %b%b" % (b" ".join(encoded), _PAD)
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(texts)) + 1, out=starts[1:])
    return Block(blob.translate(LOWER), starts)


def in_blocks(texts: Iterable[str], most: int = BLOCK) -> Iterator[list[str]]:
    """Cut texts into lists of about `most` characters, for `joined`."""
    block: list[str] = []
    size = 0
    for text in texts:
        block.append(text)
        size += len(text) + 1
        if size >= most:
            yield block
            block, size = [], 0
    if block:
        yield block


def in_even_blocks(texts: Sequence[str], most: int = BLOCK) -> Iterator[list[str]]:
    """Cut texts into lists of about as many characters each, at most a quarter more than `most`: one costs .8 ms."""
    characters = sum(map(len, texts)) + len(texts)
    return in_blocks(texts, -(-characters // max(1, -(-characters * 4 // (most * 5)))))


class Workspace(threading.local):
    """Arrays that one thread uses again for every block: no allocation, and they stay in the cache."""

    def __init__(self) -> None:
        self._size = 0
        self._arrays: tuple[U32, ...] = ()
        self._slots: tuple[Slots, ...] = ()

    def take(self, size: int) -> tuple[tuple[U32, ...], tuple[Slots, ...]]:
        """Return three arrays of 32 bits and two of 64, `size` long (the last twice), their contents undefined.

        More than 384 k positions (a giant text) are not kept: 14 MB a thread is the most that stays.
        """
        if size > _KEPT:
            return self._made(size)
        if size > self._size:
            self._size = min(size + size // 3, _KEPT)
            self._arrays, self._slots = self._made(self._size)
        return tuple(array[:size] for array in self._arrays), (self._slots[0][:size], self._slots[1][: 2 * size])

    @staticmethod
    def _made(size: int) -> tuple[tuple[U32, ...], tuple[Slots, ...]]:
        """Return new arrays."""
        return tuple(np.empty(size, np.uint32) for _ in range(3)), (
            np.empty(size, np.int64),
            np.empty(2 * size, np.int64),
        )


_workspace: Final = Workspace()


def gram_slots(block: Block) -> Iterator[tuple[int, Slots]]:
    """Yield each order with the slot of the gram that begins at each byte; 0 where no gram does.

    A gram may begin and end on a blank, and has none inside. The array yielded is used again for the next order.
    """
    size = block.size
    codes = np.frombuffer(block.blob, np.uint8)
    (hashes, term, shifted), (slots, _) = _workspace.take(size)
    solid = codes != SPACE
    valid = solid[1 : size + 1].copy()
    np.multiply(codes[:size], _M[0], out=hashes)
    np.add(hashes, np.multiply(codes[1 : size + 1], _M[1], out=term), out=hashes)
    for last in range(2, max(ORDERS)):
        # windowed multilinear hash: each order adds one product to the one before
        np.add(hashes, np.multiply(codes[last : size + last], _M[last], out=term), out=hashes)
        if last > 2:
            np.logical_and(valid, solid[last - 1 : size + last - 1], out=valid)
        np.multiply(np.right_shift(hashes, np.uint32(32 - BITS), out=shifted), valid, out=shifted)
        np.copyto(slots, shifted)  # NumPy would cast for every gather
        yield last + 1, slots


def gathered(size: int, tables: int) -> Slots:
    """Return this thread's array to gather weights into, shape (size, tables); no more than two tables."""
    return _workspace.take(size)[1][1][: size * tables].reshape(size, tables)


def words_of(block: Block) -> Words:
    """Return the words of a block and the pairs they begin."""
    starts, ends = _bounds(block)
    lengths = ends - starts
    eights = loaded(_eights(block.blob), starts, lengths)
    hashes = _hashed(block.blob, eights, starts, lengths)
    firsts = starts.searchsorted(block.starts)
    pairs = np.zeros(len(hashes), np.int64)
    if len(hashes):
        pairs[:-1] = pairs_of(hashes[:-1], hashes[1:])
        pairs[firsts[1:][firsts[1:] > 0] - 1] = 0
    return Words(starts, ends, (hashes >> _TO_SLOT).view(np.int64), pairs, firsts, hashes, eights)


def beginnings_of(block: Block) -> tuple[U64, Slots]:
    """Return the first eight bytes of each word of a block as one number, and the first word of each text."""
    starts, ends = _bounds(block)
    return loaded(_eights(block.blob), starts, ends - starts), starts.searchsorted(block.starts)


def _bounds(block: Block) -> tuple[Slots, Slots]:
    """Return where each word of a block begins and ends."""
    inside = np.frombuffer(block.blob.translate(_IN_WORD), np.uint8)[: block.size + 1]
    edges: Slots = (inside[1:] != inside[:-1]).nonzero()[0]
    edges += 1
    return edges[0::2], edges[1::2]


def first_bytes(block: Block, words: Words, most: int) -> U64:
    """Return the first `most` bytes (1 to 8) of each word as one number, fewer where the word is shorter.

    A number tells the exact bytes: two words share it only if they begin alike, so it serves as a stem or a cue.
    """
    if words.eights is not None:
        return begun(words.eights, most)
    return loaded(_eights(block.blob), words.starts, np.minimum(words.ends - words.starts, most))


def begun(eights: U64, most: int) -> U64:
    """Return the first `most` bytes of words given by their first eight, which end in zeros where a word is shorter."""
    first: U64 = eights & _LOW_BYTES[most]
    return first


def slots_of(hashes: U64) -> Slots:
    """Return the slots of words from their hashes."""
    return (hashes >> _TO_SLOT).view(np.int64)


def word_hashes(block: Block, words: Words, rows: Slots) -> U64:
    """Return the 64-bit hashes of some words (by number)."""
    starts = words.starts[rows]
    lengths = words.ends[rows] - starts
    return _hashed(block.blob, loaded(_eights(block.blob), starts, lengths), starts, lengths)


def pairs_of(first: U64, second: U64) -> Slots:
    """Return the slots of pairs of words."""
    mixed = first * MULTIPLIERS[4]
    mixed += second
    return (mixed >> _TO_SLOT).view(np.int64)


def _eights(blob: bytes) -> U64:
    """Return the bytes of a block eight at a time."""
    return np.frombuffer(blob, "<u8", count=len(blob) >> 3)


def _hashed(blob: bytes, first: U64, starts: Slots, lengths: Slots) -> U64:
    """Return a 64-bit hash of each word, given its first eight bytes, from up to two loads more."""
    hashes = first * MULTIPLIERS[0]
    long = (lengths > 8).nonzero()[0]
    if len(long):
        eights = _eights(blob)
        more = loaded(eights, starts[long] + 8, lengths[long] - 8) * MULTIPLIERS[1]
        longer = (lengths[long] > 16).nonzero()[0]
        if len(longer):
            at = long[longer]
            more[longer] += loaded(eights, starts[at] + 16, lengths[at] - 16) * MULTIPLIERS[2]
            more[longer] += lengths[at].astype(np.uint64) * MULTIPLIERS[5]
        hashes[long] += more
    return mixed_up(hashes)


def mixed_up(hashes: U64) -> U64:
    """Return hashes (changed in place) whose upper bits depend on all of theirs."""
    hashes ^= hashes >> _32
    hashes *= MULTIPLIERS[3]
    return hashes


def loaded(eights: U64, places: Slots, lengths: Slots) -> U64:
    """Return the first min(8, length) bytes at each place as one number; two aligned reads beat any sliding window."""
    at = places >> 3
    bits = ((places & 7) << 3).view(np.uint64)
    low = eights.take(at, mode="clip")
    low >>= bits
    high = eights.take(at + 1, mode="clip")
    high <<= _ONE
    high <<= _63 - bits  # in two steps, since a shift by 64 does nothing
    low |= high
    low &= _LOW_BYTES.take(lengths, mode="clip")
    return low
