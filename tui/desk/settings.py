"""What a person sets about their desk, once: keys, theme, what is covered, where decisions are sent.

A file of theirs, in TOML, read where it is there. Whatever in it isn't understood is refused with the file and the
entry: a key that silently kept its old meaning would decide about comments.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from moderation.errors import UnreadableSettings
from moderation.queue import Mix, Order, Slice
from moderation.text import one_line
from tui.desk.commands import Command
from tui.desk.entries import Refusal, as_toml
from tui.desk.keys import TABLES, Keys, key_named
from tui.desk.outgoing import Outgoing, outgoing

THEMES: Final = ("dark", "light", "high-contrast", "colour-blind")
"""The desk's own themes, as people name them, in the order in which a key goes round them."""


class Settings(Struct, frozen=True):
    """How one person likes their desk."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """Id of a command -> its keys as the terminal names them, several joined by commas."""
    theme: str = ""
    """One of THEMES; empty for the dark one, or whatever TEXTUAL_THEME says."""
    mask: bool = True
    """Whether slurs and threats are covered until they are asked for."""
    severe: float = 0.8
    """The abuse score from which a comment counts as severe."""
    pause_after: int = 25
    """Severe comments seen until a pause is suggested, once; 0 for never."""
    order: Order = Order.RISK
    """The order in which the queue opens."""
    mix: Mix = field(default_factory=Mix)
    """Of a round of the mixed order: how many comments by risk, by uncertainty, at random."""
    reasons: tuple[str, ...] = ("insult", "threat", "advertising", "off the subject")
    """Ready reasons, which Tab goes through where one is asked for."""
    outbox: Outgoing | None = None
    """Where decisions are sent as they are made; None where nothing is sent from this desk."""

    @property
    def named_keys(self) -> Keys:
        """The keys of every command at this desk."""
        return Keys(self.keys)


def read_settings(path: Path, *, named: bool = False) -> Settings:
    """Return the settings of a file; those every desk starts with where there is none, unless it was `named`.

    Raises:
        UnreadableSettings: the file is named and not there, is no TOML, or holds an entry that isn't understood.

    """
    if not path.exists():
        if named:
            raise UnreadableSettings(
                f"There is no settings file {one_line(str(path))}; `triage settings` prints one to begin with."
            )
        return Settings()
    import tomllib  # 5 ms that most desks, having no file, don't pay before their first frame

    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableSettings(f"{path} is no settings file: {one_line(str(error))}.") from error
    settings = Settings()
    for name, value in given.items():
        if name not in _TAKEN:
            raise UnreadableSettings(f"{path}: there is no setting “{name}”; there are {', '.join(_TAKEN)}.")
        take, wanted = _TAKEN[name]
        try:
            settings = replace(settings, **{name: take(value)})
        except Refusal as refusal:
            raise UnreadableSettings(f"{path}: {refusal}") from refusal
        except (ValueError, TypeError) as error:
            raise UnreadableSettings(f"{path}: {name} = {as_toml(value)}: it has to be {wanted}.") from error
    return settings


def _theme(value: object) -> str:
    if value not in THEMES:
        raise ValueError(value)
    return str(value)


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _score(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(value)
    return float(value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(value)
    return value


def _mix(value: object) -> Mix:
    if not isinstance(value, list) or len(value) != len(Slice) or not 1 <= sum(map(_count, value)) <= 100:
        raise ValueError(value)
    return Mix(*value)


def _reasons(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise TypeError(value)
    return tuple(value)


def _keys(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError(value)
    known = {command.id for table in TABLES.values() for command in table}
    for id in value:
        if id not in known:
            raise Refusal(f"[keys] {id}: no command is called so; `triage settings` lists them.")
    keys = {id: _joined(id, typed) for id, typed in value.items()}
    for table, commands in TABLES.items():
        _refuse_clash(table, Keys(keys).of(commands), keys)
    return keys


def _joined(id: str, typed: object) -> str:
    """Return the keys of one command as the terminal names them."""
    if not isinstance(typed, str) or not typed.strip():
        raise Refusal(f'[keys] {id} = {as_toml(typed)}: write keys in quotes, as in "j" or "j,down".')
    words = [typed] if typed.strip() == "," else typed.split(",")
    named = [key_named(word.strip()) for word in words]
    if None in named:
        unknown = words[named.index(None)].strip()
        raise Refusal(f"[keys] {id} = {as_toml(typed)}: no key is called “{unknown}”.")
    return ",".join(name for name in named if name)


def _refuse_clash(table: str, commands: tuple[Command, ...], rebound: Mapping[str, str]) -> None:
    """Raise where one key would do two things in the same place."""
    taken: dict[str, str] = {}
    for command in commands:
        for key in command.key.split(","):
            other = taken.setdefault(key, command.id)
            if other != command.id:
                named, left = (command.id, other) if command.id in rebound else (other, command.id)
                raise Refusal(
                    f"[keys] {named}: “{key}” is the key of {left} already ({table}); give {left} another key too."
                )


_TAKEN: Final[Mapping[str, tuple[Callable[[Any], Any], str]]] = {
    "theme": (_theme, f"one of {', '.join(THEMES)}"),
    "mask": (_switch, "true or false"),
    "severe": (_score, "a score from 0 to 1"),
    "pause_after": (_count, "a whole number; 0 for never"),
    "order": (Order, f"one of {', '.join(Order)}"),
    "mix": (_mix, "three whole numbers, 1 to 100 in all, as in [7, 2, 1]"),
    "reasons": (_reasons, 'a list of texts, as in ["libel", "names a victim"]'),
    "keys": (_keys, "a table, as under [keys]"),
    "outbox": (outgoing, "a table, as under [outbox]"),
}
"""Each entry of the file: how it is taken, and what it has to be."""
