"""Plans sent through any faults, kills and interference: nothing twice, nothing edited, and all of it taken back."""

import contextlib
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from moderation.comments import Status
from moderation.policy import Action
from moderation.writeback.applying import apply
from moderation.writeback.changes import Change, Outcome
from moderation.writeback.journal import Journal, JournalHeader
from moderation.writeback.pacing import Pace
from moderation.writeback.reading import Limits
from moderation.writeback.sites import Conflict, Live, NotAllowed, Refused, TryLater, Unsure
from moderation.writeback.undoing import undoing

IDS = [str(n) for n in range(8)]
KNOWN = [Status.APPROVED, Status.PENDING, Status.REPORTED]
PACE = Pace(sleep=lambda _: None, stamp=lambda: "2026-03-03T08:00:00.000Z")
LIMITS = Limits(most=5, canary=2, batch=3, patience=20)
READING = st.sampled_from(["", "", "", "unread", "busy", "killed"])
CHANGING = st.sampled_from(
    ["", "", "", "lost", "late", "busy", "refused", "forbidden", "edited", "killed before", "killed after"]
)
ERRORS = {
    "unread": Unsure("no answer"),
    "lost": Unsure("no answer"),
    "late": Unsure("no answer"),
    "busy": TryLater("too many requests", 2),
    "refused": Refused("not this one"),
    "forbidden": NotAllowed("the password was changed"),
    "edited": Conflict("another version"),
}


class Killed(BaseException):
    """The process ends here."""


class Shelf:
    """A site that keeps comments in memory, refuses what was read too long ago, and counts what reaches it."""

    system, address = "shelf", "https://shelf.example"
    verbs = {status: status.value for status in (Status.APPROVED, Status.PENDING, Status.REMOVED)}

    def __init__(self, statuses: dict[str, Status]) -> None:
        self.statuses = statuses
        self.texts = dict.fromkeys(statuses, "digest")
        self.reading: list[str] = []
        self.changing: list[str] = []
        self.effects: Counter[str] = Counter()

    def read(self, ids):
        """Return the comments, unless a fault is due."""
        self.meet(self.reading.pop(0) if self.reading else "")
        return {id: Live(id, self.statuses[id], f"is {self.statuses[id]}", self.texts[id]) for id in ids}

    def change(self, live, wanted):
        """Change a comment; a fault may come before or after."""
        fault = self.changing.pop(0) if self.changing else ""
        if fault == "edited":
            self.texts[live.id] = "another"
        if fault not in ("late", "killed after"):
            self.meet(fault)
        assert self.statuses[live.id] is not wanted, "sent although it is so already"
        if (live.status, live.digest) != (self.statuses[live.id], self.texts[live.id]):
            raise Conflict("not as it was read")
        self.effects[live.id] += 1
        self.statuses[live.id] = wanted
        self.meet(fault)

    def meet(self, fault: str) -> None:
        """Raise what a fault is."""
        if fault.startswith("killed"):
            raise Killed
        if fault:
            raise ERRORS[fault]


class WritingBack(RuleBasedStateMachine):
    """Run, be killed, run again, while others moderate the same site."""

    @initialize(statuses=st.lists(st.sampled_from(KNOWN), min_size=8, max_size=8))
    def begin(self, statuses) -> None:
        """Plan to remove every comment."""
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "plan.journal"
        self.before = dict(zip(IDS, statuses, strict=True))
        self.site = Shelf(dict(self.before))
        self.touched: dict[str, int] = {}
        self.plan = [
            Change(id, "s", "digest", self.before[id], Status.REMOVED, Action.REMOVE, n=n) for n, id in enumerate(IDS)
        ]

    @rule(reading=st.lists(READING, max_size=6), changing=st.lists(CHANGING, max_size=8))
    def run(self, reading, changing) -> None:
        """Send what is left, through faults."""
        self.site.reading, self.site.changing = reading, changing
        with contextlib.suppress(Killed):
            self.send(self.plan, self.path)

    def send(self, changes, path, limits=LIMITS):
        """Run once."""
        with Journal.open(path, JournalHeader(path.name, "shelf", ""), PACE.stamp) as journal:
            return apply(changes, self.site, journal, "kim", limits, PACE)

    @rule(cut=st.sampled_from([b"{", b'{"line":"intent","req', b'{"line":"outcome"']))
    def tear(self, cut) -> None:
        """The machine went down in the middle of a line."""
        if self.path.exists():
            self.path.write_bytes(self.path.read_bytes() + cut)

    @rule(id=st.sampled_from(IDS))
    def edit(self, id) -> None:
        """The reader changes the text."""
        self.site.texts[id] = "another"
        self.touched[id] = self.site.effects[id]

    @rule(id=st.sampled_from(IDS))
    def moderate(self, id) -> None:
        """Somebody calls it spam on the site."""
        self.site.statuses[id] = Status.SPAM
        self.touched[id] = self.site.effects[id]

    @invariant()
    def no_comment_is_changed_twice(self) -> None:
        """Whatever was not answered had either arrived or not; both were found out by reading."""
        assert all(self.site.effects[id] <= 1 for id in IDS)

    @invariant()
    def nobody_elses_word_is_overruled(self) -> None:
        """An edited comment, or one that somebody decided on the site, is left alone from then on."""
        assert all(self.site.effects[id] == effects for id, effects in self.touched.items())

    def teardown(self) -> None:
        """Run to the end, compare, and take everything back."""
        self.site.reading, self.site.changing = [], []
        for _ in IDS:
            self.send(self.plan, self.path)
        with Journal.open(self.path, JournalHeader(self.path.name, "shelf", ""), PACE.stamp) as journal:
            ends = {change.id: journal.of(change).outcome for change in self.plan}
        for id, end in ends.items():
            assert end not in (None, Outcome.UNSURE, Outcome.SKIPPED)
            assert self.site.effects[id] == (end is Outcome.CHANGED) or (self.site.effects[id] and id in self.touched)
        self.take_back()
        self.folder.cleanup()

    def take_back(self) -> None:
        """Undo: what nobody else touched stands as it did."""
        _, changes = undoing(self.path)
        self.send(changes, self.path.with_suffix(".undo"), Limits())
        for id in set(IDS) - set(self.touched):
            before = (
                Status.APPROVED if self.before[id] is Status.REPORTED and self.site.effects[id] else self.before[id]
            )
            assert self.site.texts[id] == "another" or self.site.statuses[id] is before


TestWritingBack = WritingBack.TestCase
TestWritingBack.settings = settings(max_examples=100, stateful_step_count=12, deadline=None)
