"""A widget that paints lines: the only kind the desk has for showing text."""

from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.desk.text.lines import ROLES, Line, Role, painted

_MOST_PAINTED: Final = 160
"""Rows remembered: those of a tall window twice, some 10 kB each with the bytes that Textual keeps beside them."""


class Painting(Widget, can_focus=False):
    """A widget whose rows are lines of pieces.

    It paints itself row by row and never asks for a layout, so that a key press costs one frame: a stock widget
    that changes its size costs two, 24 ms instead of 7.
    """

    COMPONENT_CLASSES: ClassVar = ROLES

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._looks: dict[tuple[Role, Role], Style] = {}
        self._painted: dict[tuple[Line, Role, int], Strip] = {}
        self._size_painted: Size | None = None
        self._compared: list[Line] = []
        """The rows as they were when they were last compared."""
        self._compared_at = Size(0, 0)

    @property
    def size(self) -> Size:
        """The size of the content; while rows are painted, what it was at the first of them."""
        # Textual works it out anew each time, 10 us, and a frame of eighty rows asks for it 300 times.
        return super().size if self._size_painted is None else self._size_painted

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint the rows of a region, with what the app lays over colours (as where there are none)."""
        # Textual's own way asks every row for borders, padding and tints, which these widgets have none of; it takes
        # longer than painting them.
        self._size_painted = super().size
        filters, ground, columns = self.get_line_filters(), self.background_colors[1], crop.column_span
        try:
            strips = [self.render_line(y) for y in crop.line_range]
        finally:
            self._size_painted = None
        for each in filters:
            strips = [strip.apply_filter(each, ground) for strip in strips]
        return [strip.crop(*columns) for strip in strips]

    def look(self, role: Role, on: Role = Role.PLAIN) -> Style:
        """Return what a role looks like here, on the ground of another."""
        look = self._looks.get((role, on))
        if look is None:
            # Kept until the styles change: Textual forgets its own at each repaint, a tenth of the time of a key. A
            # `partial` style would lose the colour's transparency.
            front, back = self.get_component_rich_style(role), self.get_component_rich_style(on)
            look = Style(color=front.color, bgcolor=back.bgcolor, bold=front.bold, underline=front.underline)
            self._looks[role, on] = look
        return look

    def notify_style_update(self) -> None:
        """Forget what was painted in other styles."""
        self._looks.clear()
        self._painted.clear()
        super().notify_style_update()

    def paint(self, line: Line, on: Role = Role.PLAIN) -> Strip:
        """Return a line as a strip over the whole width, on the ground of a role."""
        # A list that moves up by a comment paints the rows it had, and a strip keeps the bytes it was written as.
        asked = (line, on, self.size.width)
        if asked not in self._painted:
            if len(self._painted) >= _MOST_PAINTED:
                self._painted.clear()
            self._painted[asked] = painted(line, self.size.width, lambda role: self.look(role, on))
        return self._painted[asked]

    def repaint(self, lines: list[Line]) -> None:
        """Paint those rows that read otherwise than when last compared: half of a page is as it was for a key."""
        if self.size != self._compared_at:  # a resize has painted all of it, and laid it out anew
            self.refresh()
        else:
            changed = [y for y, (was, now) in enumerate(zip(self._compared, lines, strict=True)) if was != now]
            if changed:
                self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))
        self._compared, self._compared_at = lines, self.size


class Rolling(Painting):
    """A painting that the wheel of the mouse moves."""

    ROWS_A_NOTCH: ClassVar = 3

    def roll(self, rows: int) -> None:
        """Move by so many rows, up where they are negative."""
        raise NotImplementedError

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down by the wheel."""
        self.roll(self.ROWS_A_NOTCH)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up by the wheel."""
        self.roll(-self.ROWS_A_NOTCH)
        event.stop()
