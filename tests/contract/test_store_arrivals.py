"""Taking in exports: twice is once, the site's changes are followed, decisions are never touched."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Article, Comment, Status
from moderation.errors import AmbiguousComment, UnknownComment
from moderation.filters import parse_filter
from moderation.labels import LABELS
from moderation.queue import Counts, Settlement, State
from moderation.store.store import Store
from moderation.suggestions import Suggestions

FIRST = Comment("1", "The first of them", "a", author="Ann", created_at="2026-03-03T08:14:00Z", status=Status.PENDING)
ANSWER = Comment("2", "An answer", "a", parent_id="1", author="Bo", status=Status.PENDING)


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    with Store.open(desk, create=True) as opened:
        yield opened


def take_in(store: Store, *comments: Comment, site: str = "site") -> Counts:
    source = store.put_source("export.csv", "csv", site)
    return store.put_comments(site, comments, source)


def score(store: Store) -> None:
    refs = [ref for ref, _ in store.unscored("m", 1000)]
    store.put_suggestions(refs, Suggestions(np.full((len(refs), 3), 0.7), np.full(3, 0.5), "m"))


def settle(store: Store, id: str, who: str = "ann") -> None:
    card = store.card(store.find(id))
    store.settle([Settlement(card.ref, dict.fromkeys(LABELS, True), card.answers, card.digest, card.seen)], who)


def test_the_same_export_twice_changes_nothing(store):
    """Imports are run again whenever somebody is unsure whether they ran."""
    assert take_in(store, FIRST, ANSWER) == Counts(new=2)
    assert take_in(store, FIRST, ANSWER) == Counts(unchanged=2)
    assert store.stats().comments == 2


def test_a_comment_comes_back_as_it_came(store):
    """The site's own fields are what decisions are written back by."""
    store.put_articles("site", [Article("a", "Title", "Text", "https://site/a")])
    take_in(store, FIRST, ANSWER)
    posted = store.in_context(store.find("2"))
    assert posted.comment == ANSWER
    assert posted.parent == FIRST
    assert posted.article == Article("a", "Title", "Text", "https://site/a")


@pytest.mark.parametrize("text", ["", "half a pair \ud83d", "nul \0 inside", "ça, 中文, 🙂", "x" * 1_000_000])
def test_any_text_comes_back_to_the_last_code_point(store, text):
    """Evidence spans and digests count code points, so nothing may be mended on the way."""
    take_in(store, Comment("1", text, author=text[:20]))
    comment = store.in_context(store.find("1")).comment
    assert (comment.text, comment.author) == (text, text[:20])
    assert len(store.rows(store.queue_refs())[0].preview) <= 300


def test_what_the_site_changed_is_followed(store):
    """A newer export tells what became of a comment meanwhile."""
    take_in(store, FIRST, ANSWER)
    counts = take_in(store, Comment("1", "The first of them", "a", author="Ann B", status=Status.APPROVED), ANSWER)
    assert counts == Counts(updated=1, unchanged=1)
    assert store.in_context(store.find("1")).comment.author == "Ann B"
    assert store.queue_refs().tolist() == [store.find("2")]


def test_what_an_export_leaves_out_is_kept(store):
    """A CSV with three columns must not erase what a full export told."""
    take_in(store, ANSWER)
    assert take_in(store, Comment("2", "An answer")) == Counts(unchanged=1)
    assert take_in(store, Comment("2", "An ans…", truncated=True)) == Counts(unchanged=1)


def test_an_id_that_stands_twice_keeps_the_first_text(store):
    """Guessing which one the site means could put a decision on the wrong text."""
    counts = take_in(store, FIRST, Comment("1", "Another text"), FIRST)
    assert (counts.new, counts.unchanged) == (1, 1)
    assert [(refused.id, refused.text) for refused in counts.rejected] == [("1", "Another text")]


def test_an_id_that_stands_twice_is_noticed_across_batches_and_imports(store):
    """An export comes in blocks, and comes again tomorrow."""
    for _ in range(2):
        source = store.put_source("export.csv", "csv", "site")
        store.put_comments("site", [FIRST], source)
        assert len(store.put_comments("site", [Comment("1", "Another text")], source).rejected) == 1
    assert store.in_context(store.find("1")).comment == FIRST


def test_a_settled_comment_whose_text_changed_waits_again_with_both_texts(store):
    """A harmless comment can be edited into something else after it was let through."""
    take_in(store, FIRST)
    score(store)
    settle(store, "1")
    take_in(store, Comment("1", "Something else", "a", status=Status.APPROVED))
    card = store.card(store.find("1"))
    assert (card.state, card.decided_text, card.suggestion) == (State.WAITING, "The first of them", None)
    assert store.queue_refs().tolist() == [card.ref]
    assert store.rows([card.ref])[0].edited
    assert list(store.decided()) == []
    assert len(card.history) == 1


def test_an_edit_taken_back_settles_the_comment_again(store):
    """The decision was on this very text."""
    take_in(store, FIRST)
    settle(store, "1")
    take_in(store, Comment("1", "Something else", "a"))
    take_in(store, FIRST)
    assert store.card(store.find("1")).state is State.SETTLED
    assert store.faults() == []


def test_archives_come_in_without_waiting(store):
    """A site's years of approved comments are not a moderator's morning."""
    statuses = [Status.APPROVED, Status.REMOVED, Status.SPAM, Status.REPORTED, Status.UNKNOWN]
    take_in(store, *(Comment(status.value, "text", status=status) for status in statuses))
    assert store.waiting() == 2
    assert store.waiting(parse_filter("status:any")) == 5
    assert store.waiting(parse_filter("status:spam")) == 1


def test_what_was_scored_in_another_context_is_scored_again(store):
    """Off-topic and terminology are judgements about two texts."""
    take_in(store, ANSWER)
    score(store)
    take_in(store, FIRST)
    assert store.unscored_count("m") == 2
    score(store)
    store.put_articles("site", [Article("a", "Title", "Text")])
    assert store.unscored_count("m") == 2
    score(store)
    store.put_articles("site", [Article("a", "Title", "Text")])
    assert store.unscored_count("m") == 0


def test_two_sites_may_share_an_id(store):
    """WordPress counts from one everywhere."""
    take_in(store, FIRST, site="https://one")
    take_in(store, FIRST, site="https://two")
    with pytest.raises(AmbiguousComment, match="https://one:1, https://two:1"):
        store.find("1")
    ref = store.find("https://two:1")
    assert store.card(ref).id == "https://two:1"
    with pytest.raises(UnknownComment):
        store.find("https://three:1")


def test_an_id_may_look_like_a_site_and_an_id(store):
    """Disqus ids hold colons."""
    take_in(store, Comment("one:1", "text"))
    assert store.find("one:1") == 1
    assert store.find("site:one:1") == 1


def test_what_another_import_added_meanwhile_is_not_named_by_this_one(store):
    """Two exports of one site taken in side by side: the second's newer text is no id that stands twice."""
    source = store.put_source("export.csv", "csv", "site")
    with Store.open(store.address) as other:
        take_in(other, FIRST, ANSWER)
    assert store.put_comments("site", [Comment("3", "text"), Comment("1", "Edited", "a")], source).updated == 1
    assert len(store.put_comments("site", [Comment("3", "other"), Comment("1", "other")], source).rejected) == 2


@pytest.mark.parametrize(
    ("known", "arrived", "kept"),
    [
        ("2026-03-03T08:14:00Z", "2026-03-03T08:14:00", "2026-03-03T08:14:00Z"),
        ("2026-03-03T08:14:00Z", "yesterday", "2026-03-03T08:14:00Z"),
        ("2026-03-03T08:14:00", "2026-03-03", "2026-03-03T08:14:00"),
        ("2026-03-03T08:14:00", "2026-03-03T09:14:00", "2026-03-03T09:14:00"),
        ("2026-03-03T08:14:00", "2026-03-03T10:14:00+02:00", "2026-03-03T10:14:00+02:00"),
    ],
)
def test_a_time_is_never_traded_for_a_vaguer_one(store, known, arrived, kept):
    """A table saved from a screen leaves the zone out, and the queue's order would move by hours."""
    for created_at in (known, arrived):
        take_in(store, Comment("1", "text", created_at=created_at))
    assert store.in_context(store.find("1")).comment.created_at == kept


def test_a_score_never_lands_on_a_text_it_was_not_made_on(store):
    """Scoring takes seconds, in which somebody else may import the edited text."""
    take_in(store, FIRST, Comment("3", "Another"))
    refs, judged = zip(*store.unscored("base", 10), strict=True)
    take_in(store, Comment("1", "Edited", "a"))
    suggested = Suggestions(np.full((2, 3), 0.7), np.full(3, 0.5), "base")
    assert store.put_suggestions(refs, suggested, judged) == 1
    assert [ref for ref, _ in store.unscored("base", 10)] == [store.find("1")]


def test_a_score_of_a_model_that_no_longer_serves_is_not_recorded(store):
    """Two models scoring one desk in turn would take back each other's work for ever."""
    take_in(store, FIRST)
    refs, judged = zip(*store.unscored("base", 10), strict=True)
    store.serve("v1", "ann")
    assert store.put_suggestions(refs, Suggestions(np.full((1, 3), 0.7), np.full(3, 0.5), "base"), judged) == 0
    assert store.unscored_count("base") == 1
