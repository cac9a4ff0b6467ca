"""The log replayed by the plainest means, to hold the program's own account against it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from moderation.decisions import Kind, LogEntry


@dataclass(slots=True)
class Replayed:
    """Where comments stand after the rows of a log."""

    rows: dict[int, LogEntry] = field(default_factory=dict)
    taken_back: set[int] = field(default_factory=set)
    """Rows that are not in effect."""
    about: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Comment -> its rows that move it, oldest first."""
    doubles: list[str] = field(default_factory=list)
    """Comments that somebody settled while they stood settled by somebody else."""

    @classmethod
    def of(cls, log: Iterable[LogEntry]) -> "Replayed":
        """Return where comments stand after a whole log."""
        replayed = cls()
        for entry in log:
            replayed.take(entry)
        return replayed

    @property
    def settled(self) -> dict[int, int]:
        """Comments that stand settled -> the row that settled them."""
        return {ref: row for ref in self.about if (row := self.settled_by(ref))}

    def take(self, entry: LogEntry) -> None:
        """Take one more row."""
        self.rows[entry.n] = entry
        if entry.kind is Kind.UNDO and entry.undoes:
            self.taken_back.add(entry.undoes)
        elif entry.kind is Kind.REDO and entry.undoes:
            self.taken_back.discard(self.rows[entry.undoes].undoes or 0)
        elif entry.kind in (Kind.SETTLE, Kind.HOLD, Kind.RELEASE):
            ref = int(entry.id) + 1
            before = self.settled_by(ref)
            if entry.kind is Kind.SETTLE and before and self.rows[before].who != entry.who:
                self.doubles.append(f"row {entry.n} settles a comment that row {before} had settled")
            self.about[ref].append(entry.n)

    def settled_by(self, ref: int) -> int:
        """Return the row by which a comment stands settled; 0 where it waits or is held."""
        settlement, is_held = 0, False
        for row in self.about.get(ref, ()):
            if row in self.taken_back:
                continue
            kind = self.rows[row].kind
            settlement = row if kind is Kind.SETTLE else settlement
            is_held = kind is Kind.HOLD
        return 0 if is_held else settlement
