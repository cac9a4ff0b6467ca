"""The list of corrections: an article's title, and under it a line for each of its contested terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.message import Message
from textual.strip import Strip

from moderation.disputes import Correction
from moderation.text import one_line, plural
from tui.desk.page.correction import STATE_ROLES
from tui.desk.text.lines import Line, Piece, Role, spread
from tui.desk.widgets.painting import Rolling
from tui.desk.wording import GLYPHS

_CURSOR: Final = "▌"

_COUNTED: Final = 36
"""Cells from which a line says what it counts."""

_WORDED: Final = 50
"""Cells from which a line has room for its state in words beside its mark."""


class Ledger(Rolling):
    """A window on the corrections."""

    @dataclass
    class Picked(Message):
        """Says that a correction was clicked."""

        place: int

    def __init__(self, id: str = "ledger") -> None:
        super().__init__(id=id)
        self._corrections: Sequence[Correction] = ()
        self._lines: list[tuple[int, bool]] = []
        """For each line the place of its correction, and whether it is that one's article's title."""
        self._at: list[int] = []
        """The line of each correction."""
        self._cursor = 0
        self._top = 0

    def show(self, corrections: Sequence[Correction], cursor: int) -> None:
        """Show other corrections, or another one of them at the cursor."""
        if corrections is not self._corrections:
            self._corrections = corrections
            self._lay()
        self._cursor = cursor
        self._bring_into_window()
        self.refresh()

    def _lay(self) -> None:
        self._lines, self._at = [], []
        before = None
        for place, one in enumerate(self._corrections):
            article = one.subject.site, one.subject.article_id
            if article != before:
                self._lines.append((place, True))
            before = article
            self._at.append(len(self._lines))
            self._lines.append((place, False))

    @property
    def capacity(self) -> int:
        """How many lines fit the window."""
        return max(self.size.height, 1)

    def _bring_into_window(self) -> None:
        line = self._at[self._cursor] if self._at else 0
        first = line - 1 if line and self._lines[line - 1][1] else line  # a term is seen with its article's title
        if first < self._top or line >= self._top + self.capacity:
            self._top = first - self.capacity // 3
        self._top = max(min(self._top, len(self._lines) - self.capacity), 0)

    def on_resize(self) -> None:
        """Keep the cursor in the window when its size changes."""
        self._bring_into_window()
        self.refresh()

    def roll(self, rows: int) -> None:
        """Look further up or down without moving the cursor."""
        self._top = max(min(self._top + rows, len(self._lines) - self.capacity), 0)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Say which correction was clicked; a title stands for the first under it."""
        if self._top + event.y < len(self._lines):
            self.post_message(self.Picked(self._lines[self._top + event.y][0]))

    def render_line(self, y: int) -> Strip:
        """Paint one row of the screen."""
        if not 0 <= self._top + y < len(self._lines):
            return self.paint(())
        place, is_title = self._lines[self._top + y]
        one, width = self._corrections[place], self.size.width - 2
        if is_title:
            title = one_line(one.title) or f"article {one_line(one.subject.article_id) or 'unknown'}"
            return self.paint((Piece(" "), *spread((Piece(title, Role.DIM),), (), width)))
        at_cursor = place == self._cursor
        edge = Piece(_CURSOR if at_cursor else " ", Role.KEY)
        return self.paint((edge, *entry(one, width)), Role.CURSOR if at_cursor else Role.PLAIN)


def entry(one: Correction, width: int) -> Line:
    """Return a correction as a line: its state's mark, the term, how many readers, what is new."""
    role = STATE_ROLES[one.stage]
    new = (Piece(f"+{one.new:,} new ", Role.WARNING),) if one.new else ()
    state = (Piece(f"  {one.stage:<9}", role),) if width >= _WORDED else ()
    readers = plural(one.readers, "reader") if width >= _COUNTED else f"{one.readers:,}"
    right = (*new, Piece(readers, Role.PLAIN), *state)
    left = Piece(f" {GLYPHS[one.stage]} ", role), Piece(one.name, Role.STRONG if one.needs_somebody else Role.DIM)
    return spread(left, right, width)
