"""The queue's orders and filters, on a desk small enough to know every answer."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.comments import Article, Comment, Status
from moderation.errors import WrongUse
from moderation.filters import Filter, State, parse_filter
from moderation.labels import LABELS, Label
from moderation.queue import Order, Settlement
from moderation.store.search import match_expression
from moderation.store.store import Store
from moderation.suggestions import Suggestions

COMMENTS = [
    Comment("1", "You were annexed, Crème brûlée", "a", author="Ann Lee", created_at="2026-03-03T08:00:00Z"),
    Comment("2", "Nobody annexes anybody", "a", author="Bo", created_at="2026-03-03T10:00:00+02:00"),
    Comment("3", "The so called experts", "b", author="Ann", created_at="2026-03-02T08:00:00Z"),
    Comment("4", "So he called the experts 🙂", "b", author="!!!", status=Status.SPAM),
    Comment("5", "这条评论说到记者", "b", author="Élodie", created_at="not a date", status=Status.PENDING),
]
SCORES = [[0.2, 0.9, np.nan], [0.9, 0.1, 0.1], [0.45, 0.1, 0.1], [0.99, 0.1, 0.1], [np.nan, np.nan, np.nan]]


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of five scored comments of which four wait."""
    with Store.open(desk, create=True) as opened:
        opened.put_articles("site", [Article("a", "The Annexation of Åland"), Article("b", "Experts")])
        opened.put_comments("site", COMMENTS, opened.put_source("export.csv", "csv", "site"))
        opened.put_suggestions([1, 2, 3, 4, 5], Suggestions(np.array(SCORES), np.full(3, 0.5), "m1"))
        yield opened


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.RISK, [1, 2, 3, 5]),
        (Order.UNCERTAIN, [3, 1, 2, 5]),
        (Order.NEWEST, [2, 1, 3, 5]),
        (Order.OLDEST, [5, 3, 1, 2]),
    ],
)
def test_orders_put_ties_as_they_were_imported(store, order, expected):
    """A moderator who reloads must find the same comment in the same place."""
    assert store.queue_refs(order).tolist() == expected
    by_filter = Filter(statuses=frozenset(Status) - {Status.SPAM})
    assert store.queue_refs(order, by_filter).tolist() == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("annexed", [1]),
        ("annex*", [1, 2]),
        ("ANNEXED creme", [1]),
        ("experts", [3]),
        ('"so called"', [3]),
        ("status:any 🙂", [4]),
        ("记者", [5]),
        ("elodie", [5]),
        ("author:ann", [1, 3]),
        ('author:"ann lee"', [1]),
        ("status:any author:!!!", [4]),
        ("article:a", [1, 2]),
        ('article:"åland annexation"', [1, 2]),
        ("article:Experts", [3, 5]),
        ("article:a article:b", [1, 2, 3, 5]),
        ("site:site", [1, 2, 3, 5]),
        ("site:other", []),
        ("status:any", [1, 2, 3, 4, 5]),
        ("status:spam", [4]),
        ("status:pending", [5]),
        ("label:off_topic", [1]),
        ("label:off_topic label:abuse", [1, 2]),
        ("score:abuse>0.4 score:abuse<0.5", [3]),
        ("score:disputed_terminology<=1", [2, 3]),
        ("score:abuse>=.9", [2]),
        ("id:4", [4]),
        ("is:settled", []),
        ("NEAR(annexed AND OR NOT", []),
        ('"text:annexed"', []),
        ('author:"\' OR 1=1 --"', []),
    ],
)
def test_filters_find_what_they_say(store, query, expected):
    """Each field of the language, by an answer known beforehand."""
    asked = parse_filter(query)
    assert sorted(store.queue_refs(Order.OLDEST, asked).tolist()) == expected
    assert sorted(store.queue_refs(Order.RISK, asked).tolist()) == expected
    assert store.waiting(asked) == len(expected)
    assert store.among([1, 2, 3, 4, 5], asked) == set(expected)


def test_settled_comments_are_found_by_what_was_decided(store):
    """The suggestion is the model's word; the decision is the desk's."""
    card = store.card(1)
    labels = {**dict.fromkeys(LABELS, False), Label.DISPUTED_TERMINOLOGY: True}
    store.settle([Settlement(1, labels, card.answers, card.digest)], "ann")
    store.hold([2], "bo")

    def found(query: str) -> list[int]:
        return store.queue_refs(Order.RISK, parse_filter(query)).tolist()

    assert found("is:settled label:disputed_terminology") == [1]
    assert found("is:any label:off_topic") == []
    assert (found("by:ann"), found("by:bo"), found("is:held")) == ([1], [2], [2])
    assert found("is:any status:unknown") == [1, 2, 3]


def test_rows_say_what_a_line_of_the_queue_shows(store):
    """The desk needs no second look at the store to draw a line."""
    row = store.rows([1])[0]
    assert (row.id, row.author, row.article_title, row.state) == (
        "1",
        "Ann Lee",
        "The Annexation of Åland",
        State.WAITING,
    )
    assert row.suggestion.scores == {Label.ABUSE: 0.2, Label.OFF_TOPIC: 0.9, Label.DISPUTED_TERMINOLOGY: None}
    assert (row.suggestion.suggested, row.risk) == ({Label.OFF_TOPIC}, 0.9)
    assert [each.ref for each in store.rows([5, 99, 2])] == [5, 2]


def test_a_comment_nobody_scored_waits_last_and_says_so(store):
    """A model that broke must not hide comments, nor pass them."""
    store.put_comments("site", [Comment("6", "new")], store.put_source("export.csv", "csv", "site"))
    assert store.queue_refs().tolist() == [1, 2, 3, 5, 6]
    assert store.rows([6])[0].suggestion is None
    assert [(ref, posted.comment.id) for ref, posted in store.unscored("m1", 10)] == [(6, "6")]
    assert [ref for ref, _ in store.unscored("m2", 3)] == [6, 1, 2]


def test_edited_words_are_found_and_the_old_ones_are_not(store):
    """The index follows the comment."""
    store.put_comments("site", [Comment("2", "Quite different")], store.put_source("export.csv", "csv", "site"))
    assert store.queue_refs(filter=parse_filter("annexes")).tolist() == []
    assert store.queue_refs(filter=parse_filter("different")).tolist() == [2]
    assert store.faults() == []


@given(st.lists(st.text(min_size=1), min_size=1))
def test_no_word_is_ever_an_operator_of_the_index(words):
    """Whatever is typed is looked for; nothing typed is obeyed or breaks the query."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE search USING fts5 (text)")
    words = [word.encode("utf-8", "replace").decode() for word in words]
    assert db.execute("SELECT * FROM search WHERE search MATCH ?", (match_expression(words),)).fetchall() == []
    db.close()


@pytest.mark.parametrize("part", ["word", "id:1", "author:🙂", "score:abuse>0.5", "🙂"])
def test_a_filter_of_too_many_parts_is_wrong_use(store, part):
    """A list pasted into the search line would otherwise end in SQLite's own words, or in none."""
    assert store.waiting(parse_filter(" ".join([part] * 200))) <= 5
    with pytest.raises(WrongUse, match="201 words and values"):
        store.waiting(parse_filter(" ".join([part] * 201)))


def test_a_line_of_the_queue_names_its_comment_as_a_command_takes_it(store):
    """An id that two sites share finds neither without its site."""
    source = store.put_source("other.csv", "csv", "https://two")
    store.put_comments("https://two", [Comment("1", "of another site")], source)
    refs = store.queue_refs().tolist()
    assert [store.find(row.id) for row in store.rows(refs)] == refs
    assert {row.id for row in store.rows(refs)} >= {"https://two:1", "2"}
