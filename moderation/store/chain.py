"""Whether the log is as it was written: its seals walked from the first row on, to the end that is kept beside it.

A chain alone can't tell that its last rows are missing, so the number and the seal of the last row stand in a table of
their own, and a new row is chained to what stands there: what was taken away can't be written over. Whoever rewrites
the whole chain and that table is found out only by a seal noted elsewhere, as each model of the desk does.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from moderation.store.connection import Connection, Row
from moderation.store.log import COLUMNS, FIRST_SEAL, log_end, sealed, shown_id
from moderation.store.redaction import blanked_rows
from moderation.store.texts import as_text

# ruff: noqa: S608  statements are put together from constants alone

_PAGE: Final = 5000
_BEFORE_ALL: Final = -(1 << 62)
"""Less than any number of a row: one planted before the first must be met as well."""

_NAMED: Final = """SELECT l.n, l.at, l.who, l.kind, c.id, site.name,
    (SELECT COUNT(*) FROM comment other WHERE other.id = c.id) > 1
    FROM log l LEFT JOIN comment c ON c.ref = l.comment LEFT JOIN site ON site.ref = c.site WHERE l.n = ?"""

_DECIDED: Final = """SELECT c.id, site.name, (SELECT COUNT(*) FROM comment other WHERE other.id = c.id) > 1
    FROM standing s JOIN comment c ON c.ref = s.ref JOIN site ON site.ref = c.site
    WHERE s.n BETWEEN ? AND ? ORDER BY s.n LIMIT 1"""


class Seal(Struct, frozen=True):
    """How far a log goes, and what seals all of it: to be noted where whoever can write to the desk can't."""

    n: int
    seal: str

    def __str__(self) -> str:
        return f"{self.n}:{self.seal}"


def present_seal(db: Connection) -> Seal:
    """Return the number and the seal of the last row there is."""
    row = db.one("SELECT n, seal FROM log ORDER BY n DESC LIMIT 1")
    return Seal(row[0], as_text(row[1])) if row else Seal(0, FIRST_SEAL)


def seal_at(db: Connection, n: int) -> str:
    """Return what a row of the log is sealed with; empty where there is no such row."""
    row = db.one("SELECT seal FROM log WHERE n = ?", (n,))
    return as_text(row[0]) if row else FIRST_SEAL if n == 0 else ""


def chain_faults(db: Connection) -> Iterator[str]:
    """Name the first row of the log that does not fit, with what is known of it; nothing when all do."""
    last, seal, blanked = 0, FIRST_SEAL, blanked_rows(db)
    after = _BEFORE_ALL
    while page := db.all(f"SELECT {COLUMNS}, seal FROM log WHERE n > ? ORDER BY n LIMIT ?", (after, _PAGE)):
        for *values, written in page:
            n = values[0]
            if n > last + 1:
                yield _missing(db, last + 1, n - 1)
                return
            seal = written if _is_blank(values, blanked) else sealed(seal, values)
            if n != last + 1 or written != seal:
                yield f"{row_in_words(db, n)} is not as it was written"
                return
            last = n
        after = last
    yield from _end_faults(db, Seal(last, seal))


def _is_blank(values: Sequence[Any], blanked: dict[int, str]) -> bool:
    """Return whether the words of a row were erased: its seal stands as it was made, what is left has another."""
    return values[0] in blanked and sealed(FIRST_SEAL, values) == blanked[values[0]]


def _end_faults(db: Connection, last: Seal) -> Iterator[str]:
    kept = log_end(db)
    if kept is None:
        if last.n:
            yield f"the log is there to row {last.n}, and where it ends is kept no longer"
        return
    end = Seal(*kept)
    if last.n < end.n:
        yield _missing(db, last.n + 1, end.n, at_the_end=True)
    elif last.n > end.n:
        yield f"{row_in_words(db, end.n + 1)} was not written by this program: the log ended with row {end.n}"
    elif last.seal != end.seal:
        yield f"{row_in_words(db, last.n)}, the last of the log, is another than the one that was written"


def _missing(db: Connection, first: int, last: int, *, at_the_end: bool = False) -> str:
    """Return what is known of rows that are gone: what stands on either side, and what they decided."""
    which = f"row {first}" if first == last else f"rows {first} to {last}"
    sides = [row_in_words(db, n) for n in (first - 1, last + 1) if db.one("SELECT n FROM log WHERE n = ?", (n,))]
    place = "at its end" if at_the_end else "in the middle"
    where = place if first > 1 else "at its beginning" if sides else "with nothing left of it"
    between = f"; beside it stands {' and '.join(sides)}" if sides else ""
    decided = db.one(_DECIDED, (first, last))
    said = "it decided" if first == last else "among what they decided is"
    about = f"; {said} comment {_shown(decided)}" if decided else ""
    return f"{which} of the log {'is' if first == last else 'are'} missing {where}{about}{between}"


def row_in_words(db: Connection, n: int) -> str:
    """Return which row of the log this is: its number, who wrote it, when, and about which comment."""
    row = db.one(_NAMED, (n,))
    if row is None:
        return f"row {n} of the log"
    about = f" on comment {_shown(row[4:])}" if row[4] is not None else ""
    return f"row {n} of the log ({as_text(row[3])} by {as_text(row[2])}{about}, {as_text(row[1])})"


def _shown(row: Row) -> str:
    id, site, shared = row
    return shown_id(id, site, shared=bool(shared))
