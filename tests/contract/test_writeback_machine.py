"""Plans sent through any faults, kills and interference: nothing twice, nothing edited, and all of it taken back."""

import contextlib
import tempfile
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
from moderation.writeback.undoing import undoing
from tests.standins.shelf import Killed, Shelf

IDS = [str(n) for n in range(8)]
KNOWN = [Status.APPROVED, Status.PENDING, Status.REPORTED]
PACE = Pace(sleep=lambda _: None, stamp=lambda: "2026-03-03T08:00:00.000Z")
LIMITS = Limits(most=5, canary=2, batch=3, patience=20)
READING = st.sampled_from(["", "", "", "unread", "busy", "killed"])
CHANGING = st.sampled_from(
    [
        "",
        "",
        "",
        "lost",
        "late",
        "busy",
        "refused",
        "forbidden",
        "forbidden after",
        "edited",
        "killed before",
        "killed after",
    ]
)


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
        """Leave a line as a power cut does."""
        if self.path.exists():
            self.path.write_bytes(self.path.read_bytes() + cut)

    @rule(id=st.sampled_from(IDS))
    def edit(self, id) -> None:
        """Let the reader change the text."""
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
        """Leave alone what was edited, and what somebody decided on the site, from then on."""
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
TestWritingBack.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)
