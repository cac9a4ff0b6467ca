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

        self.push_screen(CopiesScreen(self.session.review, written, self.session.veil), self._decide_along)

    def _decide_along(self, along: Along | None) -> None:
        """Decide the comment with those picked: what the key was typed at was the page of copies."""
        if along is not None and self._is_judged:
            self._do(partial(self.session.accept, along=along))
