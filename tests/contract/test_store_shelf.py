"""What a desk's people keep for each other: filters with names and the list of what is looked out for."""

from datetime import datetime, timedelta

import pytest

from moderation.comments import Comment
from moderation.errors import WrongUse
from moderation.review import Review
from moderation.store.store import Store
from moderation.watching import Entry, Watched


@pytest.fixture
def store(desk):
    """Return a desk of two comments."""
    with Store.open(desk, create=True) as opened:
        comments = [
            Comment("1", "You were annexed", author="Ann"),
            Comment("2", "x" * 400 + " annexed", author="spambot"),
        ]
        opened.put_comments("site", comments, opened.put_source("export.csv", "csv", "site"))
        yield opened


def test_everybody_sees_a_saved_filter_and_who_saved_it(store):
    """A filter is the desk's, not one moderator's."""
    assert store.save_filter("rude", "label:abuse", "kim") is None
    with Store.open(store.address) as colleague:
        saved = colleague.saved_filters()[0]
        assert (saved.name, saved.query, saved.who) == ("rude", "label:abuse", "kim")
        assert colleague.save_filter("Rude", "score:abuse>0.5", "bo").query == "label:abuse"
    assert [(saved.name, saved.who) for saved in store.saved_filters()] == [("Rude", "bo")]
    assert store.asked("@rude") == store.asked("score:abuse>0.5")


@pytest.mark.parametrize("name", ["", "two words", "@x", "a" * 41, 'a"b', "x\x1b[2J"])
def test_a_name_is_one_word_that_can_be_typed(store, name):
    """A filter whose name can't be typed after @ could never be used."""
    with pytest.raises(WrongUse):
        store.save_filter(name, "label:abuse", "kim")


def test_only_what_can_be_understood_is_saved(store):
    """A filter fails while it is written, not when a colleague needs it."""
    with pytest.raises(WrongUse, match="colour"):
        store.save_filter("x", "colour:red", "kim")
    with pytest.raises(WrongUse, match="no saved filter"):
        store.save_filter("x", "@nobody", "kim")
    assert store.saved_filters() == []


def test_what_is_removed_is_handed_back(store):
    """Whoever removes a filter by a slip saves it again as it was."""
    store.save_filter("rude", "label:abuse", "kim")
    assert store.remove_filter("RUDE").query == "label:abuse"
    with pytest.raises(WrongUse, match="rude"):
        store.remove_filter("rude")


def test_a_hit_is_seen_on_the_card_and_on_the_line_of_the_queue(store):
    """A line shows 300 characters, but a flag is about the whole comment; no score changes."""
    review = Review(store, "kim")
    before = store.card(1).suggestion
    store.watch(Entry(Watched.WORD, "annex*", "mail", "kim"))
    assert [cue.entry.pattern for cue in review.card(1).cues] == ["annex*"]
    assert [row.watched for row in review.rows(0, 2)] == [True, True]
    assert store.card(1).suggestion == before


def test_a_colleagues_entry_counts_at_once(store):
    """The list is read again when somebody else has written."""
    review = Review(store, "kim")
    assert review.card(2).cues == ()
    with Store.open(store.address) as colleague:
        colleague.watch(Entry(Watched.AUTHOR, "*bot", "", "bo"))
    assert [cue.entry.who for cue in review.card(2).cues] == ["bo"]
    with Store.open(store.address) as colleague:
        colleague.unwatch(Watched.AUTHOR, "*BOT")
    assert review.card(2).cues == ()


def test_what_has_expired_is_kept_and_finds_nothing(store):
    """An expired entry can be read and renewed, and fires no more."""
    yesterday = (datetime.now().astimezone().date() - timedelta(days=1)).isoformat()
    store.watch(Entry(Watched.WORD, "annexed", "", "kim", "", yesterday))
    assert (len(store.watched()), store.look_out().entries) == (1, ())
    assert store.waiting(store.asked("watched:yes")) == 0
    store.watch(Entry(Watched.WORD, "Annexed", "again", "bo"))
    assert [entry.why for entry in store.watched()] == ["again"]
    assert store.waiting(store.asked("watched:yes")) == 2


@pytest.mark.parametrize(
    ("kind", "pattern", "expected"),
    [
        (Watched.WORD, "annex*", [1, 2]),
        (Watched.WORD, "*nexed", [1, 2]),
        (Watched.WORD, "were annexed", [1]),
        (Watched.AUTHOR, "ann", [1]),
        (Watched.AUTHOR, "*bot", [2]),
        (Watched.AUTHOR, '*" OR 1=1 --*', []),
        (Watched.WORD, "记者*", []),
    ],
)
def test_watched_yes_finds_what_the_list_names(store, kind, pattern, expected):
    """The list is a queue as well."""
    store.watch(Entry(kind, pattern))
    asked = store.asked("watched:yes")
    assert sorted(store.queue_refs(filter=asked)) == expected
    assert store.among([1, 2], asked) == set(expected)
    assert sorted({1, 2} - store.among([1, 2], store.asked("watched:no"))) == expected
