"""What happened at a desk since one last looked, cheap enough to ask each second.

Decisions are rows of the log; whatever else moves a comment (it arrived, was edited on the site, was scored) leaves
its number in the table `touched`. Whether anything happened at all is one pragma, 5 us.
"""

from collections.abc import Sequence

from moderation.people import Changes, Mark
from moderation.store.claims import people
from moderation.store.connection import Connection
from moderation.store.service import model_in_service
from moderation.store.touched import MANY, last_touched, touch

__all__ = ["MANY", "changes", "mark", "touch"]


def mark(db: Connection) -> Mark:
    """Return where the desk stands now, to ask later what changed since."""
    version = db.version()  # before the rows: what comes in between is then seen twice, not never
    return Mark(version, db.count("SELECT MAX(n) FROM log"), last_touched(db))


def changes(db: Connection, since: Mark) -> Changes:
    """Return what happened since a mark."""
    version = db.version()
    if version == since.version:
        return Changes(since)
    with db.reading():
        rows = db.all("SELECT n, comment FROM log WHERE n > ? ORDER BY n LIMIT ?", (since.row, MANY + 1))
        served = _served_since(db, since.row)
        touched = db.all("SELECT n, ref FROM touched WHERE n > ? ORDER BY n LIMIT ?", (since.touched, MANY + 1))
        present = people(db)
        if _is_many(rows, touched, since):
            newest = Mark(version, db.count("SELECT MAX(n) FROM log"), last_touched(db))
            return Changes(newest, many=True, people=present, served=served)
    newest = Mark(version, _last(rows, since.row), _last(touched, since.touched))
    refs = dict.fromkeys(ref for _, ref in (*rows, *touched) if ref is not None)
    return Changes(newest, tuple(refs), people=present, served=served)


def _served_since(db: Connection, row: int) -> str | None:
    """Return the version in service where the log says since a row that another one was put in service."""
    is_new = db.count("SELECT EXISTS (SELECT 1 FROM log WHERE kind = 'model' AND n > ?)", (row,))
    return model_in_service(db) if is_new else None


def _is_many(rows: Sequence[tuple[int, int]], touched: Sequence[tuple[int, int | None]], since: Mark) -> bool:
    if len(rows) > MANY or len(touched) > MANY or any(ref is None for _, ref in touched):
        return True
    return bool(touched) and touched[0][0] > since.touched + 1  # trimmed in the meantime


def _last(rows: Sequence[tuple[int, int | None]], before: int) -> int:
    return rows[-1][0] if rows else before
