"""The command that leads to the corrections desk."""

from tui.desk.actions.acting import Acting
from tui.desk.screens.corrections import CorrectionsScreen


class Correcting(Acting):
    """Opens the corrections, and shows the comment anew when they are left."""

    def action_corrections(self) -> None:
        """Show what readers ask to have corrected."""
        self._do(lambda: self.push_screen(CorrectionsScreen(self.session.review), self._back_from_corrections))

    def _back_from_corrections(self, _: None) -> None:
        """Show the comment with what became of its correction."""
        self._do(self.session.explain)
