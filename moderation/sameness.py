"""How near two comments are, and what keeps them apart: the judge of near-copies.

Words decide, not a share of characters: "not" is three letters in two hundred and turns a text around. Copies have
the same words that carry sense, in the same order; what differs beyond that is counted, and is little.
"""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from itertools import pairwise
from typing import Final

from moderation.reading import Reading, code, read
from moderation.wordlists import BOTH_WAYS, NO_SLIPS

ONE_IN: Final = 6
"""Copies differ in at most one word of so many, none of which changes the sense."""

THRESHOLD: Final = f"at most 1 word in {ONE_IN} differs, none that changes the sense"
"""The bound as people read it."""

ALIKE: Final = 0.5
"""The share of words and word pairs from which texts that are no copies are similar."""

_LONG: Final = 8
"""Letters from which a word with one slip is still that word. Of 13,000 common words with six letters or more, a
slip makes another common word of 368; from eight letters on, of the few below."""

_LONG_WHERE_SOLD: Final = 5
"""The same in an advertisement, whose senders misspell at will ("cousin", "coussin") and which a slip doesn't turn."""

_RUN: Final = re.compile(r"(.)\1+")
_DRAWN_OUT: Final = re.compile(r"(.)\1{2,}")
_VOWELS: Final = frozenset("aeiouy")

_PIECE: Final = re.compile(r"\S+")
_SIGNS: Final = ".,;:!-–—…()[]*_~'\"“”‘’"
_MOST_SAID: Final = 20
"""Words looked at for those that keep two texts apart."""

_MOST_MARKED: Final = 2_000
"""Words up to which differences are marked; aligning takes the square of them at worst."""


class Tier(IntEnum):
    """How near two texts are."""

    OTHER = 0
    SIMILAR = 1
    """Listed beside each other; whether they mean the same is for a person to say."""
    COPY = 2
    """Decided together."""
    SAME = 3
    """No word differs at all."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a comparison found."""

    tier: Tier
    differing: int = 0
    """Words that differ though the sense doesn't, for copies."""
    why: str = ""
    """What keeps texts that are alike from being copies; empty for copies."""


def likeness(one: Reading, other: Reading) -> Likeness:
    """Return how near two texts are; the same whichever comes first."""
    if one == other:
        return Likeness(Tier.SAME)
    if one.is_whole or other.is_whole:
        return Likeness(Tier.OTHER, why="in so few words, each one counts")
    long = _LONG_WHERE_SOLD if one.is_advertisement and other.is_advertisement else _LONG
    slips = _slips(one.words, other.words, long)
    if slips is None:
        return Likeness(Tier.SIMILAR if _is_alike(one, other) else Tier.OTHER, why=_apart(one.words, other.words, long))
    differing = slips + _odd(one.fillers, other.fillers)
    if differing > max(one.size, other.size) // ONE_IN:
        return Likeness(Tier.SIMILAR, differing, f"{differing} words differ")
    same = not differing and one.figures == other.figures
    return Likeness(Tier.SAME if same else Tier.COPY, differing)


def compare(one: str, other: str) -> Likeness:
    """Return how near two texts are."""
    return likeness(read(one), read(other))


def differing_places(sample: str, other: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches of `other` whose words are not in the sample at that place, by code points.

    Case and the signs around a word are no difference: a shouted copy would be marked from end to end.
    """
    was, is_now = [[*_PIECE.finditer(text)] for text in (sample, other)]
    if len(was) > _MOST_MARKED or len(is_now) > _MOST_MARKED:
        return ()
    aligned = SequenceMatcher(None, list(map(_bare, was)), list(map(_bare, is_now)), autojunk=False)
    return tuple(
        (is_now[start].start(), is_now[end - 1].end())
        for kind, _, _, start, end in aligned.get_opcodes()
        if kind in ("replace", "insert")
    )


def _bare(piece: re.Match[str]) -> str:
    word = piece.group().casefold()
    return word.strip(_SIGNS) or word


def _slips(words: Sequence[str], others: Sequence[str], long: int) -> int | None:
    """Return how many words differ in their spelling alone; None where one differs in more."""
    if len(words) != len(others):
        return None
    slips = 0
    for word, other in zip(words, others, strict=True):
        if word != other and not _is_drawn_out(word, other):
            if not _is_slip(word, other, long):
                return None
            slips += 1
    return slips


def _say_the_same(word: str, other: str, long: int) -> bool:
    return word == other or _is_drawn_out(word, other) or _is_slip(word, other, long)


def _is_drawn_out(word: str, other: str) -> bool:
    """Return whether one is the other with letters repeated, as in "sooo"."""
    if not (_DRAWN_OUT.search(word) or _DRAWN_OUT.search(other)):
        return False
    plain = _RUN.sub(r"\1", word)
    is_word = len(plain) > 1 and plain.isalpha()  # "kkk" is not "kk"
    return is_word and plain == _RUN.sub(r"\1", other) and plain not in BOTH_WAYS


def _is_slip(word: str, other: str, least: int) -> bool:
    """Return whether two long words are one with a letter doubled, two swapped or a vowel left out, inside it."""
    short, long = sorted((word, other), key=len)
    if len(short) < least or len(long) > len(short) + 1 or {word, other} & NO_SLIPS or not (word + other).isalpha():
        return False
    if code(word) != code(other):  # as where the first letter is doubled: the two have other keys and never meet
        return False
    start = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    if start == 0 or short[-1] != long[-1]:
        return False
    if len(short) == len(long):
        return short[start + 2 :] == long[start + 2 :] and short[start : start + 2] == long[start : start + 2][::-1]
    added = long[start]
    return short[start:] == long[start + 1 :] and (added in _VOWELS or added == long[start - 1])


def _odd(fillers: Sequence[tuple[int, str]], others: Sequence[tuple[int, str]]) -> int:
    """Return how many fillers one text has that the other lacks; one in place of another counts once."""
    if fillers == others:
        return 0
    ours, theirs = Counter(fillers), Counter(others)
    return max((ours - theirs).total(), (theirs - ours).total())


def _is_alike(one: Reading, other: Reading) -> bool:
    """Return whether texts share enough words, and enough of them side by side."""
    shares = (_share({*one.words}, {*other.words}), _share(_pairs(one.words), _pairs(other.words)))
    return sum(shares) / 2 >= ALIKE


def _pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    return {*pairwise(words)}


def _share(one: Set[object], other: Set[object]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _apart(words: Sequence[str], others: Sequence[str], long: int) -> str:
    """Return the first words that keep two texts apart."""
    ours, theirs = _lacking(words, others), _lacking(others, words)
    told = [
        next((f"“{word}”" for word in some if not any(_say_the_same(word, other, long) for other in rest)), "")
        for some, rest in ((ours, theirs), (theirs, ours))
    ]
    if all(told):
        return " against ".join(sorted(told))
    return f"{max(told)} in one alone" if any(told) else "the same words in another order"


def _lacking(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the first of the words that the others lack, or have less often."""
    left = Counter(others)
    found = []
    for word in words:
        left[word] -= 1
        if left[word] < 0:
            found.append(word)
    return found[:_MOST_SAID]
