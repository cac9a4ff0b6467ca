"""A Textual app with one line of text: the least that anything drawn by Textual costs."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class BareApp(App[None]):
    """One line of text, and a key that changes it."""

    BINDINGS = [("j", "count", "count")]  # noqa: RUF012 - as Textual's documentation writes it

    def __init__(self) -> None:
        super().__init__()
        self._pressed = 0

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Static("0 pressed")

    def action_count(self) -> None:
        """Say how often the key was pressed."""
        self._pressed += 1
        self.query_one(Static).update(f"{self._pressed} pressed")


if __name__ == "__main__":
    BareApp().run()
