"""Searching everything, decided or not: the same first page by every way, and no key that sweeps the desk."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Article, Comment, Status
from moderation.filters import Filter, State
from moderation.labels import LABELS, Label
from moderation.queue import Mix, Order, Settlement, Slice
from moderation.review import Review
from moderation.searching import FIRST_PAGE
from moderation.store import seeking
from moderation.store.conditions import gathering, probing
from moderation.store.standing import regroup
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from moderation.watching import Entry, Watched

WORDS = ["annexed", "goat", "ferry", "🙂", "记者", ":-)", "don't", "so-called"]
QUERIES = [
    "goat",
    "an*",
    "-goat",
    "goat -ferry",
    "author:reader",
    "-author:guest",
    "label:abuse",
    "score:abuse=0.2..0.9",
    "is:any",
    "is:settled",
    "status:any",
    "🙂",
    "-🙂",
    "记者",
    ":-)",
    "article:ferry",
    "-article:ferry",
    "by:ann",
    "override:yes",
    "override:no",
    "decided:today",
    "copies:yes",
    "copies:no goat",
    "watched:yes",
    "watched:no",
    "is:any goat -label:abuse since:2026-03-02 before:2026-03-05",
]


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of 300 comments, some of them settled, some near-copies of each other."""
    draw = random.Random(3)
    with Store.open(desk, create=True) as opened:
        source = opened.put_source("export.csv", "csv", "site")
        opened.put_articles("site", [Article("a", "The ferry"), Article("b", "Goats")])
        opened.put_comments("site", [_comment(n, draw) for n in range(1, 301)], source)
        refs = list(range(1, 301))
        scores = np.random.default_rng(3).random((300, 3)).round(1)
        opened.put_suggestions(refs, Suggestions(scores, np.full(3, 0.5), "m1"))
        for ref in draw.sample(refs, 40):
            card = opened.card(ref)
            labels = {label: draw.random() < 0.5 for label in LABELS}
            opened.settle([Settlement(ref, labels, card.answers, card.digest)], draw.choice(["ann", "bo"]))
        opened.watch(Entry(Watched.WORD, "annex*", who="kim"))
        opened.watch(Entry(Watched.AUTHOR, "*est", who="kim"))
        _group(opened, draw.sample(refs, 60))
        yield opened


def _comment(n: int, draw: random.Random) -> Comment:
    return Comment(
        str(n),
        " ".join(draw.choices(WORDS, k=4)),
        draw.choice("ab"),
        author=draw.choice(["Guest", "Reader 1", "🙂"]),
        created_at=draw.choice(["", f"2026-03-0{1 + n % 7}T08:00:00Z"]),
        status=draw.choice(list(Status)),
    )


def _group(store: Store, refs: list[int]) -> None:
    """Make groups of three near-copies, of which one is a row of the queue."""
    db = store._db
    with db.writing():
        for lead, *others in (sorted(refs[start : start + 3]) for start in range(0, len(refs), 3)):
            db.run_many("UPDATE standing SET likeness = ? WHERE ref = ?", [(lead, ref) for ref in (lead, *others)])
        regroup(db, refs)


@pytest.mark.parametrize("query", QUERIES)
def test_probing_finds_what_gathering_finds(store, query):
    """A comment stays in a search after a key exactly when the search would find it anew."""
    asked = store.asked(query)
    gathered = set(store.queue_refs(Order.RISK, asked))
    assert store.among(range(1, 301), asked) == gathered
    assert store.waiting(asked) == store.found_beside(query) == len(gathered)


@pytest.mark.parametrize("query", QUERIES)
def test_the_first_page_and_the_rest_are_the_whole_in_order(store, query):
    """Whichever way the first page was found, what a worker brings begins right after it."""
    asked = store.asked(query)
    for order in (*Order, Slice.RANDOM):
        first = store.first_places(order, asked, 5)
        rest = [place for piece in store.places_after(order, asked, first[-1]) for place in piece] if first else []
        assert [abs(ref) for _, ref in first + rest] == store.queue_refs(order, asked).tolist()


@pytest.mark.parametrize("query", ["is:any", "-nosuchword", "label:abuse status:any is:any"])
@pytest.mark.parametrize("order", Order)
def test_a_search_is_read_to_its_end_without_a_comment_twice(store, query, order):
    """The desk shows a page and a worker reads on; together that is each comment once."""
    review = Review(store, "kim", order=order, filter=store.asked(query), mix=Mix())
    assert len(review) >= FIRST_PAGE
    while review.read_on():
        pass
    refs = list(review.refs_between(0, len(review) - 1))
    assert sorted(refs) == sorted(store.queue_refs(Order.RISK, store.asked(query)))
    if order is not Order.MIXED:
        assert refs == store.queue_refs(order, store.asked(query)).tolist()


def test_what_is_decided_while_a_search_is_read_does_not_come_back(store):
    """The rest is of an earlier moment; what has left meanwhile must not be shown as waiting."""
    review = Review(store, "kim", order=Order.RISK, filter=store.asked("-nosuchword"))
    last = store.queue_refs(Order.RISK, review.filter)[-1]
    assert review.position(last) is None
    review.accept(last)
    undone = review.ref_at(0)
    review.accept(undone)
    review.undo()
    while review.read_on():
        pass
    refs = list(review.refs_between(0, len(review) - 1))
    assert last not in refs
    assert refs.count(undone) == 1
    assert sorted(refs) == sorted(store.queue_refs(Order.RISK, review.filter))


def test_an_edited_comment_is_found_by_its_present_signs(store):
    """The index of signs follows the comment, and the check knows both indexes."""
    source = store.put_source("export.csv", "csv", "site")
    store.put_comments("site", [Comment("1", "now with a 🦄")], source)
    assert list(store.queue_refs(filter=store.asked("is:any 🦄"))) == [1]
    store.put_comments("site", [Comment("1", "and without")], source := store.put_source("export.csv", "csv", "site"))
    assert list(store.queue_refs(filter=store.asked("is:any 🦄"))) == []
    assert store.faults() == []


def plan(store: Store, query: str, form=gathering) -> str:
    """Return how SQLite would carry out a search."""
    sought = form(store.asked(query), "annexed")
    statement, values = seeking.sorting(Order.RISK, sought, "LIMIT 64")
    return "\n".join(row[3] for row in store._db.all(f"EXPLAIN QUERY PLAN {statement}", values))


@pytest.mark.parametrize("desk", ["file"], indirect=True)
@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ("goat -ferry", "SCAN search VIRTUAL TABLE"),
        ("watched:yes", "SCAN search VIRTUAL TABLE"),
        ("author:guest is:any", "SCAN search VIRTUAL TABLE"),
        ("id:7", "SEARCH s USING INTEGER PRIMARY KEY"),
        ("by:ann", "SEARCH g USING INDEX log_who"),
        ("override:yes", "SEARCH l USING INDEX log_override"),
        ("article:ferry", "SEARCH s USING INTEGER PRIMARY KEY"),
        ("🙂", "SEARCH s USING INTEGER PRIMARY KEY"),
        ("copies:yes is:any", "SCAN s USING INDEX standing_likeness"),
        ("is:held", "SEARCH s USING INDEX standing_decided"),
        ("label:abuse", "SCAN s"),
        ("site:site", "SCAN s"),
        ("is:any status:spam", "SCAN s"),
    ],
)
def test_a_search_begins_at_the_smallest_index_it_names(store, query, begins):
    """Only conditions on the narrow table of standings sweep it, 0.1 s at a million; no search sweeps the comments."""
    steps = plan(store, query)
    assert steps.startswith(begins), steps
    assert not re.search(r"SCAN (c|u|comment)\b(?! VIRTUAL)", steps), steps


@pytest.mark.parametrize("desk", ["file"], indirect=True)
@pytest.mark.parametrize("query", [*QUERIES, "article:ferry by:ann", "id:7", "site:site"])
def test_no_comment_is_swept_for_after_a_key(store, query):
    """Whether one comment still belongs is asked at every decision: no index may be read through for that."""
    sought = probing(store.asked(query), "annexed")
    store.among([1], store.asked("goat"))  # makes the table of words
    statement = f"EXPLAIN QUERY PLAN SELECT s.ref {sought.sql} AND s.ref IN (?)"
    steps = "\n".join(row[3] for row in store._db.all(statement, (*sought.values, 1)))
    assert not re.search(r"SCAN (s|c|u|l|log|search|comment|standing|a)\b", steps), steps


@pytest.mark.parametrize("desk", ["file"], indirect=True)
@pytest.mark.parametrize("order", [*Order, Slice.RANDOM])
def test_a_walk_goes_along_the_index_of_its_order(store, order):
    """Sorting a million rows to look at the first thousands would cost what the walk is there to save."""
    steps = [
        row[3] for row in store._db.all("EXPLAIN QUERY PLAN " + seeking.walking(order, Filter(copies=False), 64)[0], ())
    ]
    assert any(re.match(r"SCAN s(tanding)? USING (COVERING )?INDEX standing_", step) for step in steps), steps


@pytest.mark.parametrize("desk", ["file"], indirect=True)
def test_a_desk_of_before_finds_signs_sites_and_overrides_too(desk):
    """What is kept for speed is made from what the desk has, once, when a newer program opens it."""
    path = desk
    with Store.open(path, create=True) as store:
        store.put_comments("site", [Comment("1", "🙂", status=Status.SPAM)], store.put_source("e", "csv", "site"))
        db = store._db
        with db.writing():
            for statement in (
                "DELETE FROM migration WHERE name = 'search_everything'",
                "DROP TABLE signs",
                "ALTER TABLE standing DROP COLUMN site",
                "ALTER TABLE standing DROP COLUMN status",
                "DROP INDEX log_at",
                "DROP INDEX log_override",
            ):
                db.run(statement)
    with Store.open(path) as store:
        for query in ("status:any 🙂", "is:any status:spam", "is:any site:site"):
            assert list(store.queue_refs(filter=store.asked(query))) == [1]
        assert store.faults() == []


def test_suggested_and_decided_labels_are_asked_for_apart(store):
    """Where the model was wrong is what it suggested and nobody decided."""
    wrong = store.asked("is:settled suggested:abuse -label:abuse")
    for ref in store.queue_refs(filter=wrong):
        card = store.card(ref)
        assert Label.ABUSE in card.suggestion.suggested
        assert not card.in_effect.labels[Label.ABUSE]
    assert store.waiting(wrong) > 0
    assert {State.SETTLED} == wrong.states
