"""What a filter finds, in an order: the first of it at once, the rest beside whatever else is asked.

Common hits come soon on a walk along the index of the order. Where they don't, the first page is the top of one pass
over the smallest index that the filter names, 0.15 s at worst; sorting all takes 1.5 s, on a connection of its own.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from moderation.filters import Filter, State
from moderation.orders import Way
from moderation.store import mentions
from moderation.store.clauses import ALWAYS, Sought
from moderation.store.conditions import as_plain, gathering, is_plain
from moderation.store.connection import Connection
from moderation.store.listing import Place, among, ordering, place_in
from moderation.store.saved import watched_now
from moderation.store.search import is_indexed, sign_expression
from moderation.store.standing import tally
from moderation.store.texts import storable

# ruff: noqa: S608  statements are put together from constants alone

_PIECE: Final = 4_096

_WALKED: Final = 6_000
"""Rows of an order's index tried before the filter's own index is gone through: 6 ms."""

_READ: Final = 512
"""The same where each comment has to be read: 20 ms."""

_COMMON: Final = 50_000
"""Comments with a word for which a walk is tried; what fewer have is gathered in 60 ms."""

_MOST_HIDDEN: Final = 20_000
"""Near-copies that wait behind the first of their group, in no index of an order; with more, nothing is walked."""

_KEYS: Final = ("ref INTEGER", "risk REAL", "doubt REAL", "posted INTEGER", "reported INTEGER")
"""What the orders are made of."""

_MEMORY: Final = 16_384
"""In kB; whatever is sought beside the desk sorts on disk."""


def first_places(db: Connection, order: Way, filter: Filter, count: int) -> list[Place]:
    """Return the places of the first `count` comments that a filter finds."""
    walked = _walked(db, order, filter, count)
    if len(walked) == count:
        return walked
    lenient = replace(filter, not_words=(), not_authors=(), not_articles=(), watched=filter.watched or None)
    # "Not in 300,000" takes 0.3 s to gather; most comments meet it, so that looking at the first few is enough.
    if lenient != filter and not mentions.wanted(filter, "*"):
        tried = _gathered(db, order, lenient, 8 * count)
        kept = _belonging(db, filter, tried)
        if len(kept) >= count or len(tried) < 8 * count:
            return kept[:count]
    return _gathered(db, order, filter, count)


def first_places_by(db: Connection, ways: Sequence[Way], filter: Filter, count: int) -> list[list[Place]]:
    """Return the same in each of several orders, gathered once for all of them."""
    walks: list[list[Place]] = []
    for way in ways:
        walks.append(_walked(db, way, filter, count))
        if len(walks[-1]) < count:
            return _hits_by(db, ways, filter, count)
    return walks


def _hits_by(db: Connection, ways: Sequence[Way], filter: Filter, count: int) -> list[list[Place]]:
    """Return the first places in each order out of a table of all hits, which costs half a pass more to make."""
    sought = gathering(filter, watched_now(db, filter))
    with db.alone():
        db.run(f"CREATE TEMP TABLE hit ({', '.join(_KEYS)})")
        keys = ", ".join(f"s.{key.split()[0]}" for key in _KEYS)
        db.run(f"INSERT INTO hit SELECT {keys} {sought.sql}", sought.values)
        hits = Sought("temp.hit s", ALWAYS)
        found = [_places(db, way, sorting(way, hits, f"LIMIT {count:d}")) for way in ways]
        db.run("DROP TABLE temp.hit")
        return found


def _walked(db: Connection, order: Way, filter: Filter, count: int) -> list[Place]:
    """Return the first places as a walk along the order's index finds them; fewer where it was given up."""
    if filter.states != {State.WAITING} or filter.statuses:
        return []  # no index of an order has them
    counts = tally(db)
    if counts["open"] - counts["listed"] > _MOST_HIDDEN:
        return []
    if is_plain(filter):
        found = _places(db, order, walking(order, filter, count))
    elif _is_common(db, filter):
        found = _read_along(db, order, filter, count)
    else:
        return []
    if len(found) < count or counts["open"] == counts["listed"]:
        return found[:count]
    return sorted(found[:count] + _hidden(db, order, filter, count, found[count - 1]))[:count]


def _read_along(db: Connection, order: Way, filter: Filter, count: int) -> list[Place]:
    """Return the places that a filter finds among the first of an order, looking further where that has hope."""
    candidates = _places(db, order, walking(order, as_plain(filter), 3 * _READ))
    found = _belonging(db, filter, candidates[:_READ])
    if count // 3 < len(found) < count:
        found += _belonging(db, filter, candidates[_READ:])
    return found


def _is_common(db: Connection, filter: Filter) -> bool:
    """Return whether so many comments meet the words of a filter that some will be among the first of any order."""
    if any(word.endswith("*") for word in filter.words):
        return True  # how many begin so is as dear to count as to gather
    signs = next((sign_expression(word) for word in filter.words if not is_indexed(word)), "")
    table, asked = ("signs", signs) if signs else ("search", mentions.wanted(filter, watched_now(db, filter)))
    if not asked:
        return True
    counted = f"SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT {_COMMON:d}) found"
    return db.count(counted, (storable(asked),)) == _COMMON


def walking(order: Way, filter: Filter, count: int) -> tuple[str, tuple[object, ...]]:
    """Return the statement for what `standing` alone lets through among the first rows of an order's index."""
    (key, direction), sought = ordering(order), gathering(filter)
    along = f"SELECT s.ref FROM standing s WHERE s.listed = 1 ORDER BY {direction} LIMIT {_WALKED:d}"
    tables = f"({along}) w CROSS JOIN standing s ON s.ref = w.ref"
    # No ORDER BY of its own: the rows come as the index has them, and no more of them are looked at than it takes.
    return f"SELECT {key}, s.ref FROM {tables} WHERE {sought.where.clause} LIMIT {count:d}", sought.values


def _hidden(db: Connection, order: Way, filter: Filter, count: int, last: Place) -> list[Place]:
    """Return the first places, up to a last, of near-copies that wait behind the first of their group."""
    (key, direction), sought = ordering(order), gathering(as_plain(filter))
    behind = f"s.open = 1 AND s.likeness <> 0 AND +s.listed = 0 AND {sought.where.clause}"
    statement = f"SELECT {key}, s.ref FROM standing s WHERE {behind} ORDER BY {direction} LIMIT {_READ:d}"
    before = [place for place in _places(db, order, (statement, sought.values)) if place < last]
    return before[:count] if is_plain(filter) else _belonging(db, filter, before)


def _belonging(db: Connection, filter: Filter, places: Sequence[Place]) -> list[Place]:
    belong = among(db, [abs(ref) for _, ref in places], filter)
    return [place for place in places if abs(place[1]) in belong]


def _gathered(db: Connection, order: Way, filter: Filter, count: int) -> list[Place]:
    return _places(db, order, sorting(order, gathering(filter, watched_now(db, filter)), f"LIMIT {count:d}"))


def sorting(order: Way, sought: Sought, limit: str = "") -> tuple[str, tuple[object, ...]]:
    """Return the statement for all that is sought, in an order."""
    key, direction = ordering(order)
    return f"SELECT {key}, s.ref {sought.sql} ORDER BY {direction} {limit}", sought.values


def _places(db: Connection, order: Way, statement: tuple[str, tuple[object, ...]]) -> list[Place]:
    return [place_in(order, *row) for row in db.all(*statement)]


# Beside everything else


def places_after(db: Connection, order: Way, filter: Filter, after: Place) -> Iterator[list[Place]]:
    """Yield the places of the comments that stand after one, by pieces; for a worker, which waits for the first.

    They are those of the moment when the first is asked for.
    """
    beside = _beside(db)
    try:
        statement = sorting(order, gathering(filter, watched_now(beside, filter)))
        for rows in beside.pages(*statement, _PIECE):
            if piece := [place for row in rows if (place := place_in(order, *row)) > after]:
                yield piece
    finally:
        beside.close()


def found_beside(db: Connection, filter: Filter) -> int:
    """Return how many comments a filter finds, on a connection of its own, so that nobody waits for it."""
    beside = _beside(db)
    try:
        sought = gathering(filter, watched_now(beside, filter))
        return beside.count(f"SELECT COUNT(*) {sought.sql}", sought.values)
    finally:
        beside.close()


def _beside(db: Connection) -> Connection:
    beside = db.beside()
    beside.hold_in_memory(_MEMORY)
    beside.sort_on_disk()
    return beside
