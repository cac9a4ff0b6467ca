"""The queue as an array of row numbers, and its rows a page at a time.

The whole order is read once, as eight bytes a comment: any position of a million is then one look away, which no
OFFSET gives, and the desk needs no statement to scroll.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import Status
from moderation.filters import Filter
from moderation.queue import Order, QueueRow
from moderation.store.conditions import condition, reads_comments
from moderation.store.connection import Connection, Row
from moderation.store.log import shown_id
from moderation.store.standing import STATES, tally
from moderation.store.suggestions import SUGGESTION_COLUMNS, suggestion
from moderation.store.texts import PREVIEW_CHARACTERS, as_preview, as_text

# ruff: noqa: S608  statements are put together from constants alone

_SORT_KEY: Final = {
    Order.RISK: "-s.risk",
    Order.UNCERTAIN: "s.doubt",
    Order.NEWEST: "-s.posted",
    Order.OLDEST: "s.posted",
}

# Written out, since a bound 1 would miss the partial index (2.4 s against 0.3 s).
_RISKIEST_FIRST: Final = "SELECT ref FROM standing WHERE open = 1 ORDER BY risk DESC, ref"

_ROWS: Final = f"""SELECT c.ref, c.id, site.name, c.author, c.created_at, c.status, s.state,
    SUBSTR(c.text, 1, {PREVIEW_CHARACTERS}), c.article_id, a.title, s.risk, s.edited,
    (SELECT COUNT(*) FROM comment other WHERE other.id = c.id) > 1, {SUGGESTION_COLUMNS}
    FROM comment c JOIN standing s ON s.ref = c.ref JOIN site ON site.ref = c.site
    LEFT JOIN article a ON a.site = c.site AND a.id = c.article_id WHERE c.ref IN ({{}})"""


def queue_refs(db: Connection, order: Order, filter: Filter) -> NDArray[np.int64]:
    """Return the row numbers of the comments asked for, in their order.

    All but the queue as it opens are sorted here: numpy takes 0.1 s for a million, SQLite 1.2 s.
    """
    if filter.is_default and order is Order.RISK:
        return db.numbers(_RISKIEST_FIRST).astype(np.int64)
    asked = condition(filter)
    found = db.numbers(f"SELECT s.ref, {_SORT_KEY[order]} {_tables(filter)} WHERE {asked.clause}", asked.values)
    # Interleaved in one flat array: a structured one took half as long again to fill.
    refs, keys = found[0::2], found[1::2]
    return refs[np.lexsort((refs, keys))].astype(np.int64)


def waiting(db: Connection, filter: Filter) -> int:
    """Return how many comments a filter finds; the queue as it opens is a kept count, not a sweep."""
    if filter.is_default:
        return tally(db)["open"]
    asked = condition(filter)
    return db.count(f"SELECT COUNT(*) {_tables(filter)} WHERE {asked.clause}", asked.values)


def among(db: Connection, refs: Sequence[int], filter: Filter) -> set[int]:
    """Return which of these comments a filter finds."""
    asked = condition(filter)
    statement = f"SELECT s.ref {_tables(filter)} WHERE {asked.clause} AND s.ref IN ({{}})"
    return {ref for (ref,) in db.all_in(statement, refs, *asked.values)}


def rows(db: Connection, refs: Sequence[int]) -> list[QueueRow]:
    """Return the comments of these row numbers as lines of the queue, in the order given."""
    found = {row[0]: row for row in db.all_in(_ROWS, [int(ref) for ref in refs])}
    return [_queue_row(found[ref]) for ref in map(int, refs) if ref in found]


def _tables(filter: Filter) -> str:
    return "FROM standing s JOIN comment c ON c.ref = s.ref" if reads_comments(filter) else "FROM standing s"


def _queue_row(row: Row) -> QueueRow:
    ref, id, site, author, created_at, status, state, preview, article_id, title, risk, edited, shared, *suggested = row
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
    )
