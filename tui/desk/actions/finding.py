"""The commands that choose which comment is shown, and which wait at all."""

from functools import partial

from tui.desk.actions.acting import Acting
from tui.desk.marking import unmark
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.queue import QueueView


class Finding(Acting):
    """Moves through the queue, orders it and searches it."""

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
        hint = "words, label:abuse, is:held, author:, score:abuse>0.5"
        self._ask(Prompt("/", hint, self.session.query), self.session.search)

    def action_everything(self) -> None:
        """Take the marks off where there are any, else leave the search."""
        if len(self.session.marks) or self.session.marks.anchor is not None:
            self._do(partial(unmark, self.session))
        elif self.session.query:
            self._do(partial(self.session.search, ""))
