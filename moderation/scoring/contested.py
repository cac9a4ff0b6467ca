"""Which expression a comment contests.

Each window of a cue yields candidates: what stands in quotation marks, and runs of content words. A candidate that
the article uses beats one that it doesn't; the comment alone can't tell the outlet's word from another reader's.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, NamedTuple

from moderation.comments import InContext
from moderation.scoring.quotations import Quotation
from moderation.scoring.whereabouts import Place, Span, whereabouts
from moderation.scoring.wordcues import Strength, Window
from moderation.scoring.wordforms import WORD, stem


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


class Token(NamedTuple):
    """A content word of the comment, or a plain one that no reader contests; 4 times as fast to make as a dataclass."""

    start: int
    end: int
    stem: str
    """Empty for a plain word."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens that stand together in a window: a candidate."""

    tokens: tuple[Token, ...]
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

_MARGIN: Final = 32
"""Code points read to either side of a window, so that no word of it is cut; longer words are hardly contested."""

_HYPHENATED: Final = re.compile(r"(?:-[^\W_]+)*")
"""The rest of a compound whose first part was found: `clean-up`."""


def tokens_of(small: str, windows: Sequence[Window]) -> list[Token]:
    """Return the words of a folded comment that stand in or near a window; all of them cost three times as much."""
    tokens: list[Token] = []
    read = 0
    for window in sorted(windows, key=lambda window: window.start):
        begin, end = max(read, window.start - _MARGIN), window.end + _MARGIN
        if end > begin:
            tokens += [
                Token(found.start(), found.end(), "" if found.group() in PLAIN else stem(found.group()))
                for found in WORD.finditer(small, begin, end)
            ]
            read = max(tokens[-1].end if tokens else begin, begin)
    return tokens


def contested(
    small: str, windows: Sequence[Window], quoted: Sequence[Quotation], posted: InContext
) -> Contested | None:
    """Return the expression most likely contested, given the windows of a folded comment and its quotations."""
    tokens = tokens_of(small, windows)
    starts = [token.start for token in tokens]
    runs = [run for window in windows for run in _runs(small, tokens, starts, window, quoted)]
    ranked = [(_rank(candidate, run), candidate) for run in runs for candidate in _placed(run, posted)]
    if not ranked:
        return None
    best = max(ranked, key=lambda pair: pair[0])[1]
    cues = frozenset(run.window.cue for run in runs if run.span[0] < best.end and best.start < run.span[1])
    rest = _HYPHENATED.match(small, best.end)
    return replace(best, end=rest.end() if rest else best.end, cues=cues)


def _rank(candidate: Contested, run: _Run) -> tuple[float, ...]:
    """Return what makes one candidate likelier than another: found in the article, by a sure cue, quoted, near it."""
    found = candidate.place >= Place.ATTRIBUTED
    near = min(abs(candidate.start - run.window.near), abs(candidate.end - run.window.near))
    return (
        3.5 * found + candidate.strength + candidate.quoted,
        candidate.place >= Place.ARTICLE,
        -(near // _ADJACENT),
        found * (candidate.end - candidate.start),
        -near,
    )


def _runs(
    small: str, tokens: Sequence[Token], starts: Sequence[int], window: Window, quoted: Sequence[Quotation]
) -> Iterator[_Run]:
    """Yield the candidates of a window: its short quotations and, unless those alone are wanted, its runs of words."""
    for mark in quoted:
        if mark.is_expression and window.start <= mark.start < window.end:
            inside = tokens[bisect_left(starts, mark.start) : bisect_left(starts, mark.end)]
            content = tuple(token for token in inside if token.stem)
            if content:
                yield _Run(content, (mark.start, mark.end), True, window)
    if not window.quoted_only:
        yield from _plain_runs(
            small, tokens[bisect_left(starts, window.start) : bisect_left(starts, window.end)], window
        )


def _plain_runs(small: str, tokens: Sequence[Token], window: Window) -> Iterator[_Run]:
    """Yield the runs of content words between plain ones and stops, in pieces of four words."""
    for is_content, group in groupby(tokens, key=lambda token: token.stem != ""):
        run: list[Token] = []
        for token in group if is_content else ():
            if run and (len(run) == _LONGEST_RUN or small[run[-1].end : token.start].strip(" -")):
                yield _Run(tuple(run), (run[0].start, run[-1].end), False, window)
                run = []
            run.append(token)
        if run:
            yield _Run(tuple(run), (run[0].start, run[-1].end), False, window)


def _placed(run: _Run, posted: InContext) -> Iterator[Contested]:
    """Yield the candidate as a whole and, where the article doesn't use it so, each of its words that it does use."""
    strength = run.window.strength
    place, sentence = whereabouts(tuple(token.stem for token in run.tokens), posted)
    yield Contested(*run.span, strength, run.quoted, place, sentence)
    if len(run.tokens) == 1 or place is Place.UNKNOWN or place >= Place.ATTRIBUTED:
        return
    for token in run.tokens:
        place, sentence = whereabouts((token.stem,), posted)
        if place >= Place.ATTRIBUTED:
            yield Contested(token.start, token.end, strength, run.quoted, place, sentence)
