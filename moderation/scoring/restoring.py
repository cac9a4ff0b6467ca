"""Words that only the model's own vocabulary can restore: "57up1d" and "stpuid" as "stupid".

A pattern can't tell a disguised word from a part number or a name, so a word is restored only where the training texts
hardly had it as written and where what it is restored to is one of those that tell of abuse.
"""

from collections.abc import Iterable
from itertools import product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.hashing import SLOTS, U64, Block, Slots, Words, slots_of
from moderation.scoring.respelling import hashes_of, letters_of, rehashed, swapped_hashes

LONGEST: Final = 16
"""Bytes of a word up to which it is tried."""

_SHORTEST: Final = 3
_SHORTEST_SWAPPED: Final = 4

_MEANT: Final = {
    ord(digit): tuple(letter.encode() for letter in letters)
    for digit, letters in (("0", "o"), ("1", "il"), ("3", "e"), ("4", "a"), ("5", "s"), ("7", "t"))
}
_MOST_DIGITS: Final = 6

_PLAIN, _LEET, _OTHER = 1, 2, 3
_KIND_OF_BYTE: Final = np.array(
    [0 if byte == 0 else _PLAIN if 97 <= byte <= 122 else _LEET if byte in _MEANT else _OTHER for byte in range(256)],
    dtype=np.uint8,
)


class Vocabulary:
    """The words that a model knows, as hashes: which its training texts had often, and which of them tell of abuse."""

    def __init__(self, known: NDArray[np.bool_], telling: U64 | None = None) -> None:
        """Take which slots are those of known words, and the 64-bit hashes of telling ones in rising order."""
        self.known = known.astype(np.uint8)
        self._telling = np.zeros(0, np.uint64) if telling is None else telling
        self._may_tell = np.zeros(SLOTS, np.bool_)
        self._may_tell[slots_of(self._telling)] = True

    @property
    def tells_any(self) -> bool:
        """Whether there are words that a disguise may hide."""
        return len(self._telling) > 0

    def knows(self, slots: Slots) -> NDArray[np.bool_]:
        """Return which words the training texts had often, by slot."""
        return self.known.take(slots).view(np.bool_)

    def tells(self, hashes: U64) -> NDArray[np.bool_]:
        """Return which words tell of abuse, by their hashes of any shape."""
        tells = self._may_tell.take(slots_of(hashes))
        if not tells.any():
            return tells
        likely = hashes[tells]
        places = np.minimum(np.searchsorted(self._telling, likely), len(self._telling) - 1)
        tells[tells] = self._telling[places] == likely
        return tells


class Edit(NamedTuple):
    """A word to be written otherwise, in as many bytes."""

    place: int
    word: bytes


def restored(block: Block, words: Words, vocabulary: Vocabulary) -> tuple[Block, Words]:
    """Return a block of scoring copies and its words, those that are disguised restored; all places stay."""
    edits = edits_of(block, words, vocabulary)
    if not edits:
        return block, words
    blob = bytearray(block.blob)
    for place, word in edits:
        blob[place : place + len(word)] = word
    changed = Block(bytes(blob), block.starts)
    return changed, rehashed(changed, words, np.searchsorted(words.starts, [edit.place for edit in edits]))


def edits_of(block: Block, words: Words, vocabulary: Vocabulary) -> list[Edit]:
    """Return the words to restore, in their order; none by a model that has no telling words."""
    if not vocabulary.tells_any:
        return []
    lengths = words.ends - words.starts
    unknown = (~vocabulary.knows(words.singles) & (lengths >= _SHORTEST) & (lengths <= LONGEST)).nonzero()[0]
    lengths = lengths.take(unknown)
    if not len(unknown):
        return []
    letters = letters_of(block, words.starts[unknown], lengths)
    # what tells as it is written hides nothing, and so that reading what was restored changes nothing
    tells = vocabulary.tells(hashes_of(letters))
    if tells.any():
        unknown, lengths, letters = unknown[~tells], lengths[~tells], letters[~tells]
    found = dict((*_swaps(letters, lengths, vocabulary), *_letters_for_digits(letters, lengths, vocabulary)))
    return [Edit(int(words.starts[unknown[row]]), found[row]) for row in sorted(found)]


Meant = tuple[int, bytes]
"""The number of a word, and how it is meant."""


def _swaps(letters: NDArray[np.uint8], lengths: Slots, vocabulary: Vocabulary) -> Iterable[Meant]:
    """Yield words of letters alone that tell of abuse once two neighbours have changed places."""
    whole = ((((letters - 97) < 26) | (letters == 0)).all(axis=1) & (lengths >= _SHORTEST_SWAPPED)).nonzero()[0]
    if not len(whole):
        return
    inside = np.arange(1, LONGEST) < lengths[whole, None]
    inside &= letters[whole, 1:] != letters[whole, :-1]
    inside[:, 0] = False  # who hides a word keeps its first letter; "veil" is not "evil"
    rows, places = (vocabulary.tells(swapped_hashes(letters[whole])) & inside).nonzero()
    for row, at in zip(whole[rows].tolist(), places.tolist(), strict=True):
        word = letters[row, : lengths[row]].tobytes()
        yield row, word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


def _letters_for_digits(letters: NDArray[np.uint8], lengths: Slots, vocabulary: Vocabulary) -> Iterable[Meant]:
    """Yield words that tell of abuse once their digits are read as the letters they look like."""
    digits = (letters - 48) < 10
    with_digits: Slots = np.flatnonzero(digits.any(axis=1))
    if not len(with_digits):
        return ()
    kinds = _KIND_OF_BYTE[letters[with_digits]]
    counts = [(kinds == kind).sum(axis=1) for kind in (_PLAIN, _LEET, _OTHER)]
    mixed = with_digits[(counts[0] > 0) & (counts[1] > 0) & (counts[1] <= _MOST_DIGITS) & (counts[2] == 0)]
    if not len(mixed):
        return ()
    read = [
        (row, b"".join(word))
        for row in mixed.tolist()
        for word in product(*(_MEANT.get(code, (bytes([code]),)) for code in letters[row, : lengths[row]].tolist()))
    ]
    rows = np.frombuffer(b"".join(word.ljust(LONGEST, b"\0") for _, word in read), np.uint8).reshape(-1, LONGEST)
    return (one for one, tells in zip(read, vocabulary.tells(hashes_of(rows)).tolist(), strict=True) if tells)
