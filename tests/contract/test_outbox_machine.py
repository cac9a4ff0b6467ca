"""Decisions made, taken back and made anew while the outbox stumbles and is killed: the site ends like the desk."""

import contextlib
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from moderation.comments import Comment, Status, text_digest
from moderation.labels import LABELS, Label
from moderation.queue import Settlement
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from moderation.writeback.journal import Journal, JournalHeader
from moderation.writeback.outbox import GRACE, Outbox
from moderation.writeback.pacing import Pace
from moderation.writeback.planning import Asked
from moderation.writeback.reading import Stopped
from tests.standins.shelf import Killed, Shelf

REFS = (1, 2, 3)
REMOVE = {label: label is Label.ABUSE for label in LABELS}
HOLD = {label: label is Label.OFF_TOPIC for label in LABELS}
FINE = dict.fromkeys(LABELS, False)
WANTED = {Label.ABUSE: Status.REMOVED, Label.OFF_TOPIC: Status.PENDING}
READING = st.sampled_from(["", "", "", "unread", "busy", "killed"])
CHANGING = st.sampled_from(["", "", "lost", "late", "busy", "killed before", "killed after"])


class Sending(RuleBasedStateMachine):
    """A desk of three comments that readers see, decided by one person, sent by another."""

    @initialize()
    def begin(self) -> None:
        """Open a desk whose comments stand on a site."""
        self.folder = tempfile.TemporaryDirectory()
        self.journal = Path(self.folder.name) / "outbox.jsonl"
        self.store = Store.open(Path(self.folder.name) / "desk.sqlite", create=True)
        source = self.store.put_source("export.csv", "csv", "site")
        comments = [Comment(str(ref), f"text {ref}", author="Ann", status=Status.APPROVED) for ref in REFS]
        self.store.put_comments("site", comments, source)
        self.store.put_suggestions(REFS, Suggestions(np.full((3, 3), 0.5), np.full(3, 0.5), "m1"))
        self.site = Shelf({comment.id: Status.APPROVED for comment in comments})
        self.site.texts = {comment.id: text_digest(comment.text) for comment in comments}

    @rule(ref=st.sampled_from(REFS), labels=st.sampled_from([REMOVE, HOLD, FINE]))
    def decide(self, ref, labels) -> None:
        """Decide a comment, for the first time or anew."""
        card = self.store.card(ref)
        self.store.settle([Settlement(ref, labels, card.answers, card.digest, card.seen)], "ann")

    @rule()
    def undo(self) -> None:
        """Take back the last decision."""
        self.store.undo("ann")

    @rule()
    def redo(self) -> None:
        """Take back the undo."""
        self.store.redo("ann")

    @rule(reading=st.lists(READING, max_size=6), changing=st.lists(CHANGING, max_size=6))
    def run(self, reading, changing) -> None:
        """Start the outbox, through faults, until it stops, is killed or has nothing left."""
        self.site.reading, self.site.changing = reading, changing
        with contextlib.suppress(Killed, Stopped):
            self.look()

    def look(self) -> int:
        """Let a process of its own look twice; return how much the second look found."""
        pace = Pace(1000.0, sleep=lambda _: None)
        with Journal.open(self.journal, JournalHeader("outbox", "shelf", ""), pace.stamp) as journal:
            outbox = Outbox(self.store, Asked("shelf", "", "site"), self.site, journal, "kim", pace=pace)
            outbox.look_once(datetime.now(UTC) + 2 * GRACE)
            return len(outbox.look_once(datetime.now(UTC) + 2 * GRACE + timedelta(seconds=1)).changes)

    def teardown(self) -> None:
        """Without faults, the site comes to stand as the desk does, and then rests."""
        self.site.reading, self.site.changing = [], []
        self.look()
        effects = self.site.effects.copy()
        assert self.look() == 0
        assert self.site.effects == effects
        standing = {one.posted.comment.id: one.labels for one in self.store.decided()}
        for id, status in self.site.statuses.items():
            labels = standing.get(id, FINE)
            assert status is next((wanted for label, wanted in WANTED.items() if labels[label]), Status.APPROVED)
        self.store.close()
        self.folder.cleanup()


TestSending = Sending.TestCase
TestSending.settings = settings(max_examples=40, stateful_step_count=14, deadline=None)
