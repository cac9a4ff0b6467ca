"""The scoring copy of a text: disguises undone, so that "i d 1 0 t" and "idiot" are the same word to the model.

What readers do to get past a filter costs .2 of ROC-AUC when the raw text is scored. The copy comes with a map back,
so that evidence is marked in the text as written; plain English text is its own copy.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.hashing import joined
from moderation.scoring.lookalikes import FOREIGN, as_latin, is_foreign, plain

READ: Final = 1 << 17
"""Code points of a comment that are read: more than a site's column holds (64 KiB), and a bound on memory."""

FOREIGN_ENOUGH: Final = 0.5
"""The share of foreign letters from which a text is not written in Latin script."""

_NON_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_LATIN: Final = re.compile(r"[A-Za-z]")

_LETTER: Final = re.compile(r"[^\W\d_]")

_ANY_CASE: Final = re.IGNORECASE | re.ASCII
_SPACED: Final = re.compile(
    r"(?<![a-z0-9'])[a-z]([ ._*-]{1,2})[a-z](?:\1[a-z](?![a-z0-9']))+", re.IGNORECASE | re.ASCII
)
_REPEATED: Final = re.compile(r"([a-jl-vx-z])\1{2,}", _ANY_CASE)
_DIGITS_IN_WORD: Final = re.compile(r"(?<=[a-z])(?:[013457]{1,2}|[@$])(?=[a-z])", _ANY_CASE)
_SHOUT_IN_WORD: Final = re.compile(r"(?<![a-z])([a-z]{1,3})!(?=[a-z]{1,4}(?![a-z]))", _ANY_CASE)
_DOLLAR_AT_EDGE: Final = re.compile(
    r"(?<![\w$])\$(?=[a-z]{2,6}(?![a-z]))|(?<=[a-z])\${1,2}(?!\w)", re.IGNORECASE | re.ASCII
)
_FIRST_DIGIT: Final = re.compile(r"(?<!\w)[1345](?=[a-z]+(?:[013457]{1,2}|[@$])[a-z])", _ANY_CASE)

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

_FIRST_RULE: Final = (len(_RULES), 5, 4, 0)
"""Which rule is the first that could change a text, by what was seen in it: nothing, repeats, spacing, leet."""


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """A scoring copy that knows where each of its characters came from."""

    text: str
    places: Sequence[int]
    """One more than `text` is long: where in the original each character begins, and where the last one ends."""


def scoring_copies(texts: Sequence[str]) -> list[str]:
    """Return the scoring copy of each text; one that shows no sign of a disguise is returned as it is."""
    folded = [text[:READ] if text.isascii() else _NON_ASCII.sub(_fold_for(text[:READ]), text[:READ]) for text in texts]
    return [_ruled(text, _FIRST_RULE[seen]) for text, seen in zip(folded, _seen(folded).tolist(), strict=True)]


def scoring_copy(text: str) -> Copy:
    """Return the scoring copy of a text with its map back."""
    cut = text[:READ]
    copied, places = cut, list(range(len(cut) + 1))
    for pattern, rule in ((_NON_ASCII, _fold_for(cut)), *_RULES):
        copied, places = _traced(pattern, rule, copied, places)
    return Copy(copied[:READ], [*places[: min(READ, len(copied))], places[-1]])


def foreign_share(text: str) -> float:
    """Return the share of letters, 0 to 1, that belong to a script other than Latin; 0 for a text without letters.

    Letters that pass for Latin ones count on neither side, unless there is no other letter to go by.
    """
    if text.isascii():
        return 0.0
    letters: list[str] = _NON_ASCII.findall(text[:READ])
    foreign = sum(map(is_foreign, letters))
    latin = len(_LATIN.findall(text[:READ])) + sum(plain(letter).isascii() and letter.isalpha() for letter in letters)
    if foreign + latin:
        return foreign / (foreign + latin)
    return float(any(letter in FOREIGN for letter in letters))


def has_letters(text: str) -> bool:
    """Return whether there is a letter of any script in the part of a text that is read."""
    return _LETTER.search(text, 0, READ) is not None


def _ruled(text: str, first: int) -> str:
    """Return a folded text after all rules from the first that could change it."""
    for pattern, rule in _RULES[first:]:
        text = pattern.sub(rule, text)
    return text[:READ]


def _fold_for(text: str) -> Rule:
    """Return the fold of one code point; look-alikes pass for Latin only where Latin is what the text is written in."""
    fold = as_latin if foreign_share(text) < FOREIGN_ENOUGH else plain
    return lambda found: fold(found.group())


def _traced(pattern: re.Pattern[str], rule: Rule, text: str, places: list[int]) -> tuple[str, list[int]]:
    """Return `pattern.sub(rule, text)` and where each character of it came from."""
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


def _seen(texts: list[str]) -> NDArray[np.uint8]:
    """Return the strongest sign of a disguise in each text, shape (n,): 3 leet, 2 spacing, 1 repeats, 0 none.

    Never less than the rules would change, sometimes more. Read off the bytes of all texts at once, 1 ns a byte; the
    patterns themselves take 20.
    """
    block = joined(texts)
    size = block.size
    codes = np.frombuffer(block.blob, np.uint8)[: size + 4]
    letter = (codes >= 97) & (codes <= 122)
    digit = (codes >= 48) & (codes <= 57)
    dollar = codes == 36
    sign = digit | dollar | (codes == 64) | (codes == 33)
    outside = ~(letter | digit | (codes == 39))
    same = (codes[1:] == codes[:-1]) & letter[1:]
    alone = np.zeros(size + 3, np.bool_)
    alone[1:] = letter[1:-1] & outside[:-2] & outside[2:]
    seen = (same[:size] & same[1 : size + 1]).astype(np.uint8)
    seen[alone[:size] & (alone[2 : size + 2] | alone[3:])] = 2
    after = letter[2 : size + 2] | (digit[2 : size + 2] & letter[3 : size + 3])
    within = letter[:size] & sign[1 : size + 1] & after
    seen[within | (dollar[:size] & letter[1 : size + 1]) | (letter[:size] & dollar[1 : size + 1])] = 3
    return np.maximum.reduceat(seen, block.starts[:-1]) if texts else seen[:0]
