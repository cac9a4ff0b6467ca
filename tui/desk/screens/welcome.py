"""The page that greets whoever has never decided on this desk; any key leaves it."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.desk.screens.reading import Lay, Reader


class WelcomeScreen(ModalScreen[None]):
    """A page to read once; the key that closes it does nothing else."""

    def __init__(self, lay: Lay) -> None:
        super().__init__()
        self._lay = lay

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with Vertical():
            yield Reader(self._lay)

    def on_key(self, event: events.Key) -> None:
        """Leave; what the key means at the desk is not done."""
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self) -> None:
        """Leave."""
        self.dismiss()
