"""What a key of the desk does, without a screen: judge, go on, take back."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Comment, InContext
from moderation.errors import DecidedMeanwhile, NotScored, WrongUse
from moderation.filters import Filter, State, parse_filter
from moderation.labels import LABELS, Label
from moderation.policy import Action
from moderation.queue import Order
from moderation.review import Review
from moderation.store.store import Store
from moderation.suggestions import Evidence, Suggestions
from moderation.unscored import NO_LABEL

ABUSE, OFF_TOPIC, TERMINOLOGY = LABELS


class Explainer:
    """Explains every label by the comment's own text."""

    def explain(self, posted: InContext) -> dict[Label, Evidence]:
        """Return the text as the reason for each label."""
        return {label: Evidence(posted.comment.text) for label in LABELS}


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of six comments, riskiest first, the last not scored."""
    with Store.open(desk, create=True) as opened:
        source = opened.put_source("export.csv", "csv", "site")
        opened.put_comments("site", [Comment(str(n), f"text {n}") for n in range(1, 7)], source)
        scores = np.array([[0.9, 0.1, np.nan], [0.8, 0.1, 0.1], [0.7, 0.1, 0.1], [0.2, 0.1, 0.1], [0.1, 0.1, 0.1]])
        opened.put_suggestions(range(1, 6), Suggestions(scores, np.full(3, 0.5), "base"))
        yield opened


def standing(review: Review) -> list[int]:
    """Return the comments of a queue in their order."""
    return list(review.refs_between(0, len(review)))


@pytest.fixture
def review(store: Store) -> Review:
    return Review(store, "ann")


def test_accepting_records_what_was_suggested_and_says_what_follows(review):
    """One key, and the action it leads to."""
    recorded = review.accept(review.card(1), seconds=1.5)
    assert recorded.labels == {ABUSE: True, OFF_TOPIC: False, TERMINOLOGY: None}
    assert recorded.action is Action.REMOVE
    assert standing(review) == [2, 3, 4, 5, 6]


def test_a_flip_overrides_one_label_and_accepts_the_others(review):
    """The moderator names only what the model has wrong."""
    recorded = review.accept(review.card(1), frozenset({ABUSE, TERMINOLOGY}))
    assert recorded.labels == {ABUSE: False, OFF_TOPIC: False, TERMINOLOGY: True}
    assert recorded.action is Action.FORWARD


def test_what_nobody_scored_is_settled_by_a_word_of_the_moderators_and_not_without(store, review):
    """To accept a suggestion that isn't there would approve whatever a broken model let through."""
    card = review.card(6)
    assert review.labels_for(card) == dict.fromkeys(LABELS)
    with pytest.raises(NotScored, match="say what it carries"):
        review.accept(card)
    with pytest.raises(NotScored):
        review.accept_all([1, 6])
    assert list(store.log()) == []
    assert review.labels_for(card, frozenset({OFF_TOPIC}))[OFF_TOPIC] is True
    assert review.accept(card, named=NO_LABEL).action is Action.APPROVE


def test_deciding_anew_starts_from_what_was_decided(review):
    """Who corrects one label of an old decision means to keep the others."""
    review.accept(review.card(1), frozenset({OFF_TOPIC}))
    assert review.labels_for(review.card(1), frozenset({ABUSE})) == {ABUSE: False, OFF_TOPIC: True, TERMINOLOGY: None}


def test_undo_puts_comments_back_where_they_stood(review):
    """The eye looks for the comment where it was."""
    before = standing(review)
    review.accept(review.card(3))
    review.accept_all([1, 4, 5])
    review.accept(review.card(2))
    assert standing(review) == [6]
    assert review.undo().refs == (2,)
    review.undo(steps=2)
    assert standing(review) == before
    review.redo(steps=3)
    assert standing(review) == [6]


def test_what_was_decided_before_this_sitting_comes_back_to_its_place(store, review):
    """A queue read after it had gone has it where the order puts it."""
    review.accept(review.card(4))
    later = Review(store, "ann")
    assert standing(later) == [1, 2, 3, 5, 6]
    later.undo()
    assert standing(later) == [1, 2, 3, 4, 5, 6]


def test_a_comment_somebody_else_decided_is_told_and_leaves_the_queue(store, review):
    """The moderator goes on with the next; the other's decision stands."""
    card, _ = review.card(1), len(review)
    Review(store, "bo").accept(card)
    with pytest.raises(DecidedMeanwhile, match="by bo"):
        review.accept(card)
    assert standing(review) == [2, 3, 4, 5, 6]


def test_a_bulk_step_leaves_what_somebody_else_decided(store, review):
    """One stranger among three hundred marked comments must not stop the rest."""
    Review(store, "bo").accept(2)
    recorded = review.accept_all([1, 2, 3])
    assert (recorded.refs, recorded.left) == ((1, 3), (2,))
    with pytest.raises(WrongUse):
        review.accept_all([2])
    assert [(entry.id, entry.who) for entry in store.log()] == [("2", "bo"), ("1", "ann"), ("3", "ann")]


def test_held_comments_leave_one_queue_and_stand_in_another(review):
    """Asking a colleague is a move between queues."""
    review.hold([1, 2], "ask")
    assert standing(review) == [3, 4, 5, 6]
    review.refresh(filter=Filter(states=frozenset({State.HELD})))
    assert standing(review) == [1, 2]
    review.release([1])
    assert standing(review) == [2]
    review.refresh(Order.OLDEST, parse_filter("is:any"))
    assert len(review) == 6


@pytest.mark.parametrize("as_card", [True, False])
def test_a_hold_answers_the_card_that_was_on_screen(store, review, as_card):
    """A colleague's decision that came in behind it is told, not interrupted."""
    card = review.card(2)
    assert len(review) == 6
    Review(store, "bo").accept(2)
    with pytest.raises(DecidedMeanwhile, match="by bo"):
        review.hold([card if as_card else 2])
    assert review.position(2) is None
    review.card(2)
    assert review.hold([2]) == 2


def test_settled_comments_stay_where_the_filter_asks_for_them(review):
    """Looking through everything, a decision must not make the line jump away."""
    review.refresh(filter=parse_filter("is:any"))
    review.accept(review.card(2))
    assert review.position(2) == 1
    assert [row.state for row in review.rows(0, 2)] == [State.WAITING, State.SETTLED]


def test_progress_follows_every_key(store, review):
    """What the footer says is what a recount says."""
    review.accept(review.card(1), frozenset({ABUSE}))
    assert review.progress().agreement == 0
    review.accept_all([2, 3])
    review.accept(6, named=NO_LABEL)
    kept_up = review.progress()
    assert (kept_up.waiting, kept_up.today, kept_up.session, kept_up.agreement) == (2, 4, 4, 2 / 3)
    review.refresh()
    assert review.progress() == kept_up
    assert Review(store, "ann").progress().session == 0
    review.undo(2)
    assert (review.progress().today, review.progress().session) == (1, 1)
    review.accept(review.card(1))
    assert (review.progress().today, review.progress().agreement) == (1, 0)


def test_evidence_comes_once_the_scorer_is_loaded_and_never_before(store):
    """First paint waits for no model."""
    loaded = []
    review = Review(store, "ann", lambda: loaded.append("once") or Explainer())
    assert (review.card(1).evidence, loaded) == ({}, [])
    review.load_scorer()
    review.load_scorer()
    assert (review.card(1).evidence[ABUSE].why, loaded) == ("text 1", ["once"])
