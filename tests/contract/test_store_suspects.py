"""Decisions worth a second look in the desk: found by a filter, most suspicious first, gone with the next decision."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from moderation.comments import Comment
from moderation.labels import LABELS, Label
from moderation.queue import Mix, Order, Settlement, State, parse_filter
from moderation.searching import first_of
from moderation.store.store import Store
from moderation.suspects import Suspect
from moderation.waiting import Queue

RECHECK = parse_filter("recheck:yes")


def decide(store: Store, ref: int, who: str = "kim", **labels: bool) -> int:
    """Settle a comment by itself, with no label but those named, and return the row of the log."""
    (basis,) = store.bases([ref])
    said: Mapping[Label, bool] = {label: labels.get(label.value, False) for label in LABELS}
    return store.settle([Settlement(ref, said, basis.answers, basis.digest, basis.seen)], who)


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of ten comments of which six are decided, three of them suspected."""
    with Store.open(desk, create=True) as opened:
        posted = [Comment(str(n), f"the {'winter ' * n}ferry", author=f"reader {n}") for n in range(10)]
        opened.put_comments("site", posted, opened.put_source("export.csv", "csv", "site"))
        rows = {ref: decide(opened, ref, abuse=ref == 2) for ref in range(1, 7)}
        suspects = [(2, Label.ABUSE, 0.7), (4, Label.ABUSE, 0.95), (5, Label.OFF_TOPIC, 0.8), (5, Label.ABUSE, 0.6)]
        opened.put_suspects([Suspect(ref, rows[ref], label, sure) for ref, label, sure in suspects])
        yield opened


@pytest.mark.parametrize("order", [Order.RISK, Order.MIXED])
def test_a_second_look_begins_with_the_most_suspicious(store, order):
    """Who stops after ten minutes has seen what mattered most."""
    assert first_of(store, order, RECHECK) == [4, 5, 2]
    queue = Queue(store, order, RECHECK, Mix())
    assert [queue.ref_at(place) for place in range(len(queue))] == [4, 5, 2]


def test_another_order_can_be_asked_for(store):
    """Somebody may want the newest first all the same."""
    assert first_of(store, Order.OLDEST, RECHECK) == [2, 4, 5]


def test_the_next_decision_ends_the_suspicion_and_its_undo_brings_it_back(store):
    """Whoever makes it, and whatever it says."""
    decide(store, 4, "ann", abuse=True)
    assert first_of(store, Order.RISK, RECHECK) == [5, 2]
    store.undo("ann")
    assert first_of(store, Order.RISK, RECHECK) == [4, 5, 2]


def test_both_forms_of_the_filter_agree(store):
    """A worker gathers, an open desk probes single comments."""
    everywhere = parse_filter("recheck:no")

    assert store.among(range(1, 11), RECHECK) == set(store.queue_refs(Order.RISK, RECHECK)) == {2, 4, 5}
    assert store.among(range(1, 11), everywhere) == set(store.queue_refs(Order.RISK, everywhere)) == {1, 3, 6}
    assert store.waiting(RECHECK) == 3


def test_it_goes_with_other_parts_of_a_filter(store):
    """Words, a moderator, a state: a second look at what one person decided."""
    for query, found in [
        ("recheck:yes by:kim", [4, 5, 2]),
        ("recheck:yes by:ann", []),
        ("recheck:yes winter reader", [4, 5, 2]),
        ("recheck:yes label:abuse", [2]),
        ("recheck:yes is:waiting", []),
        ("recheck:yes override:no", [4, 5, 2]),
        ("recheck:yes watched:yes", []),
    ]:
        assert first_of(store, Order.RISK, parse_filter(query)) == found, query


def test_the_next_retraining_s_list_takes_the_place_of_the_last(store):
    """What it no longer suspects was explained by what was decided since."""
    (kept,) = [one for one in store.suspects() if one.ref == 2]
    store.put_suspects([kept])

    assert store.suspects() == [kept]
    assert first_of(store, Order.RISK, RECHECK) == [2]


def test_what_was_said_twice_of_one_text_is_seconded(store):
    """A second person who found the same, or the first after a second look."""
    decide(store, 4, "ann")
    decide(store, 5, "ann", abuse=True)
    seconded = {one.ref: one.seconded for one in store.decided()}

    assert seconded[1] == frozenset()
    assert seconded[4] == frozenset(LABELS)
    assert seconded[5] == frozenset(LABELS) - {Label.ABUSE}


def test_a_suspicion_is_erased_with_its_comment(store):
    """Nobody should be asked to look at a blank again."""
    store.erase("reader 3", "kim")

    assert {one.ref for one in store.suspects()} == {2, 5}


def test_an_edited_comment_is_suspected_no_more(store):
    """It waits again, and what was decided was another text."""
    store.put_comments("site", [Comment("3", "another text")], store.put_source("export.csv", "csv", "site"))

    assert first_of(store, Order.RISK, RECHECK) == [5, 2]
    assert store.rows([4])[0].state is State.WAITING
    assert store.faults() == []
