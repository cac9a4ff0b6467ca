"""Comments taken from the large platforms: Reddit's dumps and listings, YouTube's interface, Facebook's download."""

import io
import json
from pathlib import Path

import pytest

from moderation.comments import Article, Status
from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found, Item, Reject, Repair, Skipped


def opened(*records: object) -> tuple[Export, list[Item]]:
    export = open_export(io.BytesIO("\n".join(map(json.dumps, records)).encode()))
    return export, list(export.items)


def reddit(**changes: object) -> dict[str, object]:
    return {
        "id": "c2",
        "author": "mara",
        "body": "You&#39;re an &lt;ass&gt; &amp;amp; so",
        "created_utc": "1503190000",
        "link_id": "t3_p1",
        "parent_id": "t1_c1",
        "subreddit": "news",
        "score": -7,
    } | changes


def test_reddits_bodies_are_unescaped_once():
    """What a reader typed in angle brackets is no tag."""
    export, (one,) = opened(reddit())
    assert (export.format, one.comment.text) == ("reddit", "You're an <ass> &amp; so")


@pytest.mark.parametrize("created", ["1503190000", 1503190000, 1503190000.0])
def test_reddits_times_are_read_in_each_of_their_types(created: object):
    """The dumps changed their minds twice."""
    assert opened(reddit(created_utc=created))[1][0].comment.created_at == "2017-08-20T00:46:40Z"


def test_reddits_prefixes_tell_comments_from_submissions():
    """An answer to the submission has no parent."""
    _, (one, other) = opened(reddit(), reddit(id="t1_c3", parent_id="t3_p1"))
    assert [(i.comment.id, i.comment.parent_id, i.comment.article_id) for i in (one, other)] == [
        ("c2", "c1", "p1"),
        ("c3", "", "p1"),
    ]


def test_what_reddit_has_removed_has_no_words_left():
    """Scoring `[removed]` would teach nonsense."""
    _, items = opened(reddit(), reddit(body="[removed]"), reddit(body="[deleted]"))
    assert [item.kind for item in items[1:]] == ["removed comment without its text", "deleted comment without its text"]


def test_reddits_submissions_are_articles():
    """Both dumps of a month can be read together."""
    submission = {
        "id": "p1",
        "title": "A &amp; B",
        "selftext": "[deleted]",
        "subreddit": "news",
        "url": "https://n.example",
    }
    assert opened(submission, reddit())[1][0] == Article("p1", "A & B", url="https://n.example")


def test_a_listing_for_moderators_says_what_was_reported():
    """It is what the interface gives for a queue."""
    children = [
        {"kind": "t1", "data": reddit(num_reports=2)},
        {"kind": "t1", "data": reddit(id="c9", banned_by="auto")},
        5,
    ]
    export, items = opened({"kind": "Listing", "data": {"after": None, "children": children}})
    assert export.format == "reddit"
    assert [item.comment.status for item in items[:2]] == [Status.REPORTED, Status.REMOVED]
    assert isinstance(items[2], Reject)


def said(id: str, **changes: object) -> dict[str, object]:
    return {
        "kind": "youtube#comment",
        "id": id,
        "snippet": {
            "textOriginal": "a <b",
            "textDisplay": "a &lt;b",
            "videoId": "v1",
            "authorDisplayName": "@mara",
            "publishedAt": "2026-03-03T08:14:00Z",
        }
        | changes,
    }


def test_threads_of_youtube_come_with_their_answers():
    """The video is what they stand under."""
    thread = {
        "kind": "youtube#commentThread",
        "id": "t",
        "snippet": {"videoId": "v1", "topLevelComment": said("t")},
        "replies": {"comments": [said("t.1", parentId="t", moderationStatus="heldForReview")]},
    }
    export, (article, one, answer) = opened({"kind": "youtube#commentThreadListResponse", "items": [thread]})
    assert (export.format, article.url) == ("youtube-api", "https://www.youtube.com/watch?v=v1")
    assert (one.comment.text, one.comment.author, one.comment.parent_id) == ("a <b", "@mara", "")
    assert (answer.comment.parent_id, answer.comment.status) == ("t", Status.PENDING)


def facebook(text: str, author: str = "Jana") -> dict[str, object]:
    comment = {"timestamp": 1601000000, "comment": text, "author": author}
    return {"timestamp": 1601000000, "data": [{"comment": comment}], "title": "Jana commented on a post."}


@pytest.mark.parametrize("name", ["comments_v2", "comments"])
def test_facebooks_texts_are_mended_and_counted(name: str):
    """It writes the bytes of UTF-8 as signs of Latin-1."""
    broken = "D\u00c4\u009bkuji! \u00e2\u0080\u009cok\u00e2\u0080\u009d \u00f0\u009f\u0099\u0082"
    export, (one, repair) = opened({name: [facebook(broken)]})
    assert (export.format, one.comment.text) == ("facebook", "Děkuji! “ok” 🙂")
    assert isinstance(repair, Repair)
    assert repair.count == 1


@pytest.mark.parametrize("text", ["Ã la carte", "café", "naïve 🙂", "plain"])
def test_a_text_that_was_right_stays(text: str):
    """A repair that guesses would spoil it."""
    _, items = opened({"comments_v2": [facebook(text)]})
    assert [item.comment.text for item in items] == [text]


def test_facebook_gives_no_ids_and_says_so():
    """Decisions can't go back, and two equal comments stay two."""
    export, (one, other) = opened({"comments_v2": [facebook("Nice"), facebook("Nice")]})
    assert not one.comment.writable
    assert one.comment.id != other.comment.id
    assert "ids" in export.unknown[0]


def test_a_picture_without_a_word_is_skipped():
    """There is nothing to read in it."""
    _, items = opened({"comments_v2": [facebook("Nice"), {"timestamp": 1, "title": "Jana", "attachments": []}]})
    assert items[1] == Skipped("entry without words", "line 1, entry 2")


def test_the_samples_are_read(samples: Path):
    """With every kind of what their notes describe."""
    reddit_items = list(open_export(samples / "reddit" / "pushshift-RC-sample.jsonl").items)
    assert [type(item) for item in reddit_items] == [Found, Skipped, Skipped]
    texts = [
        item.comment.text
        for item in open_export(samples / "facebook" / "comments.json").items
        if isinstance(item, Found)
    ]
    assert texts == ["Děkuji! “ça va” 🙂", "Nice one"]
