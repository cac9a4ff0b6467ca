"""Several reviews of one file: what others did is taken in, and nobody is sent where somebody else is."""

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Comment, Status
from moderation.company import new_sitting
from moderation.filters import parse_filter
from moderation.labels import LABELS
from moderation.people import LEASE_SECONDS, RENEW_SECONDS, Sitting
from moderation.queue import Order, Settlement
from moderation.review import Review
from moderation.store.changes import MANY
from moderation.store.store import Store
from moderation.suggestions import Suggestions

COUNT = 12


class Clock:
    """A clock that stands still until it is set."""

    now = 1_000.0

    def __call__(self) -> float:
        """Return the time it was set to."""
        return self.now


def fill(store: Store, count: int = COUNT) -> None:
    """Take in comments, riskiest first."""
    source = store.put_source("export.csv", "csv", "site")
    store.put_comments("site", (Comment(str(n), f"text {n}") for n in range(1, count + 1)), source)
    score(store, range(1, count + 1), [1 - n / (count + 1) for n in range(1, count + 1)])


def score(store: Store, refs: range, scores: list[float]) -> None:
    """Give comments the same score on each label."""
    store.put_suggestions(refs, Suggestions(np.array(scores)[:, None].repeat(3, 1), np.full(3, 0.5), "base"))


@pytest.fixture
def path(desk: Path | str) -> Path:
    """Return the path of a desk where twelve comments wait."""
    with Store.open(desk, create=True) as store:
        fill(store)
    return desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ann(path: Path, clock: Clock) -> Iterator[Review]:
    with Store.open(path) as store:
        yield Review(store, "ann", clock=clock)


@pytest.fixture
def bo(path: Path, clock: Clock) -> Iterator[Review]:
    with Store.open(path) as store:
        yield Review(store, "bo", clock=clock)


def refs(review: Review) -> list[int]:
    """Return the queue from its first comment to its last."""
    while review.read_on():
        pass
    return list(review.refs_between(0, len(review) - 1)) if len(review) else []


def test_two_desks_begin_at_different_comments_and_never_meet(ann, bo):
    """Each goes on with the next that the other has not."""
    assert (ann.go_on(0), bo.go_on(0)) == (1, 2)
    assert ann.accept(1).next == 3
    assert bo.accept(2).next == 4
    ann.follow()
    assert ann.company.taken() == {4: "bo"}
    assert refs(ann) == list(range(3, 13))


def test_going_on_turns_back_where_nothing_is_left_ahead(ann, bo):
    """What was skipped waits still."""
    assert ann.go_on(10) == 11
    assert ann.accept(11).next == 12
    assert bo.go_on(11) == 10
    assert ann.accept(12).next == 9


def test_nothing_is_gone_to_where_others_have_all_that_is_left(ann, bo):
    """A key must not decide what somebody else is reading."""
    bo.accept_all(range(1, 11))
    assert (ann.go_on(0), bo.go_on(0)) == (11, 12)
    assert ann.accept(11).next is None
    assert ann.go_on(0) is None
    bo.company.leave()
    assert ann.go_on(0) == 12


def test_what_is_taken_back_is_nobody_elses_to_go_on_with(ann, bo):
    """It waits again and is on screen here: at full speed another desk was led to it, and decided it as well."""
    assert (ann.go_on(0), bo.go_on(0)) == (1, 2)
    ann.accept(1)
    assert ann.undo().next == 1
    bo.follow()
    assert bo.go_on(0) == 2
    assert bo.company.who_has(1) == "ann"
    assert not ann.company.owes_a_sign(1)


def test_what_is_taken_back_of_a_search_is_open_here_wherever_it_stands(ann, bo):
    """A second decision taken back leaves the first in effect, and somebody may search among the settled."""
    assert ann.go_on(0) == 1
    ann.accept(1)
    ann.accept(ann.card(1), frozenset({LABELS[0]}))
    assert ann.undo().next == 1
    bo.follow()
    assert bo.company.who_has(1) == "ann"


def test_a_search_of_everything_goes_down_and_ends(ann):
    """Where a decision takes nothing away, turning back would decide the same comment again and again."""
    ann.refresh(Order.OLDEST, parse_filter("is:any"))
    last = ann.ref_at(COUNT - 1)
    assert ann.go_on(COUNT - 1) == last
    assert ann.accept(last).next is None


def test_a_crashed_desk_holds_nothing_up_for_longer_than_its_lease(ann, bo, clock):
    """Nobody has to free anything by hand."""
    bo.go_on(0)
    assert ann.go_on(0) == 2
    clock.now += LEASE_SECONDS
    assert ann.go_on(0) == 1
    assert ann.company.others == ()


def test_a_desk_gives_signs_of_life_and_no_more_than_are_needed(ann, bo, clock):
    """Each is a synced write that others have to wait for."""
    assert ann.company.owes_a_sign(1)
    ann.go_on(0)
    assert not ann.company.owes_a_sign(1)
    assert ann.company.owes_a_sign(2)
    clock.now += RENEW_SECONDS
    assert ann.company.owes_a_sign(1)
    assert ann.company.claim(1, clock()) == ""
    bo.follow()
    assert bo.company.who_has(1) == "ann"
    assert bo.company.claim(1, clock()) == "ann"


def test_leaving_frees_what_was_open(ann, bo, clock):
    """A colleague goes on with it at once."""
    ann.go_on(0)
    ann.company.claim(3, clock())
    ann.company.leave()
    bo.follow()
    assert (bo.company.others, bo.go_on(2)) == ((), 3)


def test_the_comment_on_screen_stays_until_another_is_looked_at(ann, bo):
    """Whatever somebody else makes of it."""
    assert refs(ann)[:3] == [1, 2, 3]
    bo.accept_all([2, 3])
    assert set(ann.follow(staying=2).refs) == {2, 3}
    assert refs(ann)[:3] == [1, 2, 4]
    ann.follow(staying=4)
    assert refs(ann)[:3] == [1, 4, 5]


def test_more_than_can_be_named_is_read_anew_beside_the_queue(ann, bo, clock):
    """The present one stays until the other is ready, and not each second anew."""
    assert len(refs(ann)) == COUNT
    fill(bo.store, MANY + 100)
    assert ann.follow().many
    assert not ann.is_whole
    while ann.read_on():
        pass
    assert ann.take_over()
    assert len(refs(ann)) == MANY + 100
    score(bo.store, range(1, MANY + 101), [0.5] * (MANY + 100))
    ann.follow()
    assert ann.is_whole
    clock.now += 10
    ann.follow()
    assert not ann.is_whole


def test_another_desk_of_ones_own_counts_in_what_was_done_today(path, ann):
    """The figures are the moderator's, whichever window they sit at."""
    with Store.open(path) as store:
        second = Review(store, "ann", clock=ann.company._clock)
        second.go_on(0)
        assert ann.progress().today == 0
        second.accept(1)
        ann.follow()
        assert ann.progress().today == 1


def test_a_reason_is_given_to_the_latest_decision(ann):
    """In a stroke of its own, afterwards."""
    ann.accept(1)
    ann.note("the third time")
    assert [row.note for row in ann.card(1).history] == ["", "the third time"]


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["settle", "hold", "release", "undo", "redo", "edit", "arrive", "score", "approve"]),
        st.lists(st.integers(1, COUNT), min_size=1, max_size=3, unique=True),
        st.floats(0, 1),
    ),
    max_size=12,
)


def act(review: Review, what: str, chosen: list[int], score: float) -> None:
    """Let somebody do something to comments."""
    store = review.store
    held = [ref for ref in chosen if store.card(ref).state == "held"]
    source = store.put_source("export.csv", "csv", "site")
    known = [Comment(str(ref), f"text {ref} {score}") for ref in chosen]
    match what:
        case "settle":
            cards = map(store.card, chosen)
            labels = dict.fromkeys(LABELS, score > 0.5)
            store.settle([Settlement(c.ref, labels, c.answers, c.digest, c.seen) for c in cards], review.who)
        case "hold":
            store.hold(chosen, review.who)
        case "release" if held:
            store.release(held, review.who)
        case "undo" | "redo":
            getattr(store, what)(review.who)
        case "edit":
            store.put_comments("site", known, source)
        case "arrive":
            store.put_comments("site", [Comment(f"new {score}", "a new one")], source)
        case "score":
            scores = Suggestions(np.full((len(chosen), 3), score), np.full(3, 0.5), "base")
            store.put_suggestions(chosen, scores)
        case "approve":
            store.put_comments("site", [Comment(one.id, one.text, status=Status.APPROVED) for one in known], source)


@given(
    order=st.sampled_from([Order.RISK, Order.UNCERTAIN, Order.NEWEST, Order.OLDEST, Order.REPORTED]),
    query=st.sampled_from(["", "is:held", "is:any", "label:abuse"]),
    rounds=st.lists(ACTIONS, max_size=3),
    staying=st.one_of(st.none(), st.integers(1, COUNT)),
)
@settings(max_examples=40)
def test_what_was_followed_is_what_would_be_read_anew(order, query, rounds, staying):
    """After anything that somebody else does, but for the comment on screen, which stays where it is."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "d.sqlite", create=True) as store:
        fill(store)
        with Store.open(store.address) as other:
            ann, bo = Review(store, "ann", order=order, filter=parse_filter(query)), Review(other, "bo")
            refs(ann)
            for actions in rounds:
                for action in actions:
                    act(bo, *action)
                place = ann.position(staying) if staying else None
                ann.follow(staying if place is not None else None)
                assert place is None or ann.position(staying) is not None
                fresh = refs(Review(other, "eve", order=order, filter=parse_filter(query)))
                assert [r for r in refs(ann) if r != staying] == [r for r in fresh if r != staying]
            ann.follow()
            assert refs(ann) == refs(Review(other, "eve", order=order, filter=parse_filter(query)))


WORK = """
import sys, time
from pathlib import Path
from moderation.review import Review
from moderation.store.store import Store

worst, decided = 0.0, 0
with Store.open(sys.argv[1]) as store:
    review = Review(store, sys.argv[2])
    ref = review.go_on(0)
    while ref is not None:
        card, began = review.card(ref), time.perf_counter()
        place = review.position(ref)
        recorded = review.accept(card)
        worst, decided = max(worst, time.perf_counter() - began), decided + 1
        print(ref)
        if decided % 7 == 0:
            review.follow(recorded.next)
        ref = recorded.next if recorded.next is not None else review.go_on(place)
    review.company.leave()
print(f"{decided} decided, worst wait {worst * 1000:.1f} ms", file=sys.stderr)
"""


@pytest.mark.parametrize("desks", [2, 8])
def test_reviews_at_full_speed_decide_everything_once(desk, desks):
    """Nobody is refused, nothing is lost, nothing is left over."""
    with Store.open(desk, create=True) as store:
        fill(store, 600)
    work = [sys.executable, "-c", WORK, str(desk)]
    running = [
        subprocess.Popen([*work, f"desk{n}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for n in range(desks)
    ]
    said = [process.communicate() for process in running]
    sys.stderr.writelines(errors for _, errors in said)
    assert [process.returncode for process in running] == [0] * desks
    decided = Counter(ref for output, _ in said for ref in output.split())
    assert decided == Counter(map(str, range(1, 601)))
    with Store.open(desk) as store:
        assert Counter(row.id for row in store.log()) == decided
        assert (store.people(0), store.faults()) == ((), [])


def test_who_opens_a_desk_again_after_a_crash_has_their_comment_back(path, clock):
    """Another person's desk, or one that runs, is waited for; one's own that is gone is not."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with Store.open(path) as store:
        machine = new_sitting("ann").id.split(":")[0]
        store.claim(1, Sitting(f"{machine}:{ended.pid}:1", "ann"), clock())
        store.claim(2, Sitting(f"{machine}:{ended.pid}:2", "bo"), clock())
        store.claim(3, new_sitting("ann"), clock())
        ann = Review(store, "ann", clock=clock)
        assert ann.company.taken() == {2: "bo", 3: "ann"}
        assert (ann.go_on(0), ann.accept(1).next) == (1, 4)


def test_a_clock_that_is_set_back_lets_nobody_take_what_is_open(ann, bo, clock):
    """Summer time, or a wrong clock put right: the sign of life is due at once, and not in an hour."""
    opened = ann.go_on(0)
    clock.now -= 3_600
    assert ann.company.owes_a_sign(opened)
    assert ann.company.claim(opened, ann.company.now()) == ""
    assert bo.go_on(0) != opened
    clock.now += LEASE_SECONDS - 1
    assert bo.company.claim(opened, bo.company.now()) == "ann"
