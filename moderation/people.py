"""Who is at the desk: sittings, the comment each has open, and what changed since one last looked.

A sitting is one open desk, whoever sits there: the same moderator may have two. What keeps two of them off one
comment is a lease that ends by itself, so that a desk that crashed, or whose terminal was closed, holds nothing up.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from moderation.filters import State

LEASE_SECONDS: Final = 60.0
"""How long a sitting is counted as here, and keeps its comment, without a sign of life."""

RENEW_SECONDS: Final = 20.0
"""After how long a sitting gives one: two may be lost, to a busy disk, before anybody else notices."""


class Sitting(Struct, frozen=True):
    """One open desk."""

    id: str
    """Random, made when the desk opens."""
    who: str


class Person(Struct, frozen=True):
    """Somebody at the desk, by one of their sittings."""

    sitting: Sitting
    since: str
    """UTC, ISO 8601: when the desk was opened."""
    until: float
    """Seconds since 1970: when the sitting is counted as gone, unless it gives another sign of life."""
    ref: int | None = None
    """The comment they have open."""

    @property
    def who(self) -> str:
        """The moderator's name."""
        return self.sitting.who


class Mark(Struct, frozen=True):
    """How far one has read of what happens at a desk; made by `Store.mark` and `Store.changes`."""

    version: object = None
    """Of the file, as the connection counts it: where it is the same, nothing at all has happened."""
    row: int = 0
    """The last row of the log."""
    touched: int = 0
    """The last note of a comment that changed without a row of the log."""


class Changes(Struct, frozen=True):
    """What happened since a mark, by anybody, oneself included."""

    mark: Mark
    refs: tuple[int, ...] = ()
    """Comments that may stand elsewhere, or read or be scored otherwise."""
    many: bool = False
    """Whether it was too much to be named: the queue has to be read anew, `refs` is empty."""
    people: tuple[Person, ...] | None = None
    """Every sitting on record, those whose time is over included; None where nothing has happened."""
    served: str | None = None
    """The model in service, where another was put in service since; None where none was."""


class GoingOn(Struct, frozen=True):
    """Where a sitting wants to go on once its decision is recorded."""

    sitting: Sitting
    now: float
    """Seconds since 1970."""
    candidates: Sequence[int]
    """Comments, the one wanted most first."""
    states: frozenset[State] = frozenset({State.WAITING})
    """Where a comment may stand to be gone to."""


class WentOn(Struct, frozen=True):
    """What a decision put in the log, and where it led."""

    step: int
    next: int | None = None
    """The first candidate that was free, which the sitting has now."""
