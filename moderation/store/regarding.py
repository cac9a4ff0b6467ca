"""What the desk asks the store about many comments at once, and about those of one author."""

from collections.abc import Sequence
from typing import Final

from moderation.decisions import LogEntry
from moderation.filters import Filter
from moderation.queue import ByAuthor
from moderation.store import listing, log
from moderation.store.conditions import gathering
from moderation.store.connection import Connection
from moderation.store.saved import watched_now
from moderation.store.standing import DECIDING

# ruff: noqa: S608  statements are put together from constants alone

AUTHORS_LATEST: Final = 500
"""Comments of an author that are looked at: "Guest" may have written 300,000, 0.3 s a card without a bound; a
thousand take 3 ms."""


class Regarding:
    """The part of the store for comments that are looked at by the dozen."""

    _db: Connection

    def matching(self, filter: Filter) -> set[int]:
        """Return the row numbers of all comments that a filter finds."""
        sought = gathering(filter, watched_now(self._db, filter))
        return {ref for (ref,) in self._db.all(f"SELECT s.ref {sought.sql}", sought.values)}

    def by_author_of(self, ref: int) -> list[int]:
        """Return the latest 500 comments under the name and on the site of a comment, itself too, newest first.

        The latest by their arrival, newest by when they were written.
        """
        found = self._db.all(
            """SELECT c.ref FROM (SELECT ref FROM comment WHERE author = (SELECT author FROM comment WHERE ref = ?)
                AND author <> '' AND site = (SELECT site FROM comment WHERE ref = ?) ORDER BY ref DESC LIMIT ?) c
            JOIN standing s ON s.ref = c.ref ORDER BY s.posted DESC, c.ref DESC""",
            (ref, ref, AUTHORS_LATEST),
        )
        return [ref for (ref,) in found]

    def as_by_author(self, refs: Sequence[int]) -> list[ByAuthor]:
        """Return comments as lines of an author's record, in the order given."""
        numbers: dict[int, int] = dict(self._db.all_in("SELECT ref, n FROM standing WHERE n > 0 AND ref IN ({})", refs))
        entries = {entry.n: entry for entry in log.entries(self._db, list(numbers.values()))}
        return [ByAuthor(row, entries.get(numbers.get(row.ref, 0))) for row in listing.rows(self._db, list(refs))]

    def chosen_in(self, numbers: Sequence[int]) -> list[int]:
        """Return the comments that rows of the log decided, but for the near-copies settled along with another."""
        rows = self._db.all_in(
            f"""SELECT n, comment FROM log WHERE kind IN {DECIDING} AND INSTR(detail, 'copy=') = 0 AND n IN ({{}})""",
            numbers,
        )
        return [ref for _, ref in sorted(rows)]

    def row(self, n: int) -> LogEntry | None:
        """Return a row of the log; None where there is none of this number."""
        return next(iter(log.entries(self._db, [n])), None)
