"""Counting scores between the thresholds one can choose, a page of them at a time.

Twenty megabytes of scores become a hundred counts, exact to the comment: a score that equals a threshold reaches it.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from moderation.labels import Label
from moderation.store.connection import Connection
from moderation.what_if import EXAMPLES, GRID, Slice, Slices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def numbers(db: Connection, statement: str, values: Sequence[object]) -> "NDArray[np.float64]":
    """Return all columns of all rows one after another; row numbers are exact up to 2 to the 53rd."""
    import numpy as np

    return np.fromiter(chain.from_iterable(db.all(statement, values)), np.float64)


class Cut:
    """One label's counts, as far as they have been taken; a score under nought is "not judged"."""

    def __init__(self, label: Label, own: float | None) -> None:
        import numpy as np  # 0.1 s that the first frame of the desk doesn't pay

        self.label = label
        self._own = own
        self._lows = np.array(sorted({*GRID} | ({own} if own is not None else set())))
        self._waiting = np.zeros(len(self._lows), np.int64)
        self._yes, self._no = self._waiting.copy(), self._waiting.copy()
        self._refs: defaultdict[int, list[int]] = defaultdict(list)
        self._unjudged = 0

    def add_waiting(self, refs: "NDArray[np.float64]", scores: "NDArray[np.float64]") -> None:
        """Count the scores of waiting comments; both of shape (n,)."""
        # SQLite has no NaN; "not judged" comes as -1, since null would stop numpy.
        judged = scores >= 0
        self._unjudged += len(scores) - int(judged.sum())
        places = self._places(scores[judged])
        self._waiting += self._counted(places)
        # Nearly all slices have their examples after the first page.
        for place in set(places.tolist()):
            lacking = EXAMPLES - len(self._refs[place])
            if lacking:
                self._refs[place] += refs[judged][places == place][:lacking].astype(int).tolist()

    def add_decided(self, scores: "NDArray[np.float64]", decided: "NDArray[np.float64]") -> None:
        """Count the scores that decisions answered; decided is 1 for yes, 0 for no, less for neither; both (n,)."""
        judged = scores >= 0
        self._yes += self._counted(self._places(scores[judged & (decided == 1)]))
        self._no += self._counted(self._places(scores[judged & (decided == 0)]))

    def slices(self) -> Slices:
        """Return the counts taken."""
        counts = zip(self._lows.tolist(), self._waiting.tolist(), self._yes.tolist(), self._no.tolist(), strict=True)
        slices = [
            Slice(low, waiting, tuple(self._refs[place]), yes, no)
            for place, (low, waiting, yes, no) in enumerate(counts)
        ]
        return Slices(self.label, self._own, tuple(slices), self._unjudged)

    def _places(self, scores: "NDArray[np.float64]") -> "NDArray[np.int64]":
        return self._lows.searchsorted(scores, side="right") - 1

    def _counted(self, places: "NDArray[np.int64]") -> "NDArray[np.int64]":
        import numpy as np

        return np.bincount(places, minlength=len(self._lows))
