"""A desk scored anew beside its queue: the places of the next order, and the switch to them."""

import re
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from moderation.comments import Article, Comment, Status
from moderation.intake import score_unscored
from moderation.queue import Order
from moderation.readings import Stretch
from moderation.rescoring import Task, rescored, stretch_scored
from moderation.scoring.artefact import with_delta
from moderation.scoring.hashing import SLOTS
from moderation.scoring.kept import digest
from moderation.scoring.ngrams import DESK
from moderation.scoring.scorer import Scorer
from moderation.store.listing import FIRST, beyond_statement
from moderation.store.rescoring import ORDERS
from moderation.store.store import Store

WORDS = ("you", "idiot", "ferry", "called", "mob", "women", "liar", "killed", "propaganda", "article", "thanks")
COUNT = 60


def own(version, seed):
    """Return a model of a desk, its words and level moved by chance."""
    base, chance = Scorer.shipped().artefact, np.random.default_rng(seed)
    moved = replace(base, version=version, calibration={**base.calibration, "abuse": (0.8, 0.1 * seed)})
    return Scorer(with_delta(moved, {DESK: chance.normal(0, 0.05, SLOTS)}))


OWN, NEXT = own("own", 1), own("next", 2)


def posted(count=COUNT, first=0):
    """Return comments of words drawn by chance."""
    chance = np.random.default_rng(5)
    texts = [" ".join(chance.choice(WORDS, 12)) for _ in range(first + count)]
    return [Comment(str(n), texts[n], str(n % 3), status=Status.PENDING) for n in range(first, first + count)]


@pytest.fixture
def store(desk):
    """Yield a desk of sixty comments scored by the shipped model, with another in service."""
    with Store.open(desk, create=True) as opened:
        source = opened.put_source("x", "jsonl", "harbour")
        articles = [Article(str(n), "Protest in the harbour", "The mob was dispersed. A ferry sank.") for n in range(3)]
        opened.put_articles("harbour", articles)
        opened.put_comments("harbour", posted(), source)
        score_unscored(opened, Scorer.shipped())
        opened.serve("own", "ann")
        yield opened


def scores_of(store):
    """Return the scores of all comments, by number."""
    rows = store.rows(range(1, store.last_comment() + 1))
    return np.array([list(row.suggestion.scores.values()) for row in rows], dtype=np.float64)


def in_full(store, scorer):
    """Return what a full scoring of the desk says."""
    return scorer.score([store.in_context(ref) for ref in range(1, store.last_comment() + 1)])


def in_order(store, order=Order.RISK):
    """Return the queue as its pages show it."""
    return [ref for _, ref in store.queue_page(order, FIRST, 1_000)]


@pytest.mark.parametrize("times", [1, 2])
def test_scores_and_places_are_those_of_scoring_every_comment_in_full(store, times):
    """The first time fills what is kept of comments, the second uses it; neither may leave a trace in a score."""
    for scorer in (OWN, NEXT)[:times]:
        store.serve(scorer.version, "ann")
        assert rescored(store, scorer, stretch=7) == COUNT

    np.testing.assert_array_equal(scores_of(store), in_full(store, scorer).scores)
    for order in (Order.RISK, Order.UNCERTAIN, Order.REPORTED):
        assert in_order(store, order) == list(store.queue_refs(order))
        assert re.search(r"(INDEX|using) standing_", plan(store, order))
    assert (store.unscored_count(scorer.version), store.is_rescored(scorer.version), store.faults()) == (0, False, [])


def plan(store, order):
    """Return how the database would read a page, where it doesn't take a small table for quicker read through."""
    if store.is_shared:
        store._db.run("SET enable_seqscan = off")
    how = "EXPLAIN" if store.is_shared else "EXPLAIN QUERY PLAN"
    return " ".join(row[-1] for row in store._db.all(f"{how} {beyond_statement(order)}", (0.5, 10)))


def test_the_places_are_those_that_putting_scores_in_place_gives(store):
    """Two ways to the same desk."""
    rescored(store, OWN, stretch=7)
    beside = in_order(store)

    store.put_suggestions(range(1, COUNT + 1), in_full(store, OWN))

    assert in_order(store) == beside


def test_the_queue_stands_as_it_stood_until_all_is_scored(store):
    """Who reads it page by page must not meet a comment twice because its score moved."""
    before, seen = in_order(store), []

    rescored(store, OWN, lambda _: seen.append(in_order(store)), stretch=7)

    assert all(order == before for order in seen)
    assert in_order(store) != before


def test_a_comment_that_came_or_was_edited_meanwhile_is_scored_as_it_is_now(store):
    """Its old words may have been read already, and must not be written over what it says now."""
    begun = store.begin_rescoring("own", digest(OWN.artefact))
    read = stretch_scored(store, OWN, Task(store.path, begun, Stretch(0, COUNT)))
    edited = msgspec.structs.replace(posted()[4], text="a wholly different text that thanks nobody")
    store.put_comments("harbour", [edited, *posted(3, first=COUNT)], store.put_source("y", "jsonl", "harbour"))

    assert store.put_rescored(read.rescored, begun) == COUNT - 1
    score_unscored(store, OWN)

    np.testing.assert_array_equal(scores_of(store), in_full(store, OWN).scores)
    assert in_order(store) == list(store.queue_refs(Order.RISK))
    store.serve("next", "ann")
    rescored(store, NEXT, stretch=7)
    np.testing.assert_array_equal(scores_of(store), in_full(store, NEXT).scores)


def test_a_stretch_is_recorded_once_and_by_the_model_in_service_alone(store):
    """Two processes may have read it; another model may have come."""
    begun = store.begin_rescoring("own", digest(OWN.artefact))
    read = stretch_scored(store, OWN, Task(store.path, begun, Stretch(0, 10))).rescored

    assert store.put_rescored(read, begun) == 10
    assert store.put_rescored(read, begun) is None
    store.serve("next", "ann")
    late = stretch_scored(store, OWN, Task(store.path, begun, Stretch(10, 20))).rescored
    assert store.put_rescored(late, begun) is None


def test_it_ends_where_another_model_is_put_in_service(store):
    """Whoever put that one in service scores by it, from the beginning."""
    scored = rescored(store, OWN, lambda count: store.serve("next", "bob") if count == 14 else None, stretch=7)

    assert scored == 14
    assert rescored(store, NEXT, stretch=7) == COUNT
    np.testing.assert_array_equal(scores_of(store), in_full(store, NEXT).scores)
    assert in_order(store) == list(store.queue_refs(Order.RISK))


def test_going_back_in_the_middle_places_what_the_old_model_had_scored_by_its_scores(store):
    """The next places of those are of neither model."""
    rescored(store, OWN, lambda count: store.roll_back("bob") if count == 14 else None, stretch=7)
    base = Scorer.shipped()

    assert rescored(store, base, stretch=7) == 14

    np.testing.assert_array_equal(scores_of(store), in_full(store, base).scores)
    assert in_order(store) == list(store.queue_refs(Order.RISK))


def test_what_is_kept_by_another_base_model_is_not_used(store):
    """The digest is what keeps a stale score out."""
    rescored(store, OWN, stretch=7)
    base = NEXT.artefact
    other = Scorer(replace(base, version="other", arrays={**base.arrays, "hostility": base.arrays["hostility"] * 1.5}))
    store.serve("other", "ann")

    rescored(store, other, stretch=7)

    np.testing.assert_array_equal(scores_of(store), in_full(store, other).scores)


@pytest.mark.parametrize("order", ORDERS)
def test_a_kill_before_the_switch_leaves_the_former_order_and_goes_on_from_there(store, order):
    """Between the last score and the switch there is nothing left to score, and yet something to do."""
    before = in_order(store)
    begun = store.begin_rescoring("own", digest(OWN.artefact))
    read = stretch_scored(store, OWN, Task(store.path, begun, Stretch(0, COUNT)))
    store.put_rescored(read.rescored, begun)
    store.index_next(order)

    assert (in_order(store), store.is_rescored("own")) == (before, True)
    assert score_unscored(store, OWN) == 0
    assert (in_order(store), store.is_rescored("own")) == (list(store.queue_refs(Order.RISK)), False)


def kept(store):
    """Return how many comments there are readings of."""
    return store._db.count("SELECT COUNT(*) FROM reading")


def test_readings_are_kept_from_the_first_scoring_on_and_go_with_the_words(store):
    """The first rescoring is as fast as the second; what was read of other words is no reading of these."""
    assert kept(store) == COUNT

    edited = msgspec.structs.replace(posted()[4], text="something else")
    store.put_comments("harbour", [edited], store.put_source("y", "jsonl", "harbour"))

    assert kept(store) == COUNT - 1


@pytest.mark.parametrize("desk", ["file"], indirect=True)
def test_a_desk_of_an_earlier_version_is_filled_by_its_first_rescoring(store):
    """It has places and no readings."""
    path = store.path
    for statement in (
        "DROP TABLE reading",
        "DROP TABLE article_reading",
        "DROP TABLE reader",
        "DROP TABLE rescoring",
        "ALTER TABLE standing DROP COLUMN next_risk",
        "ALTER TABLE standing DROP COLUMN next_doubt",
        "DELETE FROM migration WHERE name = 'rescoring'",
    ):
        store._db.run(statement)

    with Store.open(path) as migrated:
        assert rescored(migrated, OWN, stretch=7) == COUNT

        assert kept(migrated) == COUNT
        np.testing.assert_array_equal(scores_of(migrated), in_full(migrated, OWN).scores)
        assert in_order(migrated) == list(migrated.queue_refs(Order.RISK))


def test_a_model_without_all_labels_is_scored_in_full(store):
    """Nothing of it can be kept, and it still goes round."""
    artefact = OWN.artefact
    arrays = {name: array for name, array in artefact.arrays.items() if not name.startswith("terminology_")}
    partial = Scorer(replace(artefact, arrays=arrays))

    assert rescored(store, partial, stretch=7) == COUNT
    assert np.isnan(scores_of(store)[:, 2]).all()


def test_every_desk_that_looks_is_told_to_read_anew(store):
    """The whole order has changed, though no row of the log says which comments moved."""
    with Store.open(store.address) as other:
        mark = other.mark()
        rescored(store, OWN, stretch=7)

        assert other.changes(mark).many


def test_thresholds_of_the_new_model_are_shown_with_its_scores(store):
    """A suggestion is read against the thresholds it was made by."""
    rescored(store, OWN, stretch=7)

    assert list(store.rows([1])[0].suggestion.thresholds.values()) == OWN.thresholds.tolist()
