"""The threshold on its histogram, as a page: who changes side as it moves, and what last week would have said.

It only looks. What suggests is the model in service, with the thresholds it came with.
"""

from collections.abc import Sequence
from math import expm1, log1p
from typing import Final

from msgspec import Struct

from moderation.figures import WEEK
from moderation.labels import LABELS
from moderation.queue import QueueRow
from moderation.text import one_line, plural
from moderation.what_if import Scores, Slices, WhatIf
from tui.desk.page.bars import bar_rows, divided, squeezed
from tui.desk.page.figures import of
from tui.desk.page.layout import READING_WIDTH
from tui.desk.page.looks import LABEL_ROLES, score_digits
from tui.desk.text.lines import BLANK, Line, Piece, Role, spread
from tui.desk.text.prose import Prose
from tui.desk.text.wrapping import padded

_NAME: Final = 16
_COLUMNS: Final = (100, 50, 25)
_BELOW: Final = 14
"""Rows that the page needs beside the bars."""

_MOST_ROWS: Final = 20

_TALL: Final = 30

_CAUTION: Final = "Last week's decisions were made with the suggestion in view: take them as a hint, not as proof."

TRIED: Final = "▲"
OWN: Final = "╋"
"""Marks of the threshold tried and of the model's own: shapes, since colour alone says nothing."""


class Tried(Struct, frozen=True):
    """A threshold that is tried on one label."""

    scores: Scores
    slices: Slices
    what: WhatIf
    examples: Sequence[QueueRow] = ()
    """Waiting comments that change side."""

    @property
    def threshold(self) -> float:
        """The threshold tried."""
        return self.what.threshold


def thresholds_lines(tried: Tried, width: int, height: int) -> list[Line]:
    """Return the page at a size."""
    rows = max(min(height - _BELOW, _MOST_ROWS), 3)
    air = [BLANK] if height >= _TALL else []
    return [
        _which(tried, width),
        *air,
        *_histogram(tried, width, rows),
        *air,
        *_waiting(tried, width),
        *_last_week(tried, width),
        *air,
        *_examples(tried, width),
        *(air and [BLANK, (Piece(_CAUTION, Role.FAINT),)]),
    ]


def _which(tried: Tried, width: int) -> Line:
    names: list[Piece] = []
    for number, label in enumerate(LABELS, 1):
        on = label is tried.slices.label
        names += [Piece(f"{number} ", Role.KEY), Piece(f"{'●' if on else '○'} ", Role.PLAIN)]
        names += [Piece(f"{label.title}   ", LABEL_ROLES[label] if on else Role.DIM)]
    return spread(names, (), width)


def _histogram(tried: Tried, width: int, rows: int) -> list[Line]:
    """Return the waiting comments by score, with a rule where the threshold stands."""
    edge, number = _frame(tried, width)
    counts = tried.slices.columns(number)
    role = LABEL_ROLES[tried.slices.label]
    at = round(tried.threshold * number)
    bars = [
        (Piece(f"{told:>{edge - 1}} ", Role.DIM), *divided(row, at, Role.DIM, role))
        for told, row in zip(_scale(max(counts), rows), bar_rows(squeezed(counts), rows), strict=True)
    ]
    return [*bars, *_axis(tried, edge, number, at)]


def _frame(tried: Tried, width: int) -> tuple[int, int]:
    """Return the cells before the bars, and the number of bars."""
    # The same for each width, so that the bars stand still while the threshold moves.
    edge = max(len(f"{max(tried.slices.columns(_COLUMNS[-1])):,}"), 3) + 1
    return edge, next((number for number in _COLUMNS if number + edge + 1 <= width), _COLUMNS[-1])


def score_at(tried: Tried, width: int, cell: int) -> float | None:
    """Return the score that stands at a cell of the page's width; None beside the bars."""
    edge, number = _frame(tried, width)
    column = cell - edge
    # The rule takes a cell of its own; what is right of it has moved on by one.
    column -= column > round(tried.threshold * number)
    return column / number if 0 <= column <= number else None


def _scale(most: int, rows: int) -> list[str]:
    """Return the count that each row of bars stands for, at the top and halfway up: there the squeezing is seen."""
    told = [""] * rows
    if most:
        told[rows // 2] = f"{round(expm1(log1p(most) * (rows - rows // 2) / rows)):,}"
        told[0] = f"{most:,}"
    return told


def _axis(tried: Tried, edge: int, number: int, at: int) -> list[Line]:
    """Return the scale under the bars, with the threshold tried and the model's own marked on it."""
    rule, told = list("─" * (number + 1)), [" "] * (number + 3)
    for tenth in range(0, 11, 2 if number >= _COLUMNS[1] else 5):
        place = _place(tenth / 10, number, at)
        rule[place] = "┴"
        told[place : place + 3] = f"{tenth / 10:.1f}"
    if tried.slices.own is not None:
        rule[_place(tried.slices.own, number, at)] = OWN
    left, right = "".join(rule[:at]), "".join(rule[at + 1 :])
    line = (Piece(" " * edge), Piece(left, Role.DIM), Piece(TRIED, Role.STRONG), Piece(right, Role.DIM))
    return [line, (Piece(" " * edge), Piece("".join(told).rstrip(), Role.DIM))]


def _place(score: float, number: int, at: int) -> int:
    """Return the cell under which a score begins, beside the rule before column `at`."""
    column = min(round(score * number), number)
    return min(column + (column > at), number)


def _told(name: str, sentences: Sequence[str], width: int) -> list[Line]:
    lead, gutter = (Piece(padded(name, _NAME), Role.STRONG),), (Piece(" " * _NAME),)
    wrapped = Prose(" ".join(filter(None, sentences)), Role.PLAIN, gutter=gutter, lead=lead).wrapped(
        min(width, READING_WIDTH)
    )
    return [wrapped.line(row) for row in range(len(wrapped))]


def digits(threshold: float) -> str:
    """Return a threshold with the digits it needs, three at most."""
    return f"{threshold:.2f}" if round(threshold, 2) == threshold else f"{threshold:.3f}"


def _waiting(tried: Tried, width: int) -> list[Line]:
    slices, what = tried.slices, tried.what
    own = "not kept; 0.50 stands in" if slices.own is None else digits(slices.own)
    # 0.36 would not be the model's own where that is 0.357: three digits tell them apart.
    place = f"{TRIED} {digits(what.threshold)}, the model's own {OWN} {own}."
    if what.threshold == slices.own:
        place = f"{TRIED} {digits(what.threshold)}, the model's own."
    told = [f"{what.suggested:,} of {plural(slices.waiting, 'comment')} suggested" + _change(what)]
    left = [f"{slices.unjudged:,} not judged" if slices.unjudged else ""]
    left += [f"{tried.scores.unscored:,} not scored yet" if tried.scores.unscored else ""]
    aside = f"({', '.join(filter(None, left))} beside them.)" if any(left) else ""
    return [*_told("Threshold", [place], width), *_told("What waits", [*told, aside], width)]


def _change(what: WhatIf) -> str:
    if what.joining:
        return f": {what.joining:,} more than now."
    return f": {what.leaving:,} fewer than now." if what.leaving else "; none changes side."


def _last_week(tried: Tried, width: int) -> list[Line]:
    """Return how the threshold would have done on what was decided one by one."""
    what = tried.what
    decided = what.right + what.wrong + what.missed + what.left_alone
    apart = f"({tried.scores.apart:,} more answered another model or none.)" if tried.scores.apart else ""
    if not decided:
        told = f"nothing decided one by one that this model had scored. {apart}"
        return _told(f"Last {WEEK.days} days", [told], width)
    counts = (
        f"{what.right:,} right, {what.wrong:,} wrong, {what.missed:,} missed, {what.left_alone:,} rightly left alone."
    )
    return _told(f"Last {WEEK.days} days", [counts, _precision(what), apart], width)


def _precision(what: WhatIf) -> str:
    """Return precision and recall in a moderator's words."""
    suggested, carried = what.right + what.wrong, what.right + what.missed
    right = f"Of what it suggests, {of(what.right, suggested)} were decided so;" if suggested else "It suggests none;"
    found = f"of what was decided so, it finds {of(what.right, carried)}." if carried else "none was decided so."
    return f"{right} {found}"


def _examples(tried: Tried, width: int) -> list[Line]:
    if not tried.what.changing:
        is_own = tried.threshold == tried.slices.start
        told = "Move the threshold to see who changes side." if is_own else "Nobody who waits would change side."
        return [(Piece(told, Role.DIM),)]
    role = "would be suggested" if tried.what.joining else "would be suggested no more"
    lines: list[Line] = [(Piece(f"Among those that {role}:", Role.DIM),)]
    for row in tried.examples:
        score = row.suggestion.scores[tried.slices.label] if row.suggestion else None
        author = one_line(row.author)[:20] or "nobody named"
        said = Piece(f" {author}: {one_line(row.preview)}", Role.PLAIN)
        lines.append(spread((Piece(f"  {score_digits(score)}", Role.STRONG), said), (), width))
    return lines or [BLANK]
