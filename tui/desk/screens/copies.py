"""The near-copies of a comment, each with what differs in it, and below them what only resembles it.

One key decides all that are in; any can be taken out, and a similar one in, since a person has read it here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip

from moderation.comments import text_digest
from moderation.queue import Card
from moderation.review import Review
from moderation.sameness import differing_places
from moderation.text import one_line
from moderation.waves import Along, wave
from tui.desk.commands import COPYING
from tui.desk.page.wave import difference
from tui.desk.screens.reading import ReadingScreen
from tui.desk.text.lines import BLANK, Line, Piece, Role, clipped, spread
from tui.desk.text.prose import Flow, Mark, Prose
from tui.desk.widgets.painting import Painting
from tui.desk.widgets.strips import KeyRow, OneRow

IN: Final = "●"
OUT: Final = "○"
_CURSOR: Final = "▌"
_ROWS_EACH: Final = 2
_SAMPLE_ROWS: Final = 4
_CONTEXT: Final = 24
"""Characters shown before a word that differs, where the text is longer than its row."""

_SUGGESTED_OTHERWISE: Final = "edited since, or suggested otherwise"


@dataclass(frozen=True, slots=True)
class Copy:
    """A comment that may be decided along with the sample."""

    ref: int
    is_in: bool
    why: str = ""
    """What speaks against it; empty for a near-copy."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is shown of one."""

    author: str
    article: str
    text: str
    marks: tuple[tuple[int, int], ...]


def copies_of(review: Review, card: Card) -> list[Copy]:
    """Return the near-copies of a comment, those that a key would leave, and what only resembles it."""
    sorted_out = wave(review.store, card.basis)
    along = [Copy(basis.ref, is_in=True) for basis in sorted_out.along]
    left = [Copy(ref, is_in=False, why=_SUGGESTED_OTHERWISE) for ref in sorted_out.left]
    return [*along, *left, *(Copy(one.ref, is_in=False, why=one.why) for one in review.store.similar(card.ref))]


class CopiesView(Painting):
    """A window on a list of comments, two rows each; it reads those that come near it."""

    def __init__(self, review: Review, card: Card, listed: Sequence[Copy]) -> None:
        super().__init__(id="copies")
        self.listed = list(listed)
        self.cursor = 0
        self._top = 0
        self._store = review.store
        self._sample = card.posted.comment.text
        self._written: dict[int, Written] = {}

    @property
    def capacity(self) -> int:
        """How many comments fit the window."""
        return max(self.size.height // _ROWS_EACH, 1)

    def go(self, place: int) -> None:
        """Put the cursor on a comment, counted from the end where below zero."""
        last = len(self.listed) - 1
        self.cursor = max(min(last if place < 0 else place, last), 0)
        if not self._top <= self.cursor < self._top + self.capacity:
            # Half a window at a time, as in the queue: scrolling by one repaints everything for every key.
            self._top = max(min(self.cursor - self.capacity // 2, len(self.listed) - self.capacity), 0)
        self.refresh()

    def pick(self) -> None:
        """Take the comment at the cursor in or out, and go down."""
        if self.listed:
            one = self.listed[self.cursor]
            self.listed[self.cursor] = replace(one, is_in=not one.is_in)
            self.go(min(self.cursor + 1, len(self.listed) - 1))

    def written(self, ref: int) -> Written:
        """Return what a comment says, read with those around it."""
        if ref not in self._written:
            start = max(self._top - self.capacity, 0)
            near = [one.ref for one in self.listed[start : start + 3 * self.capacity]]
            wanted = near if ref in near else [ref]
            texts = self._store.texts(wanted)
            for row in self._store.rows(wanted):
                text = texts[row.ref]
                marks = differing_places(self._sample, text)
                self._written[row.ref] = Written(row.author, row.article_title, text, marks)
        return self._written.get(ref, Written("", "", "", ()))

    def on_resize(self) -> None:
        """Keep the cursor in the window when its size changes."""
        self.go(self.cursor)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down by the wheel."""
        self.go(min(self.cursor + 3, len(self.listed) - 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up by the wheel."""
        self.go(max(self.cursor - 3, 0))

    def on_click(self, event: events.Click) -> None:
        """Go to what was clicked."""
        place = self._top + event.y // _ROWS_EACH
        if place < len(self.listed):
            self.go(place)

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        slot, part = divmod(y, _ROWS_EACH)
        place = self._top + slot
        if place >= len(self.listed):
            return self.paint(BLANK)
        at_cursor, one, width = place == self.cursor, self.listed[place], self.size.width - 2
        edge = Piece(_CURSOR if at_cursor else " ", Role.KEY)
        written = self.written(one.ref)
        line = _head(one, written, width) if part == 0 else (Piece("  "), *excerpt(written, width - 2))
        return self.paint((edge, *line), Role.CURSOR if at_cursor else Role.PLAIN)


def _head(one: Copy, written: Written, width: int) -> Line:
    mark = Piece(f"{IN} " if one.is_in else f"{OUT} ", Role.KEY if one.is_in else Role.DIM)
    who = Piece(one_line(written.author) or "nobody named", Role.PLAIN if one.is_in else Role.DIM)
    where = Piece(f" · {one_line(written.article)}" if written.article else "", Role.FAINT)
    against = Piece("" if not one.why else f" · {one_line(one.why)}", Role.WARNING)
    return spread((mark, who, against), (where,) if not one.why else (), width)


def excerpt(written: Written, width: int) -> Line:
    """Return one row of a text, from where it differs first if the whole doesn't fit."""
    first = written.marks[0][0] if written.marks else 0
    start = max(first - _CONTEXT, 0) if len(written.text) > width else 0
    pieces, end = [Piece("… " if start else "", Role.FAINT)], start
    for begin, stop in written.marks:
        # A row holds no more: the rest of a megabyte is not looked at.
        if begin - start > 2 * width:
            break
        pieces += [
            Piece(written.text[end:begin], Role.DIM),
            Piece(written.text[begin : min(stop, begin + 2 * width)], Role.TERM_MARK),
        ]
        end = stop
    return clipped((*pieces, Piece(written.text[end : end + 2 * width], Role.DIM)), width)


class CopiesScreen(ModalScreen[Along | None]):
    """The sample, then its near-copies; what it is left with is which of them go along, or None for nothing."""

    BINDINGS: ClassVar = [command.binding for command in COPYING]

    def __init__(self, review: Review, card: Card) -> None:
        super().__init__()
        self._card = card
        self._store = review.store
        self._view = CopiesView(review, card, copies_of(review, card))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self._view.listed

    def compose(self) -> ComposeResult:
        """Lay out the sample, the list, and the keys."""
        with Vertical():
            yield OneRow("title")
            yield Sample(self._card.posted.comment.text)
            yield self._view
            yield KeyRow(COPYING)

    def on_mount(self) -> None:
        """Say how many there are."""
        self._say()

    def _say(self) -> None:
        count = sum(one.is_in for one in self._view.listed)
        out = len(self._view.listed) - count
        left = Piece(f"this one and {count:,} near-copies" if count else "this one alone", Role.STRONG)
        more = Piece(f" · {out:,} out" if out else "", Role.DIM)
        self.query_one("#title", OneRow).say((left, more), (Piece(difference(), Role.DIM),))

    def action_move(self, by: int) -> None:
        """Go to another one."""
        self._view.go(max(self._view.cursor + by, 0))

    def action_page(self, pages: int) -> None:
        """Go a windowful on or back."""
        self.action_move(pages * self._view.capacity)

    def action_go(self, place: int) -> None:
        """Go to the first or the last."""
        self._view.go(place)

    def action_pick(self) -> None:
        """Take the one at the cursor out or in."""
        self._view.pick()
        self._say()

    def action_read_on(self) -> None:
        """Read the whole of the one at the cursor."""
        if self._view.listed:
            written = self._view.written(self._view.listed[self._view.cursor].ref)
            marks = tuple(Mark(start, end, Role.TERM_MARK) for start, end in written.marks)
            prose = Prose(written.text, Role.PLAIN, marks)
            self.app.push_screen(ReadingScreen(one_line(written.author), lambda width: Flow([prose.wrapped(width)])))

    def action_accept_picked(self) -> None:
        """Decide the sample and those that are in."""
        refs = [one.ref for one in self._view.listed if one.is_in]
        self.dismiss({ref: text_digest(text) for ref, text in self._store.texts(refs).items()})

    def action_close(self) -> None:
        """Decide nothing."""
        self.dismiss(None)


class Sample(Painting):
    """The beginning of the comment that stands for the others."""

    def __init__(self, text: str) -> None:
        super().__init__(id="sample")
        self._prose = Prose(text, Role.PLAIN, gutter=(Piece("▏ ", Role.FAINT),))
        self._lines: list[Line] = []

    def on_resize(self) -> None:
        """Break it for the new width."""
        width = self.size.width - 2
        self._lines = self._prose.wrapped(width).first(_SAMPLE_ROWS, width)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        return self.paint((Piece(" "), *(self._lines[y] if y < len(self._lines) else BLANK)))
