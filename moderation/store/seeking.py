"""What a filter finds, in an order: the first of it at once, the rest beside whatever else is asked.

No index holds the order of a filter's hits. The first page is the top of one pass over the smallest index that the
filter names, 0.1 s for 300,000 hits; sorting all takes up to 1.5 s, on a connection of its own that holds up nobody.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from moderation.filters import Filter
from moderation.queue import Order, Slice
from moderation.store.conditions import gathering
from moderation.store.connection import Connection
from moderation.store.listing import Place, among, ordering, place_in
from moderation.store.saved import watched_now

_PIECE: Final = 4_096

_MOST_TRIED: Final = 4_096
"""Comments looked at one by one for what may not be in them, before all that has it is gathered instead."""

_EASY_ON_MEMORY: Final = ("cache_size = -16384", "temp_store = FILE")


def first_places(db: Connection, order: Order | Slice, filter: Filter, count: int) -> list[Place]:
    """Return the places of the first `count` comments that a filter finds."""
    if (lenient := _without_exclusions(filter)) != filter:
        # "Not in 300,000" takes 0.3 s to gather; most comments meet it, so that looking at the first few is enough.
        tried = count
        while tried <= _MOST_TRIED:
            places = _top(db, order, lenient, tried)
            belong = among(db, [abs(ref) for _, ref in places], filter)
            kept = [place for place in places if abs(place[1]) in belong]
            if len(kept) >= count or len(places) < tried:
                return kept[:count]
            tried *= 8
    return _top(db, order, filter, count)


def _without_exclusions(filter: Filter) -> Filter:
    return replace(filter, not_words=(), not_authors=(), not_articles=(), watched=filter.watched or None)


def _top(db: Connection, order: Order | Slice, filter: Filter, count: int) -> list[Place]:
    return [place_in(order, *row) for row in db.all(*_statement(db, order, filter, f"LIMIT {count:d}"))]


def _statement(db: Connection, order: Order | Slice, filter: Filter, limit: str = "") -> tuple[str, tuple[object, ...]]:
    sought = gathering(filter, watched_now(db, filter))
    key, direction = ordering(order)
    return f"SELECT {key}, s.ref {sought.sql} ORDER BY {direction} {limit}", sought.values


def found_beside(db: Connection, filter: Filter) -> int:
    """Return how many comments a filter finds, on a connection of its own, so that nobody waits for it."""
    beside = _beside(db)
    try:
        sought = gathering(filter, watched_now(beside, filter))
        return beside.count(f"SELECT COUNT(*) {sought.sql}", sought.values)
    finally:
        beside.close()


def _beside(db: Connection) -> Connection:
    beside = Connection(db.path)
    for setting in _EASY_ON_MEMORY:
        beside.run(f"PRAGMA {setting}")
    return beside


def places_after(db: Connection, order: Order | Slice, filter: Filter, after: Place) -> Iterator[list[Place]]:
    """Yield the places of the comments that stand after one, by pieces; for a worker, which waits for the first.

    They are those of the moment when the first is asked for.
    """
    beside = _beside(db)
    try:
        for page in beside.pages(*_statement(beside, order, filter), _PIECE):
            if piece := [place for row in page if (place := place_in(order, *row)) > after]:
                yield piece
    finally:
        beside.close()
