"""The keys of a threshold on its histogram, and what stands for them: the label chosen, the threshold tried.

A move asks no table: it is a sum over the counts taken once, and three comments read by their numbers.
"""

from collections.abc import Callable, Sequence

from moderation.labels import LABELS, Label
from moderation.queue import QueueRow
from moderation.what_if import Scores, filter_of
from tui.desk.page.thresholds import Tried


class Trial:
    """A threshold that is being moved."""

    def __init__(self, scores: Scores, rows: Callable[[Sequence[int]], list[QueueRow]]) -> None:
        self._scores = scores
        self._rows = rows
        self._label = LABELS[0]
        # A label looked at again stands where it was left: comparing two is going to and fro.
        self._thresholds = {label: scores.labels[label].start for label in LABELS}

    def choose(self, label: Label) -> None:
        """Look at another label; each keeps the threshold it was left at."""
        self._label = label

    def move(self, hundredths: int) -> None:
        """Move the threshold; the nearest one by way of the model's own."""
        slices = self._scores.labels[self._label]
        self._thresholds[self._label] = slices.moved(self._thresholds[self._label], hundredths)

    def put(self, score: float) -> None:
        """Put the threshold at a score, or the nearest that can be chosen."""
        slices = self._scores.labels[self._label]
        self._thresholds[self._label] = slices.moved(score, 0)

    def go_back(self) -> None:
        """Take the model's own threshold again."""
        self._thresholds[self._label] = self._scores.labels[self._label].start

    @property
    def tried(self) -> Tried:
        """The threshold as it stands, with what it would do."""
        slices = self._scores.labels[self._label]
        what = slices.at(self._thresholds[self._label])
        return Tried(self._scores, slices, what, self._rows(what.examples))

    @property
    def query(self) -> str:
        """The search for the comments that change side; empty where none does."""
        slices, threshold = self._scores.labels[self._label], self._thresholds[self._label]
        return filter_of(self._label, threshold, slices.start) if slices.at(threshold).changing else ""
