"""Reads one comment for an objection to wording: its cues, its quotations, and the expression it contests.

A cue is tried where a word begins like its own first one, so that most of forty patterns are never tried at all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from moderation.comments import InContext
from moderation.scoring.asides import ASIDE
from moderation.scoring.contested import Contested, contested
from moderation.scoring.naming import NAMING
from moderation.scoring.proposals import proposal
from moderation.scoring.quotations import Quotation, quotations
from moderation.scoring.whereabouts import Place, Span
from moderation.scoring.wordcues import ANYWHERE, HEAD, QUOTATION, Cue, Looks, Strength, Window, occurrences
from moderation.scoring.wordforms import WINDOW, folded, word_pattern

_REACH: Final = 90
"""Code points a window reaches to either side of its cue."""

_WEAK_REACH: Final = 45
"""Code points that the window of a weak cue reaches: it is found in 4 of 10 comments."""

_RIGHT_AFTER: Final = 28
"""Code points after "the word" in which an unquoted expression is looked for."""

_ANYWHERE_REACH: Final = 240
"""Code points in which a word of the article is looked for when no cue points at one."""

_MOST_PLACES: Final = 4
"""Occurrences of one cue that open a window."""

_WEAK: Final = frozenset(cue.name for cue in NAMING if cue.strength in (Strength.WEAK, Strength.ECHO))
"""Cues that, alone, aren't worth looking for what is said beside them: 4 in 10 comments deny something."""

_PROPOSING: Final = frozenset({"shou", "ough", "bett", "corr", "righ", "prop", "try", "inst", "neut", "cost"})
"""How a word begins, without which a quotation is hardly a proposal."""

_HEADLINE_CUES: Final = ("headline_says", "headline_flawed")

_COMPLEMENT: Final = re.compile(r"(?<!\w)(?:as|an?) ")
"""What somebody is called stands after `as` or `a`: `describe gamekeepers as guardians`."""

_CLAUSE_END: Final = re.compile(r"[.;!?\n]")


@dataclass(frozen=True, slots=True, eq=False)
class Objection:
    """One comment read for an objection to wording."""

    small: str
    """The folded comment, code point for code point."""
    cues: Mapping[str, list[Span]]
    """Name of a cue -> where it occurs."""
    quoted: Sequence[Quotation]
    term: Contested | None
    has_article: bool


def objection(posted: InContext, *, named: bool = True) -> Objection:
    """Return a comment read for an objection to wording.

    With `named=False` the expression is looked for as far as the score rests on it: not without an article, and not
    where no cue points at it.
    """
    small = folded(posted.comment.text[:WINDOW])
    quoted = quotations(small)
    has_article = posted.article is not None and bool(posted.article.text or posted.article.title)
    words = _words(small)
    heads = _begins(small, words, bool(quoted))
    cues = _occurring(small, NAMING, _NAMING_BY_HEAD, heads)
    if quoted or any(name not in _WEAK for name in cues):
        cues |= _occurring(small, ASIDE, _ASIDE_BY_HEAD, heads)
    is_found = (cues or quoted) and (named or has_article)
    if is_found and named:
        blanked = _without(small, _proposed(small, quoted, heads), quoted)
        term = _term(blanked, _words(blanked), cues, quoted, posted)
    else:
        term = _term(small, words, cues, quoted, posted) if is_found else None
    read = Objection(small, cues, quoted, term, has_article)
    return _taken_up(read, posted) if named else read


def _words(small: str) -> list[Span]:
    """Return where the words of a folded comment stand."""
    return [found.span() for found in word_pattern(small).finditer(small)]


def _begins(small: str, words: Sequence[Span], quotes: bool) -> dict[str, list[int]]:
    """Return where the words that a cue may ask for begin, by their first letters; `"` is there where it quotes."""
    begins: dict[str, list[int]] = {'"': []} if quotes else {}
    for begin, end in words:
        head = small[begin : end if end - begin < HEAD else begin + HEAD]
        if head in begins:
            begins[head].append(begin)
        elif head in _HEADS:
            begins[head] = [begin]
    return begins


def _term(
    small: str,
    words: Sequence[Span],
    cues: Mapping[str, list[Span]],
    quoted: Sequence[Quotation],
    posted: InContext,
) -> Contested | None:
    """Return the expression that the comment contests."""
    windows = [window for cue in NAMING for place in cues.get(cue.name, ()) for window in _windows(small, cue, place)]
    windows.extend(Window(QUOTATION, mark.start, mark.end + 1, Strength.QUOTED, True, mark.start) for mark in quoted)
    term = contested(small, words, windows, quoted, posted)
    if term and (term.place is Place.HEADLINE or (term.quoted and term.place >= Place.ATTRIBUTED)):
        return term
    return _headline_itself(cues, posted) or term


def _proposed(small: str, quoted: Sequence[Quotation], heads: Mapping[str, Sequence[int]]) -> Span | None:
    """Return where the comment proposes another wording in quotation marks: evidence only, it takes 30 us."""
    return proposal(small) if quoted and not _PROPOSING.isdisjoint(heads) else None


def _taken_up(read: Objection, posted: InContext) -> Objection:
    """Return the reading with the first word of the article that the comment takes up, where no cue points at one.

    For evidence only: a score that rests on a word without a cue would call every comment an objection.
    """
    unsure = read.term is None or (read.term.place is Place.NOWHERE and read.term.strength < Strength.STRONG)
    if not read.has_article or not unsure:
        return read
    words = _words(read.small[:_ANYWHERE_REACH])
    found = contested(read.small, words, [Window(ANYWHERE, 0, _ANYWHERE_REACH, Strength.NONE)], (), posted)
    return replace(read, term=found) if found and found.place >= Place.ARTICLE else read


def _without(small: str, proposed: Span | None, quoted: Sequence[Quotation]) -> str:
    """Return the folded comment with a proposal in quotation marks blanked out, so that nothing of it is contested."""
    if proposed is None or proposed not in [(mark.start, mark.end) for mark in quoted]:
        return small
    return small[: proposed[0]] + " " * (proposed[1] - proposed[0]) + small[proposed[1] :]


def _by_head(cues: Sequence[Cue]) -> dict[str, list[int]]:
    """Return which cues, by number, to try where a word begins so; under "" those that are always tried."""
    numbers: dict[str, list[int]] = {"": []}
    for number, cue in enumerate(cues):
        for head in cue.heads or ("",):
            numbers.setdefault(head, []).append(number)
    return numbers


_HEADS: Final = _PROPOSING.union(*(cue.heads | cue.also for cue in (*NAMING, *ASIDE)))
"""How a word begins that is asked for at all."""

_NAMING_BY_HEAD: Final = _by_head(NAMING)
_ASIDE_BY_HEAD: Final = _by_head(ASIDE)


def _occurring(
    small: str, cues: Sequence[Cue], by_head: Mapping[str, Sequence[int]], heads: Mapping[str, Sequence[int]]
) -> dict[str, list[Span]]:
    """Return which cues occur, and where; `heads` says how the comment's words begin."""
    tried: dict[int, list[int]] = {number: [] for number in by_head[""]}
    for head in by_head.keys() & heads:
        for number in by_head[head]:
            tried.setdefault(number, []).extend(heads[head])
    found: dict[str, list[Span]] = {}
    for number in sorted(tried):
        cue = cues[number]
        if (cue.also and cue.also.isdisjoint(heads)) or (cue.parts and not any(map(small.__contains__, cue.parts))):
            continue
        places = occurrences(cue, small, tried[number])
        if places:
            found[cue.name] = places[:_MOST_PLACES]
    return found


def _windows(small: str, cue: Cue, place: Span) -> list[Window]:
    """Return the stretches beside a cue in which the contested expression may stand."""
    begin, end = place
    reach = _REACH if cue.strength is Strength.STRONG else _WEAK_REACH
    ending = _CLAUSE_END.search(small, end, end + reach)
    after = ending.start() if ending else min(end + reach, len(small))
    before = max(begin - reach, 0)
    if cue.looks is Looks.AFTER:
        after = max(after, end)
        complement = _COMPLEMENT.search(small, end, after) if cue.strength is Strength.STRONG else None
        if complement is None:
            return [Window(cue.name, end, after, cue.strength, False, end)]
        named = Window(cue.name, complement.end(), after, cue.strength, False, complement.end())
        return [named, Window(cue.name, end, after, Strength.WEAK, False, end)]
    if cue.looks is Looks.BEFORE:
        return [Window(cue.name, before, begin, cue.strength, False, begin)]
    if cue.looks is Looks.AROUND:
        wide = Window(cue.name, before, min(end + reach, len(small)), cue.strength, True, end)
        return [wide, Window(cue.name, end, min(after, end + _RIGHT_AFTER), cue.strength, False, end)]
    if cue.looks is Looks.INSIDE:
        return [Window(cue.name, begin, end, cue.strength, False, begin)]
    return []


def _headline_itself(cues: Mapping[str, list[Span]], posted: InContext) -> Contested | None:
    """Return the word "headline" as what is contested, where the comment says what is wrong with the headline."""
    for name in _HEADLINE_CUES:
        if name in cues and "headline" in cues:
            begin, end = cues["headline"][0]
            has_title = posted.article is not None and posted.article.title != ""
            return Contested(
                begin, end, Strength.STRONG, False, Place.HEADLINE if has_title else Place.UNKNOWN, itself=True
            )
    return None
