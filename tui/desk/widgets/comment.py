"""The comment in its context: top and bottom stand still, the middle scrolls when it is long."""

from typing import Final

from textual.geometry import Size
from textual.strip import Strip

from tui.desk.page.layout import Page, laid_out
from tui.desk.page.shown import Shown
from tui.desk.text.lines import BLANK, Line, Piece, Role, clipped, spread
from tui.desk.text.prose import Flow, Prose
from tui.desk.widgets.painting import Rolling

LEAST_COLUMNS: Final = 40
LEAST_ROWS: Final = 14
"""The smallest window of the terminal in which a comment, its suggestions and the action can be judged by."""

_TOO_SMALL: Final = (
    f"This window is too small to judge by; {LEAST_COLUMNS} columns and {LEAST_ROWS} rows will do. "
    "Nothing is decided meanwhile."
)

_LEFT: Final = 2
_RIGHT: Final = 1


class CommentView(Rolling):
    """A window on one comment, or on a few lines where there is none to show."""

    ROWS_A_NOTCH = 2

    def __init__(self, id: str = "comment") -> None:
        super().__init__(id=id)
        self._shown: Shown | None = None
        self._instead: list[Line] = []
        self._page: Page | None = None
        self._page_size = Size(0, 0)
        self._top = 0

    @property
    def shown_ref(self) -> int | None:
        """The comment that can be read here; what a decision has to be about."""
        return self._shown.card.ref if self._shown and not self.is_too_small else None

    @property
    def is_too_small(self) -> bool:
        """Whether the terminal's window holds too little of a comment to judge it."""
        window = self.app.size
        return window.width < LEAST_COLUMNS or window.height < LEAST_ROWS

    def show(self, shown: Shown) -> None:
        """Show a comment; one that is on screen already keeps its scrolled place."""
        if self._shown is None or self._shown.card.ref != shown.card.ref:
            self._top = 0
        self._shown, self._page = shown, None
        self._repaint()

    def show_lines(self, lines: list[Line]) -> None:
        """Show a few lines in the middle of the window instead of a comment."""
        self._shown, self._page, self._instead = None, None, lines
        self._repaint()

    def turn(self, pages: int) -> None:
        """Scroll by pages, less a line of overlap; past the end it starts over."""
        page = self._page
        if page is None or len(page.middle) <= page.middle_height:
            return
        last = len(page.middle) - page.middle_height
        at_end = pages > 0 and self._top == last
        self._top = 0 if at_end else max(min(self._top + pages * (page.middle_height - 1), last), 0)
        self._repaint()

    def roll(self, rows: int) -> None:
        """Scroll a long comment."""
        if self._page is not None:
            last = max(len(self._page.middle) - self._page.middle_height, 0)
            self._top = max(min(self._top + rows, last), 0)
            self._repaint()

    def _repaint(self) -> None:
        self.repaint([self._line(y) for y in range(self.size.height)])

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        return self.paint((Piece(" " * _LEFT), *self._line(y)))

    def _line(self, y: int) -> Line:
        if self.is_too_small:
            return Flow([Prose(_TOO_SMALL, Role.WARNING).wrapped(self._width)]).line(y)
        if self._shown is None:
            first = max((self.size.height - len(self._instead)) // 3, 0)
            return clipped(self._instead[y - first], self._width) if 0 <= y - first < len(self._instead) else BLANK
        # By size and not on the Resize event, which comes after the first rows have been asked for.
        if self._page is None or self._page_size != self.size:
            self._page, self._page_size = laid_out(self._shown, self._width, self.size.height), self.size
        return self._page_line(self._page, y)

    @property
    def _width(self) -> int:
        return self.size.width - _LEFT - _RIGHT

    def _page_line(self, page: Page, y: int) -> Line:
        if y < len(page.top):
            return page.top[y]
        y -= len(page.top)
        if y >= page.middle_height:
            return page.bottom[y - page.middle_height] if y - page.middle_height < len(page.bottom) else BLANK
        below = len(page.middle) - self._top - page.middle_height
        if y == page.middle_height - 1 and below > 0:
            key = self._shown.keys.name("read_on") if self._shown else ""
            return spread((), (Piece(f"↓ {below + 1:,} more rows · {key}", Role.FAINT),), self._width)
        if y == page.middle_height - 2 and below > 0 and page.middle.is_heading(self._top + y):
            return BLANK  # what it heads begins below the window
        return page.middle.line(self._top + y)
