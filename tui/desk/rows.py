"""The lines of the queue that are near the window, a page at a time."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from moderation.errors import TriageError
from moderation.queue import QueueRow
from moderation.review import Review

PAGE: Final = 24
"""Lines read together."""
_KEPT: Final = 1_024
"""Lines held at most, under 1 MB; a queue of a million is never held."""


class RowCache:
    """Lines by comment, so that a comment that leaves the queue doesn't make the others stale."""

    def __init__(self, review: Review, cover: Callable[[Sequence[QueueRow]], list[QueueRow]]) -> None:
        self._review = review
        self._cover = cover
        self._rows: OrderedDict[int, QueueRow] = OrderedDict()

    def at(self, place: int) -> QueueRow | None:
        """Return the line at a place of the queue; None where the comment is gone from the desk."""
        ref = self._review.ref_at(place)
        if ref is None:
            return None
        if ref not in self._rows:
            # A quarter back: whoever goes up again finds the page they came from. A page takes 0.3 ms, but 15 where
            # its words are new to the model that covers some: one of 64 lines was felt, 50 ms.
            self._rows.update((row.ref, row) for row in self._missing(max(place - PAGE // 4, 0)))
            while len(self._rows) > _KEPT:
                self._rows.popitem(last=False)
        return self._rows.get(ref)

    def _missing(self, start: int) -> list[QueueRow]:
        """Return the lines of a page that are not held: after an undo that is one."""
        refs = self._review.refs_between(start, start + PAGE - 1)
        places = [place for place, ref in enumerate(refs, start) if ref not in self._rows]
        try:
            return self._cover(self._review.rows(places[0], places[-1] - places[0] + 1))
        except TriageError:  # asked for while painting, where an error would end the desk; the next key says it
            return []

    def forget(self, ref: int) -> None:
        """Read a comment's line anew the next time."""
        self._rows.pop(ref, None)

    def clear(self) -> None:
        """Read every line anew the next time."""
        self._rows.clear()
