"""What a file is and what would come in, without taking it in.

A moderator who is sent a file asks this before anything else; the answer is counted while the file streams past, so
that an archive of any size can be asked.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from moderation.answers import Answers, Threading
from moderation.comments import Status
from moderation.formats.records import Export, Found, Reject, Skipped
from moderation.intake import BLOCK, Taken, blocks

PLACES_SHOWN: Final = 3
"""Records of each sort that are named; the rejects file of an import names them all."""


@dataclass(slots=True)
class Inspected:
    """What an export holds; filled while it is read."""

    export: Export
    taken: Taken
    """What is counted at an import, too."""
    writable: int = 0
    """Comments whose id a decision can be written back by."""
    statuses: Counter[Status] = field(default_factory=Counter)
    first: str = ""
    """When the first comment was written, by those that say it."""
    last: str = ""
    rejects: list[Reject] = field(default_factory=list)
    """The first of them."""
    left_out: dict[str, list[str]] = field(default_factory=dict)
    """Kind of record -> where the first of them stand."""
    threading: Threading = field(default_factory=Threading)

    @property
    def waiting(self) -> int:
        """How many comments would wait for a decision."""
        return sum(count for status, count in self.statuses.items() if status.waits)

    def found(self, found: Found) -> None:
        """Count a comment."""
        comment = found.comment
        self.writable += comment.writable
        self.statuses[comment.status] += 1
        # By their letters: among times in UTC, one without a zone may stand a few hours off.
        if comment.created_at:
            self.first = min(self.first or comment.created_at, comment.created_at)
            self.last = max(self.last, comment.created_at)

    def set_aside(self, record: Reject | Skipped) -> None:
        """Note where a record stands that would not come in."""
        if isinstance(record, Skipped):
            places = self.left_out.setdefault(record.kind, [])
            if len(places) < PLACES_SHOWN:
                places.append(record.place)
        elif len(self.rejects) < PLACES_SHOWN:
            self.rejects.append(record)


def inspect(path: str, export: Export, progress: Callable[[int], None]) -> Inspected:
    """Read an export to its end and return what it holds; nothing is kept or changed."""
    inspected, answers = Inspected(export, Taken(path, export.format)), Answers()
    for block in blocks(export.items, BLOCK):
        for item in block:
            inspected.taken.tally(item)
            if isinstance(item, Found):
                inspected.found(item)
            elif isinstance(item, Reject | Skipped):
                inspected.set_aside(item)
        answers.add(item.comment for item in block if isinstance(item, Found))
        progress(inspected.taken.comments)
    inspected.threading = answers.threading()
    return inspected
