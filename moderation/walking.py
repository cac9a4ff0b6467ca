"""Ways through a queue from its first comment to its last, a piece at a time.

The queue as it opens is walked by pages of an order's index; the mixed order goes three ways at once and takes each
comment by the way that reaches it first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from moderation.orders import Mix, Order, Slice, Way
from moderation.store.listing import FIRST, Place
from moderation.store.store import Store

_PAGE: Final = 512
"""Rows that one way of the mixed order reads ahead."""

_WAYS: Final = tuple(Slice)


class Walk(Protocol):
    """A way through a queue."""

    @property
    def is_over(self) -> bool:
        """Whether the last comment has been read."""
        ...

    @property
    def is_ready(self) -> bool:
        """Whether reading on gives something at once."""
        ...

    def prepare(self) -> None:
        """Make the next piece ready where that takes its time; for a worker, which keeps nobody waiting."""
        ...

    def on(self, count: int) -> Iterable[int]:
        """Read up to `count` comments more; more than that where they can't be read in pieces."""
        ...

    def expected(self) -> int:
        """Return how many comments the whole way has, as far as is known."""
        ...

    def belonging(self, refs: Sequence[int]) -> set[int]:
        """Return which of these comments belong to the queue now."""
        ...

    def has_passed(self, ref: int, place: Place) -> bool:
        """Return whether reading on will not come by this comment any more."""
        ...

    def slice_of(self, ref: int) -> Slice | None:
        """Return by which of its ways a comment came into the mixed order; None in any other."""
        ...


def walk_through(store: Store, order: Way, mix: Mix) -> Walk:
    """Return the way through the queue as it opens."""
    return MixedWalk(store, mix) if order is Order.MIXED else OrderedWalk(store, order)


class OrderedWalk:
    """The queue as it opens, in an order that has an index."""

    is_ready = True

    def __init__(self, store: Store, order: Way) -> None:
        self._store = store
        self._order = order
        self._after = FIRST
        self.is_over = False

    def prepare(self) -> None:
        """Do nothing: a page of an index takes no time."""

    def on(self, count: int) -> list[int]:
        """Read up to `count` comments more."""
        page = self._store.queue_page(self._order, self._after, count)
        self.is_over = len(page) < count
        self._after = page[-1] if page else self._after
        return [abs(ref) for _, ref in page]

    def expected(self) -> int:
        """Return the kept count of rows."""
        return self._store.listed()

    def belonging(self, refs: Sequence[int]) -> set[int]:
        """Return which of these comments are rows of the queue as it opens."""
        return self._store.listed_among(refs)

    def has_passed(self, ref: int, place: Place) -> bool:
        """Return whether a place lies before what is read next."""
        return self.is_over or place <= self._after

    def slice_of(self, ref: int) -> None:
        """Return None: there is one way only."""


class MixedWalk:
    """The queue as it opens, by risk, by doubt and by lot in turns."""

    is_ready = True

    def __init__(self, store: Store, mix: Mix) -> None:
        self._store = store
        self._ways = Ways()
        self._streams = {way: OrderedWalk(store, way) for way in Slice}
        self._mixed = self._ways.mixed({way: _comments(walk) for way, walk in self._streams.items()}, mix)
        self.is_over = False

    def prepare(self) -> None:
        """Do nothing: a page of an index takes no time."""

    def on(self, count: int) -> list[int]:
        """Read up to `count` comments more; fewer where many that came by another way had to be passed by."""
        piece, pages = [], 0
        for ref in self._mixed:
            if ref:
                piece.append(ref)
            pages += not ref
            if len(piece) == count or pages > count // _PAGE:
                return piece
        self.is_over = True
        return piece

    def expected(self) -> int:
        """Return the kept count of rows."""
        return self._store.listed()

    def belonging(self, refs: Sequence[int]) -> set[int]:
        """Return which of these comments are rows of the queue as it opens."""
        return self._store.listed_among(refs)

    def has_passed(self, ref: int, place: Place) -> bool:
        """Return whether a comment was taken, or its place by risk lies before what is read next."""
        return self.is_over or self._ways.of(ref) is not None or self._streams[Slice.RISK].has_passed(ref, place)

    def slice_of(self, ref: int) -> Slice:
        """Return by which of its ways a comment came; one that came in later, by its risk."""
        return self._ways.of(ref) or Slice.RISK


class Ways:
    """By which way each comment was taken, a byte a comment; and the taking in turns."""

    def __init__(self) -> None:
        self._taken = bytearray()

    def of(self, ref: int) -> Slice | None:
        """Return the way by which a comment was taken, None for one that was not."""
        taken = self._taken[ref] if ref < len(self._taken) else 0
        return _WAYS[taken - 1] if taken else None

    def mixed(self, streams: Mapping[Slice, Iterator[int]], mix: Mix) -> Iterator[int]:
        """Yield every comment once, by each of the streams in the turns of the mix.

        A 0 in a stream is passed on: there one may stop, and go on later.
        """
        turns = mix.round
        while turns:
            for way in turns:
                while not (ref := self._next_untaken(streams[way])):
                    if ref is None:
                        break
                    yield 0
                if ref is None:  # nothing is left by this way
                    turns = tuple(left for left in turns if left is not way)
                    break
                self._take(ref, way)
                yield ref

    def _next_untaken(self, stream: Iterator[int]) -> int | None:
        taken = self._taken
        return next((ref for ref in stream if ref >= len(taken) or not taken[ref]), None)

    def _take(self, ref: int, way: Slice) -> None:
        if ref >= len(self._taken):
            self._taken.extend(bytes(ref + 1 - len(self._taken) + len(self._taken) // 8))
        self._taken[ref] = 1 + _WAYS.index(way)


def _comments(walk: OrderedWalk) -> Iterator[int]:
    while not walk.is_over:
        yield from walk.on(_PAGE)
        yield 0
