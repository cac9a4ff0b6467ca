"""The log against a simple model of itself: a list of rows in Python, read anew from its beginning for every question.

`test_store_machine.py` holds what is kept for speed to what the log says; here it is held to what it should have said:
whose step an undo takes back, what it leaves, what a redo brings again, who is refused, and what an erasure ends.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from moderation.comments import Comment
from moderation.decisions import Kind
from moderation.errors import DecidedMeanwhile, WrongUse
from moderation.labels import LABELS
from moderation.people import LEASE_SECONDS, Sitting
from moderation.queue import Card, Settlement, State
from moderation.store.store import Store

WHO = st.sampled_from(["ann", "bo"])
REF = st.integers(1, 3)
REFS = st.sets(REF, min_size=1, max_size=3).map(sorted)
LABELLED = st.fixed_dictionaries({label: st.sampled_from([True, False, None]) for label in LABELS})
SITTINGS = (Sitting("a1", "ann"), Sitting("a2", "ann"), Sitting("b1", "bo"))
DECIDING = (Kind.SETTLE, Kind.HOLD, Kind.RELEASE)
STEPS = (*DECIDING, Kind.NOTE)


@dataclass(frozen=True)
class Row:
    """A row as the model has it."""

    n: int
    who: str
    kind: Kind
    ref: int
    step: int
    undoes: int | None = None
    text: str = ""


@dataclass
class Model:
    """Every row there was, and nothing else."""

    rows: list[Row] = field(default_factory=list)

    def add(self, who: str, kind: Kind, refs: list[int], undoes: list[int | None], texts: list[str]) -> list[Row]:
        """Append the rows of one step."""
        step = len(self.rows) + 1
        new = [
            Row(step + at, who, kind, ref, step, undone, text)
            for at, (ref, undone, text) in enumerate(zip(refs, undoes, texts, strict=True))
        ]
        self.rows += new
        return new

    def redone(self, undo: Row) -> bool:
        """Whether an undo was itself taken back."""
        return any(row.kind is Kind.REDO and row.undoes == undo.n for row in self.rows)

    def stands(self, row: Row) -> bool:
        """Whether a row is in effect."""
        return not any(u.kind is Kind.UNDO and u.undoes == row.n and not self.redone(u) for u in self.rows)

    def overtaken(self, row: Row) -> bool:
        """Whether somebody else has decided the comment since, and that stands."""
        return row.kind in DECIDING and any(
            o.n > row.n and o.ref == row.ref and o.who != row.who and o.kind in DECIDING and self.stands(o)
            for o in self.rows
        )

    def take_back(self, who: str, kind: Kind) -> list[Row]:
        """Write one step of an undo or a redo, and return its rows."""
        if kind is Kind.UNDO:
            found = [(row, row) for row in self.rows if row.who == who and row.kind in STEPS and self.stands(row)]
        else:
            since = max((row.n for row in self.rows if row.who == who and row.kind in STEPS), default=0)
            undone = [r for r in self.rows if r.who == who and r.kind is Kind.UNDO and r.n > since]
            found = [(undo, self.rows[(undo.undoes or 0) - 1]) for undo in undone if not self.redone(undo)]
        free = [(taken, about) for taken, about in found if not self.overtaken(about)]
        if not free:
            return []
        step = free[-1][0].step
        now = [(taken, about) for taken, about in free if taken.step == step]
        return self.add(who, kind, [about.ref for _, about in now], [taken.n for taken, _ in now], [""] * len(now))

    def of(self, ref: int) -> Row | None:
        """Return the settlement in effect of a comment, or the hold that came after it."""
        settled, held = None, None
        for row in self.rows:
            if row.ref == ref and row.kind in DECIDING and self.stands(row):
                settled = row if row.kind is Kind.SETTLE else settled
                held = row if row.kind is Kind.HOLD else None
        return held or settled


class Log(RuleBasedStateMachine):
    """Two people decide, hold, release, give reasons, undo and redo, while the site edits and authors are erased."""

    @initialize()
    def begin(self) -> None:
        """Open a desk of three comments, the last two by one author."""
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "desk.sqlite", create=True)
        self.texts = dict.fromkeys(range(1, 4), "text 0")
        self.authors = {1: "p", 2: "q", 3: "q"}
        self.erased: set[int] = set()
        self.model, self.shown = Model(), dict[int, Card]()
        self.now, self.open = 1_000_000.0, dict[str, tuple[int, float]]()
        self.take_in()

    def take_in(self) -> None:
        """Import the site's present texts, those of erased authors too."""
        comments = [Comment(str(ref), text, author=self.authors[ref]) for ref, text in self.texts.items()]
        self.store.put_comments("site", comments, self.store.put_source("e", "csv", "site"))

    def living(self, refs: list[int]) -> list[int]:
        """Return the comments that were not erased."""
        return [ref for ref in refs if ref not in self.erased]

    def write(self, who: str, kind: Kind, refs: list[int]) -> None:
        """Let the model write a step on comments as they read now."""
        self.model.add(who, kind, refs, [None] * len(refs), [self.texts[ref] for ref in refs])

    @rule(who=WHO, refs=REFS, labels=LABELLED)
    def settle(self, who, refs, labels):
        """Settle comments as they are shown now; erased ones are refused."""
        cards = [self.store.card(ref) for ref in self.living(refs)]
        if cards:
            step = self.store.settle([Settlement(c.ref, labels, c.answers, c.digest, c.seen) for c in cards], who)
            assert step == len(self.model.rows) + 1
            self.write(who, Kind.SETTLE, [card.ref for card in cards])

    @rule(ref=REF)
    def show(self, ref):
        """Put a comment on somebody's screen, and leave it there."""
        self.shown[ref] = self.store.card(ref)

    @precondition(lambda self: self.shown)
    @rule(who=WHO, labels=LABELLED, data=st.data())
    def settle_what_was_shown(self, who, labels, data):
        """Settle what has stood on a screen: refused exactly if it was edited, erased, or decided by somebody else."""
        card = self.shown[data.draw(st.sampled_from(sorted(self.shown)))]
        ref = card.ref
        present = self.model.of(ref)
        # A settlement of a text that has changed since stands in nobody's way.
        counts = present and (present.kind is Kind.HOLD or present.text == self.texts[ref])
        theirs = counts and present.n != card.seen and present.who != who
        stale = ref in self.erased or card.digest != self.store.card(ref).digest or theirs
        try:
            self.store.settle([Settlement(ref, labels, card.answers, card.digest, card.seen)], who)
        except DecidedMeanwhile:
            assert stale
        else:
            assert not stale
            self.write(who, Kind.SETTLE, [ref])

    @rule(who=WHO, refs=REFS)
    def hold(self, who, refs):
        """Set comments aside."""
        if refs := self.living(refs):
            self.store.hold(refs, who)
            self.write(who, Kind.HOLD, refs)

    @rule(who=WHO, refs=REFS)
    def release(self, who, refs):
        """Put back what is held of some comments."""
        held = [ref for ref in self.living(refs) if (row := self.model.of(ref)) and row.kind is Kind.HOLD]
        try:
            self.store.release(refs, who)
        except WrongUse:
            assert not held
        else:
            self.write(who, Kind.RELEASE, held)

    @precondition(lambda self: self.model.rows)
    @rule(who=WHO, data=st.data())
    def give_a_reason(self, who, data):
        """Say why something was decided, as long as it stands."""
        row = data.draw(st.sampled_from(self.model.rows))
        if row.step == row.n:
            about = [one for one in self.model.rows if one.step == row.n and one.kind in DECIDING]
        else:
            about = [row] if row.kind in DECIDING else []
        about = [one for one in about if self.model.stands(one)]
        try:
            self.store.note(row.n, who, "because")
        except WrongUse:
            assert not about
        else:
            self.write(who, Kind.NOTE, [one.ref for one in about])

    @rule(who=WHO, steps=st.integers(1, 4), kind=st.sampled_from([Kind.UNDO, Kind.UNDO, Kind.REDO]))
    def take_back(self, who, steps, kind):
        """Undo or redo some steps."""
        expected: list[Row] = []
        for _ in range(steps):
            taken = self.model.take_back(who, kind)
            expected += taken
            if not taken:
                break
        told = self.store.undo(who, steps) if kind is Kind.UNDO else self.store.redo(who, steps)
        assert [(row.n, row.undoes) for row in told] == [(row.n, row.undoes) for row in expected]

    @rule(ref=REF, version=st.integers(0, 2))
    def edit(self, ref, version):
        """Change a text on the site, or change it back, and import; what was erased stays so."""
        self.texts[ref] = f"text {version}"
        self.take_in()

    @rule(who=WHO, author=st.sampled_from("pq"), chance=st.integers(0, 5))
    def erase(self, who, author, chance):
        """Forget an author, now and then."""
        if chance:
            return
        step, wrote = self.store.erase(author, who)
        assert {one.ref for one in wrote} == {r for r, name in self.authors.items() if name == author} - self.erased
        assert bool(step) == bool(wrote)
        self.store.finish_erasure()
        self.erased |= {one.ref for one in wrote}
        # An erasure ends what was open of it.
        self.open = {id: one for id, one in self.open.items() if one[0] not in {each.ref for each in wrote}}
        if wrote:
            self.write(who, Kind.ERASE, [one.ref for one in wrote])

    @rule(sitting=st.sampled_from(SITTINGS), ref=st.none() | REF, passed=st.sampled_from([0, 1, 30, 61]))
    def claim(self, sitting, ref, passed):
        """Open a comment, or none, some time later."""
        self.now += passed
        self.open = {id: (one, until) for id, (one, until) in self.open.items() if until > self.now}
        others = [id for id, (one, _) in self.open.items() if one == ref and id != sitting.id]
        told = self.store.claim(ref, sitting, self.now)
        assert told == (next(one.who for one in SITTINGS if one.id == others[0]) if others else "")
        self.open.pop(sitting.id, None)
        if ref is not None and not others:
            self.open[sitting.id] = (ref, self.now + LEASE_SECONDS)

    @rule(sitting=st.sampled_from(SITTINGS))
    def leave(self, sitting):
        """Close a desk."""
        self.store.release_claims(sitting)
        self.open.pop(sitting.id, None)

    @rule()
    def reopen(self):
        """Close the desk and open it again."""
        self.store.close()
        self.store = Store.open(self.store.path)

    @invariant()
    def the_log_is_the_models_rows(self):
        """Nothing is missing, nothing is there twice, nothing was changed, and every seal fits."""
        told = [(row.n, row.who, row.kind, row.id, row.step, row.undoes) for row in self.store.log()]
        assert told == [(row.n, row.who, row.kind, str(row.ref), row.step, row.undoes) for row in self.model.rows]
        assert self.store.faults() == []

    @invariant()
    def every_comment_stands_where_the_model_says(self):
        """States, the queue, and what is counted."""
        states = {ref: self.state(ref) for ref in self.texts}
        assert {ref: self.store.card(ref).state for ref in self.texts} == states
        waiting = {ref for ref, state in states.items() if state is State.WAITING}
        assert set(self.store.queue_refs().tolist()) == waiting
        assert self.store.waiting() == len(waiting)
        assert self.store.held() == sum(state is State.HELD for state in states.values())

    @invariant()
    def every_sitting_has_what_the_model_says(self):
        """Hold each comment open at one desk, and only as long as its lease runs."""
        told = {p.sitting.id: p.ref for p in self.store.people(self.now) if p.ref is not None and p.until > self.now}
        assert told == {id: ref for id, (ref, until) in self.open.items() if until > self.now}

    def state(self, ref: int) -> State:
        """Return where a comment stands by the model."""
        row = self.model.of(ref)
        if ref in self.erased:
            return State.ERASED
        if row is None:
            return State.WAITING
        if row.kind is Kind.HOLD:
            return State.HELD
        return State.SETTLED if row.text == self.texts[ref] else State.WAITING

    def teardown(self) -> None:
        """Close the desk."""
        self.store.close()
        self.folder.cleanup()


TestLog = Log.TestCase
TestLog.settings = settings(
    max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
