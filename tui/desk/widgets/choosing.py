"""A list to choose from: lines with a cursor, as many as fit, around the one chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.desk.text.lines import Line, Piece, Role, clipped
from tui.desk.widgets.painting import Painting

_CURSOR = "▌"


class Choosing(Painting):
    """Lines of which one is chosen."""

    @dataclass
    class Picked(Message):
        """Says that a line was clicked."""

        place: int

    def __init__(self, id: str = "choices") -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()
        self._cursor = 0
        self._top = 0

    def show(self, lines: Sequence[Line], cursor: int) -> None:
        """Show lines with the cursor on one of them."""
        self._lines, self._cursor = lines, cursor
        self._bring_into_window()
        self.refresh()

    def _bring_into_window(self) -> None:
        height = max(self.size.height, 1)
        if not self._top <= self._cursor < self._top + height:
            self._top = self._cursor - height // 2
        self._top = max(min(self._top, len(self._lines) - height), 0)

    def on_resize(self) -> None:
        """Keep the cursor in the window."""
        self._bring_into_window()

    def on_click(self, event: events.Click) -> None:
        """Say which line was clicked."""
        if self._top + event.y < len(self._lines):
            self.post_message(self.Picked(self._top + event.y))

    def render_line(self, y: int) -> Strip:
        """Paint one line."""
        place = self._top + y
        if place >= len(self._lines):
            return self.paint(())
        chosen = place == self._cursor
        line = clipped(self._lines[place], max(self.size.width - 3, 1))
        return self.paint(
            (Piece(f"{_CURSOR} " if chosen else "  ", Role.KEY), *line), Role.CURSOR if chosen else Role.PLAIN
        )
