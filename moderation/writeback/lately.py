"""What was sent to a site last, read from the end of a journal, whoever may be writing it.

It grows for months, so that no more than its end is read. A line that can't be understood is left out here: what
sends refuses the whole journal for it, and says so.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from moderation.comments import Status
from moderation.writeback.changes import Outcome
from moderation.writeback.journal import Ended, Intent, Line

_ENDS: Final = 256 << 10
"""Bytes of a journal that are looked at: the last four hundred changes."""

_DECODER: Final = msgspec.json.Decoder(Line)


class Sent(Struct, frozen=True):
    """One change that was sent, or left alone at the last look."""

    at: str
    site: str
    """The desk's name of the site."""
    id: str
    wanted: Status | None
    """The state it was to come into; None where nothing was sent."""
    outcome: Outcome
    why: str


def sent_lately(path: Path, site: str) -> list[Sent]:
    """Return what was sent last, the latest first; nothing where nothing was."""
    found: dict[str, Sent] = {}
    wanted: dict[str, Status] = {}
    for line in _last_lines(path):
        if isinstance(line, Intent):
            wanted[line.key] = line.wanted
        found.pop(line.key, None)
        found[line.key] = _sent(line, site, wanted.get(line.key))
    return [*reversed(found.values())]


def _sent(line: Intent | Ended, site: str, wanted: Status | None) -> Sent:
    if isinstance(line, Intent):
        return Sent(line.at, site, line.id, wanted, Outcome.UNSURE, "no answer came")
    return Sent(line.at, site, line.id, wanted, line.outcome, line.why)


def _last_lines(path: Path) -> Iterator[Intent | Ended]:
    """Yield the last lines of a journal; the first of them may have been cut, and the last is being written."""
    try:
        with path.open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - _ENDS, 0))
            content = file.read(_ENDS)
    except OSError:
        return
    for written in content.splitlines():
        with suppress(msgspec.MsgspecError):
            line = _DECODER.decode(written)
            if isinstance(line, Intent | Ended):
                yield line
