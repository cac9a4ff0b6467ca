"""The command that shows the shift in figures."""

from functools import partial

from tui.desk.actions.acting import Acting


class Counting(Acting):
    """Opens the figures and the thresholds; a search may come back from there."""

    def action_figures(self) -> None:
        """Show how the shift goes."""
        from tui.desk.screens.figures import FiguresScreen  # nothing of it is needed for the first frame

        self.push_screen(FiguresScreen(self.session.review, self.session.veil.rows), self._look_at_changing)

    def _look_at_changing(self, query: str | None) -> None:
        if query:
            self._do(partial(self.session.search, query))
