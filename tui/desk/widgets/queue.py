"""The queue: riskiest on top, two rows a comment, one where the window is small."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from moderation.labels import LABELS
from moderation.queue import QueueRow, State
from moderation.text import one_line
from tui.desk.commands import LABEL_WORDS
from tui.desk.page.cues import FLAG
from tui.desk.page.looks import LABEL_ROLES, risk_glyph, score_digits
from tui.desk.text.lines import Line, Piece, Role, cells, spread
from tui.desk.text.wrapping import clip
from tui.desk.widgets.painting import Rolling

_CURSOR: Final = "▌"
_MARK: Final = "◆"
_OPEN: Final = "» "
"""Before the name of whoever has a comment open at another desk."""
_MOST_STRIPS: Final = 400
"""Painted rows that are kept, 0.4 MB: some windows of them."""

_LEAST_NAME: Final = 5
"""Cells below which a name is left out, since a stump of it says nothing."""

_SMALL: Final = 8
"""Rows of the window below which a comment gets one row of the list."""


_STANDS: Final = {State.HELD: "‖ held", State.SETTLED: "✓ settled", State.ERASED: "erased"}


class _Look(NamedTuple):
    """What a row of the screen looks like, beside the comment it shows."""

    part: int
    at_cursor: bool
    size: Size
    marked: bool
    reader: str


class QueueView(Rolling):
    """A window on a queue of any length; it asks for the rows it paints and holds none."""

    @dataclass
    class Picked(Message):
        """Says that a row was clicked."""

        place: int

    def __init__(
        self,
        row_at: Callable[[int], QueueRow | None],
        is_marked: Callable[[int, int], bool],
        who_has: Callable[[int], str],
        id: str = "queue",
    ) -> None:
        """Show the rows that `row_at` gives for places.

        `is_marked` is asked by place and comment, `who_has` by comment: who has it open at another desk.
        """
        super().__init__(id=id)
        self._row_at = row_at
        self._is_marked = is_marked
        self._who_has = who_has
        self._length = 0
        self._cursor = 0
        self._top = 0
        self._strips: dict[tuple[int, _Look], tuple[QueueRow, Strip]] = {}

    @property
    def rows_each(self) -> int:
        """How many rows of the screen a comment takes."""
        return 1 if self.size.height < _SMALL else 2

    @property
    def capacity(self) -> int:
        """How many comments fit the window."""
        return max(self.size.height // self.rows_each, 1)

    def show(self, length: int, cursor: int, *, changed: bool = True, still: bool = False) -> None:
        """Put the cursor on a comment; `changed` says that the rows themselves may be others than before.

        `still` keeps it on its row of the screen, unless too few comments are left above to fill the rows there.
        """
        before, top = self._cursor, self._top
        self._length, self._cursor = length, cursor
        if still:
            self._top = max(self._top + cursor - before, 0)
        else:
            self._bring_into_window()
        if len(self._strips) > _MOST_STRIPS:
            self._strips.clear()
        if changed or self._top != top:
            self.refresh()
        else:
            self.refresh(*map(self._region, {before, cursor}))

    def _bring_into_window(self) -> None:
        if not self._top <= self._cursor < self._top + self.capacity:
            # Half a window at a time: scrolling by one repaints the whole list for every key.
            self._top = self._cursor - self.capacity // 2
        self._top = max(min(self._top, self._length - self.capacity), 0)

    def _region(self, place: int) -> Region:
        return Region(0, (place - self._top) * self.rows_each, self.size.width, self.rows_each)

    def on_resize(self) -> None:
        """Keep the cursor in the window when its size changes."""
        self._bring_into_window()
        self.refresh()

    def roll(self, rows: int) -> None:
        """Look further up or down without moving the cursor."""
        self._top = max(min(self._top + rows, self._length - self.capacity), 0)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Say which row was clicked."""
        place = self._top + event.y // self.rows_each
        if 0 <= place < self._length:
            self.post_message(self.Picked(place))

    def render_line(self, y: int) -> Strip:
        """Paint one row of the screen."""
        slot, part = divmod(y, self.rows_each)
        place = self._top + slot
        if slot >= self.capacity or not 0 <= place < self._length:
            return self.paint(())
        row, at_cursor = self._row_at(place), place == self._cursor
        if row is None:
            return self._row((), at_cursor)
        look = _Look(part, at_cursor, self.size, self._is_marked(place, row.ref), self._who_has(row.ref))
        # Each decision moves all rows up by one: painted anew they take half of the time of its frame.
        kept = self._strips.get((row.ref, look))
        if kept is None or kept[0] is not row:
            kept = row, self._row(self._row_part(row, look), at_cursor)
            self._strips[row.ref, look] = kept
        return kept[1]

    def _row(self, line: Line, at_cursor: bool) -> Strip:
        edge = Piece(_CURSOR if at_cursor else " ", Role.KEY)
        return self.paint((edge, *line), Role.CURSOR if at_cursor else Role.PLAIN)

    def _row_part(self, row: QueueRow, look: _Look) -> Line:
        width = look.size.width - 2
        if look.part == 1:
            return _preview(row, width, marked=look.marked)
        return _head(row, width, marked=look.marked and self.rows_each == 1, reader=look.reader)

    def notify_style_update(self) -> None:
        """Paint anew in another theme."""
        self._strips.clear()
        super().notify_style_update()


def _head(row: QueueRow, width: int, *, marked: bool, reader: str) -> Line:
    flag = (Piece(f"{FLAG} ", Role.WATCHED),) if row.watched else ()
    judged = (*_risk(row, marked=marked), *flag, *_copies(row), *_labels(row))
    room = width - cells(judged) - 2
    # Who has it open matters more, for a minute, than who wrote it.
    name = Piece(f"{_OPEN}{one_line(reader)}", Role.WARNING) if reader else Piece(one_line(row.author), Role.FAINT)
    beside = (name._replace(text=clip(name.text, room)),) if room >= _LEAST_NAME else ()
    return spread(judged, beside, width)


def _preview(row: QueueRow, width: int, *, marked: bool) -> Line:
    return spread((Piece(f"{_MARK} " if marked else "  ", Role.KEY), Piece(one_line(row.preview), Role.DIM)), (), width)


def _risk(row: QueueRow, *, marked: bool) -> Line:
    # Where a comment has one row its mark stands in the blank after the figure, so that no column moves.
    mark = Piece(_MARK if marked else " ", Role.KEY)
    if row.suggestion is None:
        return Piece("·    –", Role.DIM), mark
    first = row.leading if row.leading in row.suggestion.suggested else None
    # Glyph, figure and label in one colour: two escape sequences fewer a row, 1.4 kB of the 11 that a decision wrote.
    return Piece(f"{risk_glyph(row.risk)} {score_digits(row.score)}", LABEL_ROLES[first] if first else Role.DIM), mark


def _copies(row: QueueRow) -> Line:
    return (Piece(f"×{row.copies + 1:,} ", Role.KEY),) if row.copies else ()


def _labels(row: QueueRow) -> Line:
    if row.state is not State.WAITING:
        return (Piece(_STANDS[row.state], Role.DIM),)
    if row.edited:
        return (Piece("edited", Role.WARNING),)
    if row.suggestion is None:
        return (Piece("not scored", Role.DIM),)
    on = [Piece(LABEL_WORDS[label], LABEL_ROLES[label]) for label in LABELS if label in row.suggestion.suggested]
    return tuple(piece for each in on for piece in (Piece(" "), each))[1:]
