"""The queue that is never read whole: by pages of an index, kept in step by hand, equal to a fresh read."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from moderation.comments import Comment, Status
from moderation.errors import WrongUse
from moderation.filters import Filter, parse_filter
from moderation.labels import LABELS, Label
from moderation.queue import Mix, Order, Slice
from moderation.review import Review
from moderation.store import listing
from moderation.store.opening import connect
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from moderation.waiting import FIRST_PIECE, MOST_ARRIVALS, Queue

ABUSIVE = frozenset({Label.ABUSE})
INDEXED = [order for order in Order if order is not Order.MIXED]
THRESHOLDS = np.array([0.3, 0.5, 0.05])


def take_in(store: Store, first: int, count: int, *, seed: int = 0) -> list[int]:
    """Import comments, every tenth of them reported, and score all but every fifth, many of them alike."""
    source = store.put_source(f"export {first}", "csv", "site")
    statuses = {True: Status.REPORTED, False: Status.PENDING}
    comments = [
        Comment(str(n), f"text {n}", created_at=f"2026-03-{n % 7 + 1:02}", status=statuses[n % 10 == 0])
        for n in range(first, first + count)
    ]
    store.put_comments("site", comments, source)
    refs = [store.find(comment.id) for comment in comments]
    scored = [ref for ref in refs if ref % 5]
    scores = np.random.default_rng(seed + first).random((len(scored), 3)).round(1)
    store.put_suggestions(scored, Suggestions(scores, THRESHOLDS, "base"))
    return refs


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a desk of 1,500 comments, three pieces of a queue."""
    with Store.open(tmp_path_factory.mktemp("desk") / "desk.sqlite", create=True) as opened:
        take_in(opened, 1, 1_500)
        yield opened


def read_through(queue: Queue) -> list[int]:
    """Return all of a queue."""
    while queue.read_on(100):
        pass
    return list(queue.between(0, len(queue)))


@pytest.mark.parametrize("order", INDEXED)
def test_a_page_is_found_by_its_index_and_sorts_nothing(tmp_path, order):
    """A sweep would be felt at a million comments, and so would a sort."""
    with Store.open(tmp_path / "desk.sqlite", create=True):
        db = connect(tmp_path / "desk.sqlite", create=False)
    for statement in (listing.alike_statement(order), listing.beyond_statement(order)):
        plan = [row[3] for row in db.all(f"EXPLAIN QUERY PLAN {statement}", (1,) * statement.count("?"))]
        assert [step.split()[0] for step in plan] == ["SEARCH"]
        assert "INDEX standing_" in plan[0]
    db.close()


@pytest.mark.parametrize("order", INDEXED)
def test_pages_end_where_the_next_begin_whatever_is_alike(store, order):
    """Read by pages or sorted as a whole, each comment stands once and in the same place."""
    queue = Queue(store, order, Filter(), Mix())
    assert read_through(queue) == store.queue_refs(order).tolist()


def test_only_the_beginning_is_read_before_more_is_asked_for(store):
    """The first frame waits for one piece; how many there are is a kept count."""
    queue = Queue(store, Order.RISK, Filter(), Mix())
    assert (len(queue), queue.is_whole) == (1_500, False)
    assert queue.ref_at(FIRST_PIECE - 1) is not None
    assert not queue.is_whole
    assert queue.ref_at(1_499) == store.queue_refs(Order.RISK)[-1]
    assert queue.ref_at(1_500) is None


def test_reported_comments_stand_before_the_riskiest(store):
    """A reader has looked at them already and found something."""
    first = [row.status for row in store.rows(Review(store, "ann", order=Order.REPORTED).refs_between(0, 150))]
    assert first == [Status.REPORTED] * 150 + [Status.PENDING]


def test_risk_is_how_far_a_score_is_past_what_its_label_needs(store):
    """0.1 of disputed terminology, which needs 0.05, is more than 0.29 of abuse, which needs 0.3."""
    first = store.rows(Review(store, "ann").refs_between(0, 1_499))
    for row in first:
        assert (row.risk >= 0.5) == bool(row.suggestion and row.suggestion.suggested)
        assert row.score is None or row.leading in row.suggestion.suggested or not row.suggestion.suggested
    assert [row.risk for row in first] == sorted((row.risk for row in first), reverse=True)


def test_a_round_of_the_mixed_order_has_what_the_mix_says(store):
    """Seven by risk, two unsure, one at random of ten: what is shown is what is done."""
    review = Review(store, "ann", order=Order.MIXED)
    for start in range(0, 1_000, 10):
        ways = [review.slice_of(ref) for ref in review.refs_between(start, start + 9)]
        assert [ways.count(way) for way in Slice] == [7, 2, 1]
    assert sorted(read_through(review.queue)) == sorted(store.queue_refs().tolist())
    assert "7 riskiest, 2 least certain, 1 at random of 10" in review.explained


def test_the_random_slice_is_the_same_each_time_and_blind_to_scores(store):
    """Error rates taken from it mean something, and nobody reshuffles until a comment comes up."""
    lots = Review(store, "ann", order=Order.MIXED, mix=Mix(0, 0, 1)).refs_between(0, 299)
    assert list(lots) == list(Review(store, "bo", order=Order.MIXED, mix=Mix(0, 0, 1)).refs_between(0, 299))
    risks = [row.risk for row in store.rows(lots)]
    everyone = [row.risk for row in store.rows(store.queue_refs().tolist())]
    assert abs(np.mean(risks) - np.mean(everyone)) < 4 * np.std(everyone) / 300**0.5
    tenths = np.histogram(lots, bins=10, range=(1, 1_501))[0]
    assert tenths.min() > 10


def test_a_mix_that_takes_nothing_is_wrong_use():
    """A settings file may say anything."""
    for parts in ((0, 0, 0), (-1, 2, 3), (100, 1, 0)):
        with pytest.raises(WrongUse, match="A mix needs"):
            Mix(*parts)


def test_mixed_within_a_search_takes_from_what_was_found(store):
    """A filter is a queue like any other."""
    review = Review(store, "ann", order=Order.MIXED, filter=parse_filter("status:reported"))
    assert len(read_through(review.queue)) == len(review) == 150
    assert [review.slice_of(review.ref_at(place)) for place in range(10)].count(Slice.RANDOM) == 1


def test_many_arrivals_are_read_beside_the_present_queue(tmp_path):
    """An import of thousands must not hold a key, nor move what is on screen, until it is ready."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as opened:
        take_in(opened, 1, 1_000)
        review = Review(opened, "ann")
        before = list(review.refs_between(0, 999))
        arrived = take_in(opened, 1_001, MOST_ARRIVALS + 500)
        review.catch_up(arrived)
        assert (list(review.refs_between(0, 999)), review.is_whole) == (before, False)
        assert not review.take_over()
        while review.read_on():
            pass
        assert review.take_over()
        assert list(review.refs_between(0, 5_000)) == opened.queue_refs().tolist()


def test_what_comes_back_in_the_mixed_order_stands_where_it_stood(tmp_path):
    """Undo must bring back the same screen."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as opened:
        take_in(opened, 1, 60)
        review = Review(opened, "ann", order=Order.MIXED)
        before = list(review.refs_between(0, 59))
        for ref in before[8:12]:
            review.accept(ref)
        review.undo(4)
        assert list(review.refs_between(0, 59)) == before


class Desk(RuleBasedStateMachine):
    """Two people decide, take back and import; one of them has a queue that is kept in step by hand."""

    @initialize(order=st.sampled_from(INDEXED), query=st.sampled_from(["", "text", "is:any"]))
    def open(self, order, query):
        """Begin with 600 comments, of which the queue has read 512, or 40 that a search has found."""
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "desk.sqlite", create=True)
        self.known = 600 if not query else 40
        take_in(self.store, 1, self.known)
        self.review = Review(self.store, "ann", order=order, filter=parse_filter(query))
        self.other = Review(self.store, "bo", order=order)
        assert len(self.review) == self.known

    @rule(places=st.sets(st.integers(0, 480), min_size=1, max_size=5))
    def settle(self, places):
        """Settle comments of the queue, one step."""
        refs = [ref for place in sorted(places) if (ref := self.review.ref_at(place)) is not None]
        if refs:
            self.review.accept_all(refs, ABUSIVE)

    @rule(place=st.integers(0, 480))
    def hold(self, place):
        """Set one aside."""
        if (ref := self.review.ref_at(place)) is not None:
            self.review.hold([ref])

    @rule(refs=st.sets(st.integers(1, 600), min_size=1, max_size=9))
    def someone_else_settles(self, refs):
        """See what another person has settled."""
        waiting = self.store.among(sorted(refs))
        if waiting:
            self.other.accept_all(sorted(waiting), ABUSIVE)
        self.review.catch_up(sorted(refs))

    @rule(steps=st.integers(1, 3))
    def undo(self, steps):
        """Take back steps."""
        self.review.undo(steps)

    @rule()
    def redo(self):
        """Put back a step."""
        self.review.redo()

    @rule()
    def someone_else_takes_back(self):
        """See what another person has taken back."""
        self.review.catch_up(self.other.undo().refs)

    @rule(count=st.integers(1, 9), seed=st.integers(0, 9))
    def arrive(self, count, seed):
        """Take in more comments while the queue is open."""
        arrived = take_in(self.store, self.known + 1, count, seed=seed)
        self.known += count
        self.review.catch_up(arrived)

    @rule(count=st.integers(1, 20))
    def read_on(self, count):
        """Read a piece in between."""
        self.review.queue.read_on(count)

    @invariant()
    def the_queue_is_what_a_fresh_read_would_find(self):
        """Compare what is read so far with the same places of a fresh read, and the lengths."""
        expected = self.store.queue_refs(self.review.order, self.review.filter).tolist()
        queue = self.review.queue
        assert len(queue) == len(expected)
        read = len(queue._refs)
        assert list(queue._refs) == expected[:read]
        assert read == len(expected) or not queue.is_whole

    def teardown(self):
        """Read to the end: the kept count was right."""
        expected = self.store.queue_refs(self.review.order, self.review.filter).tolist()
        assert read_through(self.review.queue) == expected
        assert self.store.faults() == []
        assert all(label in LABELS for row in self.review.rows(0, 50) for label in (row.leading,) if label)
        self.store.close()
        self.folder.cleanup()


TestDesk = Desk.TestCase
TestDesk.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
