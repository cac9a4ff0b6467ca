"""The keys of the desk as this person has them: what a terminal calls a key, and what people do.

The tables of commands hold the keys a desk starts with; a settings file may give any command others. Whatever shows
a key asks here, so that what is on screen is what works.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from tui.desk.commands import (
    CHOOSING_FILTERS,
    COPYING,
    CORRECTING,
    COUNTING,
    LOOKING_OUT,
    PROMPTING,
    READING,
    REVIEWING,
    TRYING,
    Command,
)
from tui.desk.learning_commands import DIFFERING, LEARNING

TABLES: Final[Mapping[str, tuple[Command, ...]]] = {
    "at the desk": REVIEWING,
    "on a page over it": READING,
    "on the page of near-copies": COPYING,
    "at the corrections": CORRECTING,
    "among the filters": CHOOSING_FILTERS,
    "at what the desk looks out for": LOOKING_OUT,
    "at the figures": tuple({command.id: command for command in (*COUNTING, *TRYING)}.values()),
    "at what the desk learns": LEARNING,
    "at what a model would change": DIFFERING,
    "while a line is typed": PROMPTING,
}
"""Every table of commands by where it works; a key may mean different things in two places."""

_RENAMED: Final = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Where terminals' names for signs are not those of Unicode; after Textual's own table."""

_SPECIAL: Final[Mapping[str, str]] = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "backspace": "Bksp",
    "delete": "Del",
    "insert": "Ins",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}

_MODIFIERS: Final = re.compile(r"((?:ctrl|shift|alt)\+)*", re.IGNORECASE)


def key_named(word: str) -> str | None:
    """Return what the terminal calls a key that a person names, `?`, `slash` or `Ctrl+R`; None where there is none."""
    found = _MODIFIERS.match(word)
    modifiers, name = (found.group().lower(), word[found.end() :]) if found else ("", word)
    if "ctrl" in modifiers:
        name = name.lower()
    if len(name) > 1:
        name = name.lower() if name.lower() in _SPECIAL or name.lower() in _signs() else ""
        return modifiers + name if name else None
    if modifiers == "shift+" and name.isalpha():
        return name.upper()  # what a terminal sends
    named = _sign_named(name) if name else ""
    return modifiers + named if named else None


def _sign_named(letter: str) -> str:
    """Return a terminal's name for one sign; empty where it can't be typed."""
    if letter.isalnum():
        return letter
    name = unicodedata.name(letter, "").lower().replace("-", "_").replace(" ", "_")
    return _RENAMED.get(name, name)


@cache
def _signs() -> Mapping[str, str]:
    """Return the signs of Latin keyboards by what terminals call them."""
    letters = map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x180), 0x20AC))
    return {_sign_named(letter): letter for letter in letters if not letter.isalnum()}


def shown_key(key: str) -> str:
    """Return a key as people read it: `?`, `^r`, `Space`."""
    *modifiers, name = key.split("+")
    shown = _SPECIAL.get(name) or (name if len(name) == 1 else _signs().get(name, name))
    marks = "".join({"ctrl": "^", "alt": "Alt+", "shift": "Shift+"}.get(modifier, "") for modifier in modifiers)
    return marks + shown


class Keys(Struct, frozen=True):
    """Which keys each command has at one desk."""

    rebound: Mapping[str, str] = field(default_factory=dict)
    """Id of a command -> its keys, several joined by commas; a command that is missing keeps those of its table."""

    def of(self, commands: Iterable[Command]) -> tuple[Command, ...]:
        """Return commands with the keys they have here."""
        return tuple(map(self._here, commands))

    def _here(self, command: Command) -> Command:
        key = self.rebound.get(command.id)
        return command if key is None else replace(command, key=key, shown=shown_key(key.split(",")[0]))

    def command(self, key: str) -> Command | None:
        """Return the command of the desk that a key has here, by what the terminal calls it."""
        return next((command for command in self.of(REVIEWING) if key in command.key.split(",")), None)

    def name(self, id: str) -> str:
        """Return the key of a command of the desk as people read it; empty where there is no such command."""
        return next((self._here(command).shown for command in REVIEWING if command.id == id), "")
