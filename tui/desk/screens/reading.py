"""A page that lies over the desk to be read: help, the whole article, a comment's history."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip

from tui.desk.commands import READING
from tui.desk.page.layout import READING_WIDTH
from tui.desk.text.lines import Piece, Role
from tui.desk.text.prose import Flow
from tui.desk.widgets.painting import Rolling
from tui.desk.widgets.strips import KeyRow, OneRow

Lay = Callable[[int], Flow]
"""From a width to the text at that width."""


class Reader(Rolling):
    """A text of any length with a place in it."""

    def __init__(self, lay: Lay) -> None:
        super().__init__(id="reader")
        self._lay = lay
        self._flow = Flow()
        self._top = 0

    @property
    def end(self) -> int:
        """The last line that can stand on top."""
        return max(len(self._flow) - self.size.height, 0)

    def on_resize(self) -> None:
        """Lay the text out for the new width."""
        first = not len(self._flow)
        self.lay_anew()
        self.go(self._flow.opens_at if first else self._top)

    def lay_anew(self) -> None:
        """Lay the text out again, having more of it, or another width."""
        self._flow = self._lay(min(self.size.width - 4, READING_WIDTH))

    def lay_again(self) -> None:
        """Lay the text out anew where it is another now, and stay at the same line."""
        if self.size.width:
            self.lay_anew()
            self.go(self._top)

    def go(self, line: int) -> None:
        """Put a line on top."""
        self._top = max(min(line, self.end), 0)
        self.refresh()

    def roll(self, rows: int) -> None:
        """Move by so many lines."""
        self.go(self._top + rows)

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        return self.paint((Piece("  "), *self._flow.line(self._top + y)))


class ReadingScreen(ModalScreen[None]):
    """A titled text over the whole desk; any of its closing keys leads back to the same comment."""

    BINDINGS: ClassVar = [command.binding for command in READING]

    def __init__(self, title: str, lay: Lay, kind: str = "") -> None:
        """Show a text; `kind` is the command of the desk that opens this page, where others can be opened from it."""
        super().__init__()
        self._kind = kind
        self._title = title
        self._lay = lay

    def compose(self) -> ComposeResult:
        """Lay out the title, the text, and the keys."""
        with Vertical():
            yield OneRow("title")
            yield self.make_reader()
            yield KeyRow(READING)

    def make_reader(self) -> Reader:
        """Return the widget that shows the text."""
        return Reader(self._lay)

    def on_mount(self) -> None:
        """Say what is read."""
        self.query_one("#title", OneRow).say((Piece(self._title, Role.STRONG),))

    @property
    def reader(self) -> Reader:
        """The text."""
        return self.query_one(Reader)

    def show_words(self, shown: bool) -> None:
        """Lay the text out again, since what it is about is shown otherwise now."""
        self.reader.lay_again()

    def action_scroll(self, rows: int) -> None:
        """Move by lines."""
        self.reader.roll(rows)

    def action_turn(self, pages: int) -> None:
        """Move by pages."""
        self.reader.roll(pages * (self.reader.size.height - 2))

    def action_top(self) -> None:
        """Go to the beginning."""
        self.reader.go(0)

    def action_bottom(self) -> None:
        """Go to the end."""
        self.reader.go(self.reader.end)

    async def action_turn_to(self, kind: str) -> None:
        """Go from one page about a comment to another; from any other page, and from the same, back."""
        self.dismiss()
        if self._kind and kind != self._kind:
            await self.app.run_action(kind)

    def action_close(self) -> None:
        """Go back to the desk."""
        self.dismiss()
