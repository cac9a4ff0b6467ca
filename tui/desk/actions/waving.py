"""The command that shows a wave of near-copies, and decides those that were left in."""

from functools import partial

from moderation.waves import Along
from tui.desk.actions.acting import Acting


class Waving(Acting):
    """Opens the near-copies of the comment on screen."""

    def action_copies(self) -> None:
        """Show the near-copies, and what resembles them."""
        shown = self.session.shown
        written = self.session.written
        if shown is None or written is None or not self._is_judged:
            return
        from tui.desk.screens.copies import CopiesScreen  # reads texts, which is loaded when it is asked for

        self._change_view()
        page = CopiesScreen(self.session.review, written, self.session.veil)
        self.push_screen(page, partial(self._decide_along, self._deaf_until))

    def _decide_along(self, read_from: float, along: Along | None) -> None:
        """Decide the comment with those picked: what the key was typed at was the page of copies, if it was read."""
        if along is not None and self._is_judged and self._is_heard(read_from):
            self._do(partial(self.session.accept, along=along))
