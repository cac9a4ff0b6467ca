"""The near-copies of a comment, each with what differs in it, and above them what only resembles it.

One key decides all that are in; any can be taken out, and a similar one in, since a person has read it here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from msgspec.structs import replace
from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip

from moderation.errors import TriageError
from moderation.queue import Card
from moderation.review import Review
from moderation.sameness import differing_places
from moderation.store.store import Store
from moderation.text import one_line
from moderation.waves import Along
from tui.desk.commands import COPYING
from tui.desk.page.copies import Copy, Written, along_with, copies_of, excerpt, headed, similar_to
from tui.desk.page.wave import wordings
from tui.desk.screens.reading import ReadingScreen
from tui.desk.text.lines import BLANK, Line, Piece, Role, cells
from tui.desk.text.prose import Flow, Mark, Prose
from tui.desk.veil import Veil, taken_for_abuse
from tui.desk.widgets.painting import Painting, Rolling
from tui.desk.widgets.strips import KeyRow, OneRow

_CURSOR: Final = "▌"
_ROWS_EACH: Final = 2
_SAMPLE_ROWS: Final = 4
_QUOTED: Final[Line] = (Piece("▏ ", Role.FAINT),)


class CopiesView(Rolling):
    """A window on a list of comments, two rows each; it reads those that come near it."""

    def __init__(self, store: Store, sample: str, veil: Veil, listed: Sequence[Copy]) -> None:
        super().__init__(id="copies")
        self.listed = list(listed)
        self.cursor = 0
        self._top = 0
        self._store = store
        self._sample = sample
        self._veil = veil
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

    def cover(self, veil: Veil) -> None:
        """Cover the strong words, or show them."""
        self._veil = veil
        self._written.clear()
        self.refresh()

    def written(self, ref: int) -> Written:
        """Return what a comment says, read with those around it."""
        if ref not in self._written:
            start = max(self._top - self.capacity, 0)
            near = [one.ref for one in self.listed[start : start + 3 * self.capacity]]
            self._read(near if ref in near else [ref])
        return self._written.get(ref, Written("", "", "", ()))

    def _read(self, refs: Sequence[int]) -> None:
        texts = self._store.texts(refs)
        rows = self._store.rows(refs)
        shown = self._veil.texts([(texts[row.ref], taken_for_abuse(row.suggestion)) for row in rows])
        for row, text in zip(self._veil.rows(rows), shown, strict=True):
            # By the texts as they are: a cover is as long as what it covers.
            marks = differing_places(self._sample, texts[row.ref])
            self._written[row.ref] = Written(row.author, row.article_title, text, marks)

    def on_resize(self) -> None:
        """Keep the cursor in the window when its size changes."""
        self.go(self.cursor)

    def roll(self, rows: int) -> None:
        """Go to another, further up or down."""
        self.go(max(min(self.cursor + rows, len(self.listed) - 1), 0))

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
        line = headed(one, written, self._veil, width) if part == 0 else (Piece("  "), *excerpt(written, width - 2))
        return self.paint((edge, *line), Role.CURSOR if at_cursor else Role.PLAIN)


class CopiesScreen(ModalScreen[Along | None]):
    """The sample, then its near-copies; what it is left with is which of them go along, or None for nothing."""

    BINDINGS: ClassVar = [command.binding for command in COPYING]

    @dataclass
    class Looked(Message):
        """Says what resembles the comment, or that it can't be told."""

        found: Sequence[Copy] = ()
        trouble: str = ""

    def __init__(self, review: Review, card: Card, veil: Veil, similar: Sequence[Copy] | None = None) -> None:
        """Take the card as it is written; `veil` covers what is shown of it; `similar` are known where looked for."""
        super().__init__()
        text = card.posted.comment.text
        self._ref = card.ref
        self._told = "looking for what resembles it …"
        self._store = review.store
        self._similar = similar
        self._veil, self._bare = veil, Veil(review, is_on=False)
        self._view = CopiesView(review.store, text, veil, copies_of(review, card))
        self._sample = Sample(text, taken_for_abuse(card.suggestion), veil)

    def compose(self) -> ComposeResult:
        """Lay out the sample, the list, and the keys."""
        with Vertical():
            yield OneRow("title")
            yield self._sample
            yield self._view
            yield KeyRow(COPYING)

    def on_mount(self) -> None:
        """Say how many there are, and look for more."""
        self._say()
        if self._similar is None:
            self._look_for_similar()
        else:
            self._list(self._similar)

    @work(thread=True)
    def _look_for_similar(self) -> None:
        try:
            self.post_message(self.Looked(similar_to(self._store.address, self._ref)))
        except TriageError as error:
            self.post_message(self.Looked(trouble=str(error)))

    def on_copies_screen_looked(self, event: Looked) -> None:
        """List what resembles the comment above its copies, since that is what somebody has to decide on."""
        self._list(event.found, event.trouble)

    def _list(self, found: Sequence[Copy], trouble: str = "") -> None:
        self._told = trouble or ("" if found else "nothing else that waits resembles it")
        had_any = len(self._view.listed) > 0
        self._view.listed = [*found, *self._view.listed]
        # The cursor stays at its comment: a key on its way must not pick another.
        self._view.go(self._view.cursor + (len(found) if had_any else 0))
        self._say()

    def on_resize(self) -> None:
        """Say it in as many words as there is room for."""
        self._say()

    def _say(self) -> None:
        listed = self._view.listed
        count = sum(1 + one.copies for one in listed if one.is_in)
        out = sum(not one.is_in for one in listed)
        told = f"decides this one and {count:,} more" if count else "decides this one alone"
        rest = [f"{out:,} out" if out else "", self._told]
        left = (Piece(told, Role.STRONG), *(Piece(f" · {one}", Role.DIM) for one in rest if one))
        bound = next((one for one in wordings() if len(one) <= self.size.width - cells(left) - 4), "")
        self.query_one("#title", OneRow).say(left, (Piece(bound, Role.DIM),))

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

    def action_uncover(self) -> None:
        """Show the strong words of this page, or cover them again."""
        self._veil, self._bare = self._bare, self._veil
        self._view.cover(self._veil)
        self._sample.cover(self._veil)

    def action_accept_picked(self) -> None:
        """Decide the sample and those that are in."""
        self.dismiss(along_with(self._store, [one for one in self._view.listed if one.is_in]))

    def action_close(self) -> None:
        """Decide nothing."""
        self.dismiss(None)


class Sample(Painting):
    """The beginning of the comment that stands for the others."""

    def __init__(self, text: str, is_abuse: bool, veil: Veil) -> None:
        super().__init__(id="sample")
        self._text = text
        self._is_abuse = is_abuse
        self._veil = veil
        self._lines: list[Line] = []

    def cover(self, veil: Veil) -> None:
        """Cover the strong words, or show them."""
        self._veil = veil
        self.on_resize()

    def on_resize(self) -> None:
        """Break it for the new width."""
        width = self.size.width - 2
        prose = Prose(self._veil.text(self._text, self._is_abuse), Role.PLAIN, gutter=_QUOTED)
        self._lines = prose.wrapped(width).first(_SAMPLE_ROWS, width)
        self.styles.height = len(self._lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        return self.paint((Piece(" "), *(self._lines[y] if y < len(self._lines) else BLANK)))
