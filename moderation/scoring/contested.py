"""Which expression a comment contests, and where it stands: in the article, its headline, a quotation, the parent.

The comment alone can't tell the outlet's word from another reader's; the match with the article, through stems,
decides. Articles are indexed once and kept, since a thread stands under one of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from moderation.comments import InContext
from moderation.scoring.overlap import ARTICLE_WINDOW
from moderation.scoring.quotations import Quotation, quotations
from moderation.scoring.sentences import sentences
from moderation.scoring.wordcues import Strength, Window
from moderation.scoring.wordforms import WINDOW, WORD, folded, stem


class Place(IntEnum):
    """Where the contested expression stands."""

    UNKNOWN = 0
    """No article text to look in."""
    NOWHERE = 1
    PARENT = 2
    """In the comment that is answered and not in the article."""
    ATTRIBUTED = 3
    """In the article, but only in the words of somebody it quotes."""
    ARTICLE = 4
    HEADLINE = 5


@dataclass(frozen=True, slots=True)
class Contested:
    """The expression a comment contests, where it stands and how surely it is contested."""

    start: int
    end: int
    strength: Strength
    quoted: bool
    place: Place
    sentence: tuple[int, int] | None = None
    """The article's sentence that uses it; None for the headline or where it isn't used."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Where each stem of a text stands: stem -> sentence numbers, and each sentence's stems in order."""

    text: str
    places: list[tuple[int, int]]
    stems: list[list[str]]
    where: dict[str, list[int]]


# Words that are never contested themselves, and that a window is full of.
_PLAIN: Final = frozenset(
    """
    a an the this that these those it its it's he she they them him her his their our we us you your i me my is are was were be been
    being am do does did done have has had having will would shall should can could may might must not no nor or and but if then than
    as at by for from in into of on onto to with without about over under up down out off so such too very just only even also more
    most much many some any all both each every either neither other another same own there here where when why how what which who
    whom whose because while until again further once please really actually simply clearly certainly still always never ever yet
    now thing things something anything nothing someone anyone people person way lot kind sort one two first last time times today
    call called calling calls say says said saying state states stated stating describe described describes describing refer referred
    refers referring use used uses using label labelled labeled write writes writing word words term terms phrase phrases headline
    headlines title article articles author writer paper newspaper media press journalist journalists editor editorial column piece
    story stop keep keeps like well good bad right wrong correct proper better accurate mean means meant think know get got make makes
    made go going come let lets let's don't doesn't isn't wasn't aren't weren't isnt can't won't ain't that's what's he's they're
    you're i'm it'll there's honest real simple plain mere called quote quotes quotation marks scare comment comments post reader
    readers choice sounds seems reads read bbc cnn g&m globe mr mrs ms
    """.split()
)

_SPEECH: Final = re.compile(
    r"(?<!\w)(?:said|says|told|tells|according to|called|calls|described|describes|argued|argues|claimed|claims|insisted|wrote|tweeted|"
    r"accused|denounced|denounces|in the words of|spokes\w+|added|adds|as \w+ put it|labell?ed|branded|dubbed|referred to)(?!\w)"
)

_LONG_QUOTATION: Final = 4
"""Words from which a quotation in an article is somebody's speech rather than the outlet's own scare quotes."""


@lru_cache(maxsize=256)
def index(text: str) -> Index:
    """Return where each stem of a text stands."""
    text = text[:ARTICLE_WINDOW]
    small = folded(text)
    places = sentences(text)
    stems = [[stem(word) for word in WORD.findall(small[begin:end])] for begin, end in places]
    where: dict[str, list[int]] = {}
    for number, sentence in enumerate(stems):
        for part in dict.fromkeys(sentence):
            where.setdefault(part, []).append(number)
    return Index(text, places, stems, where)


@dataclass(frozen=True, slots=True)
class _Run:
    """Content words of a comment that stand together: a candidate for the contested expression."""

    start: int
    end: int
    stems: tuple[str, ...]
    quoted: bool
    strength: Strength
    distance: int


def contested(small: str, windows: Sequence[Window], quoted: Sequence[Quotation], posted: InContext) -> Contested | None:
    """Return the expression most likely contested, given the folded comment's windows and quotations."""
    runs = [run for window in windows for run in _runs(small, window, quoted)]
    best: Contested | None = None
    best_rank: tuple[float, ...] = ()
    for run in runs:
        for candidate in _placed(small, run, posted):
            rank = _rank(candidate, run)
            if best is None or rank > best_rank:
                best, best_rank = candidate, rank
    return best


def _rank(candidate: Contested, run: _Run) -> tuple[float, ...]:
    """Return what makes one candidate likelier than another: found by a sure cue, quoted, found at all, near the cue."""
    found = candidate.place >= Place.ATTRIBUTED
    return (
        found * (2 + candidate.quoted) + candidate.strength + 0.5 * candidate.quoted,
        candidate.place,
        candidate.end - candidate.start if found else 0,
        -run.distance,
    )


def _runs(small: str, window: Window, quoted: Sequence[Quotation]) -> list[_Run]:
    """Return the candidates in a window: its short quotations, and unless quotations are wanted its runs of content words."""
    inside = [mark for mark in quoted if mark.is_expression and window.start <= mark.start < window.end]
    runs = [_run(small, mark.start, mark.end, True, window) for mark in inside]
    if not (window.quoted_only or (inside and window.strength is Strength.QUOTED)):
        runs.extend(_plain_runs(small, window))
    return [run for run in runs if run.stems]


def _run(small: str, start: int, end: int, is_quoted: bool, window: Window) -> _Run:
    """Return the candidate at a span."""
    words = [word for word in WORD.findall(small[start:end]) if word not in _PLAIN or is_quoted]
    content = tuple(stem(word) for word in words if word not in _PLAIN) or tuple(stem(word) for word in words)
    return _Run(start, end, content, is_quoted, window.strength, min(abs(start - window.near), abs(end - window.near)))


def _plain_runs(small: str, window: Window) -> list[_Run]:
    """Return the runs of at most four content words between plain ones."""
    runs: list[_Run] = []
    begin = end = -1
    count = 0
    for word in WORD.finditer(small, window.start, window.end):
        is_plain = word.group() in _PLAIN
        breaks = is_plain or (begin >= 0 and small[end : word.start()].strip(" -") != "") or count == 4
        if breaks and begin >= 0:
            runs.append(_run(small, begin, end, False, window))
            begin, count = -1, 0
        if not is_plain:
            begin = word.start() if begin < 0 else begin
            end, count = word.end(), count + 1
    if begin >= 0:
        runs.append(_run(small, begin, end, False, window))
    return runs


def _placed(small: str, run: _Run, posted: InContext) -> list[Contested]:
    """Return the candidate placed as a whole, or by the part of it that the article uses."""
    article = posted.article
    if article is None or not (article.text or article.title):
        return [Contested(run.start, run.end, run.strength, run.quoted, Place.UNKNOWN)]
    whole = _place(run.stems, posted)
    if whole[0] >= Place.ATTRIBUTED or run.quoted and len(run.stems) == 1:
        return [Contested(run.start, run.end, run.strength, run.quoted, *whole)]
    placed = [Contested(run.start, run.end, run.strength, run.quoted, *whole)]
    for word in WORD.finditer(small, run.start, run.end):
        if word.group() not in _PLAIN:
            part = _place((stem(word.group()),), posted)
            if part[0] >= Place.ATTRIBUTED:
                placed.append(Contested(word.start(), word.end(), run.strength, run.quoted, *part))
    return placed


def _place(stems: tuple[str, ...], posted: InContext) -> tuple[Place, tuple[int, int] | None]:
    """Return where an expression's stems stand together, and the article's sentence they stand in."""
    article = posted.article
    assert article is not None  # noqa: S101
    wanted = set(stems)
    body = index(article.text)
    numbers = [number for number in body.where.get(stems[0], ()) if wanted.issubset(body.stems[number])]
    in_title = wanted.issubset(index(article.title).where)
    own = [number for number in numbers if not _is_attributed(body, number, wanted)]
    if own:
        best = min(own, key=lambda number: (_spread(body.stems[number], stems), number))
        return (Place.HEADLINE if in_title else Place.ARTICLE), body.places[best]
    if in_title:
        return Place.HEADLINE, body.places[numbers[0]] if numbers else None
    if numbers:
        return Place.ATTRIBUTED, body.places[numbers[0]]
    if posted.parent and wanted.issubset(index(posted.parent.text[:WINDOW]).where):
        return Place.PARENT, None
    return Place.NOWHERE, None


def _spread(sentence: list[str], stems: tuple[str, ...]) -> int:
    """Return over how many words of a sentence an expression is spread; in its own order counts as closer."""
    first = [sentence.index(part) for part in stems]
    return max(first) - min(first) + (first != sorted(first))


def _is_attributed(body: Index, number: int, wanted: set[str]) -> bool:
    """Whether a sentence uses the expression only in the words of somebody it quotes."""
    begin, end = body.places[number]
    small = folded(body.text[begin:end])
    speech = _SPEECH.search(small) is not None
    spoken = [mark for mark in quotations(small) if mark.words >= _LONG_QUOTATION or speech]
    outside = small
    for mark in reversed(spoken):
        outside = outside[: mark.start] + outside[mark.end :]
    return bool(spoken) and not wanted.issubset({stem(word) for word in WORD.findall(outside)})
