"""The row numbers of a queue, of which only the beginning is read before it is shown.

A million comments are four megabytes here and nothing else: their lines are read by pages when they come near the
window. The rest is read in the background in small pieces at the end, where nobody looks, so that what is on screen
never shifts.
"""

import contextlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from threading import RLock
from typing import Final

from moderation.filters import Filter
from moderation.orders import Mix, Order, Slice, Way, way_of
from moderation.searching import way_through
from moderation.store.listing import FIRST, Place
from moderation.store.store import Store
from moderation.walking import Walk

FIRST_PIECE: Final = 512
"""Read before the first frame: more than any window shows, 0.5 ms."""

PIECE: Final = 1_024
"""Read at a time in the background: 0.7 ms during which a key waits, if it comes just then."""

MOST_ARRIVALS: Final = 200
"""Comments put at their places by hand, 0.2 ms each in a million; more are found by reading the queue anew."""

_FEW: Final = 32
"""Comments taken out one by one; more leave by one pass over all."""

_NEARBY: Final = 2_048
"""Places around the last one asked for in which comments are looked for first: the whole takes 10 ms and more."""


class Queue:
    """A queue in an order, through a filter; safe to read on in one thread while another decides."""

    def __init__(self, store: Store, order: Order, filter: Filter, mix: Mix) -> None:
        self._store = store
        self._order: Way = way_of(order, filter)
        self._filter = filter
        self._lock = RLock()
        self._walk: Walk = way_through(store, self._order, filter, mix)
        self._refs = array("I")
        self._here = bytearray()
        """By row number, 1 for a comment that is among them: a look, where a search of all takes 10 ms."""
        self._left: dict[int, int] = {}
        """Comments that left -> the place they had."""
        self._looked_at = 0
        self._expected = 0
        self.edition = 0
        """Another number whenever a comment left or came in among those shown."""
        self.in_place: frozenset[int] = frozenset()
        """Comments that stay where they stood, on screen, wherever the order has them by now."""
        self.read_on(FIRST_PIECE)

    def __len__(self) -> int:
        return len(self._refs) if self.is_whole else max(self._expected, len(self._refs))

    @property
    def is_whole(self) -> bool:
        """Whether it has been read to its end."""
        return self._walk.is_over

    def read_on(self, count: int = PIECE) -> bool:
        """Read one more piece and return whether there is more; may be called from a worker."""
        self._walk.prepare()
        with self._lock:
            if not self._walk.is_over:
                self._take_in(self._walk.on(count))
                self._expected = self._walk.expected()
            return not self._walk.is_over

    def ref_at(self, place: int) -> int | None:
        """Return the comment at a place; None where the queue has none there."""
        with self._lock:
            self._read_to(place + 1)
            self._looked_at = place
            return self._refs[place] if 0 <= place < len(self._refs) else None

    def between(self, first: int, last: int) -> Sequence[int]:
        """Return the comments from one place to another, both included, whichever comes first."""
        first, last = sorted((max(first, 0), max(last, 0)))
        with self._lock:
            self._read_to(last + 1)
            return self._refs[first : last + 1]

    def position(self, ref: int) -> int | None:
        """Return where a comment stands, None where it has left, never was here, or is not read yet."""
        with self._lock:
            return self._positions([ref]).get(ref)

    def belongs(self, ref: int) -> bool:
        """Whether a comment belongs here by now, whatever was read."""
        return ref in self._walk.belonging([ref])

    def slice_of(self, ref: int) -> Slice | None:
        """Return by which of its ways a comment came into the mixed order; None in any other."""
        return self._walk.slice_of(ref)

    def catch_up(self, refs: Sequence[int]) -> bool:
        """Look at comments again: out of the queue if they no longer belong, in at their place if they do now.

        Return whether that is all; else more have come than are put in by hand, and the queue should be read anew.
        """
        with self._lock:
            belong = self._walk.belonging(refs)
            present = self._positions(refs)
            self._take_out({ref: place for ref, place in present.items() if ref not in belong})
            staying = self._positions([ref for ref in present if ref in belong])
            moved = self._moved(staying)
            self._take_out({ref: staying[ref] for ref in moved})
            coming = (belong - present.keys()) | moved
            if len(coming) <= MOST_ARRIVALS:
                self._bring_in(coming)
            self._expected = self._walk.expected()
            return len(coming) <= MOST_ARRIVALS

    def _take_in(self, read: Iterable[int]) -> None:
        """Put what was read at the end, but what is here already: it was scored anew, and so is met once more."""
        piece = read if isinstance(read, Sequence) else list(read)
        self._make_room(max(piece, default=0))
        new = [ref for ref in piece if not self._here[ref]]
        for ref in new:
            self._here[ref] = 1
        self._refs.extend(new)

    def _make_room(self, ref: int) -> None:
        self._here.extend(bytes(max(0, ref + 1 - len(self._here))))

    def _is_here(self, ref: int) -> bool:
        return ref < len(self._here) and bool(self._here[ref])

    def _positions(self, refs: Sequence[int]) -> dict[int, int]:
        """Return where those of the comments stand that are here."""
        wanted = {ref for ref in refs if self._is_here(ref)}
        found = _found(self._refs, wanted, max(self._looked_at - _NEARBY, 0), self._looked_at + _NEARBY)
        far = wanted - found.keys()
        if far and self._order is not Order.MIXED:
            found |= self._by_order(far)
        elif len(far) <= _FEW:
            places = {
                ref: self._place_for(stands) for ref, stands in self._store.places(self._order, list(far)).items()
            }
            found |= {ref: at for ref, at in places.items() if self._refs[at : at + 1] == array("I", [ref])}
        return found | _found(self._refs, wanted - found.keys(), 0, len(self._refs))

    def _by_order(self, refs: set[int]) -> dict[int, int]:
        """Return where comments stand by what the order says, as far as that is where they are.

        All are looked for at once, halving the queue each time: twenty questions to the store, however many they are.
        """
        stands = self._store.places(self._order, list(refs))
        first, last = dict.fromkeys(refs, 0), dict.fromkeys(refs, len(self._refs))
        while looking := {ref: (first[ref] + last[ref]) // 2 for ref in refs if first[ref] < last[ref]}:
            seen = self._store.places(self._order, list({self._refs[middle] for middle in looking.values()}))
            for ref, middle in looking.items():
                if seen[self._refs[middle]] < stands[ref]:
                    first[ref] = middle + 1
                else:
                    last[ref] = middle
        return {ref: place for ref, place in first.items() if self._refs[place : place + 1] == array("I", [ref])}

    def _moved(self, staying: Mapping[int, int]) -> set[int]:
        """Return which comments, by their present places, the order has elsewhere by now: scored anew, for one."""
        if self._order is Order.MIXED:  # a comment stays where its turn was
            return set()
        inwards = sorted(staying, key=staying.__getitem__)
        before, after = self._beside(inwards, staying, -1), self._beside(inwards[::-1], staying, 1)
        stands = self._store.places(self._order, list({*staying, *before.values(), *after.values()} - {0}))
        moved, last = set(), FIRST
        for ref in inwards:
            last = max(last, stands.get(before[ref], FIRST))
            if last < stands[ref] and (after[ref] not in stands or stands[ref] < stands[after[ref]]):
                last = stands[ref]
            else:
                moved.add(ref)
        return moved

    def _beside(self, refs: Sequence[int], staying: Mapping[int, int], step: int) -> dict[int, int]:
        """Return the next comment to one side of each that is sure to stand where it belongs, 0 for none."""
        beside: dict[int, int] = {}
        for ref in refs:
            place = staying[ref] + step
            while 0 <= place < len(self._refs) and self._refs[place] in self.in_place:
                place += step
            next_to = self._refs[place] if 0 <= place < len(self._refs) else 0
            beside[ref] = beside.get(next_to, next_to)
        return beside

    def _take_out(self, leaving: Mapping[int, int]) -> None:
        if not leaving:
            return
        # In place, 0.1 ms each in a million: another array of four megabytes would stay with the process.
        for place in sorted(leaving.values(), reverse=True)[:_FEW]:
            del self._refs[place]
        self._leave_out(sorted(leaving.values())[:-_FEW])
        self._left.update(leaving)
        for ref in leaving:
            self._here[ref] = 0
        self.edition += 1

    def _leave_out(self, places: Sequence[int]) -> None:
        """Take many comments out at once."""
        if not places:
            return
        kept, begun = array("I"), 0
        for place in places:
            kept += self._refs[begun:place]
            begun = place + 1
        self._refs = kept + self._refs[begun:]

    def _bring_in(self, refs: set[int]) -> None:
        """Insert comments where the order has them, but those that will be read by and by."""
        places = self._store.places(self._order, list(refs))
        for ref in sorted(refs, key=places.__getitem__):
            stood = self._left.pop(ref, None)
            if self._walk.has_passed(ref, places[ref]):
                at = stood if stood is not None and self._order is Order.MIXED else self._place_for(places[ref])
                self._refs.insert(at, ref)
                self._make_room(ref)
                self._here[ref] = 1
                self.edition += 1

    def _place_for(self, place: Place) -> int:
        """Return how many of the comments stand before a place, by twenty looks at the store for a million."""
        first, last = 0, len(self._refs)
        while first < last:
            middle = seen = (first + last) // 2
            while seen < last and not self._is_in_order(self._refs[seen]):
                seen += 1
            if seen < last and self._stands(self._refs[seen]) < place:
                first = seen + 1
            else:
                last = middle
        return first

    def _is_in_order(self, ref: int) -> bool:
        # In the mixed order only those that came by risk stand in the order of their risk.
        return ref not in self.in_place and self._walk.slice_of(ref) in (None, Slice.RISK)

    def _stands(self, ref: int) -> Place:
        return self._store.places(self._order, [ref])[ref]

    def _read_to(self, length: int) -> None:
        while len(self._refs) < length and self._walk.is_ready and self.read_on():
            pass


def _found(refs: "array[int]", wanted: set[int], start: int, stop: int) -> dict[int, int]:
    if not wanted:
        return {}
    if len(wanted) == 1:  # 10 ms for a million instead of 60
        with contextlib.suppress(ValueError):
            (ref,) = wanted
            return {ref: refs.index(ref, start, stop)}
        return {}
    return {ref: place for place, ref in enumerate(refs[start:stop], start) if ref in wanted}
