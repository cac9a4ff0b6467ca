"""The queue by pages, each read from where the last one ended, and comments as lines of it.

The queue as it opens has an index for each order, so that a page takes the time of a page however deep it lies:
OFFSET would take 44 ms at the end of a million. Everything else that can be asked for is sorted as a whole.
"""

from array import array
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from moderation.comments import Status
from moderation.filters import Filter
from moderation.orders import Brought, Order, Slice, Way
from moderation.queue import QueueRow
from moderation.store.conditions import gathering, probing, reads_words
from moderation.store.connection import Connection, Row
from moderation.store.likeness import COPIES
from moderation.store.log import shown_id
from moderation.store.saved import watched_now
from moderation.store.standing import STATES, tally
from moderation.store.suggestions import SUGGESTION_COLUMNS, suggestion
from moderation.store.suspected import SUSPICION
from moderation.store.texts import PREVIEW_CHARACTERS, as_preview, as_text

# ruff: noqa: S608  statements are put together from constants alone

Place = tuple[float, int]
"""Where a comment stands in an order: places compare as the comments do."""

FIRST: Final[Place] = (float("-inf"), 0)
"""Before every comment."""


class _Sorting(Struct, frozen=True):
    """An order as SQLite has it: by a key, then by row number."""

    key: str
    """Over the columns of `standing` alone, as the order's index has it, to the letter."""
    descends: bool = False
    latest_first: bool = False
    """Whether of equal keys the comment imported last comes first."""


_SORTED: Final[dict[Way, _Sorting]] = {
    Order.RISK: _Sorting("s.risk", descends=True),
    Order.UNCERTAIN: _Sorting("s.doubt"),
    Order.NEWEST: _Sorting("s.posted", descends=True, latest_first=True),
    Order.OLDEST: _Sorting("s.posted"),
    Order.REPORTED: _Sorting("2 * s.reported + s.risk", descends=True),
    Order.MIXED: _Sorting("s.risk", descends=True),
    Brought.SUSPICION: _Sorting(SUSPICION, descends=True),
    # Two generators of different moduli, by row number alone: the same lot for life, and blind to every score.
    Slice.RANDOM: _Sorting("s.ref * 48271 % 2147483647 * 69621 % 4294967291"),
}

_ROWS: Final = f"""SELECT c.ref, c.id, site.name, c.author, c.created_at, c.status, s.state,
    SUBSTR(c.text, 1, {PREVIEW_CHARACTERS}), c.article_id, a.title, s.risk, s.edited,
    (SELECT COUNT(*) FROM comment other WHERE other.id = c.id) > 1, {COPIES}, {SUGGESTION_COLUMNS}
    FROM comment c JOIN standing s ON s.ref = c.ref JOIN site ON site.ref = c.site
    LEFT JOIN article a ON a.site = c.site AND a.id = c.article_id WHERE c.ref IN ({{}})"""


def page(db: Connection, order: Way, after: Place, count: int) -> list[Place]:
    """Return the places of up to `count` rows of the queue as it opens, from after a place on."""
    by = _SORTED[order]
    key, ref = (-after[0] if by.descends else after[0]), (-after[1] if by.latest_first else after[1])
    found = db.all(alike_statement(order), (key, ref, count)) if after != FIRST else []
    # Comments that nobody scored are all alike: from among them, a page must not begin at the first.
    if len(found) < count:
        found += db.all(beyond_statement(order), (key, count - len(found)))
    return [_place(by, *row) for row in found]


def alike_statement(order: Way) -> str:
    """Return the statement for the rows whose key is that of the last page's end; the index holds them in order."""
    by = _SORTED[order]
    beyond, direction = ("<", "DESC") if by.latest_first else (">", "ASC")
    # `listed = 1` is written out: a bound 1 would miss the partial index, 2.4 s against 0.3 s.
    return f"""SELECT {by.key}, s.ref FROM standing s WHERE s.listed = 1 AND {by.key} = ? AND s.ref {beyond} ?
        ORDER BY s.ref {direction} LIMIT ?"""


def beyond_statement(order: Way) -> str:
    """Return the statement for the rows beyond a key."""
    by = _SORTED[order]
    beyond = "<" if by.descends else ">"
    return f"""SELECT {by.key}, s.ref FROM standing s WHERE s.listed = 1 AND {by.key} {beyond} ?
        ORDER BY {_clause(by)} LIMIT ?"""


def places(db: Connection, order: Way, refs: Sequence[int]) -> dict[int, Place]:
    """Return where comments stand in an order, whether they wait or not."""
    by = _SORTED[order]
    found = db.all_in(f"SELECT {by.key}, s.ref FROM standing s WHERE s.ref IN ({{}})", refs)
    return {ref: _place(by, key, ref) for key, ref in found}


def listed_among(db: Connection, refs: Sequence[int]) -> set[int]:
    """Return which of these comments are rows of the queue as it opens."""
    return {ref for (ref,) in db.all_in("SELECT ref FROM standing WHERE listed = 1 AND ref IN ({})", refs)}


def queue_refs(db: Connection, order: Way, filter: Filter) -> "array[int]":
    """Return the row numbers of all comments asked for, in their order, near-copies each by itself."""
    sought = gathering(filter, watched_now(db, filter))
    return db.row_numbers(f"SELECT s.ref {sought.sql} ORDER BY {_clause(_SORTED[order])}", sought.values)


def waiting(db: Connection, filter: Filter) -> int:
    """Return how many comments a filter finds; the queue as it opens is a kept count, not a sweep."""
    if filter.is_default:
        return tally(db)["open"]
    sought = gathering(filter, watched_now(db, filter))
    return db.count(f"SELECT COUNT(*) {sought.sql}", sought.values)


def held(db: Connection) -> int:
    """Return how many comments are set aside for a colleague; a kept count, not a sweep."""
    return tally(db)["held"]


def unscored_waiting(db: Connection, most: int) -> int:
    """Return how many of what waits no model has scored, by the index on the model and up to a number."""
    return db.count(
        "SELECT COUNT(*) FROM (SELECT 1 FROM standing WHERE model = '' AND open + 0 = 1 LIMIT ?) unscored", (most,)
    )


def listed(db: Connection) -> int:
    """Return how many rows the queue has as it opens: a group of near-copies is one."""
    return tally(db)["listed"]


def among(db: Connection, refs: Sequence[int], filter: Filter) -> set[int]:
    """Return which of these comments a filter finds."""
    sought = probing(filter, watched_now(db, filter))
    statement = f"SELECT s.ref {sought.sql} AND s.ref IN ({{}})"  # no text stands in it, so no brace either
    with db.alone():
        if reads_words(filter):
            db.words.put_to_probe(refs)
        return {ref for (ref,) in db.all_in(statement, refs, *sought.values)}


def rows(db: Connection, refs: Sequence[int]) -> list[QueueRow]:
    """Return the comments of these row numbers as lines of the queue, in the order given."""
    found = {row[0]: row for row in db.all_in(_ROWS, refs)}
    return [_queue_row(found[ref]) for ref in refs if ref in found]


def ordering(order: Way) -> tuple[str, str]:
    """Return an order's key, and what follows ORDER BY."""
    return _SORTED[order].key, _clause(_SORTED[order])


def place_in(order: Way, key: float, ref: int) -> Place:
    """Return the place of a comment by its key in an order."""
    return _place(_SORTED[order], key, ref)


def _clause(by: _Sorting) -> str:
    """Return what follows ORDER BY."""
    return f"{by.key} {'DESC' if by.descends else 'ASC'}, s.ref {'DESC' if by.latest_first else 'ASC'}"


def _place(by: _Sorting, key: float, ref: int) -> Place:
    return -key if by.descends else key, -ref if by.latest_first else ref


def _queue_row(row: Row) -> QueueRow:
    ref, id, site, author, created_at, status, state, preview, article_id, title, risk, edited, *counted = row
    shared, copies, *suggested = counted
    return QueueRow(
        ref,
        shown_id(id, site, shared=bool(shared)),
        as_text(site),
        as_text(author),
        as_text(created_at),
        Status(status),
        STATES[state],
        as_preview(preview),
        as_text(article_id),
        as_text(title),
        suggestion(tuple(suggested)),
        risk,
        bool(edited),
        copies=copies,
    )
