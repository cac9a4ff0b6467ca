"""What another threshold would do, against a count of the scores and the log one by one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.comments import Comment
from moderation.decisions import Kind
from moderation.filters import parse_filter
from moderation.labels import LABELS, Label
from moderation.queue import Settlement
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from moderation.what_if import GRID, Slices, column_of, filter_of

ABUSE = Label.ABUSE
OWN = np.array([0.357142857, 0.57, 0.031])
NUMBER = 120


def scores_of_all() -> np.ndarray:
    """Return scores that lie anywhere, and many exactly on a threshold one can choose."""
    drawn = np.random.default_rng(7)
    scores = drawn.beta(0.4, 2, (NUMBER, 3))
    scores[::3] = scores[::3].round(2)
    scores[5] = OWN
    scores[6], scores[7], scores[8] = 0.0, 1.0, np.nan
    return scores


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of 120 scored comments and one without scores, a third of them decided."""
    with Store.open(desk, create=True) as opened:
        comments = [Comment(str(n), f"text {n}") for n in range(1, NUMBER + 2)]
        opened.put_comments("site", comments, opened.put_source("export.csv", "csv", "site"))
        opened.put_suggestions(range(1, NUMBER + 1), Suggestions(scores_of_all(), OWN, "base"))
        for ref in range(1, NUMBER, 3):
            decide(opened, [ref], ref % 2 == 0)
        decide(opened, [5, 6], True)
        yield opened


def decide(store: Store, refs: list[int], yes: bool) -> None:
    cards = [store.card(ref) for ref in refs]
    labels = dict.fromkeys(LABELS, yes)
    store.settle([Settlement(c.ref, labels, c.answers, c.digest, c.seen) for c in cards], "ann")


@pytest.mark.parametrize("label", LABELS)
def test_every_threshold_equals_a_recount(store, label):
    """A number that is one off is a number nobody trusts."""
    slices = store.scores().labels[label]
    own = slices.own
    rows = store.rows(store.queue_refs())
    waiting = [row.suggestion.scores[label] for row in rows if row.suggestion is not None]
    judged = [score for score in waiting if score is not None]
    steps = [row.step for row in store.log()]
    decided = [
        (row.answers.scores[label], row.labels[label])
        for row in store.log()
        if row.kind is Kind.SETTLE and steps.count(row.step) == 1 and row.answers.scores[label] is not None
    ]
    assert own == OWN[LABELS.index(label)]
    assert (slices.waiting, slices.unjudged) == (len(judged), len(waiting) - len(judged))
    for threshold in (*GRID, own):
        what = slices.at(threshold)
        assert what.suggested == sum(score >= threshold for score in judged)
        assert what.joining == sum(threshold <= score < own for score in judged)
        assert what.leaving == sum(own <= score < threshold for score in judged)
        reached = [yes for score, yes in decided if score >= threshold]
        others = [yes for score, yes in decided if score < threshold]
        assert (what.right, what.wrong) == (reached.count(True), reached.count(False))
        assert (what.missed, what.left_alone) == (others.count(True), others.count(False))


def test_the_examples_and_the_search_are_comments_that_change_side(store):
    """Whoever asks to see them sees those, and no others."""
    slices = store.scores().labels[ABUSE]
    for threshold in GRID:
        what = slices.at(threshold)
        assert bool(what.examples) == bool(what.changing)
        found = store.queue_refs(filter=parse_filter(filter_of(ABUSE, threshold, slices.own)))
        assert len(found) == what.changing
        assert set(what.examples) <= set(found.tolist())


def test_bulk_and_old_decisions_say_nothing_of_a_threshold(store):
    """What was accepted unread agrees with any threshold that suggested it."""
    slices = store.scores().labels[ABUSE]
    assert sum(each.yes + each.no for each in slices.slices) == NUMBER // 3
    later = store.scores(now=datetime.now(UTC) + timedelta(days=8)).labels[ABUSE]
    assert sum(each.yes + each.no for each in later.slices) == 0


def test_another_models_scores_are_kept_apart(store):
    """A score of one model says nothing about the threshold of another."""
    store.serve("v2", "ann")
    scores = store.scores()
    assert (scores.model, scores.apart, scores.unscored) == ("v2", 42, store.waiting())
    assert scores.labels[ABUSE].waiting == 0
    assert scores.labels[ABUSE].own is None
    assert scores.labels[ABUSE].start == 0.5


def test_an_empty_desk_can_be_asked_too(tmp_path):
    """No comment, no score, no division."""
    with Store.open(tmp_path / "empty.sqlite", create=True) as empty:
        slices = empty.scores().labels[ABUSE]
        assert slices.at(slices.start).changing == 0
        assert slices.columns(50) == (0,) * 50


def test_the_threshold_moves_finely_by_way_of_the_models_own(store):
    """The moderator must be able to come back to where the desk stands."""
    slices = store.scores().labels[ABUSE]
    assert slices.moved(slices.start, 1) == 0.36
    assert slices.moved(0.36, -1) == slices.start
    assert slices.moved(slices.start, -1) == 0.35
    assert slices.moved(slices.start, 10) == 0.46
    assert (slices.moved(0.02, -10), slices.moved(0.0, -1)) == (0.0, 0.0)
    assert (slices.moved(0.95, 10), slices.moved(1.0, 1)) == (1.0, 1.0)
    assert Slices(ABUSE, None).moved(0.5, 1) == 0.5


@given(st.floats(0, 1), st.sampled_from([25, 50, 100]))
def test_a_column_holds_the_scores_between_its_edges(score, number):
    """The bars stand where the axis says."""
    column = column_of(score, number)
    width = 100 // number
    assert GRID[column * width] <= score
    assert score < GRID[(column + 1) * width] or score == 1.0
