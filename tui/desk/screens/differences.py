"""The waiting comments that change side if another model serves: read before the switch, and opened one by one.

They are looked for in a process beside the desk, the riskiest first, and shown as they are found: a million take a
minute, the first hundred a second.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from moderation.errors import AmbiguousComment, TriageError, UnknownComment
from moderation.labels import Label
from moderation.store.store import Store
from moderation.text import one_line, plural
from tui.desk.background import outcome_of
from tui.desk.learning import Comparing
from tui.desk.learning_commands import DIFFERING
from tui.desk.page.differing import Differing, Models, both_lines, counted, differing_flow, differing_line
from tui.desk.report import Change
from tui.desk.screens.reading import ReadingScreen
from tui.desk.session import Told
from tui.desk.text.lines import BLANK, Line, Piece, Role
from tui.desk.text.prose import Flow, Prose
from tui.desk.veil import Veil
from tui.desk.widgets.choosing import Choosing
from tui.desk.widgets.sheet import Sheet
from tui.desk.widgets.status import StatusRow
from tui.desk.widgets.strips import KeyRow, OneRow

MOST: Final = 2_000
"""Comments listed: past that nobody reads on, and the command line lists them all."""

_SECONDS_BETWEEN: Final = 0.25


class DifferencesScreen(ModalScreen[None]):
    """A list over the report; leaving it leads back there."""

    BINDINGS: ClassVar = [command.binding for command in DIFFERING]

    @dataclass
    class Found(Message):
        """Says which comments were found since the last time."""

        found: list[Differing]

    @dataclass
    class HowFar(Message):
        """Says how far the search is."""

        said: str

    @dataclass
    class Ended(Message):
        """Says that all were looked at, or why not."""

        trouble: str | None

    def __init__(self, store: Store, veil: Veil, comparing: Comparing, models: Models) -> None:
        super().__init__()
        self._store = store
        self._veil = veil
        self._comparing = comparing
        self._models = models
        self._found: list[Differing] = []
        self._only: Label | None = None
        self._cursor = 0
        self._said = "looking…"
        self._is_over = False
        self._trouble = ""
        """Why not all could be looked at."""

    def compose(self) -> ComposeResult:
        """Lay out the title, the list, the scores of the chosen one, and the keys."""
        with Vertical():
            yield OneRow("title")
            yield OneRow("counted")
            yield Choosing()
            yield Sheet(self._lay_both, "both")
            yield KeyRow(DIFFERING)

    def on_mount(self) -> None:
        """Show the list, and begin to look."""
        self._draw()
        self._look()

    def on_unmount(self) -> None:
        """End what looks."""
        self._comparing.stop()

    # Looking

    @work(thread=True)
    def _look(self) -> None:
        with self._store.beside() as store:
            batches = _Batches(store, lambda found: self.post_message(self.Found(found)))
            trouble = outcome_of(lambda say: self._comparing.run(say, batches.take), self._post_how_far)
            batches.hand_over()
        self.post_message(self.Ended(trouble))

    def _post_how_far(self, said: str) -> None:
        self.post_message(self.HowFar(said))

    def on_differences_screen_found(self, event: Found) -> None:
        """Add to the list, covered as the queue is."""
        rows = self._veil.rows([one.row for one in event.found])
        self._found += [Differing(one.change, row) for one, row in zip(event.found, rows, strict=True)]
        self._draw()

    def on_differences_screen_how_far(self, event: HowFar) -> None:
        """Say how far it is."""
        self._said = event.said
        self._draw_title()

    def on_differences_screen_ended(self, event: Ended) -> None:
        """Say how many there are, or why that isn't known."""
        self._is_over = True
        many = f"the first {MOST:,}" if len(self._found) >= MOST else f"{len(self._found):,}"
        self._said = f"{many} of {self._waiting:,} waiting"
        if event.trouble:
            self._trouble, self._said = event.trouble, "not all were looked at"
            self._show_trouble()
        self._draw()

    def _show_trouble(self) -> None:
        """Say it whole, in rows of its own that aren't there otherwise."""
        row = StatusRow("said")
        self.query_one(Vertical).mount(row, before="#keys")
        row.say(Told(self._trouble, Role.WARNING), ())

    # Drawing

    @property
    def _shown(self) -> Sequence[Differing]:
        only = self._only
        return self._found if only is None else [one for one in self._found if only in one.change.moved]

    def _draw(self) -> None:
        shown = self._shown
        self._cursor = max(min(self._cursor, len(shown) - 1), 0)
        self._draw_title()
        lines = [differing_line(one) for one in shown]
        nothing = "" if self._trouble else "No waiting comment changes side."
        nothing = "None of those changes side by this label." if self._found else nothing
        empty: list[Line] = [BLANK, (Piece(nothing if self._is_over else "Looking…", Role.DIM),)]
        self.query_one(Choosing).show(lines or empty, self._cursor if lines else -1)
        self.query_one("#both", Sheet).redraw()

    @property
    def _waiting(self) -> int:
        try:
            return self._store.waiting()
        except TriageError:  # the list still stands where the desk can't be asked
            return 0

    def _draw_title(self) -> None:
        title = f"What {one_line(self._models.after)} would change"
        self.query_one("#title", OneRow).say((Piece(title, Role.STRONG),), (Piece(self._said, Role.DIM),))
        only = f"{self._only.title} only" if self._only else plural(len(self._found), "comment")
        self.query_one("#counted", OneRow).say(counted(self._found), (Piece(only, Role.DIM),))

    def _lay_both(self, width: int, _height: int) -> list[Line]:
        shown = self._shown
        return both_lines(shown[self._cursor].change, self._models, width) if shown else []

    # Keys

    def action_move(self, by: int) -> None:
        """Go to another comment."""
        self._cursor += by
        self._draw()

    def action_page(self, by: int) -> None:
        """Go a screenful further or back."""
        self.action_move(by * max(self.query_one(Choosing).size.height - 1, 1))

    def action_only(self, label: str) -> None:
        """Show those that change by one label, or all again."""
        self._only, self._cursor = Label(label) if label else None, 0
        self._draw()

    def action_open(self) -> None:
        """Read a comment in whole."""
        if shown := self._shown:
            one = shown[self._cursor]
            title = f"Comment {one_line(one.row.id)}"
            self.app.push_screen(ReadingScreen(title, partial(self._laid, one)))

    def _laid(self, one: Differing, width: int) -> Flow:
        try:
            card = self._veil.card(self._store.card(one.row.ref))
        except TriageError as error:
            return Flow([Prose(str(error), Role.WARNING).wrapped(width)])
        return differing_flow(one, self._models, card, width)

    def action_close(self) -> None:
        """Go back to the report."""
        self.dismiss()

    def on_choosing_picked(self, event: Choosing.Picked) -> None:
        """Go to the comment that was clicked."""
        self._cursor = event.place
        self._draw()

    def on_key_row_pressed(self, event: KeyRow.Pressed) -> None:
        """Run the command that was clicked in the footer."""
        event.stop()
        self.run_worker(self.run_action(event.action))


class _Batches:
    """Changes as they come in, handed over a few times a second with the comments they are about."""

    def __init__(self, store: Store, hand_over: Callable[[list[Differing]], object]) -> None:
        self._store = store
        self._hand_over = hand_over
        self._changes: list[Change] = []
        self._last = monotonic()

    def take(self, change: Change) -> None:
        """Take in one more."""
        self._changes.append(change)
        if monotonic() - self._last >= _SECONDS_BETWEEN:
            self.hand_over()

    def hand_over(self) -> None:
        """Hand over those that came in since the last time; a comment that was erased meanwhile is left out."""
        found: list[Differing] = []
        for change in self._changes:
            with suppress(UnknownComment, AmbiguousComment):
                found += [Differing(change, row) for row in self._store.rows([self._store.find(change.id)])]
        self._changes.clear()
        self._last = monotonic()
        if found:
            self._hand_over(found)
