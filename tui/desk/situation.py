"""Which commands can be done now: what the footer shows and the palette doesn't dim.

A command that isn't named here can always be done. Nothing here keeps a key from working: what a key can't do, its
command says.
"""

from collections.abc import Callable, Mapping
from typing import Final

from moderation.labels import LABELS
from moderation.queue import State
from tui.desk.commands import BESIDE_MARKS, REVIEWING, Command, working
from tui.desk.session import Session


def _shows_one(session: Session) -> bool:
    return session.shown is not None


def _shows_a_held_one(session: Session) -> bool:
    return session.shown is not None and session.shown.card.state is State.HELD


def _has_marks(session: Session) -> bool:
    return len(session.marks) > 0


def _searches(session: Session) -> bool:
    return bool(session.query)


NEEDS: Final[Mapping[str, Callable[[Session], bool]]] = {
    **dict.fromkeys(
        ("accept", "accept_none", *(f"flip_{label.value}" for label in LABELS), "skip", "hold"), _shows_one
    ),
    **dict.fromkeys(("context", "history", "read_on", "read_back", "next", "previous"), _shows_one),
    **dict.fromkeys(("accept_because", "author", "copies", "mark", "mark_range"), _shows_one),
    **dict.fromkeys(BESIDE_MARKS, _has_marks),
    "release_marked": _has_marks,
    "release": _shows_a_held_one,
    "uncover": lambda session: session.is_covered,
    "everything": lambda session: _has_marks(session) or _searches(session),
    **dict.fromkeys(("sending", "sent"), lambda session: session.settings.outbox is not None),
}
"""Id of a command -> whether it has anything to work on."""


_WORTH_A_PLACE: Final[Mapping[str, Callable[[Session], bool]]] = {
    "copies": lambda session: session.shown is not None and session.shown.card.copies > 0,
}
"""Id of a command -> whether the footer shows it, where that is less often than it can be done."""


def is_possible(command: Command, session: Session) -> bool:
    """Whether a command of the desk has anything to work on now."""
    needs = NEEDS.get(command.id)
    return needs is None or needs(session)


def offered(session: Session) -> tuple[Command, ...]:
    """Return the commands for the footer: those shown there that can be done now, with the keys they have here."""
    commands = working(REVIEWING, marked=_has_marks(session))
    worth = (one for one in commands if one.id not in _WORTH_A_PLACE or _WORTH_A_PLACE[one.id](session))
    return session.keys.of(command for command in worth if command.footer and is_possible(command, session))
