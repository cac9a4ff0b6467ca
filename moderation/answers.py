"""Which comments of an export answer which: those that answer nobody in it, and those that answer in a circle.

Nothing of the program follows a thread further than one step, so a circle does no harm; but it says that an export
is damaged. Twenty-four bytes a comment are kept, and no path is walked: a chain of 100,000 answers takes 17 strides.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import Comment

MOST: Final = 4_000_000
"""Comments that are looked at, 96 MB of them; an export of more is judged by its first."""

_NOBODY: Final = 0  # the hash of an empty id


@dataclass(frozen=True, slots=True)
class Threading:
    """What is odd about who answers whom."""

    orphans: int = 0
    """Answers to comments that the export doesn't hold."""
    across: int = 0
    """Answers to comments under another article."""
    circular: int = 0
    """Comments that answer each other in a circle."""


class Answers:
    """Collects who answers whom while an export passes."""

    def __init__(self) -> None:
        self._hashes = array("q")

    def add(self, comments: Iterable[Comment]) -> None:
        """Note comments."""
        if len(self._hashes) < 3 * MOST:
            for comment in comments:
                self._hashes.extend((hash(comment.id), hash(comment.parent_id), hash(comment.article_id)))

    def threading(self) -> Threading:
        """Return what is odd about the comments noted."""
        ids, parents, articles = np.frombuffer(self._hashes, np.int64).reshape(-1, 3).T
        by_id = np.argsort(ids, kind="stable")
        place = np.minimum(np.searchsorted(ids[by_id], parents), max(0, len(ids) - 1))
        answered = by_id[place]
        answers = parents != _NOBODY
        found = answers & (ids[answered] == parents) if len(ids) else answers
        across = int((articles[answered[found]] != articles[found]).sum())
        return Threading(int(answers.sum() - found.sum()), across, _circular(np.where(found, answered, len(ids))))


def _circular(above: NDArray[np.int64]) -> int:
    """Return how many comments stand in a circle; `above` is the place of what each answers, its length for nobody."""
    nobody = len(above)
    reached = np.append(above, nobody)
    for _ in range(nobody.bit_length()):
        reached = reached[reached]
    # What has not come to an end after so many strides has come into a circle, and fills it.
    return len(np.unique(reached[reached != nobody]))
