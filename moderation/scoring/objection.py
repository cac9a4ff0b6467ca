"""Reads one comment for an objection to wording: its cues, its quotations, and the expression it contests.

Most comments hold no cue at all; they leave after some forty searches for plain words, which cost 3 us.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from moderation.comments import InContext
from moderation.scoring.contested import Contested, Place, contested
from moderation.scoring.quotations import Quotation, quotations
from moderation.scoring.wordcues import ASIDE, NAMING, Cue, Looks, Strength, Window
from moderation.scoring.wordforms import WINDOW, folded

_REACH: Final = 90
"""Code points a window reaches to either side of its cue."""

_RIGHT_AFTER: Final = 28
"""Code points after "the word" in which an unquoted expression is looked for."""

_MOST_PLACES: Final = 4
"""Occurrences of one cue that open a window."""

_HEADLINE_CUES: Final = ("headline_says", "headline_flawed")

_CLAUSE_END: Final = re.compile(r"[.;!?\n]")


@dataclass(frozen=True, slots=True, eq=False)
class Objection:
    """One comment read for an objection to wording."""

    small: str
    """The folded comment, code point for code point."""
    cues: Mapping[str, list[tuple[int, int]]]
    """Name of a cue -> where it occurs."""
    quoted: Sequence[Quotation]
    term: Contested | None


def objection(posted: InContext) -> Objection:
    """Return a comment read for an objection to wording."""
    small = folded(posted.comment.text[:WINDOW])
    quoted = quotations(small)
    cues = _occurring(small, NAMING)
    if not cues and not quoted:
        return Objection(small, cues, quoted, None)
    windows = [
        window
        for cue in NAMING
        for place in cues.get(cue.name, ())
        for window in _windows(small, cue, place)
    ]
    windows.extend(Window(mark.start, mark.end + 1, Strength.QUOTED, True, mark.start) for mark in quoted)
    term = contested(small, windows, quoted, posted)
    cues |= _occurring(small, ASIDE)
    if term is None or term.place < Place.ATTRIBUTED:
        term = _headline_itself(cues, posted) or term
    return Objection(small, cues, quoted, term)


def _occurring(small: str, cues: Sequence[Cue]) -> dict[str, list[tuple[int, int]]]:
    """Return which cues occur, and where."""
    found: dict[str, list[tuple[int, int]]] = {}
    for cue in cues:
        if not cue.needs or any(word in small for word in cue.needs):
            places = [match.span() for match in cue.pattern.finditer(small)]
            if places:
                found[cue.name] = places[:_MOST_PLACES]
    return found


def _windows(small: str, cue: Cue, place: tuple[int, int]) -> list[Window]:
    """Return the stretches beside a cue in which the contested expression may stand."""
    begin, end = place
    ending = _CLAUSE_END.search(small, end, end + _REACH)
    after = ending.start() if ending else min(end + _REACH, len(small))
    before = max(begin - _REACH, 0)
    if cue.looks is Looks.AFTER:
        return [Window(end, max(after, end), cue.strength, False, end)]
    if cue.looks is Looks.BEFORE:
        return [Window(before, begin, cue.strength, False, begin)]
    if cue.looks is Looks.AROUND:
        wide = Window(before, min(end + _REACH, len(small)), cue.strength, True, end)
        return [wide, Window(end, min(after, end + _RIGHT_AFTER), cue.strength, False, end)]
    if cue.looks is Looks.INSIDE:
        return [Window(begin, end, cue.strength, False, begin)]
    return []


def _headline_itself(cues: Mapping[str, list[tuple[int, int]]], posted: InContext) -> Contested | None:
    """Return the word "headline" as what is contested, where the comment says what is wrong with the headline."""
    for name in _HEADLINE_CUES:
        if name in cues and "headline" in cues:
            begin, end = cues["headline"][0]
            has_title = posted.article is not None and posted.article.title != ""
            return Contested(begin, end, Strength.STRONG, False, Place.HEADLINE if has_title else Place.UNKNOWN)
    return None
