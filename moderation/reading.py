"""A text as it is compared with others: harmless differences set aside, everything that carries sense kept in order.

What is set aside is set aside for good reason each: case, signs, blanks, disguised letters, greetings, fillers, and,
in an advertisement alone, figures and addresses. A question mark, a word in scare quotes, a meaningful picture and
every negation stay words, so that two texts that differ in one of them never read the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

from moderation.advertising import sells
from moderation.lookalikes import as_latin, plain
from moderation.wordlists import (
    ADDRESSED,
    AMOUNTS,
    APOSTROPHE_COUNTS,
    CLOSERS,
    DENYING,
    FILLERS,
    NEGATED,
    OPENERS,
    STRENGTHENING,
)

LONGEST: Final = 8_000
"""Code points up to which a text is read in words; a longer one is compared as it stands (a megabyte: 1 ms)."""

FEWEST: Final = 5
"""Words under which nothing is set aside but case, signs and blanks: in so few, each one may be the point."""

_TLD: Final = "com|net|org|info|biz|ru|io|co|me|ly|xyz|top|shop|site|online|store|club|app|link|click|example"
_SPECIAL: Final = re.compile(
    rf"""(?<!\w)(?=[a-z0-9])(?:
        (?P<link>https?://\S+|www\.\S+|[a-z0-9-]++(?:\.[a-z0-9-]++)*?\.(?:{_TLD})\b\S*)
        |(?P<mail>[\w.+-]++@[\w-]+\.[\w.-]+)
        |(?P<code>(?=[a-z]*\d)(?=\w*\d[a-z]+\d|\w*[a-z]\d+[a-z])[a-z0-9]{{5,}}\b))
    |(?=[^a-z\s.,!'])(?:
        (?P<phone>\+?\d(?:[ ()./-]?\d){{7,}})
        |(?P<price>[$€£]\s?\d[\d.,]*|\d[\d.,]*\s?[$€£])
        |(?P<number>(?:(?<!\S)-)?\d+(?:[.,:]\d+)*%?)
        |(?P<handle>@\w+)
        |(?P<tag>\#\w+)
        |(?P<picture>[^\x00-\u218f\w\s]))""",
    re.VERBOSE,
)
"""Two looks ahead spare most letters the ten alternatives: half the time."""

_ASCII_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)*|[?<>]")
_ANY_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[?<>«»¦]")
_QUESTIONS: Final = re.compile(r"\?+")
_RICH: Final = re.compile(rf"[^a-z\s.,;:!?'()*_/\-&\[\]<>=~«»¦\"]|://|\.(?:www|{_TLD})\b")
"""What plain words don't have: figures, addresses, pictures. Four texts in five are without."""

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_QUOTED: Final = re.compile(r"\"\s*([^\"\n]{1,200}?)\s*\"|(?<![a-z0-9])'([^'\n]{1,40})'(?![a-z0-9])")
_PAUSED: Final = re.compile(r"\b(no|not|never|stop),")
_PAUSES: Final = ("no,", "not,", "never,", "stop,")
"""What a comma turns round: "no, more of them" and "no more of them"."""

_THOUSANDS: Final = re.compile(r",(?=\d{3}(?!\d))")

_Tokens = tuple[Sequence[str], Sequence[str]]
"""The kinds of the words, named as in the pattern above, and the words; no kinds where all are plain words."""

_WORD: Final = "word"
_STANDS_FOR: Final = {
    **{kind: f"<{kind}>" for kind in ("link", "mail", "handle", "phone")},
    **dict.fromkeys(("price", "number"), "<number>"),
}
"""What is read in an advertisement instead of what changes from copy to copy."""

_ORNAMENTS: Final = re.compile(
    "[\u2190-\u21ff\u2500-\u25ff\u2605\u2606\u2713\u2714\u2728\u263a\u27a1\u2b50\u2b05-\u2b07\u2764\u2763\ufe0f"
    "\U0001f31f\U0001f493-\U0001f49f\U0001f4ab\U0001f3fb-\U0001f3ff\U0001f600\U0001f603\U0001f604\U0001f60a\U0001f642]"
)
"""Stars, arrows, hearts, plain smiles. Other pictures speak: laughter at a death, a monkey, a weapon, a thumb down."""

_MOCKING: Final = frozenset(
    "\U0001f921\U0001f4a9\U0001f595\U0001f92e\U0001f922\U0001f44e\U0001f6a8\u26a0\U0001f480\u2620"
)
"""Pictures that turn an advertisement quoted into one warned of or mocked: a clown, a finger, a skull, a siren."""

_RUN: Final = re.compile(r"(.)\1+")
_VOWELS: Final = frozenset("aeiouy")
_CODED: Final = 4
"""Different letters from which a word has a code of its own; with fewer, a letter more or less is another word."""

_WEIGHED: Final = FILLERS | AMOUNTS

_NUMBERED: Final = re.compile(r"#(?!.*(?:88|14|13|109|110))(?:\d{3,}|\d{2,}[a-z]\d*|[a-z]\d{2,})")
_DISGUISED: Final = frozenset("0134578")
"""Digits that stand for letters: "wh0r3s" at the end is no code of the sender's but abuse."""

_VOWEL: Final = re.compile(r"[aeiou0134]")

_NEAR: Final = 3
"""Words back to which a denial reaches: "not really good" says less than "not good"."""

_MOST_OPENING: Final = 2
_MOST_TRAILING: Final = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, in words; what was set aside is remembered, since it counts as a difference."""

    words: tuple[str, ...]
    """Those that carry sense, in order."""
    fillers: tuple[tuple[int, str], ...] = ()
    """Greetings, fillers and trailing tags, each with how many words stand before it."""
    figures: tuple[str, ...] = ()
    """Figures, links and addresses of an advertisement, as written."""
    is_whole: bool = False
    """Whether only an equal text is the same: it is too short, or too long, for anything to be set aside."""
    is_advertisement: bool = False
    """Whether it sells something."""

    @property
    def size(self) -> int:
        """How many words the text has."""
        return len(self.words) + len(self.fillers)

    @property
    def is_short(self) -> bool:
        """Whether its few words mean something only where they stand: "Yes." answers one question."""
        return self.is_whole and sum(map(len, self.words)) <= LONGEST

    @property
    def key(self) -> int:
        """The number that every copy of the text has too, however its words are slipped; 32 bits."""
        words = self.words if self.is_whole else map(code, self.words)
        return crc32(" ".join(words).encode("utf-8", "surrogatepass"))


def read(text: str) -> Reading:
    """Return what a text says, for comparing."""
    if len(text) > LONGEST:
        return Reading((text,), is_whole=True)
    folded = _marked_out(_folded(text))
    kinds, words = _tokens(folded) if _RICH.search(folded) else ((), _words(folded))
    if not words:
        return Reading((" ".join(text.split()),), is_whole=True)
    reading = _sifted(kinds, words) if len(words) >= FEWEST else None
    if reading is None or len(reading.words) < FEWEST - 1:
        return Reading(tuple(words), is_whole=True)
    return reading


@lru_cache(maxsize=1 << 16)
def code(word: str) -> str:
    """Return what a word has in common with every spelling slip of it: its first letter and its consonants."""
    if len({*word}) < _CODED or not word.isalpha():
        return _RUN.sub(r"\1", word)
    return word[0] + "".join(sorted({*word[1:]} - _VOWELS))


def _folded(text: str) -> str:
    """Return lower-case text with every disguised letter as the one it stands for."""
    if text.isascii():
        return text.lower()
    # In a text of another script its letters are what they are, whatever they look like.
    foreign = sum(letter.isalpha() for letter in _NOT_ASCII.findall(text))
    fold = as_latin if foreign * 2 < len(text) else plain
    return _NOT_ASCII.sub(lambda found: fold(found.group()), text).lower()


def _words(folded: str) -> list[str]:
    """Return the plain words of a text, its question marks and its marks of doubt."""
    if "??" in folded:
        folded = _QUESTIONS.sub("?", folded)
    words = (_ASCII_WORD if folded.isascii() else _ANY_WORD).findall(folded)
    # Looked for once in the whole text and then in its words: a pattern for them took five times as long.
    if "'" in folded:
        words = [part for word in words for part in (_written_out(word) if "'" in word else (word,))]
    if NEGATED.keys().isdisjoint(words):
        return words
    return [part for word in words for part in NEGATED.get(word, (word,))]


def _written_out(word: str) -> tuple[str, ...]:
    """Return a word as it is compared: "don't" as two words, "it's" without its apostrophe."""
    if word in APOSTROPHE_COUNTS:
        return (word,)
    bare = word.replace("'", "")
    return NEGATED.get(bare, (bare,))


def _tokens(folded: str) -> _Tokens:
    """Return a text with figures, addresses and pictures as its words, and which they are."""
    words: list[str] = []
    kinds: list[str] = []
    end = 0
    if not folded.isascii():
        folded = _ORNAMENTS.sub(" ", folded)
    for found in _SPECIAL.finditer(folded):
        words += _words(folded[end : found.start()])
        end, kind, word = found.end(), found.lastgroup or "", _THOUSANDS.sub("", found.group().rstrip(".,;:!)"))
        if kind != "picture" or words[-1:] != [word]:  # ten clowns say what one says
            kinds += [_WORD] * (len(words) - len(kinds))
            kinds.append(kind)
            words.append(word)
    words += _words(folded[end:])
    return kinds + [_WORD] * (len(words) - len(kinds)), words


def _marked_out(folded: str) -> str:
    """Return text in which the signs that turn a sense are words: quotation marks, and a comma after a no."""
    if '"' in folded or "'" in folded:
        folded = _QUOTED.sub(_cited, folded)
    if any(pause in folded for pause in _PAUSES):
        folded = _PAUSED.sub(r"\1 ¦ ", folded)
    return folded


def _cited(quoted: re.Match[str]) -> str:
    inside = quoted[1] or quoted[2]
    # A text that is in quotation marks from end to end cites nobody, it was pasted.
    is_all = len(quoted.group()) == len(quoted.string.strip())
    return f" {inside} " if is_all else f" « {inside} » "


def _sells(kinds: Sequence[str], words: Sequence[str]) -> bool:
    # Where there are words alone, nothing could change from copy to copy.
    return bool(kinds) and sells(words, "phone" in kinds or "mail" in kinds, "price" in kinds, "link" in kinds)


def _sifted(kinds: Sequence[str], words: Sequence[str]) -> Reading:
    """Return what carries sense, apart from what doesn't."""
    is_advertisement = _sells(kinds, words)
    if is_advertisement and "picture" in kinds:
        spoken = [
            (kind, word) for kind, word in zip(kinds, words, strict=True) if kind != "picture" or word in _MOCKING
        ]
        kinds, words = [kind for kind, _ in spoken], [word for _, word in spoken]
    first, last = _opening(words), len(words) - _trailing(kinds, words, is_advertisement)
    kept: list[str] = []
    fillers = [(0, word) for word in words[:first]]
    for word in words[first:last]:
        if word not in _WEIGHED:
            kept.append(word)
        elif word in FILLERS and not (word in STRENGTHENING and not DENYING.isdisjoint(kept[-_NEAR:])):
            fillers.append((len(kept), word))
        else:
            if fillers[-1:] == [(len(kept), "a")]:
                kept.append(fillers.pop()[1])
            kept.append(word)
    fillers += [(len(kept), word) for word in words[last:]]
    return _without_figures(kept, fillers, kinds, words) if is_advertisement else Reading(tuple(kept), tuple(fillers))


def _without_figures(
    kept: Sequence[str], fillers: Sequence[tuple[int, str]], kinds: Sequence[str], words: Sequence[str]
) -> Reading:
    """Return the reading of an advertisement, each figure and address in it as its kind alone."""
    kind_of = {word: kind for kind, word in zip(kinds, words, strict=True) if kind != _WORD}
    said = [_STANDS_FOR.get(kind_of.get(word, _WORD), word) for word in kept]
    figures = tuple(word for word in kept if kind_of.get(word) in _STANDS_FOR)
    return Reading(tuple(said), tuple(fillers), figures, is_advertisement=True)


def _opening(words: Sequence[str]) -> int:
    """Return how many words at the beginning are a greeting."""
    count = 0
    while count < _MOST_OPENING and words[count] in OPENERS:
        count += 1
    return count + (count > 0 and words[count] in ADDRESSED)


def _trailing(kinds: Sequence[str], words: Sequence[str], is_advertisement: bool) -> int:
    """Return how many words at the end are a tag, a code or thanks."""
    count = 0
    while count < _MOST_TRAILING and (
        words[-1 - count] in CLOSERS or (kinds and _is_tag(kinds[-1 - count], words[-1 - count], is_advertisement))
    ):
        count += 1
    return count


def _is_tag(kind: str, word: str, is_advertisement: bool) -> bool:
    if kind == "tag":  # "#4471" is a number of the sender's, "#neveragain" and "#1488" are statements
        return bool(_NUMBERED.fullmatch(word))
    digits = {letter for letter in word if letter.isdigit()}
    is_junk = kind == "code" and not (digits <= _DISGUISED and _VOWEL.search(word))
    return is_junk or (kind == "handle" and is_advertisement)
