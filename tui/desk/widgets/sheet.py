"""A page of lines that are put together for its size, and scrolled where they don't fit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui.desk.text.lines import BLANK, Line, Piece
from tui.desk.widgets.painting import Rolling

Lay = Callable[[int, int], list[Line]]
"""From a width and a height to the lines."""

_MARGIN: Final = 2


class Sheet(Rolling):
    """A window on a page of lines."""

    @dataclass
    class Clicked(Message):
        """Says where the page was clicked."""

        cell: int
        line: int
        width: int
        """As the page was laid."""

    def __init__(self, lay: Lay, id: str = "sheet") -> None:
        super().__init__(id=id)
        self._lay = lay
        self._lines: list[Line] | None = None
        self._laid_for = Size(0, 0)
        self._top = 0

    def show(self, lay: Lay) -> None:
        """Show another page from its top."""
        self._lay, self._top = lay, 0
        self.redraw()

    def redraw(self) -> None:
        """Put the page together anew."""
        self._lines = None
        self.refresh()

    @property
    def lines(self) -> list[Line]:
        """The page at the present size."""
        # By size and not on the Resize event, which comes after the first rows have been asked for.
        if self._lines is None or self._laid_for != self.size:
            self._laid_for = self.size
            self._lines = self._lay(self._width, self.size.height)
        return self._lines

    @property
    def _width(self) -> int:
        return max(self.size.width - 2 * _MARGIN, 1)

    def roll(self, rows: int) -> None:
        """Move by so many lines."""
        self._top = max(min(self._top + rows, len(self.lines) - self.size.height), 0)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Say where the page was clicked."""
        self.post_message(self.Clicked(event.x - _MARGIN, self._top + event.y, self._width))

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        top = min(self._top, max(len(self.lines) - self.size.height, 0))
        line = self.lines[top + y] if top + y < len(self.lines) else BLANK
        return self.paint((Piece(" " * _MARGIN), *line))
