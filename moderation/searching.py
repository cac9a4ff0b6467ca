"""A way through what a filter finds: the first page at once, the rest as a worker brings it.

The rest is read from one moment of the desk while decisions go on, so what was decided since is left out of it, and
what came back into it by hand is not put there twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from threading import Lock
from typing import Final

from moderation.filters import Filter
from moderation.orders import Mix, Order, Slice, Way, way_of
from moderation.store.listing import FIRST, Place
from moderation.store.store import Store
from moderation.walking import Walk, Ways, walk_through

FIRST_PAGE: Final = 64
"""Comments read before anything is shown: more than a window holds."""

_PIECE: Final = 4_096

_PAUSE: Final = 0
"""Stands in a stream for a place to stop at, where going on may take a second."""


def way_through(store: Store, order: Way, filter: Filter, mix: Mix) -> Walk:
    """Return the way through a queue."""
    return walk_through(store, order, mix) if filter.is_default else SoughtWalk(store, order, filter, mix)


def first_of(store: Store, order: Order, filter: Filter, limit: int | None = None) -> list[int]:
    """Return what a filter finds, in order, or the first of it; near-copies each by itself, in any queue."""
    walk = SoughtWalk(store, way_of(order, filter), filter, Mix())
    found: list[int] = []
    while not walk.is_over and (limit is None or len(found) < limit):
        walk.prepare()
        found.extend(walk.on(FIRST_PAGE))
    return found[:limit]


class SoughtWalk:
    """What a filter finds, in an order."""

    def __init__(self, store: Store, order: Way, filter: Filter, mix: Mix) -> None:
        self._store = store
        self._order = order
        self._filter = filter
        self._ways = Ways()
        self._passed: dict[Way, Place] = {}
        self._hits = self._mixed(mix) if order is Order.MIXED else self._ordered(order)
        self._gone: set[int] = set()
        self._by_hand: set[int] = set()
        self._reading = Lock()
        self._ready: list[int] | None = None
        self._read_through = False
        self._is_begun = False
        self.is_over = False

    def _mixed(self, mix: Mix) -> Iterator[int]:
        ways = tuple(Slice)
        pages = self._store.first_places_by(ways, self._filter, FIRST_PAGE)
        streams = {way: self._stream(way, page) for way, page in zip(ways, pages, strict=True)}
        yield from self._ways.mixed(streams, mix)

    def _ordered(self, order: Way) -> Iterator[int]:
        yield from self._stream(order, self._store.first_places(order, self._filter, FIRST_PAGE))

    def _stream(self, way: Way, first: Sequence[Place]) -> Iterator[int]:
        self._passed[way] = first[-1] if first else FIRST
        yield from (abs(ref) for _, ref in first)
        if len(first) == FIRST_PAGE:
            yield _PAUSE
            for piece in self._store.places_after(way, self._filter, first[-1]):
                self._passed[way] = piece[-1]
                yield from (abs(ref) for _, ref in piece)

    @property
    def is_ready(self) -> bool:
        """Whether reading on gives something at once."""
        return not self._is_begun or self._ready is not None

    def prepare(self) -> None:
        """Read a piece, which may take a second the first time; for a worker, and never while a key waits."""
        with self._reading:
            if self._is_begun and self._ready is None:
                piece = list(islice(self._hits, _PIECE))
                self._read_through = len(piece) < _PIECE
                self._ready = [ref for ref in piece if ref != _PAUSE]

    def on(self, count: int) -> Iterable[int]:
        """Return the first page, and after that what a worker has prepared, which may be nothing yet."""
        if not self._is_begun:
            return self._first_page()
        ready, self._ready = self._ready or [], None
        self.is_over = self._read_through
        return [ref for ref in ready if ref not in self._gone and ref not in self._by_hand]

    def _first_page(self) -> list[int]:
        self._is_begun = True
        page: list[int] = []
        for ref in self._hits:
            if ref == _PAUSE:
                return page
            page.append(ref)
        self.is_over = True
        return page

    def expected(self) -> int:
        """Return 0: how many there are is known when all are read."""
        return 0

    def belonging(self, refs: Sequence[int]) -> set[int]:
        """Return which of these comments the filter finds now."""
        belong = self._store.among(refs, self._filter)
        self._gone = (self._gone - belong) | (set(refs) - belong)
        return belong

    def has_passed(self, ref: int, place: Place) -> bool:
        """Return whether a comment's place lies before what will be read next."""
        way = Slice.RISK if self._order is Order.MIXED else self._order
        passed = self.is_over or self._ways.of(ref) is not None or place <= self._passed.get(way, FIRST)
        if passed:
            self._by_hand.add(ref)
        return passed

    def slice_of(self, ref: int) -> Slice | None:
        """Return by which of its ways a comment came into the mixed order; None in any other."""
        return (self._ways.of(ref) or Slice.RISK) if self._order is Order.MIXED else None
