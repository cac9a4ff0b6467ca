"""The desk's own list of words and authors: what is looked out for, and where it stands in a comment.

A hit explains itself beside the score and never changes one. No pattern becomes a regular expression: words are looked
up in tables by what they begin or end with, so that no list, however long or hostile, makes a comment slow to show.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from moderation.errors import WrongUse

MOST: Final = 5_000
"""Entries a desk may have."""

_LONGEST: Final = 100
"""Characters of a pattern."""

_LOOKED_AT: Final = 200_000
"""Characters of a comment that are looked at: 4 ms, where a megabyte would cost 20."""

_WORD: Final = re.compile(r"[^\W_]+")
_BETWEEN: Final = re.compile(r"[\s'’‘_-]+")
"""What parts the words of a pattern, as it parts those of a text."""


class Watched(StrEnum):
    """What an entry of the list is about."""

    WORD = "word"
    AUTHOR = "author"


class Entry(Struct, frozen=True):
    """A word or an author that the desk looks out for."""

    kind: Watched
    pattern: str
    """Plain, or with `*` for anything within a word."""
    why: str = ""
    who: str = ""
    """Who put it on the list."""
    at: str = ""
    """When, UTC, ISO 8601."""
    until: str = ""
    """The last day on which it counts, `2026-12-31`; empty for no end."""

    def expired(self, today: date) -> bool:
        """Return whether its last day is over."""
        return bool(self.until) and self.until < today.isoformat()

    def ending(self, last: date) -> "Entry":
        """Return the entry with another last day."""
        return replace(self, until=last.isoformat())


class Cue(Struct, frozen=True):
    """An entry of the list that a comment meets, and where."""

    entry: Entry
    spans: tuple[tuple[int, int], ...] = ()
    """Code points of the text, from and to; none where it is the author."""


def checked(kind: Watched, pattern: str) -> str:
    """Return a pattern as the list keeps it; raises WrongUse where it could match nothing, or anything at all."""
    kept = " ".join(pattern.split())
    if len(kept) > _LONGEST:
        raise WrongUse(f"The pattern is {len(kept):,} characters long; {_LONGEST} is the most.")
    parts = [part.replace("*", "") for part in _parts(kind, kept)]
    if not parts or not all(map(fold, parts)):
        raise WrongUse(f'"{pattern}" would match everything or nothing; write a {kind}, with * for a part of it.')
    if kind is Watched.WORD and not all(_WORD.fullmatch(fold(part)) for part in parts):
        raise WrongUse(f'"{pattern}" is no word or phrase: only letters, digits and * can be looked out for.')
    return kept


def until_day(written: str, today: date) -> str:
    """Return the last day that an expiry names, `2026-12-31` or `30d`; raises WrongUse for anything else."""
    if match := re.fullmatch(r"(\d{1,4})([dw])", written.strip().lower()):
        days = int(match[1]) * (7 if match[2] == "w" else 1)
        return date.fromordinal(today.toordinal() + days).isoformat()
    try:
        return datetime.strptime(written.strip(), "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise WrongUse(f'"{written}" is no expiry; write a day like 2026-12-31, or 30d for thirty days.') from None


def fold(text: str) -> str:
    """Return text as it is compared: small letters, accents off, look-alikes of other scripts as Latin letters."""
    if text.isascii():
        return text.lower()
    from moderation.lookalikes import as_latin  # 4 ms that the desk's first frame doesn't wait for

    return "".join(map(as_latin, text)).lower()


def _parts(kind: Watched, pattern: str) -> list[str]:
    """Return the words of a pattern; an author's name is one."""
    return [part for part in _BETWEEN.split(pattern) if part] if kind is Watched.WORD else [pattern]


def _folded(entry: Entry) -> list[str]:
    return ["*".join(map(fold, part.split("*"))) for part in _parts(entry.kind, entry.pattern)]


class _Table(Struct, frozen=True):
    """Patterns of one word by what they are looked up by."""

    whole: dict[str, list[int]] = field(default_factory=dict)
    begins: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    """Length of the beginning -> beginning -> patterns."""
    ends: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    inside: list[tuple[int, str]] = field(default_factory=list)
    """The longest piece of each pattern that has a star at both ends."""

    def add(self, number: int, pattern: str) -> None:
        """Put in a pattern."""
        first, *middle = pattern.split("*")
        if not middle:
            self.whole.setdefault(first, []).append(number)
        elif first:
            self.begins.setdefault(len(first), {}).setdefault(first, []).append(number)
        elif last := middle[-1]:
            self.ends.setdefault(len(last), {}).setdefault(last, []).append(number)
        else:
            self.inside.append((number, max(middle, key=len)))

    def candidates(self, words: set[str]) -> set[int]:
        """Return the patterns that one of these words may meet."""
        found = {number for word in self.whole.keys() & words for number in self.whole[word]}
        for length, beginnings in self.begins.items():
            for start in beginnings.keys() & {word[:length] for word in words}:
                found.update(beginnings[start])
        for length, endings in self.ends.items():
            for end in endings.keys() & {word[-length:] for word in words}:
                found.update(endings[end])
        if self.inside:
            together = "\n".join(words)
            found.update(number for number, piece in self.inside if piece in together)
        return found


def meets(word: str, pattern: str) -> bool:
    """Return whether a folded word meets a folded pattern, in time that grows with the word alone."""
    first, *middle = pattern.split("*")
    if not middle:
        return word == first
    *middle, last = middle
    if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
        return False
    place, end = len(first), len(word) - len(last)
    for piece in middle:
        place = word.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True


class Watch:
    """The entries that count today, ready to be looked for."""

    def __init__(self, entries: Iterable[Entry], today: date) -> None:
        self.entries = tuple(entry for entry in entries if not entry.expired(today))
        self._patterns = [_folded(entry) for entry in self.entries]
        self._words, self._authors = _Table(), _Table()
        for number, (entry, pattern) in enumerate(zip(self.entries, self._patterns, strict=True)):
            if entry.kind is Watched.WORD:
                self._words.add(number, pattern[0])
            else:
                self._authors.add(number, pattern[0])

    def cues(self, text: str, author: str) -> tuple[Cue, ...]:
        """Return the entries that a comment meets, in the order of the list, with their places in the text."""
        if not self.entries:
            return ()
        folded = fold(text[:_LOOKED_AT])
        candidates = self._words.candidates(set(_WORD.findall(folded)))
        found: dict[int, tuple[tuple[int, int], ...]] = dict.fromkeys(self._named(author), ())
        if candidates:
            found |= self._placed(text[:_LOOKED_AT], sorted(candidates))
        return tuple(Cue(self.entries[number], spans) for number, spans in sorted(found.items()))

    def _named(self, author: str) -> Iterator[int]:
        name = " ".join(fold(author[: _LONGEST * 2]).split())
        for number in self._authors.candidates({name}) if name else ():
            if meets(name, self._patterns[number][0]):
                yield number

    def _placed(self, text: str, candidates: Sequence[int]) -> dict[int, tuple[tuple[int, int], ...]]:
        words = _placed_words(text)
        standing: dict[str, list[int]] = {}
        for place, (word, _, _) in enumerate(words):
            standing.setdefault(word, []).append(place)
        placed = {number: tuple(_runs(words, standing, self._patterns[number])) for number in candidates}
        return {number: spans for number, spans in placed.items() if spans}


def _placed_words(text: str) -> list[tuple[str, int, int]]:
    """Return the folded words of a text, each with its place in the text as it was written."""
    if text.isascii():
        return [(match[0], match.start(), match.end()) for match in _WORD.finditer(text.lower())]
    pieces = [fold(letter) for letter in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return [(match[0], places[match.start()], places[match.end() - 1] + 1) for match in _WORD.finditer("".join(pieces))]


def _runs(
    words: Sequence[tuple[str, int, int]], standing: Mapping[str, Sequence[int]], pattern: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Yield the places where all the words of a pattern stand one after another.

    Each word is compared once, however often it stands in the text: 40,000 times the same cost 215 ms.
    """
    first, *rest = pattern
    for start in sorted(place for word in standing if meets(word, first) for place in standing[word]):
        run = words[start + 1 : start + len(pattern)]
        if len(run) == len(rest) and all(meets(word, part) for (word, _, _), part in zip(run, rest, strict=True)):
            yield words[start][1], (run or [words[start]])[-1][2]


_TYPED: Final = (
    r'(?is)(?P<kind>word|author)\s+(?:"(?P<quoted>[^"]+)"|(?P<plain>\S+))(?:\s+(?:until\s+)?(?P<until>\d{4}-\d\d-\d\d|\d+[dw]))?'
    r"(?:\s+(?P<why>.*))?"
)


def read_entry(typed: str, who: str, today: date) -> Entry:
    """Return the entry that a line asks for, such as `word annex* 30d see mail of 3 March`.

    The end and the reason may be left out; raises WrongUse for what can't be understood.
    """
    match = re.fullmatch(_TYPED, typed.strip())
    if not match:
        raise WrongUse(
            'Write word or author, then the pattern: word annex* 30d why. A phrase stands in quotes: "so called".'
        )
    kind = Watched(match["kind"].lower())
    until = until_day(match["until"], today) if match["until"] else ""
    return Entry(kind, checked(kind, match["quoted"] or match["plain"]), (match["why"] or "").strip(), who, "", until)


def until_in_words(entry: Entry, today: date, before: str = "") -> str:
    """Return when an entry ends, `until 31 Dec`, with `before` in front; empty for one that has no end."""
    if not entry.until:
        return ""
    last = date.fromisoformat(entry.until)
    year = "" if last.year == today.year else f" {last.year}"
    return f"{before}until {last.day} {_MONTHS[last.month - 1]}{year}"


_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def cue_in_words(cue: Cue, today: date) -> str:
    """Return why a comment is marked: `on the desk's list: “annex*” – see mail of 3 Mar (kim, until 31 Dec)`."""
    entry = cue.entry
    kind = "author " if entry.kind is Watched.AUTHOR else ""
    why = f" – {entry.why}" if entry.why else ""
    return f"on the desk's list: {kind}“{entry.pattern}”{why} ({entry.who}{until_in_words(entry, today, ', ')})"
