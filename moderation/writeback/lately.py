"""What was sent to a site last, read from the end of a journal, whoever may be writing it."""

from pathlib import Path
from typing import Final

from msgspec import Struct

from moderation.comments import Status
from moderation.writeback.changes import Outcome
from moderation.writeback.journal import Ended, Intent, read_end

_ENDS: Final = 256 << 10
"""Bytes of a journal that are looked at: the last four hundred changes."""


class Sent(Struct, frozen=True):
    """One change that was sent, or left alone at the last look."""

    at: str
    id: str
    wanted: Status | None
    """The state it was to come into; None where nothing was sent."""
    outcome: Outcome
    why: str


def sent_lately(path: Path) -> list[Sent]:
    """Return what was sent last, the latest first; nothing where nothing was.

    Raises:
        UnreadableExport: the journal can't be understood.

    """
    found: dict[str, Sent] = {}
    wanted: dict[str, Status] = {}
    for line in read_end(path, _ENDS):
        if isinstance(line, Intent):
            wanted[line.key] = line.wanted
        found.pop(line.key, None)
        found[line.key] = _sent(line, wanted.get(line.key))
    return [*reversed(found.values())]


def _sent(line: Intent | Ended, wanted: Status | None) -> Sent:
    if isinstance(line, Intent):
        return Sent(line.at, line.id, wanted, Outcome.UNSURE, "no answer came")
    return Sent(line.at, line.id, wanted, line.outcome, line.why)
