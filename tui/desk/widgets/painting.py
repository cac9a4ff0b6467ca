"""A widget that paints lines: the only kind the desk has for showing text."""

from functools import lru_cache
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

    def look(self, role: Role, on: Role = Role.PLAIN) -> Style:
        """Return what a role looks like here, on the ground of another."""
        # Textual caches the two whole styles until the theme changes; `Widget.rich_style` it makes anew for each
        # row, a third of the time of a frame. A `partial` style would lose the colour's transparency.
        front, back = self.get_component_rich_style(role), self.get_component_rich_style(on)
        return _joined(front, back)

    def paint(self, line: Line, on: Role = Role.PLAIN) -> Strip:
        """Return a line as a strip over the whole width, on the ground of a role."""
        return painted(line, self.size.width, lambda role: self.look(role, on))


@lru_cache(maxsize=512)
def _joined(front: Style, back: Style) -> Style:
    return Style(color=front.color, bgcolor=back.bgcolor, bold=front.bold, underline=front.underline)
