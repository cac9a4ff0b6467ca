"""The page that greets whoever has never decided on this desk; any key leaves it."""

from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.desk.screens.reading import Lay, Reader

WIDTH: Final = 76
"""Cells of the page with its frame, as the style sheet has them."""


class WelcomeScreen(ModalScreen[str]):
    """A page to read once; it comes to the key that left it, which is empty for a click."""

    def __init__(self, lay: Lay) -> None:
        super().__init__()
        self._lay = lay
        self._is_left = False

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with Vertical():
            yield Reader(self._lay)

    def on_resize(self) -> None:
        """Take as many rows as the page has at this width, its frame and margins around them."""
        box = self.query_one(Vertical)
        rows = len(self._lay(min(self.size.width, WIDTH) - 6))
        margin = 1 if rows + 4 <= self.size.height else 0
        box.styles.padding = (margin, 0)
        box.styles.height = min(rows + 2 + 2 * margin, self.size.height)

    def on_key(self, event: events.Key) -> None:
        """Leave; what else the key does is for the desk to say."""
        event.stop()
        event.prevent_default()
        self._leave(event.key)

    def on_click(self) -> None:
        """Leave."""
        self._leave()

    def _leave(self, key: str = "") -> None:
        # Two keys in one read of the terminal both come here, and a screen can be dismissed once.
        if not self._is_left:
            self._is_left = True
            self.dismiss(key)
