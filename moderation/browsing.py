"""A queue being looked through: its order, its filter, and what others do to it meanwhile.

The queue is kept in step by hand: at a million comments reading it again after each key would be felt.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from moderation.company import Company
from moderation.filters import Filter
from moderation.labels import Labels
from moderation.people import Changes
from moderation.policy import Action
from moderation.queue import Mix, Order, QueueRow, Slice
from moderation.store.store import Store
from moderation.waiting import Queue

_AHEAD: Final = 511
"""Comments looked at again together, 5 ms: of ten thousand that a colleague settled at a key, each is passed."""


class Browsing:
    """One person looking through one queue, beside others."""

    def __init__(
        self,
        store: Store,
        who: str,
        order: Order,
        filter: Filter | None,
        mix: Mix | None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.who = who
        self.company = Company(store, who, clock)
        self.order = order
        self.filter = filter or Filter()
        self.mix = mix or Mix()
        self._queue: Queue | None = None
        self._anew: Queue | None = None
        """The same queue as it is now, until it is read as far as to take its place."""
        self._put_off: set[int] = set()

    # The queue

    @property
    def queue(self) -> Queue:
        """The comments in their order; the first are read when it is first asked for."""
        if self._queue is None:
            self._queue = Queue(self.store, self.order, self.filter, self.mix)
        return self._queue

    def __len__(self) -> int:
        return len(self.queue)

    def action_for(self, labels: Labels) -> Action:
        """Return what the site will do with a comment of these labels."""
        return self.store.policy().action(labels)

    def refresh(self, order: Order | None = None, filter: Filter | None = None) -> None:
        """Read the queue anew, in another order or through another filter where one is given."""
        self.order = order or self.order
        self.filter = filter or self.filter
        self._queue = self._anew = None
        self._put_off.clear()

    def asked(self, query: str) -> Filter:
        """Return the filter that a query asks for; `@NAME` stands for a saved one. Raises WrongUse."""
        return self.store.asked(query)

    def ref_at(self, place: int) -> int | None:
        """Return the comment at a place of the queue; None where there is none."""
        return self.queue.ref_at(place)

    def refs_between(self, first: int, last: int) -> Sequence[int]:
        """Return the comments from one place to another, both included, whichever comes first."""
        return self.queue.between(first, last)

    def rows(self, start: int, count: int) -> list[QueueRow]:
        """Return the lines of the queue from a position on."""
        rows = looked_over(self.store, self.store.rows(self.queue.between(start, start + count - 1)))
        return rows if self.is_grouped else [replace(row, copies=0) for row in rows]

    @property
    def is_grouped(self) -> bool:
        """Whether a wave of near-copies is one row; a search shows, and decides, each by itself."""
        return self.filter.is_default

    def position(self, ref: int) -> int | None:
        """Return where a comment stands in the queue, None where it has left it or is not read yet."""
        return self.queue.position(ref)

    def slice_of(self, ref: int) -> Slice | None:
        """Return by which of its ways a comment came into the mixed order; None in any other."""
        return self.queue.slice_of(ref)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the queue is left to be read."""
        return self.queue.is_whole and self._anew is None

    def read_on(self) -> bool:
        """Read one more piece of the queue and return whether more is left; for a worker, after the first frame."""
        return (self._anew or self.queue).read_on()

    def read_anew(self) -> None:
        """Begin to read the queue anew beside the present one, which stays until `take_over`."""
        self._anew = Queue(self.store, self.order, self.filter, self.mix)

    def take_over(self) -> bool:
        """Put the queue that was read anew in the place of the present one, and return whether it was ready."""
        if self._anew is None or not self._anew.is_whole:
            return False
        self._queue, self._anew = self._anew, None
        return True

    def catch_up(self, refs: Sequence[int]) -> None:
        """Look at comments again: out of the queue if they no longer belong, in at their place if they do now.

        Where hundreds have come at once the queue is read anew, beside the present one.
        """
        refs = [*refs, *self.store.standing_in(refs)]  # another of its wave may stand for a comment now
        if self._anew is not None and not self._anew.catch_up(refs):
            self.read_anew()
        if self._queue is not None and not self._queue.catch_up(refs) and self._anew is None:
            self.read_anew()

    def belongs(self, ref: int) -> bool:
        """Whether a comment still belongs to the queue; at a look it may be a second since others were followed."""
        return self.queue.belongs(ref)

    def catch_up_from(self, place: int) -> None:
        """Look again at the comments from a place on: where one was decided by others, some beside it were."""
        self.catch_up(self.refs_between(place, place + _AHEAD))

    @property
    def explained(self) -> str:
        """What stands where in the queue, and what decides between two that are alike."""
        return self.mix.explained if self.order is Order.MIXED else self.order.explained

    # The others

    def follow(self, staying: int | None = None) -> Changes:
        """Take in what anybody did since the last look, cheaply where nothing happened; return what it was.

        The comment that stays is the one on screen: it keeps its place until another is looked at. Where too much
        happened to be named, the queue is read anew beside the present one.
        """
        changes = self.company.look()
        due = self._put_off.union(changes.refs)
        self._put_off = due & {staying}
        self.queue.in_place = frozenset(self._put_off)
        if due := due - {staying}:
            self.catch_up(list(due))
        if self._anew is None and self.company.is_time_to_read_anew():
            self.read_anew()
        return changes

    def go_on(self, place: int) -> int | None:
        """Claim the first comment from a place of the queue on that nobody else has; None where others have them all.

        Where none is left from there on, those before it are gone to.
        """
        while (found := self.company.claim_first(self.queue, place, self.filter.states)) is None:
            if not self.follow().refs:  # what the queue still has may have been decided since the last look
                return None
        return found

    def free_place(self, place: int) -> int:
        """Return the first place from one on that nobody else is known to have open; that place where there is none."""
        return self.company.free_place(self.queue, place)


def looked_over(store: Store, rows: list[QueueRow]) -> list[QueueRow]:
    """Return lines of the queue with those flagged that meet the desk's own list, by their whole texts."""
    watch = store.look_out()
    if not watch.entries:
        return rows
    words = store.words_of([row.ref for row in rows])
    return [replace(row, watched=True) if watch.cues(*words[row.ref]) else row for row in rows]
