"""The commands that choose which comment is shown, and which wait at all."""

from functools import partial
from time import sleep
from typing import Final

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from moderation.errors import TriageError
from tui.desk.actions.acting import Acting
from tui.desk.marking import unmark
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.queue import QueueView

_BREATH_SECONDS: Final = 0.002
"""Between two pieces of the queue, of 1 ms each: a key never waits for more than one."""


class Finding(Acting):
    """Moves through the queue, orders it and searches it."""

    class ReadThrough(Message):
        """Says that the queue has been read to its end, as far as it goes by itself."""

    def action_move(self, by: int) -> None:
        """Look at a comment further on or back."""
        self._do(partial(self.session.move, by))

    def action_page(self, pages: int) -> None:
        """Move by a windowful."""
        self._do(partial(self.session.move, pages * self.query_one(QueueView).capacity))

    def action_top(self) -> None:
        """Go to the first comment."""
        self._do(partial(self.session.look_at, 0))

    def action_bottom(self) -> None:
        """Go to the last comment."""
        self._do(partial(self.session.look_at, len(self.session.review) - 1))

    def on_queue_view_picked(self, event: QueueView.Picked) -> None:
        """Go to the comment that was clicked."""
        self._do(partial(self.session.look_at, event.place))

    def action_order(self) -> None:
        """Take the next order."""
        self._do(self.session.cycle_order)

    def action_refresh(self) -> None:
        """Read the queue anew."""
        self._do(self.session.refresh)

    def action_search(self) -> None:
        """Ask what to look for."""
        hint = "words, label:abuse, is:held, author:, since:7d, @name"
        self._ask(Prompt("/", hint, self.session.query), self.session.search)

    def action_filters(self) -> None:
        """Show the saved filters."""
        from tui.desk.screens.filters import FiltersScreen  # loaded when it is asked for, as the next one is

        self.push_screen(FiltersScreen(self.session.review, self.session.query), self._search_for)

    def action_watching(self) -> None:
        """Show what the desk looks out for."""
        from tui.desk.screens.watching import WatchingScreen

        self.push_screen(WatchingScreen(self.session.review), self._search_for)

    def _search_for(self, query: str | None) -> None:
        """Make what was chosen on a list the queue; draw anew in any case, since the list may mark others now."""
        self.query_one(QueueView).refresh()
        self._do(partial(self.session.search, query) if query else self.session.look_anew)

    def action_everything(self) -> None:
        """Take the marks off where there are any, else leave the search."""
        if len(self.session.marks) or self.session.marks.anchor is not None:
            self._do(partial(unmark, self.session))
        elif self.session.query:
            self._do(partial(self.session.search, ""))

    def on_more_to_read(self) -> None:
        """Read on beside the desk, but not before the first frame."""
        if self._is_painted and not any(worker.group == "read on" for worker in self.workers):
            self._read_on()

    @work(thread=True, group="read on")
    def _read_on(self) -> None:
        worker = get_current_worker()
        try:
            while self.session.review.read_on() and not worker.is_cancelled:
                sleep(_BREATH_SECONDS)
        except TriageError:  # the next key asks the store as well, and says what is wrong with it
            return
        self.post_message(self.ReadThrough())

    def on_finding_read_through(self) -> None:
        """Go on in what was read, at the same comment, which stays where it is on screen."""
        self._try(self.session.take_over)
        self._drawing.draw(still=True)
