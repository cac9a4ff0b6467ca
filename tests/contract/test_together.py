"""Marked comments are decided as one step: what was marked is what is decided, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moderation import together
from moderation.comments import Comment
from moderation.decisions import Kind
from moderation.errors import WrongUse
from moderation.filters import parse_filter
from moderation.labels import LABELS, Label
from moderation.policy import Action
from moderation.queue import State
from moderation.review import Review
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from moderation.unscored import NO_LABEL

ABUSE, OFF_TOPIC, TERMINOLOGY = LABELS
SCORES = np.array([[0.9, 0.1, np.nan], [0.1, 0.8, 0.1], [0.1, 0.1, 0.7], [0.2, 0.1, 0.1], [0.1, 0.1, 0.1]])


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of five comments, riskiest first."""
    with Store.open(desk, create=True) as opened:
        source = opened.put_source("export.csv", "csv", "site")
        texts = ["rats", "buy gold", "not annexed", "gold and rats", "fine"]
        opened.put_comments("site", [Comment(str(n), text, author="Ann") for n, text in enumerate(texts, 1)], source)
        opened.put_suggestions(range(1, 6), Suggestions(SCORES, np.full(3, 0.5), "base"))
        yield opened


@pytest.fixture
def review(store: Store) -> Review:
    return Review(store, "ann")


def test_all_are_accepted_as_suggested_in_one_step_that_one_undo_takes_back(review, store):
    """A bulk is one thing that was done, so it is one thing to take back."""
    before = list(review.refs_between(0, 9))
    done = together.accept(review, together.as_marked(review, [1, 2, 3]), 2.0, "wave")
    entries = list(store.log())
    assert len({entry.step for entry in entries}) == 1
    assert [entry.labels[ABUSE] for entry in entries] == [True, False, False]
    assert {entry.note for entry in entries} == {"wave"}
    assert done.actions == {Action.REMOVE: 1, Action.HOLD: 1, Action.FORWARD: 1}
    assert list(review.refs_between(0, 9)) == [4, 5]
    assert len(review.undo()) == 3
    assert list(review.refs_between(0, 9)) == before


def test_what_somebody_decided_since_it_was_marked_is_left_and_told(review, store):
    """Marks may stand for an hour; a colleague's decision is not overwritten by one key."""
    marked = together.as_marked(review, [1, 2, 3])
    Review(store, "eva").accept(2)
    done = together.accept(review, marked)
    assert (done.refs, done.left) == ((1, 3), (2,))
    assert store.card(2).in_effect.who == "eva"


def test_what_reads_otherwise_than_when_it_was_marked_is_left(review, store):
    """Nothing is decided unseen."""
    marked = together.as_marked(review, [1, 2])
    store.put_comments("site", [Comment("1", "You are kind.", author="Ann")], store.put_source("b", "csv", "site"))
    assert together.accept(review, marked).left == (1,)


def test_labelled_alike_is_labelled_whatever_was_suggested(review, store):
    """A wave is judged by eye, once; a label that nobody judged is claimed by nobody."""
    together.label(review, together.as_marked(review, [1, 3]), frozenset({OFF_TOPIC}))
    assert store.card(1).in_effect.labels == {ABUSE: False, OFF_TOPIC: True, TERMINOLOGY: None}
    assert store.card(3).in_effect.labels == {ABUSE: False, OFF_TOPIC: True, TERMINOLOGY: False}


def test_no_label_at_all_is_a_way_to_label(review, store):
    """Most of a queue is nothing to object to."""
    done = together.label(review, together.as_marked(review, [1, 2, 3, 4]), frozenset())
    assert done.actions == {Action.APPROVE: 4}
    assert not any(any(entry.labels.values()) for entry in store.log())


def test_held_together_and_put_back_together(review, store):
    """A colleague gets them with one note, and they come back with one key; what isn't held is said to be left."""
    together.hold(review, together.as_marked(review, [1, 2]), "ask eva")
    assert [store.card(ref).state for ref in (1, 2)] == [State.HELD] * 2
    released = together.release(review, together.as_marked(review, [1, 2, 4]))
    assert (released.refs, released.left) == ((1, 2), (4,))
    assert [entry.kind for entry in store.log()] == [Kind.HOLD, Kind.HOLD, Kind.RELEASE, Kind.RELEASE]


def test_a_pattern_finds_its_comments_in_the_queue_as_it_is(review):
    """What is not in the queue is not on anybody's mind."""
    assert together.matching(review, "gold") == [2, 4]
    assert together.matching(review, "label:abuse") == [1]
    assert together.matching(review, "") == [1, 2, 3, 4, 5]
    review.accept(2)
    assert together.matching(review, "gold") == [4]


def test_a_pattern_finds_what_a_search_shows_wherever_it_stands(store):
    """In a queue of settled comments, a pattern that asked for waiting ones would find none."""
    Review(store, "ann").accept(2)
    review = Review(store, "ann", filter=parse_filter("is:settled"))
    assert together.matching(review, "gold") == [2]
    assert together.matching(review, "gold is:waiting") == []


def test_more_than_can_be_settled_at_a_key_is_refused(review):
    """A key that takes a minute is a desk that hangs."""
    with pytest.raises(WrongUse, match="10,001 comments; up to 10,000"):
        together.as_marked(review, [1] * 10_001)


def test_a_whole_queue_too_long_to_mark_is_refused_before_it_is_read(store, monkeypatch):
    """At a million, reading them all to refuse them would hold the desk for a second."""
    monkeypatch.setattr(together, "MOST", 4)
    with pytest.raises(WrongUse, match="5 comments; up to 4"):
        together.matching(Review(store, "ann"), " ")


def test_a_step_knows_what_was_chosen_and_what_came_along(review, store):
    """Undone, what was marked is marked again; a near-copy that was settled along was never marked."""
    marked = together.as_marked(review, [1, 2])
    together.accept(review, marked)
    assert store.chosen_in([entry.n for entry in store.log()]) == [1, 2]
    store.note(store.last_step("ann"), "ann", "because")
    assert store.chosen_in([entry.n for entry in store.log() if entry.kind is Kind.NOTE]) == []


def test_an_authors_record_counts_what_was_approved_overridden_and_held(review, store):
    """One line says whom one deals with."""
    review.accept(1)
    review.accept(2, frozenset({OFF_TOPIC}))
    review.hold([3])
    record = store.card(4).author
    assert (record.comments, record.settled, record.approved, record.overridden, record.held) == (4, 2, 1, 1, 1)
    assert record.labels == {Label.ABUSE: 1, Label.OFF_TOPIC: 0, Label.DISPUTED_TERMINOLOGY: 0}


def test_an_authors_comments_come_newest_first_with_what_stands(store):
    """The record in full: each text, and the row that decided it."""
    times = [Comment(str(n), "later", author="Bo", created_at=f"2026-03-0{10 - n}T00:00:00Z") for n in range(6, 9)]
    store.put_comments("site", times, store.put_source("b", "csv", "site"))
    Review(store, "eva").accept(7, named=NO_LABEL)
    refs = store.by_author_of(7)
    assert refs == [6, 7, 8]
    lines = store.as_by_author(refs)
    assert [line.row.ref for line in lines] == refs
    assert [line.in_effect.who if line.in_effect else "" for line in lines] == ["", "eva", ""]


SPAM = "Earn $5,000 a week from home, ask me how on whatsapp!"


@pytest.fixture
def wave(tmp_path: Path) -> Iterator[Store]:
    """Return a desk with a wave of five and two bystanders."""
    with Store.open(tmp_path / "wave.sqlite", create=True) as opened:
        texts = [SPAM, SPAM.upper(), SPAM, SPAM, SPAM, "You rats, all of you.", "The ferry was late today."]
        source = opened.put_source("export.csv", "csv", "site")
        opened.put_comments("site", [Comment(f"w{n}", text) for n, text in enumerate(texts)], source)
        opened.gather(1000)
        refs = [ref for ref, _ in opened.unscored("base", 100)]
        opened.put_suggestions(refs, Suggestions(np.tile([0.1, 0.9, 0.1], (len(refs), 1)), np.full(3, 0.5), "base"))
        yield opened


def test_two_marks_on_one_wave_decide_its_copies_once(wave):
    """Another may stand for the wave at the second mark; the log said of the others twice what became of them."""
    review = Review(wave, "ann")
    review.accept(1, along={})
    marked = together.as_marked(review, [2])
    review.undo()
    done = together.accept(review, marked | together.as_marked(review, [1]))
    assert (done.refs, done.along) == ((2, 1), (3, 4, 5))
    assert [entry.kind for entry in wave.log()].count(Kind.SETTLE) == 1 + 5


def test_near_copies_behind_a_mark_are_decided_with_it_and_counted(wave):
    """What is one row of the queue is one thing to whoever marks it."""
    review = Review(wave, "ann")
    marked = together.as_marked(review, [1, 6])
    assert [one.copies for one in marked.values()] == [4, 0]
    done = together.label(review, marked, frozenset({ABUSE}))
    assert (done.refs, sorted(done.along)) == ((1, 6), [2, 3, 4, 5])
    assert done.actions == {Action.REMOVE: 6}
    assert wave.waiting() == 1


def test_a_wave_held_or_settled_together_is_marked_again_by_its_row(wave):
    """Undone, the row of the queue is marked, not what stood hidden behind it."""
    review = Review(wave, "ann")
    for act in (together.hold, together.accept):
        done = act(review, together.as_marked(review, [1, 6]))
        assert len(done.along) == 4
        taken = review.undo()
        assert len(taken) == 6
        assert wave.chosen_in([entry.undoes for entry in taken]) == [1, 6]


def test_in_a_search_each_comment_is_marked_and_decided_by_itself(wave):
    """A search shows each, so that a mark on one says nothing of the others."""
    review = Review(wave, "ann", filter=parse_filter("whatsapp"))
    done = together.accept(review, together.as_marked(review, [1, 2]))
    assert (done.refs, done.along) == ((1, 2), ())
    assert wave.waiting() == 5
