"""Comments that stand elsewhere, read or are scored otherwise though no row of the log says so.

A list of its own that every writer can add to; what is made of it is told in `changes.py`.
"""

from collections.abc import Sequence
from typing import Final

from moderation.store.connection import Connection

MANY: Final = 500
"""Comments that are named one by one; an import of more is "read anew"."""

_KEPT: Final = 10_000
"""Rows of `touched` kept: whoever has not looked for longer than that reads anew."""

_TRIM_EVERY: Final = 1_000


def touch(db: Connection, refs: Sequence[int]) -> None:
    """Note that comments stand elsewhere, read or are scored otherwise; part of the caller's transaction.

    Needed only where no row of the log says so.
    """
    if not refs:
        return
    named = [(ref,) for ref in refs] if len(refs) <= MANY else [(None,)]
    db.run_many("INSERT INTO touched (ref) VALUES (?)", named)
    last = last_touched(db)
    if last % _TRIM_EVERY < len(named):
        db.run("DELETE FROM touched WHERE n <= ?", (last - _KEPT,))


def touch_all(db: Connection) -> None:
    """Note that every comment may stand elsewhere; part of the caller's transaction."""
    db.run("INSERT INTO touched (ref) VALUES (NULL)")


def last_touched(db: Connection) -> int:
    """Return the number of the latest note."""
    return db.last_number("touched")
