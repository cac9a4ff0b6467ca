"""The comments a moderator has marked, to be acted on together.

Marks are by comment and not by place, so that they survive moving, reading the queue anew and what others decide.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from moderation.policy import Action
from moderation.together import Marked


class Marks:
    """What is marked, in the order it was marked; from where a range is being marked; what was unmarked last."""

    def __init__(self) -> None:
        self._marked: dict[int, Marked] = {}
        self._unmarked: dict[int, Marked] = {}
        self.anchor: int | None = None
        """The comment at which a range begins that is still open."""
        self.changes = 0
        """Grows where marks of rows other than the cursor's change: the whole queue has to be painted then."""

    def __len__(self) -> int:
        return len(self._marked)

    def __iter__(self) -> Iterator[int]:
        return iter(self._marked)

    def __contains__(self, ref: object) -> bool:
        return ref in self._marked

    @property
    def marked(self) -> Mapping[int, Marked]:
        """Each marked comment, as it was when it was marked."""
        return self._marked

    @property
    def actions(self) -> Mapping[Action, int]:
        """What accepting the marked as suggested leads to -> for how many with near-copies; not of the unscored."""
        counted = Counter[Action]()
        for marked in self._marked.values():
            if marked.action is not None:
                counted[marked.action] += 1 + marked.copies
        return counted

    def add(self, marked: Mapping[int, Marked]) -> int:
        """Mark comments and return how many of them weren't yet."""
        new = len(marked.keys() - self._marked.keys())
        self._marked |= marked
        self.changes += len(marked) > 1
        return new

    def drop(self, refs: Iterable[int]) -> None:
        """Take the marks off comments."""
        for ref in refs:
            self._marked.pop(ref, None)
        self.changes += 1

    def toggle(self, ref: int, marked: Marked) -> None:
        """Mark a comment, or take its mark off."""
        if self._marked.pop(ref, None) is None:
            self._marked[ref] = marked

    def clear(self) -> None:
        """Take all marks off, and keep them in mind."""
        self._unmarked, self._marked = self._marked, {}
        self.anchor = None
        self.changes += 1

    def restore(self) -> int:
        """Put back the marks that were taken off last, and return how many they are."""
        back, self._unmarked = self._unmarked, {}
        return self.add(back)
