"""Two people at one desk doing anything in any order: what is kept for speed is always what the log says."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from moderation.comments import Comment
from moderation.decisions import Kind, LogEntry
from moderation.labels import LABELS
from moderation.queue import Settlement, State
from moderation.store.store import Store

PEOPLE = st.sampled_from(["ann", "bo"])
REFS = st.sets(st.integers(1, 4), min_size=1, max_size=3).map(sorted)
LABELLED = st.fixed_dictionaries({label: st.sampled_from([True, False, None]) for label in LABELS})


class Desk(RuleBasedStateMachine):
    """Decide, hold, release, undo, redo, edit on the site, close and open, by two people."""

    @initialize()
    def open(self) -> None:
        """Begin with four comments that wait."""
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "desk.sqlite", create=True)
        self.texts = dict.fromkeys(range(1, 5), "text 0")
        self.judged: dict[int, str] = {}
        self.take_in()

    def take_in(self) -> None:
        """Import the site's present texts."""
        comments = [Comment(str(ref), text) for ref, text in self.texts.items()]
        self.store.put_comments("site", comments, self.store.put_source("e", "csv", "site"))

    @rule(who=PEOPLE, refs=REFS, labels=LABELLED)
    def settle(self, who, refs, labels):
        """Settle comments as they are shown now, in one step."""
        cards = [self.store.card(ref) for ref in refs]
        step = self.store.settle([Settlement(c.ref, labels, c.answers, c.digest, c.seen) for c in cards], who)
        self.judged.update((step + place, self.texts[ref]) for place, ref in enumerate(refs))

    @rule(who=PEOPLE, refs=REFS)
    def hold(self, who, refs):
        """Set comments aside."""
        self.store.hold(refs, who)

    @rule(who=PEOPLE, refs=REFS)
    def release(self, who, refs):
        """Put back what is held."""
        if held := [ref for ref in refs if self.store.card(ref).state is State.HELD]:
            self.store.release(held, who)

    @rule(who=PEOPLE, steps=st.integers(1, 3))
    def undo(self, who, steps):
        """Take back steps; it says so exactly if something changed."""
        before = self.standing()
        taken = self.store.undo(who, steps)
        assert bool(taken) == (self.standing() != before)

    @rule(who=PEOPLE)
    def undo_and_redo(self, who):
        """Go back and forth over a step: all is as it was."""
        before = self.standing()
        if self.store.undo(who):
            self.store.redo(who)
        assert self.standing() == before

    @rule(who=PEOPLE)
    def redo(self, who):
        """Put back what was undone last, if anything."""
        self.store.redo(who)

    @rule(ref=st.integers(1, 4), version=st.integers(0, 2))
    def edit(self, ref, version):
        """Change a text on the site, or change it back, and import."""
        self.texts[ref] = f"text {version}"
        self.take_in()

    @rule()
    def reopen(self):
        """Close the desk and open it again."""
        self.store.close()
        self.store = Store.open(self.store.path)

    @invariant()
    def the_desk_says_what_the_log_says(self):
        """Compare states, queue and counts with a fold written here anew."""
        assert self.store.faults() == []
        rows = self.standing()
        for ref in self.texts:
            assert self.store.card(ref).state is self.state(ref, rows)
        waiting = {ref for ref in self.texts if self.state(ref, rows) is State.WAITING}
        assert set(self.store.queue_refs().tolist()) == waiting
        assert self.store.waiting() == len(waiting)

    def standing(self) -> list[LogEntry]:
        """Return the decisions that are not taken back, worked out with nothing but the log's own words."""
        log = list(self.store.log())
        redone = {row.undoes for row in log if row.kind is Kind.REDO}
        undone = {row.undoes for row in log if row.kind is Kind.UNDO and row.n not in redone}
        return [row for row in log if row.kind not in (Kind.UNDO, Kind.REDO) and row.n not in undone]

    def state(self, ref: int, rows: list[LogEntry]) -> State:
        """Return where a comment stands by these rows."""
        about = [row for row in rows if row.id == str(ref)]
        settled = max((row.n for row in about if row.kind is Kind.SETTLE), default=0)
        aside = [row for row in about if row.kind is not Kind.SETTLE and row.n > settled]
        if aside and aside[-1].kind is Kind.HOLD:
            return State.HELD
        return State.SETTLED if settled and self.judged[settled] == self.texts[ref] else State.WAITING

    def teardown(self) -> None:
        """Undo everything: the queue is whole again, and the log has only grown."""
        before = self.store.last_row()
        while len(self.store.undo("ann")) + len(self.store.undo("bo")):
            pass
        assert self.standing() == []
        assert self.store.waiting() == len(self.texts)
        assert self.store.last_row() >= before
        assert self.store.faults() == []
        self.store.close()
        self.folder.cleanup()


TestDesk = Desk.TestCase
TestDesk.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
