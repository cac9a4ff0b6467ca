"""Which expression a comment contests.

Each window of a cue yields candidates: what stands in quotation marks, and runs of content words. A candidate that
the article uses beats one that it doesn't; the comment alone can't tell the outlet's word from another reader's.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from moderation.comments import InContext
from moderation.scoring.quotations import Quotation
from moderation.scoring.whereabouts import Place, Span, Whereabouts, is_used, whereabouts
from moderation.scoring.wordcues import Strength, Window
from moderation.scoring.wordforms import LONGEST_WORD, stem


@dataclass(frozen=True, slots=True)
class Contested:
    """The expression a comment contests, where it stands and how surely it is contested."""

    start: int
    end: int
    strength: Strength
    quoted: bool
    place: Place
    sentence: Span | None = None
    """The article's sentence that uses it; None where only the headline does, or nothing."""
    cues: frozenset[str] = frozenset()
    """The cues in whose windows it stands."""
    itself: bool = False
    """Whether it is the headline as a whole, named but not quoted."""


Token = tuple[int, int, str]
"""Where a word of the comment stands, and its stem; none for a plain word, which no reader contests."""


class _Run(NamedTuple):
    """Tokens that stand together in a window: a candidate."""

    stems: tuple[str, ...]
    spans: Sequence[Span]
    """Where each of its words stands."""
    span: Span
    quoted: bool
    window: Window


# Words that are never contested themselves, and that a window is full of.
_PLAIN_WORDS: Final = """
    a an the this that these those it its it's he she he's they they're we we're you you're i i'm me him her them
    my your his our us their mine is isn't isnt are aren't was wasn't were weren't be been being am do does did
    done don't doesn't didn't have has had having hasn't haven't will won't would wouldn't shall should shouldn't
    can can't could couldn't may might must not no nor or and but if then than as at by for from in into of on
    onto to with without about over under up down out off so such too very just only even also more most much many
    some any all both each every either neither other another same own there here where when why how what what's
    which who whom whose because while until again further once please really actually simply clearly certainly
    still always never ever yet now thing things something anything nothing someone anyone people person way lot
    kind sort one two first last time times today call called calling calls say says said saying state states
    stated stating describe described describes describing refer referred refers referring use used uses using
    label labelled labeled write writes writing word words term terms phrase phrases expression headline headlines
    title article articles author writer paper newspaper media press journalist journalists editor editors
    editorial column piece story stop keep keeps like well good bad right wrong correct proper better accurate
    mean means meant think know get got make makes made go going come let lets let's that's there's it'll honest
    real plain mere quote quotes quotation marks scare comment comments post reader readers choice sounds seems
    reads read bbc cnn globe mr mrs ms
"""

PLAIN: Final = frozenset(_PLAIN_WORDS.split())

_LONGEST_RUN: Final = 4

_ADJACENT: Final = 6
"""Code points within which two candidates stand equally near their cue."""

_HYPHENATED: Final = re.compile(r"(?:-[^\W_]+)*")
"""The rest of a compound whose first part was found: `clean-up`."""


def contested(
    small: str, words: Sequence[Span], windows: Sequence[Window], quoted: Sequence[Quotation], posted: InContext
) -> Contested | None:
    """Return the expression most likely contested, given a folded comment's words, windows and quotations."""
    tokens = _tokens(small, words, windows, quoted)
    starts = [token[0] for token in tokens]
    expressions = [mark for mark in quoted if mark.is_expression]
    opened = [mark.start for mark in expressions]
    runs: list[_Run] = []
    for window in windows:
        held_up = expressions[bisect_left(opened, window.start) : bisect_left(opened, window.end)]
        runs.extend(_quoted_runs(tokens, starts, window, held_up))
        if not window.quoted_only:
            inside = tokens[bisect_left(starts, window.start) : bisect_left(starts, window.end)]
            runs.extend(_plain_runs(small, inside, window))
    return _likeliest(small, runs, posted)


def _tokens(small: str, words: Sequence[Span], windows: Sequence[Window], quoted: Sequence[Quotation]) -> list[Token]:
    """Return the words that stand in a window or quotation, and those between them."""
    if not windows:
        return []
    starts = [span[0] for span in words]
    first = bisect_left(starts, min(window.start for window in windows))
    last = bisect_left(starts, max([*(window.end for window in windows), *(mark.end for mark in quoted)]))
    return [
        (begin, end, (_kept_content if end - begin <= LONGEST_WORD else _content)(small[begin:end]))
        for begin, end in words[first:last]
    ]


def _content(word: str) -> str:
    """Return the stem of a content word; nothing for a plain one."""
    return "" if word in PLAIN else stem(word)


_kept_content: Final = lru_cache(maxsize=1 << 15)(_content)


def _likeliest(small: str, runs: Sequence[_Run], posted: InContext) -> Contested | None:
    """Return the candidate found in the article, by a sure cue, quoted, near its cue; None without any."""
    if not runs:
        return None
    ranked = [
        (_rank(span, place, run), number, span, place, sentence)
        for number, run in enumerate(runs)
        for span, (place, sentence) in _placed(run, posted)
    ]
    _, number, (start, end), place, sentence = max(ranked, key=itemgetter(0))
    cues = frozenset(run.window.cue for run in runs if run.span[0] < end and start < run.span[1])
    rest = _HYPHENATED.match(small, end)
    run = runs[number]
    return Contested(start, rest.end() if rest else end, run.window.strength, run.quoted, place, sentence, cues)


def _rank(span: Span, place: Place, run: _Run) -> tuple[float, ...]:
    """Return what makes one candidate likelier than another."""
    found = place >= Place.ATTRIBUTED
    start, end = span
    window = run.window
    near = min(abs(start - window.near), abs(end - window.near))
    return (
        3.5 * found + window.strength + run.quoted,
        place >= Place.ARTICLE,
        -(near // _ADJACENT),
        found * (end - start),
        -near,
    )


def _quoted_runs(
    tokens: Sequence[Token], starts: Sequence[int], window: Window, held_up: Sequence[Quotation]
) -> Iterator[_Run]:
    """Yield the short quotations of a window that have a content word."""
    for mark in held_up:
        inside = tokens[bisect_left(starts, mark.start) : bisect_left(starts, mark.end)]
        content = [token for token in inside if token[2]]
        if content:
            yield _run(content, (mark.start, mark.end), True, window)


def _run(tokens: Sequence[Token], span: Span, quoted: bool, window: Window) -> _Run:
    """Return tokens as a candidate."""
    # a tuple of a list is made in half the time of a tuple of what yields
    return _Run(tuple([token[2] for token in tokens]), [token[:2] for token in tokens], span, quoted, window)


def _plain_runs(small: str, tokens: Sequence[Token], window: Window) -> Iterator[_Run]:
    """Yield the runs of content words between plain ones and stops, in pieces of four words."""
    run: list[Token] = []
    for token in tokens:
        if run and (
            not token[2]
            or len(run) == _LONGEST_RUN
            or ((between := small[run[-1][1] : token[0]]) != " " and between.strip(" -"))
        ):
            yield _run(run, (run[0][0], run[-1][1]), False, window)
            run = []
        if token[2]:
            run.append(token)
    if run:
        yield _run(run, (run[0][0], run[-1][1]), False, window)


def _placed(run: _Run, posted: InContext) -> Iterator[tuple[Span, Whereabouts]]:
    """Yield the candidate as a whole and, where the article doesn't use it so, each of its words that it does use."""
    found = whereabouts(run.stems, posted)
    yield run.span, found
    if len(run.stems) == 1 or found[0] is Place.UNKNOWN or found[0] >= Place.ATTRIBUTED:
        return
    for part, span in zip(run.stems, run.spans, strict=True):
        if is_used(part, posted):
            yield span, whereabouts((part,), posted)
