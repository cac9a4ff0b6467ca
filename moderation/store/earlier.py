"""The desk's decisions as they stood at an earlier row of the log.

The log is never rewritten, so that what a model learnt from can be read again whatever was decided since: the same
fold over its rows, told to end where the log then ended.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

from moderation.comments import Status
from moderation.filters import State
from moderation.store.connection import Connection, Row
from moderation.store.standing import DECIDING, STATES, fold

# ruff: noqa: S608  statements are put together from the constants above

_MOVING: Final = "('settle', 'hold', 'release', 'undo', 'redo', 'erase')"
"""Kinds of rows after which other decisions may stand."""

_STOOD: Final = """NOT EXISTS (SELECT 1 FROM log u WHERE u.undoes = l.n AND u.kind = 'undo' AND u.n <= ?
    AND NOT EXISTS (SELECT 1 FROM log r WHERE r.undoes = u.n AND r.kind = 'redo' AND r.n <= ?))"""

_ROWS: Final = f"""SELECT l.comment, l.n, l.kind, l.digest, 0, c.digest, c.status FROM log l
    JOIN comment c ON c.ref = l.comment JOIN standing s ON s.ref = c.ref AND s.state <> {STATES.index(State.ERASED)}
    WHERE l.kind IN {DECIDING} AND l.n <= ? AND {_STOOD} ORDER BY l.comment, l.n"""


def decisions_row(db: Connection) -> int:
    """Return the last row of the log that moved a decision, 0 for none: policy and models in service are none."""
    return db.count(f"SELECT n FROM log WHERE kind IN {_MOVING} ORDER BY n DESC LIMIT 1")


def settled_at(db: Connection, row: int) -> list[int]:
    """Return the rows of the settlements in effect when `row` was the last of the log, oldest first.

    Comments are read as they are now: what was edited or erased since is left out, its words being gone.
    """
    found = (_in_effect(list(rows)) for _, rows in groupby(_deciding(db, row), key=itemgetter(0)))
    return sorted(n for n in found if n)


def _deciding(db: Connection, row: int) -> Iterator[Row]:
    for page in db.pages(_ROWS, (row, row, row), 1_000):
        yield from page


def _in_effect(rows: list[Row]) -> int:
    """Return the settlement in effect by a comment's rows, 0 where it waited or was held."""
    *_, digest, status = rows[-1]
    standing = fold([row[:5] for row in rows], digest, Status(status))
    return standing.n if standing.state is State.SETTLED else 0
