"""Running text with marked stretches, and flows of it: what the reading panes show.

A flow of a megabyte keeps only row offsets; a line is put together when it is about to be painted.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

from moderation.text import visible
from tui.desk.text.lines import BLANK, Line, Piece, Role, cells, clipped
from tui.desk.text.wrapping import Row, wrap


class Mark(Struct, frozen=True):
    """A stretch of a text that stands out, by code points of the text."""

    start: int
    end: int
    role: Role


class Prose(Struct, frozen=True):
    """A text, what stands out in it, and what stands before each of its rows."""

    text: str
    role: Role = Role.PLAIN
    marks: tuple[Mark, ...] = ()
    """May not overlap; in the order of the text."""
    gutter: Line = ()
    """Before every row, such as a quotation's bar."""
    lead: Line | None = None
    """Before the first row, in place of the gutter; as wide as it."""

    def wrapped(self, width: int) -> "Wrapped":
        """Return the text broken into rows that fit a width with their gutter."""
        shown = visible(self.text)
        return Wrapped(self, shown, wrap(shown, width - cells(self.gutter)))


class Wrapped(Struct, frozen=True):
    """Prose at a width."""

    prose: Prose
    shown: str
    rows: list[Row]

    def __len__(self) -> int:
        return len(self.rows)

    def line(self, number: int) -> Line:
        """Return one row with its gutter."""
        gutter = self.prose.lead if number == 0 and self.prose.lead is not None else self.prose.gutter
        return (*gutter, *self.pieces(number))

    def pieces(self, number: int) -> Line:
        """Return one row in pieces, the marked stretches apart from the rest."""
        begin, end = self.rows[number]
        # A megabyte can hold 5,000 marks; bisecting finds the two or three that this row needs.
        found: list[Piece] = []
        for mark in self.prose.marks[bisect_right(self.prose.marks, begin, key=lambda mark: mark.end) :]:
            if mark.start >= end:
                break
            start, stop = max(mark.start, begin), min(mark.end, end)
            found += [Piece(self.shown[begin:start], self.prose.role), Piece(self.shown[start:stop], mark.role)]
            begin = stop
        return (*found, Piece(self.shown[begin:end], self.prose.role))

    def first(self, height: int, width: int) -> list[Line]:
        """Return up to `height` lines, the last ending in an ellipsis where more would follow."""
        lines = [self.line(number) for number in range(min(len(self), height))]
        if len(self) > height > 0:
            cut = clipped(lines[-1], width - 1)
            lines[-1] = (*cut, Piece("…", self.prose.role)) if not cut[-1].text.endswith("…") else cut
        return lines

    def row_of(self, place: int) -> int:
        """Return the row in which a code point stands."""
        return max(bisect_right(self.rows, place, key=lambda row: row[0]) - 1, 0)

    def window(self, start: int, end: int, height: int) -> range:
        """Return up to `height` rows around a stretch, what comes before it getting a third of the spare rows."""
        first, last = self.row_of(start), self.row_of(max(end - 1, start))
        spare = max(height - (last - first + 1), 0)
        top = min(max(first - spare // 3, 0), max(len(self) - height, 0))
        return range(top, min(top + height, len(self)))


class Gap(Struct, frozen=True):
    """Lines put together beforehand: blanks, headings, tables."""

    lines: tuple[Line, ...] = (BLANK,)
    heads: bool = False
    """Whether it says what comes next, and so says nothing where that isn't seen."""

    def __len__(self) -> int:
        return len(self.lines)

    def line(self, number: int) -> Line:
        """Return one of the lines."""
        return self.lines[number]


class Flow:
    """Blocks of text one under the other; `opens_at` is the line to see first."""

    def __init__(self, blocks: Sequence[Wrapped | Gap] = (), opens_at: int = 0) -> None:
        self.blocks = blocks
        self.opens_at = opens_at
        # Made once, since every row painted looks it up.
        self._starts = [0, *accumulate(len(block) for block in blocks)]

    def __len__(self) -> int:
        return self._starts[-1]

    def line(self, number: int) -> Line:
        """Return a line by its number; blank past the end."""
        if not 0 <= number < len(self):
            return BLANK
        block = self._block_of(number)
        return self.blocks[block].line(number - self._starts[block])

    def is_heading(self, number: int) -> bool:
        """Whether a line belongs to a heading, so that it shouldn't be the last one seen."""
        block = self.blocks[self._block_of(number)] if 0 <= number < len(self) else None
        return isinstance(block, Gap) and block.heads

    def _block_of(self, number: int) -> int:
        return bisect_right(self._starts, number) - 1
