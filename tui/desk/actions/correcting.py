"""The command that leads to the corrections desk."""

from collections.abc import Sequence

from tui.desk.actions.acting import Acting
from tui.desk.screens import corrections


class Correcting(Acting):
    """Opens the corrections, and shows the comment anew when they are left."""

    def action_corrections(self) -> None:
        """Show what readers ask to have corrected."""
        self._do(self._open_corrections)

    def _open_corrections(self) -> None:
        shown = self.session.shown
        asked = shown.card.correction if shown else None
        screen = corrections.CorrectionsScreen(self.session.review, asked.subject if asked else None, self._covered)
        self.push_screen(screen, self._back_from_corrections)

    def _covered(self, texts: Sequence[str]) -> list[str]:
        """Cover strong words of texts that nobody has said are abuse or not."""
        return self.session.veil.texts([(text, None) for text in texts])

    def _back_from_corrections(self, _: None) -> None:
        """Show the comment with what became of its correction."""
        self._do(self.session.explain)
