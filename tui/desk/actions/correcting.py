"""The command that leads to the corrections desk."""

from tui.desk.actions.acting import Acting
from tui.desk.screens.corrections import CorrectionsScreen


class Correcting(Acting):
    """Opens the corrections, and shows the comment anew when they are left."""

    def action_corrections(self) -> None:
        """Show what readers ask to have corrected."""
        self._do(self._open_corrections)

    def _open_corrections(self) -> None:
        shown = self.session.shown
        asked = shown.card.correction if shown else None
        screen = CorrectionsScreen(self.session.review, asked.subject if asked else None)
        self.push_screen(screen, self._back_from_corrections)

    def _back_from_corrections(self, _: None) -> None:
        """Show the comment with what became of its correction."""
        self._do(self.session.explain)
