"""Four calm themes: dark, light, high contrast, and one for colour-blind eyes.

Each names its colours for text outright, no shade of another, so that contrast can be computed (and is, in a test):
4.5 to 1 on every ground, 7 in high contrast (WCAG 2.2). The last keeps to Okabe and Ito's blue, yellow and vermilion.
"""

from typing import Final

from textual.app import App
from textual.theme import Theme

from tui.desk.settings import THEMES


def _theme(
    name: str,
    grounds: tuple[str, str, str],
    texts: tuple[str, str, str],
    hues: tuple[str, str, str, str, str],
    *,
    dark: bool,
) -> Theme:
    """Return a theme from its grounds (comment, queue, cursor), its texts by weight, and its five hues.

    The hues are those of keys, disputed terminology, what is good, off-topic and warnings, and abuse.
    """
    background, surface, panel = grounds
    foreground, dim, faint = texts
    key, term, good, warning, abuse = hues
    return Theme(
        name=f"desk-{name}",
        dark=dark,
        background=background,
        surface=surface,
        panel=panel,
        foreground=foreground,
        primary=term,
        secondary=dim,
        accent=key,
        success=good,
        warning=warning,
        error=abuse,
        variables={"desk-dim": dim, "desk-faint": faint},
    )


DARK: Final = _theme(
    THEMES[0],
    ("#15181d", "#1b1f25", "#2a2a2a"),
    ("#dde1e6", "#b3bac3", "#9aa2ad"),
    ("#7fb2dd", "#7fb2dd", "#8fc6a4", "#e5b567", "#f0956a"),
    dark=True,
)

LIGHT: Final = _theme(
    THEMES[1],
    ("#fcfbf8", "#f3f1ec", "#e4e0d7"),
    ("#20242a", "#3f464f", "#59616c"),
    ("#1f5f99", "#1f5f99", "#24613f", "#7d4f00", "#a83a0a"),
    dark=False,
)

HIGH_CONTRAST: Final = _theme(
    THEMES[2],
    ("#000000", "#0a0a0a", "#2a2a2a"),
    ("#ffffff", "#ebebeb", "#d6d6d6"),
    ("#8fd8ff", "#8fd8ff", "#9cf0ae", "#ffd75f", "#ffbda3"),
    dark=True,
)

COLOUR_BLIND: Final = _theme(
    THEMES[3],
    ("#10151c", "#161c25", "#2a2a2a"),
    ("#e6e9ee", "#bac3ce", "#a0abb8"),
    ("#56b4e9", "#9fd4f5", "#56b4e9", "#f0e442", "#f07f3c"),
    dark=True,
)

OURS: Final = dict(zip(THEMES, (DARK, LIGHT, HIGH_CONTRAST, COLOUR_BLIND), strict=True))
"""What a settings file calls a theme -> the theme."""

SHADES: Final = {"desk-dim": "auto 80%", "desk-faint": "auto 68%"}
"""What quieter text looks like in a theme of somebody else."""

_STOCK: Final = "textual-dark"


def put_on(app: App[None], wanted: str = "") -> None:
    """Let an app wear the theme wanted, or else the desk's dark one unless TEXTUAL_THEME asks for another."""
    for theme in OURS.values():
        app.register_theme(theme)
    if wanted:
        app.theme = OURS[wanted].name
    elif app.theme == _STOCK:
        app.theme = DARK.name


def next_theme(worn: str) -> str:
    """Return which of the desk's themes comes after the one worn, by what the settings call it."""
    names = [theme.name for theme in OURS.values()]
    return THEMES[(names.index(worn) + 1) % len(THEMES) if worn in names else 0]
