"""Where a desk sends decisions as they are made, as `[outbox]` of a settings file says it.

A settings file is copied, mailed and kept in backups, so that no secret may stand in it: an entry that looks like
one is refused without a word of its value.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import fields

from moderation.errors import WrongUse
from moderation.text import one_line
from tui.desk.entries import Refusal, as_toml

NOWHERE: Final = "Nothing is sent from this desk. [outbox] in your settings says where to; `triage settings` prints it."

_SECRET: Final = re.compile(r"pass|secret|token|key|user|login|auth|cookie|credential", re.IGNORECASE)


class Outgoing(Struct, frozen=True):
    """Where decisions go while the desk is open, and how."""

    to: str
    """The system: `wordpress`, …"""
    at: str
    """The site's address."""
    site: str = ""
    """The desk's name of the site; empty where it has only one."""
    after: int = 60
    """Seconds that a decision may be taken back before it leaves."""
    publish: bool = False
    """Whether approvals are sent as well."""
    most: int = 500
    """Changes sent in an hour."""

    @property
    def words(self) -> list[str]:
        """The command that sends them, without the name of the program."""
        named = {"to": self.to, "at": self.at, "after": self.after, "most": self.most}
        given = [f"--{name}={value}" for name, value in named.items()]
        chosen = [f"--site={self.site}"] if self.site else []
        return ["export", "--follow", *given, *chosen, *(["--publish"] if self.publish else [])]


def outgoing(value: object) -> Outgoing | None:
    """Return what the table `[outbox]` says; nothing where it is empty, as in the template.

    Raises:
        Refusal: an entry isn't understood, is missing, or looks like a secret.
        TypeError: it is no table.

    """
    from moderation.writeback.systems import HOMES  # as well as the modules behind it: only for desks that send

    if not isinstance(value, dict):
        raise TypeError(value)
    if not value:
        return None
    _refuse_strangers(value)
    entries = {name: _taken(name, entry) for name, entry in value.items()}
    if "to" not in entries:
        raise Refusal('[outbox] to is missing: say which system decisions are sent to, as in to = "wordpress".')
    entries.setdefault("at", HOMES.get(entries["to"]))
    if entries["at"] is None:
        raise Refusal('[outbox] at is missing: say where the site is, as in at = "https://example.org".')
    return Outgoing(**entries)


def _refuse_strangers(table: Mapping[str, object]) -> None:
    """Raise where a name is none of ours, above all where a secret may stand behind it."""
    known = [field.name for field in fields(Outgoing)]
    for name in table:
        if name in known:
            continue
        if _SECRET.search(name):
            raise Refusal(
                f"[outbox] {one_line(name)}: no secret may stand in this file; put it into the environment"
                f"{_variables(table.get('to'))} and take it out here."
            )
        raise Refusal(f"[outbox] {one_line(name)}: there is no such entry; there are {', '.join(known)}.")


def _variables(to: object) -> str:
    from moderation.writeback.systems import SYSTEMS, variables

    return f", as {' and '.join(variables(to).values())}," if isinstance(to, str) and to in SYSTEMS else ""


def _taken(name: str, entry: object) -> Any:
    take, wanted = _TAKEN[name]
    try:
        return take(entry)
    except Refusal:
        raise
    except WrongUse as refusal:  # an address that may hold a secret: it says itself as much as may be shown
        raise Refusal(f"[outbox] {name}: {refusal}") from None
    except (ValueError, TypeError):
        raise Refusal(f"[outbox] {name} = {as_toml(entry)}: it has to be {wanted}.") from None


def _system(entry: object) -> str:
    from moderation.writeback.systems import NO_WAY_BACK, SYSTEMS

    if entry in SYSTEMS:
        return str(entry)
    if isinstance(entry, str) and entry in NO_WAY_BACK:
        raise Refusal(f"[outbox] to: decisions can't be sent back to {entry}: {NO_WAY_BACK[entry]}.")
    raise Refusal(f"[outbox] to = {as_toml(entry)}: it has to be one of {', '.join(SYSTEMS)}.")


def _address(entry: object) -> str:
    from moderation.writeback.addresses import site_address

    return site_address(_text(entry))


def _text(entry: object) -> str:
    if not isinstance(entry, str) or not entry.strip():
        raise TypeError(entry)
    return entry.strip()


def _switch(entry: object) -> bool:
    if not isinstance(entry, bool):
        raise TypeError(entry)
    return entry


def _whole(least: int, most: int) -> Callable[[object], int]:
    def take(entry: object) -> int:
        """Return a whole number within the bounds."""
        if isinstance(entry, bool) or not isinstance(entry, int) or not least <= entry <= most:
            raise ValueError(entry)
        return entry

    return take


_TAKEN: Final[Mapping[str, tuple[Callable[[object], object], str]]] = {
    "to": (_system, "a system"),
    "at": (_address, 'the site\'s address in quotes, as in "https://example.org"'),
    "site": (_text, "the desk's name of the site, in quotes"),
    "after": (_whole(0, 999_999), "a whole number of seconds"),
    "publish": (_switch, "true or false"),
    "most": (_whole(1, 999_999), "a whole number of changes an hour, at least 1"),
}
"""Each entry of the table: how it is taken, and what it has to be."""
