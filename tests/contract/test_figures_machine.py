"""The shift's figures after anything at all, against a recount from the log's own words."""

import tempfile
from collections import Counter
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from moderation.comments import Comment
from moderation.decisions import Kind, LogEntry, accepted
from moderation.errors import WrongUse
from moderation.figures import Agreement, Figures, Work, by_hour
from moderation.labels import LABELS, Label
from moderation.queue import Settlement, State
from moderation.store.store import Store
from moderation.suggestions import Suggestions

SCORES = np.array([[0.9, 0.1, 0.1], [0.6, np.nan, 0.7], [0.2, 0.2, 0.2], [0.4, 0.8, 0.1], [0.5, 0.5, 0.5]])


class Shift(RuleBasedStateMachine):
    """Two people decide, in ones and in bulk, hold, give reasons, undo and redo; then everything is counted again."""

    people = st.sampled_from(["ann", "bo\x1b[2J"])
    refs = st.sets(st.integers(1, 6), min_size=1, max_size=4).map(sorted)
    labelled = st.fixed_dictionaries({label: st.sampled_from([True, False, None]) for label in LABELS})

    @initialize()
    def open(self) -> None:
        """Begin with six comments that wait."""
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "desk.sqlite", create=True)
        comments = [Comment(str(n), f"text {n}") for n in range(1, 7)]
        self.store.put_comments("site", comments, self.store.put_source("export.csv", "csv", "site"))
        self.store.put_suggestions([1, 2, 3, 4, 5], Suggestions(SCORES, np.full(3, 0.5), "base"))

    @rule(who=people, refs=refs, labels=labelled, seconds=st.none() | st.integers(0, 99))
    def settle(self, who, refs, labels, seconds):
        """Settle comments with the same labels in one step."""
        cards = [self.store.card(ref) for ref in refs]
        settlements = [Settlement(c.ref, labels, c.answers, c.digest, c.seen) for c in cards]
        self.store.settle(settlements, who, "why", seconds)

    @rule(who=people, refs=refs, labels=labelled)
    def settle_copies(self, who, refs, labels):
        """Settle a comment, and others along with it."""
        cards = [self.store.card(ref) for ref in refs]
        copies = [0, *refs[:1] * (len(refs) - 1)]
        settlements = [
            Settlement(c.ref, labels, c.answers, c.digest, c.seen, copy=copy)
            for c, copy in zip(cards, copies, strict=True)
        ]
        self.store.settle(settlements, who, "", 3.0)

    @rule(who=people)
    def give_a_reason(self, who):
        """Append a reason to a row of the log, which decides nothing."""
        with suppress(WrongUse):  # where the last row is no decision that stands
            self.store.note(self.store.last_row(), who, "because")

    @rule(who=people, ref=st.integers(1, 6))
    def accept(self, who, ref):
        """Settle one comment as suggested."""
        card = self.store.card(ref)
        labels = accepted(card.answers.suggested, card.answers.scores)
        self.store.settle([Settlement(ref, labels, card.answers, card.digest, card.seen)], who)

    @rule(who=people, refs=refs)
    def hold(self, who, refs):
        """Set comments aside."""
        self.store.hold(refs, who, "look")

    @rule(who=people, ref=st.integers(1, 6))
    def release(self, who, ref):
        """Put a held comment back."""
        if self.store.card(ref).state is State.HELD:
            self.store.release([ref], who)

    @rule(who=people, steps=st.integers(1, 3))
    def undo(self, who, steps):
        """Take back steps."""
        self.store.undo(who, steps)

    @rule(who=people)
    def redo(self, who):
        """Put back what was taken back last."""
        self.store.redo(who)

    @invariant()
    def every_figure_equals_a_recount(self):
        """Compare each figure with one counted here from nothing but the rows of the log."""
        log = list(self.store.log())
        standing = stands(log)
        figures = self.store.figures()
        settled = [row for row in standing if row.kind is Kind.SETTLE]
        assert figures.remaining.waiting == figures.remaining.rows == 6 - len(standing)
        assert figures.remaining.held == len(standing) - len(settled)
        assert {who: person.ever for who, person in figures.people.items()} == Counter(r.who for r in settled)
        for who, person in figures.people.items():
            rows = [row for row in settled if row.who == who]
            assert person.today == person.week == recounted(rows, log)
        self.steps_equal_a_recount(figures, standing)

    def steps_equal_a_recount(self, figures: Figures, standing: list[LogEntry]) -> None:
        """Compare the steps with the rows that stand, and the paces with their sums."""
        for who in ("ann", "bo\x1b[2J"):
            rows = [row for row in standing if row.who == who]
            assert [step.n for step in figures.steps_of(who)] == sorted({row.step for row in rows})
            assert figures.pace_today(who).decisions == len(rows)
            starts = [datetime.fromisoformat(at) for _, at in sorted({(row.step, row.at) for row in rows})]
            gaps = [(after - before).total_seconds() for before, after in pairwise(starts)]
            assert figures.pace_today(who).seconds == pytest.approx(sum(gap for gap in gaps if gap <= 300))
            assert sum(by_hour(figures.steps_of(who))) == sum(row.kind is Kind.SETTLE for row in rows)
            times = {row.step: row.seconds for row in rows if row.seconds is not None}
            assert {step.n: step.seconds for step in figures.steps_of(who) if step.seconds is not None} == times

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.store.close()
        self.folder.cleanup()


def stands(log: list[LogEntry]) -> list[LogEntry]:
    """Return the rows that say where comments stand now, worked out from the log's own words."""
    redone = {row.undoes for row in log if row.kind is Kind.REDO}
    undone = {row.undoes for row in log if row.kind is Kind.UNDO and row.n not in redone}
    settled: dict[str, LogEntry] = {}
    aside: dict[str, LogEntry] = {}
    for row in (row for row in log if row.n not in undone):
        if row.kind is Kind.HOLD:
            aside[row.id] = row
        elif row.kind in (Kind.SETTLE, Kind.RELEASE):
            aside.pop(row.id, None)
        if row.kind is Kind.SETTLE:
            settled[row.id] = row
    return sorted((settled | aside).values(), key=lambda row: row.n)


def recounted(rows: list[LogEntry], log: list[LogEntry]) -> Work:
    """Return somebody's work, counted row by row."""
    leads = Counter(row.step for row in log if row.kind is Kind.SETTLE and "copy=" not in row.detail)
    along = [row for row in rows if "copy=" in row.detail]
    read = [row for row in rows if row not in along and leads[row.step] == 1]
    scored = [row for row in read if row.answers.model]
    agreed = [row for row in scored if row.labels == accepted(row.answers.suggested, row.answers.scores)]
    return Work(
        len(rows),
        len(along),
        len(rows) - len(along) - len(read),
        0,
        len(scored),
        len(agreed),
        {label: recounted_label(scored, label) for label in LABELS},
    )


def recounted_label(scored: list[LogEntry], label: Label) -> Agreement:
    """Return how decisions compare with the suggestion of a label."""
    pairs = [
        (label in row.answers.suggested, row.labels[label])
        for row in scored
        if row.answers.scores[label] is not None and row.labels[label] is not None
    ]
    return Agreement(len(pairs), pairs.count((True, False)), pairs.count((False, True)))


TestShift = Shift.TestCase
TestShift.settings = settings(max_examples=40, stateful_step_count=25)
