"""The scoring copy of a text: disguises undone, so that "i d 1 0 t" and "idiot" are the same word to the model.

What readers do to get past a filter costs .2 of ROC-AUC when the raw text is scored. The copy comes with a map back,
so that evidence is marked in the text as written; plain English text is its own copy.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.lookalikes import as_latin, is_foreign, is_lookalike, plain
from moderation.scoring.hashing import LOWER, Block, Slots, joined

READ: Final = 1 << 17
"""Code points of a comment that are read: more than a site's column holds (64 KiB), and a bound on memory."""

FOREIGN_ENOUGH: Final = 0.5
"""The share of foreign letters from which a text is not written in Latin script."""

_NON_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_LATIN: Final = re.compile(r"[A-Za-z]")

_NOT_LATIN: Final = bytes(byte for byte in range(128) if not chr(byte).isalpha())

_LETTER: Final = re.compile(r"[^\W\d_]")

_ANY_CASE: Final = re.IGNORECASE | re.ASCII
_SPACED: Final = re.compile(
    r"(?<![a-z0-9'])[a-z]([ ._*-]{1,2})[a-z](?:\1[a-z](?![a-z0-9']))+", re.IGNORECASE | re.ASCII
)
_REPEATED: Final = re.compile(r"([a-jl-vx-z])\1{2,}", _ANY_CASE)
_DIGITS_IN_WORD: Final = re.compile(r"[013457@$](?<=[a-z].)(?:(?<=\d)[013457])?(?=[a-z])", _ANY_CASE)
_SHOUT_IN_WORD: Final = re.compile(r"!(?<=[a-z]!)(?<![a-z]{4}!)(?=[a-z]{1,4}(?![a-z]))", _ANY_CASE)
_DOLLAR_AT_EDGE: Final = re.compile(
    r"\$(?:(?<![\w$]\$)(?=[a-z]{2,6}(?![a-z]))|(?<=[a-z]\$)\$?(?!\w))", re.IGNORECASE | re.ASCII
)
_FIRST_DIGIT: Final = re.compile(r"[1345](?<!\w.)(?=[a-z]+(?:[013457]{1,2}|[@$])[a-z])", _ANY_CASE)

_LEET: Final = str.maketrans("0134578@$!", "oieastbasi")

_DOUBLED: Final = "lsLS"
"""Letters that end a word twice more often than once when drawn out: *killll*, *assss*."""

Rule = Callable[[re.Match[str]], str]


def _letters_only(found: re.Match[str]) -> str:
    """Return single letters joined: *i d i o t*."""
    return "".join(filter(str.isalpha, found.group()))


def _squeezed(found: re.Match[str]) -> str:
    """Return a drawn-out letter as it is usually written."""
    return found[1] * 2 if found[1] in _DOUBLED else found[1]


def _unleeted(found: re.Match[str]) -> str:
    """Return digits and signs as the letters they stand for."""
    return found.group().translate(_LEET)


_RULES: Final[Sequence[tuple[re.Pattern[str], Rule]]] = (
    (_FIRST_DIGIT, _unleeted),
    (_DIGITS_IN_WORD, _unleeted),
    (_SHOUT_IN_WORD, _unleeted),
    (_DOLLAR_AT_EDGE, _unleeted),
    (_SPACED, _letters_only),
    (_REPEATED, _squeezed),
)

_REPEATS, _SPACING, _LEETED = 1, 2, 3
_FIRST_RULE: Final = (len(_RULES), 5, 4, 0)
"""Which rule is the first that could change a text, by the sign seen in it: none, repeats, spacing, leet.

Each pattern begins with what it replaces and looks back from there: 2 ns a character instead of 20.
"""

_LETTER_BIT, _DIGIT_BIT, _APOSTROPHE_BIT, _DRAWN_OUT_BIT, _SIGN_BIT, _DOLLAR_BIT = (1 << bit for bit in range(6))


def _kind(byte: int) -> int:
    """Return as bits what a byte of lower-cased text may have to do with a disguise."""
    character = chr(byte)
    bits = {
        _LETTER_BIT: "a" <= character <= "z",
        _DIGIT_BIT: "0" <= character <= "9",
        _APOSTROPHE_BIT: character == "'",
        _DRAWN_OUT_BIT: "a" <= character <= "z" and character not in "kw",
        _SIGN_BIT: character in "013457@!$",
        _DOLLAR_BIT: character == "$",
    }
    return sum(bit for bit, holds in bits.items() if holds)


_KINDS: Final = bytes(map(_kind, range(256)))
_IN_WORD_BITS: Final = _LETTER_BIT | _DIGIT_BIT | _APOSTROPHE_BIT

_FEW: Final = 24
"""Distinct code points up to which replacing them one by one is quicker than a pattern (2 against 40 us a text)."""


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """A scoring copy that knows where each of its characters came from."""

    text: str
    places: Sequence[int]
    """One more than `text` is long: where in the original each character begins, and where the last one ends."""


def copied(texts: Sequence[str]) -> Block:
    """Return the scoring copies of texts as one block; what shows no sign of a disguise is encoded once, as it is."""
    block, changed = _copied([_folded(text) for text in texts])
    return _replaced(block, changed) if changed else block


def as_written(block: Block, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return which texts a block of scoring copies has as `joined` has them, shape (n,): nothing was folded."""
    bounds = zip(block.starts[:-1].tolist(), block.starts[1:].tolist(), strict=True)
    return np.array(
        [
            text.isascii() and block.blob[start + 1 : end] == text.encode().translate(LOWER)
            for text, (start, end) in zip(texts, bounds, strict=True)
        ],
        dtype=np.bool_,
    )


def scoring_copies(texts: Sequence[str]) -> list[str]:
    """Return the scoring copy of each text; one that shows no sign of a disguise is returned as it is."""
    folded = [_folded(text) for text in texts]
    for number, text in _copied(folded)[1].items():
        folded[number] = text
    return folded


def scoring_copy(text: str) -> Copy:
    """Return the scoring copy of a text with its map back."""
    cut = text[:READ]
    copied, places = cut, list(range(len(cut) + 1))
    fold = as_latin if is_latin(cut) else plain
    for pattern, rule in ((_NON_ASCII, lambda found: fold(found.group())), *_RULES):
        copied, places = _traced(pattern, rule, copied, places)
    return Copy(copied[:READ], [*places[: min(READ, len(copied))], places[-1]])


def foreign_share(text: str) -> float:
    """Return the share of letters, 0 to 1, that belong to a script other than Latin; 0 for a text without letters.

    Letters that pass for Latin ones count on neither side, unless there is no other letter to go by.
    """
    cut = text[:READ]
    found = Counter(_NON_ASCII.findall(cut))
    foreign = sum(count for mark, count in found.items() if is_foreign(mark))
    latin = len(_LATIN.findall(cut)) + sum(
        count for mark, count in found.items() if mark.isalpha() and plain(mark).isascii()
    )
    if foreign + latin:
        return foreign / (foreign + latin)
    return float(any(map(is_lookalike, found)))


def is_latin(text: str) -> bool:
    """Return whether a text is written mostly in Latin script, or has no letters."""
    if text.isascii():
        return True
    # what is not ASCII is seldom worth counting: nine in ten such texts have a few typographic marks
    narrow = text[:READ].encode("ascii", "ignore")
    latin, others = len(narrow.translate(None, _NOT_LATIN)), min(len(text), READ) - len(narrow)
    return others < FOREIGN_ENOUGH * (latin + others) or foreign_share(text) < FOREIGN_ENOUGH


def readable(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return which texts have letters and are written mostly in Latin script, shape (n,)."""
    found = [
        _LATIN.search(text, 0, READ) is not None if text.isascii() else has_letters(text) and is_latin(text)
        for text in texts
    ]
    return np.array(found, dtype=np.bool_)


def has_letters(text: str) -> bool:
    """Return whether there is a letter of any script in the part of a text that is read."""
    return _LETTER.search(text, 0, READ) is not None


def _copied(folded: list[str]) -> tuple[Block, dict[int, str]]:
    """Return folded texts as a block, and the copies of those that the rules change, by number."""
    block = joined(folded)
    seen = _seen(block)
    changed = {}
    for number in ((seen > 0) | (block.sizes > READ)).nonzero()[0].tolist():
        copy = _ruled(folded[number], _FIRST_RULE[seen[number]])
        if copy != folded[number]:
            changed[number] = copy
    return block, changed


def _replaced(block: Block, texts: Mapping[int, str]) -> Block:
    """Return a block with some of its texts replaced, by number in rising order; the others are not encoded again."""
    sizes = block.sizes
    parts: list[bytes] = []
    end = 0
    for number, text in texts.items():
        encoded = b" " + text.encode("utf-8", "surrogatepass").translate(LOWER)
        parts += (block.blob[end : block.starts[number]], encoded)
        end = int(block.starts[number + 1])
        sizes[number] = len(encoded)
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return Block(b"".join([*parts, block.blob[end:]]), starts)


def _ruled(text: str, first: int) -> str:
    """Return a folded text after all rules from the first that could change it."""
    for pattern, rule in _RULES[first:]:
        text = pattern.sub(rule, text)
    return text[:READ]


def _folded(text: str) -> str:
    """Return the part of a text that is read, each code point beyond ASCII as it is taken for."""
    cut = text[:READ]
    if cut.isascii():
        return cut
    fold = as_latin if is_latin(cut) else plain
    new = {mark: fold(mark) for mark in set(_NON_ASCII.findall(cut))}
    # one by one only where no replacement could be taken for a mark that comes later
    if len(new) > _FEW or not all(fold.isascii() or fold == mark for mark, fold in new.items()):
        return _NON_ASCII.sub(lambda mark: new[mark.group()], cut)
    for mark, instead in new.items():
        cut = cut.replace(mark, instead)
    return cut


def _traced(pattern: re.Pattern[str], rule: Rule, text: str, places: list[int]) -> tuple[str, list[int]]:
    """Return `pattern.sub(rule, text)` and where each character of it came from."""
    if not pattern.search(text):
        return text, places
    parts: list[str] = []
    moved: list[int] = []
    end = 0
    for found in pattern.finditer(text):
        replacement = rule(found)
        parts += (text[end : found.start()], replacement)
        moved += places[end : found.start()]
        moved += (places[found.start() + offset] for offset in _offsets(found.group(), replacement))
        end = found.end()
    return "".join([*parts, text[end:]]), moved + places[end:]


def _offsets(old: str, new: str) -> list[int]:
    """Return for each character of a replacement which one of the replaced it stands for, in order."""
    if len(old) == len(new):
        return list(range(len(old)))
    offsets, at = [], 0
    for letter in new:
        found = old.find(letter, at)
        offsets.append(found if found >= 0 else min(at, len(old) - 1))
        at = offsets[-1] + (found >= 0)
    return offsets


def _seen(block: Block) -> NDArray[np.uint8]:
    """Return the strongest sign of a disguise in each text, shape (n,): leet, spacing, repeats, or 0 for none.

    Never less than the rules would change, sometimes more. Read off the bytes of all texts at once, 1.5 ns a byte; the
    patterns themselves take 100.
    """
    codes = np.frombuffer(block.blob, np.uint8)[: block.size + 4]
    kinds = np.frombuffer(block.blob.translate(_KINDS), np.uint8)[: block.size + 4]
    seen = np.zeros(len(block.sizes), np.uint8)
    signs = ((_REPEATS, _drawn_out(codes, kinds)), (_SPACING, _spaced_out(kinds)), (_LEETED, _leeted(kinds)))
    for sign, places in signs:
        if len(places):
            seen[block.starts.searchsorted(places, "right") - 1] = sign
    return seen


Kinds = NDArray[np.uint8]


def _drawn_out(codes: NDArray[np.uint8], kinds: Kinds) -> Slots:
    """Return where a letter stands three times."""
    same = codes[1:] == codes[:-1]
    thrice = same[1:] & same[:-1]
    thrice &= (kinds[:-2] & _DRAWN_OUT_BIT) > 0
    places: Slots = thrice.nonzero()[0]
    return places


def _spaced_out(kinds: Kinds) -> Slots:
    """Return where three letters stand alone, each as far from the next."""
    inside = (kinds & _IN_WORD_BITS) > 0
    alone = (kinds[1:-1] & _LETTER_BIT) > 0
    alone &= ~(inside[:-2] | inside[2:])
    places: Slots = alone.nonzero()[0] + 1
    if len(places) < 3:
        return places[:0]
    apart = places[1:] - places[:-1]
    thrice: Slots = places[:-2][(apart[:-1] == apart[1:]) & (apart[1:] <= 3)]
    return thrice


def _leeted(kinds: Kinds) -> Slots:
    """Return where a digit or sign stands among letters, or a dollar beside one."""
    places: Slots = ((kinds[: len(kinds) - 3] & _SIGN_BIT) > 0).nonzero()[0]  # 13 times slower on anything but booleans
    if not len(places):
        return places
    sign, before, after, beyond = (kinds[places + offset] for offset in (0, -1, 1, 2))
    goes_on = after | (beyond & ((after & _DIGIT_BIT) >> 1))
    beside = (sign & _DOLLAR_BIT > 0) & ((before | after) & _LETTER_BIT > 0)
    return places[(before & goes_on & _LETTER_BIT > 0) | beside]
