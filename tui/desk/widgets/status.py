"""The status row: the last thing said, and how far along the moderator is.

What was said has half the row at least, and the figures give way one by one, the last first. A sentence is shown
whole: the figures give way to it, and where it is longer than the window is wide it takes more rows. What was just
recorded quotes a comment after a dot, and is cut there instead: it is what most keys say, and costs one frame.
"""

from typing import Final

from textual.strip import Strip

from tui.desk.session import Told
from tui.desk.text.lines import Line, Piece, Role, cells, spread
from tui.desk.text.prose import Prose
from tui.desk.widgets.painting import Painting

_QUOTES: Final = " · "
"""What stands before the comment that a decision quotes."""

_MOST_ROWS: Final = 4


class StatusRow(Painting):
    """What was said, at the left; the figures, at the right."""

    def __init__(self, id: str = "status") -> None:
        super().__init__(id=id)
        self._told = Told()
        self._figures: Line = ()

    def say(self, told: Told, figures: Line) -> None:
        """Show other words; they stay until others take their place."""
        if (told, figures) != (self._told, self._figures):
            self._told, self._figures = told, figures
            self._take_rows()
            self.refresh()

    def on_resize(self) -> None:
        """Take as many rows as the words need at the new width."""
        self._take_rows()

    def lines(self) -> list[Line]:
        """Return the rows as they are painted at the present width."""
        width = max(self.size.width - 2, 1)
        said: Line = (Piece(self._told.text, self._told.role),)
        # Warnings quote nothing that could be missed, whatever dots are in them.
        head, dot, _ = self._told.text.partition(_QUOTES) if self._told.role is Role.GOOD else ("", "", "")
        whole = cells((Piece(head),)) if dot else cells(said)
        if whole <= width:
            figures = _fitting(self._figures, width - max(min(cells(said), width // 2), whole) - 1)
            return [spread(said, figures, width)]
        return Prose(self._told.text, self._told.role).wrapped(width).first(_MOST_ROWS, width)

    def _take_rows(self) -> None:
        rows = len(self.lines()) if self.size.width else 1
        if self.styles.height is None or self.styles.height.value != rows:
            self.styles.height = rows  # a layout, the one that costs a second frame; only long sentences ask for it

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        lines = self.lines()
        return self.paint((Piece(" "), *lines[y])) if y < len(lines) else self.paint(())


def _fitting(figures: Line, room: int) -> Line:
    """Return as many of the figures as fit, the last giving way first, with dots between them."""
    for count in range(len(figures), 0, -1):
        parts = [piece for figure in figures[:count] for piece in (Piece(" · ", Role.DIM), figure)][1:]
        if cells(parts) <= room:
            return tuple(parts)
    return ()
