"""A widget that paints lines: the only kind the desk has for showing text."""

from typing import ClassVar

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.desk.text.lines import ROLES, Line, Role, painted


class Painting(Widget, can_focus=False):
    """A widget whose rows are lines of pieces.

    It paints itself row by row and never asks for a layout, so that a key press costs one frame: a stock widget
    that changes its size costs two, 24 ms instead of 7.
    """

    COMPONENT_CLASSES: ClassVar = ROLES

    def look(self, role: Role) -> Style:
        """Return what a role looks like here, without its ground."""
        whole = self.get_component_rich_style(role)  # not `partial`: that one loses the colour's transparency
        return Style(color=whole.color, bold=whole.bold, underline=whole.underline)

    @property
    def cursor_ground(self) -> Style:
        """The colours of the row that the cursor is on."""
        return Style(bgcolor=self.get_component_rich_style(Role.CURSOR).bgcolor)

    def paint(self, line: Line, ground: Style | None = None) -> Strip:
        """Return a line as a strip over the whole width."""
        return painted(line, self.size.width, self.look, ground or self.rich_style)
