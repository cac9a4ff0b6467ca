"""A site in memory, for the engine's own tests: it refuses what was read too long ago, and counts what reaches it."""

from collections import Counter
from types import MappingProxyType

from moderation.comments import Status
from moderation.writeback.sites import Conflict, Live, Mismatch, NotAllowed, Refused, TryLater, Unsure

ERRORS = {
    "unread": Unsure("no answer"),
    "lost": Unsure("no answer"),
    "late": Unsure("no answer"),
    "busy": TryLater("too many requests", 2),
    "refused": Refused("not this one"),
    "forbidden": NotAllowed("the password was changed"),
    "edited": Conflict("another version"),
    "stale": Conflict("another version"),
    "otherwise": Mismatch("it said yes and did nothing"),
    "forbidden after": NotAllowed("the answer was blocked"),
}


class Killed(BaseException):
    """The process ends here."""


class Shelf:
    """A site that keeps comments in memory, refuses what was read too long ago, and counts what reaches it."""

    system, address = "shelf", "https://shelf.example"
    at_once = 100
    verbs = MappingProxyType({status: status.value for status in (Status.APPROVED, Status.PENDING, Status.REMOVED)})

    def __init__(self, statuses: dict[str, Status]) -> None:
        self.statuses = statuses
        self.texts = dict.fromkeys(statuses, "digest")
        self.reading: list[str] = []
        self.changing: list[str] = []
        self.effects: Counter[str] = Counter()

    def read(self, ids):
        """Return the comments, unless a fault is due."""
        self.meet(self.reading.pop(0) if self.reading else "")
        return {
            id: Live(id, self.statuses[id], self.statuses[id].upper(), self.texts[id])
            for id in ids
            if id in self.statuses
        }

    def change(self, live, wanted):
        """Change a comment; a fault may come before or after."""
        fault = self.changing.pop(0) if self.changing else ""
        if fault == "edited":
            self.texts[live.id] = "another"
        if fault not in ("late", "killed after", "forbidden after", "nothing"):
            self.meet(fault)
        assert self.statuses[live.id] is not wanted, "sent although it is so already"
        if (live.status, live.digest) != (self.statuses[live.id], self.texts[live.id]):
            raise Conflict("not as it was read")
        self.effects[live.id] += 1
        if fault != "nothing":
            self.statuses[live.id] = wanted
            self.meet(fault)

    def meet(self, fault: str) -> None:
        """Raise what a fault is."""
        if fault.startswith("killed"):
            raise Killed
        if fault:
            raise ERRORS[fault]
