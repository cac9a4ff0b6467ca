"""The shift in figures, and the threshold on its histogram: two pages of one screen over the desk.

The sums are made in a thread on a connection of its own, so that a sweep over a million never stands between a
moderator and the next comment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from moderation.errors import TriageError
from moderation.figures import Figures
from moderation.labels import Label
from moderation.queue import QueueRow
from moderation.review import Review
from moderation.text import one_line
from moderation.what_if import Scores
from tui.desk.commands import COUNTING, TRYING
from tui.desk.page.figures import Shift, figures_lines
from tui.desk.page.thresholds import score_at, thresholds_lines
from tui.desk.screens.thresholds import Trial
from tui.desk.text.lines import Line, Piece, Role
from tui.desk.widgets.sheet import Sheet
from tui.desk.widgets.strips import KeyRow, OneRow

_KEYS: Final = {(command.key, command.act or command.id): command.binding for command in (*COUNTING, *TRYING)}
_TRIES: Final = frozenset(command.action.partition("(")[0] for command in TRYING) - {"other_page", "close"}
_ROLLS: Final = frozenset({"roll", "turn", "recount"})


class FiguresScreen(ModalScreen[str]):
    """Two pages over the desk; what it leaves with is a search, or nothing."""

    BINDINGS: ClassVar = list(_KEYS.values())

    @dataclass
    class Counted(Message):
        """Says what the shift amounts to."""

        figures: Figures

    @dataclass
    class Swept(Message):
        """Says how the scores lie."""

        scores: Scores

    @dataclass
    class Failed(Message):
        """Says why something could not be counted."""

        why: str

    def __init__(self, review: Review, cover: Callable[[Sequence[QueueRow]], list[QueueRow]] = list) -> None:
        """Make the screen; `cover` hides strong words of a line of the queue before it is shown."""
        super().__init__()
        self._review = review
        self._veil = cover
        self._shift: Shift | None = None
        self._trial: Trial | None = None
        self._trouble = ""
        self._is_trying = False

    def compose(self) -> ComposeResult:
        """Lay out the title, the page, and the keys."""
        with Vertical():
            yield OneRow("title")
            yield Sheet(self._lay)
            yield KeyRow(COUNTING)

    def on_mount(self) -> None:
        """Show the page, and count."""
        self._draw()
        self._count()

    # Counting

    @work(thread=True, exclusive=True, group="count")
    def _count(self) -> None:
        try:
            with self._review.store.beside() as store:
                # The figures first: they are there in half a second, the sweep takes twice as long at a million.
                self.post_message(self.Counted(store.figures(self._review.began_after)))
                self.post_message(self.Swept(store.scores()))
        except TriageError as error:
            self.post_message(self.Failed(str(error)))

    def on_figures_screen_counted(self, event: Counted) -> None:
        """Show the figures."""
        self._trouble = ""
        self._shift = Shift(event.figures, self._review.who, self._review.began_after)
        self._draw()

    def on_figures_screen_swept(self, event: Swept) -> None:
        """Offer the thresholds."""
        self._trial = Trial(event.scores, self._rows)
        self._draw()

    def on_figures_screen_failed(self, event: Failed) -> None:
        """Say why there is nothing to show."""
        self._trouble = event.why
        self._draw()

    def _rows(self, refs: Sequence[int]) -> list[QueueRow]:
        try:
            return self._veil(self._review.store.rows(refs))
        except TriageError:  # the counts are still true where a comment can't be read
            return []

    # Drawing

    def _draw(self) -> None:
        title = "Another threshold" if self._is_trying else f"The shift of {one_line(self._review.who)}"
        self.query_one("#title", OneRow).say((Piece(title, Role.STRONG),), self._aside())
        self.query_one(Sheet).redraw()

    def _aside(self) -> Line:
        if self._is_trying:
            return (Piece("only a look: nothing in service changes", Role.DIM),)
        if self._shift is None:
            return ()
        return (Piece(f"as of {self._shift.figures.at.astimezone():%H:%M}", Role.DIM),)

    def _lay(self, width: int, height: int) -> list[Line]:
        if self._trouble:
            return [(Piece(self._trouble, Role.WARNING),)]
        if self._is_trying:
            return self._waits if self._trial is None else thresholds_lines(self._trial.tried, width, height)
        return self._waits if self._shift is None else figures_lines(self._shift, width, height)

    @property
    def _waits(self) -> list[Line]:
        return [(Piece("Counting…", Role.DIM),)]

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep each page's keys to itself."""
        # Both pages are one screen, so a binding of the other page would fire here as well.
        return action not in (_ROLLS if self._is_trying else _TRIES)

    def action_other_page(self) -> None:
        """Turn to the other page."""
        self._is_trying = not self._is_trying
        self.query_one(KeyRow).offer(TRYING if self._is_trying else COUNTING)
        self.query_one(Sheet).show(self._lay)
        self._draw()

    def action_roll(self, rows: int) -> None:
        """Move by lines."""
        self.query_one(Sheet).roll(rows)

    def action_turn(self, pages: int) -> None:
        """Move by pages."""
        sheet = self.query_one(Sheet)
        sheet.roll(pages * (sheet.size.height - 2))

    def action_recount(self) -> None:
        """Count again."""
        self._count()

    def action_try_at(self, hundredths: int) -> None:
        """Move the threshold."""
        if self._trial is not None:
            self._trial.move(hundredths)
            self.query_one(Sheet).redraw()

    def action_try_label(self, label: str) -> None:
        """Look at another label's scores."""
        if self._trial is not None:
            self._trial.choose(Label(label))
            self.query_one(Sheet).redraw()

    def action_own_threshold(self) -> None:
        """Take the model's threshold again."""
        if self._trial is not None:
            self._trial.go_back()
            self.query_one(Sheet).redraw()

    def action_see_changing(self) -> None:
        """Leave with the search for those that change side."""
        if self._trial is not None and self._trial.query:
            self.dismiss(self._trial.query)

    def action_close(self) -> None:
        """Go back to the desk."""
        self.dismiss("")

    def on_sheet_clicked(self, event: Sheet.Clicked) -> None:
        """Put the threshold where the bars were clicked."""
        if self._is_trying and self._trial is not None:
            score = score_at(self._trial.tried, event.width, event.cell)
            if score is not None and 0 < event.line <= self.query_one(Sheet).size.height // 2:
                self._trial.put(score)
                self.query_one(Sheet).redraw()

    def on_key_row_pressed(self, event: KeyRow.Pressed) -> None:
        """Run the command that was clicked in the footer."""
        event.stop()
        self.run_worker(self.app.run_action(event.action, self))
