"""Two calm themes. Orange, blue and grey stay apart for colour-blind eyes (after Okabe and Ito, 2008)."""

from typing import Final

from textual.app import App
from textual.theme import Theme

DARK: Final = Theme(
    name="desk-dark",
    dark=True,
    background="#15181d",
    surface="#1b1f25",
    panel="#262c35",
    foreground="#dde1e6",
    primary="#7fb2dd",
    secondary="#98a2ae",
    accent="#7fb2dd",
    success="#8fc6a4",
    warning="#e5b567",
    error="#ef8a5b",
)

LIGHT: Final = Theme(
    name="desk-light",
    dark=False,
    background="#fcfbf8",
    surface="#f3f1ec",
    panel="#e4e0d7",
    foreground="#20242a",
    primary="#1f5f99",
    secondary="#5d6570",
    accent="#1f5f99",
    success="#2c6e49",
    warning="#8a5a00",
    error="#b3420e",
)

_STOCK: Final = "textual-dark"


def put_on(app: App[None]) -> None:
    """Let an app wear the desk's themes, the dark one unless TEXTUAL_THEME asks for another."""
    app.register_theme(DARK)
    app.register_theme(LIGHT)
    if app.theme == _STOCK:
        app.theme = DARK.name
