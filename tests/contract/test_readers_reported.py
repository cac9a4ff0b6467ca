"""What moderators' queues list: Discourse's review, Mastodon's and Lemmy's reports."""

import io
import json
from pathlib import Path

import pytest

from moderation.comments import Article, Status
from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found, Item, Reject, Skipped


def opened(document: object) -> tuple[Export, list[Item]]:
    export = open_export(io.BytesIO(json.dumps(document, indent=1).encode()))
    return export, list(export.items)


def flagged(**changes: object) -> dict[str, object]:
    return {
        "id": 42,
        "type": "ReviewableFlaggedPost",
        "status": 0,
        "topic_id": 10,
        "target_created_by_id": 5,
        "raw": "you are *wrong*",
        "cooked": "<p>you are <em>wrong</em></p>",
        "created_at": "2026-03-03T08:14:00.000Z",
        "target_url": "https://forum.example/t/harbour/10/4",
    } | changes


def review(*entries: object) -> tuple[Export, list[Item]]:
    users, topics = [{"id": 5, "username": "mara"}], [{"id": 10, "title": "Harbour"}]
    return opened({"reviewables": entries, "users": users, "topics": topics, "meta": {}})


def test_a_flagged_post_is_read_with_its_topic_and_writer():
    """They lie beside the entries."""
    export, (article, one) = review(flagged())
    assert export.format == "discourse"
    assert article == Article("10", "Harbour", url="https://forum.example/t/harbour/10")
    assert (one.comment.id, one.comment.author, one.comment.text) == ("42", "mara", "you are *wrong*")
    assert (one.comment.status, one.comment.created_at) == (Status.REPORTED, "2026-03-03T08:14:00.000Z")


@pytest.mark.parametrize(
    ("post", "topic"),
    [
        ("https://f.example/t/fares/12/3?u=ann#reply", "https://f.example/t/fares/12"),
        ("https://f.example/t/12/3", "https://f.example/t/12"),
        ("https://f.example/t/fares/12", "https://f.example/t/fares/12"),
        ("https://f.example/chat/c/12/3", "https://f.example/chat/c/12/3"),
    ],
)
def test_an_article_stands_where_its_topic_does_not_where_the_post_does(post: str, topic: str):
    """Each post of a topic would change the article's address."""
    assert review(flagged(target_url=post))[1][0].url == topic


def test_a_queued_post_keeps_its_words_in_its_payload():
    """It is no post yet."""
    queued = {"id": 7, "type": "ReviewableQueuedPost", "status": 0, "topic_id": 10, "payload": {"raw": "hello"}}
    _, (_, one) = review(queued)
    assert (one.comment.text, one.comment.status) == ("hello", Status.PENDING)


@pytest.mark.parametrize(("status", "expected"), [(1, Status.REMOVED), (2, Status.APPROVED), (9, Status.UNKNOWN)])
def test_to_approve_a_flag_is_to_take_the_post_away(status: int, expected: Status):
    """The words of the queue are about the flag, not the post."""
    assert review(flagged(status=status))[1][1].comment.status is expected


def test_a_user_under_review_is_no_comment():
    """New accounts wait in the same queue."""
    assert review({"id": 1, "type": "ReviewableUser", "status": 0})[1] == [
        Skipped("ReviewableUser", "record 1, entry 1")
    ]


def test_html_is_read_where_the_queue_gives_nothing_else():
    """Older versions leave the Markdown out."""
    assert review(flagged(raw=None))[1][1].comment.text == "you are wrong"


def report(**changes: object) -> dict[str, object]:
    return {
        "id": "3",
        "comment": "Please look!",
        "action_taken": False,
        "target_account": {"username": "goody"},
        "statuses": [
            {
                "id": "108965500000000001",
                "content": "<p>one</p><p>two</p>",
                "spoiler_text": "rude",
                "in_reply_to_id": "7",
                "created_at": "2026-03-03T08:14:00.000Z",
            }
        ],
    } | changes


def test_a_reported_post_is_the_comment_and_the_reporters_words_are_not():
    """Otherwise the desk would judge the one who complained."""
    export, (one,) = opened([report()])
    assert export.format == "mastodon"
    assert (one.comment.id, one.comment.text) == ("108965500000000001", "rude\n\none\n\ntwo")
    assert (one.comment.author, one.comment.parent_id, one.comment.status) == ("goody", "7", Status.REPORTED)


def test_a_report_without_posts_is_skipped_and_a_closed_one_says_nothing_of_them():
    """Accounts are reported as such, too."""
    _, items = opened([report(statuses=[]), report(action_taken=True)])
    assert items[0] == Skipped("report of an account", "record 1")
    assert items[1].comment.status is Status.UNKNOWN


def reported(now: str, then: str, **changes: object) -> dict[str, object]:
    return {
        "comment_report": {"id": 7, "original_comment_text": then, "resolved": False},
        "comment": {"id": 101, "post_id": 9, "content": now, "path": "0.100.101", "published": "2026-03-03T08:10:00Z"}
        | changes,
        "post": {"id": 9, "name": "Harbour", "body": "It opens.", "ap_id": "https://l.example/post/9"},
        "creator": {"name": "reporter"},
        "comment_creator": {"name": "rude"},
    }


def test_the_comment_is_read_as_it_stands_with_its_place_in_the_thread():
    """Lemmy gives the way from the post down to it."""
    export, (article, one) = opened({"comment_reports": [reported("x", "x")]})
    assert (export.format, article) == ("lemmy", Article("9", "Harbour", "It opens.", "https://l.example/post/9"))
    assert (one.comment.parent_id, one.comment.author, one.comment.status) == ("100", "rude", Status.REPORTED)


def test_what_was_reported_is_kept_beside_what_it_was_changed_into():
    """Both are judged; only the one that stands can be written back to."""
    _, (_, now, then) = opened({"comment_reports": [reported("mild", "wild")]})
    assert [(i.comment.id, i.comment.text, i.comment.writable) for i in (now, then)] == [
        ("101", "mild", True),
        ("101#report-7", "wild", False),
    ]


def test_a_comment_its_writer_deleted_is_skipped_and_the_reported_words_stay():
    """They are what the report is about."""
    _, (_, gone, then) = opened({"comment_reports": [reported("", "wild", deleted=True)]})
    assert (type(gone), then.comment.text) == (Skipped, "wild")


def test_a_plain_list_of_comments_is_read_too():
    """It has the same parts without the report."""
    view = {name: part for name, part in reported("x", "").items() if not name.startswith("comment_")}
    export, (_, one) = opened({"comments": [view]})
    assert (export.format, one.comment.author, one.comment.status) == ("lemmy", "reporter", Status.UNKNOWN)


def test_a_report_of_a_post_is_no_comment():
    """Newer servers list both together."""
    _, items = opened({"reports": [reported("x", "x"), {"post_report": {"id": 1}, "post": {"id": 9, "name": "P"}}]})
    assert items[-1] == Skipped("report of a post", "record 1, entry 2")


def test_pages_put_one_behind_the_other_are_all_read():
    """Each answer of an interface is a page."""
    pages = json.dumps({"reviewables": [flagged()]}) + json.dumps({"reviewables": [flagged(id=43)]})
    items = list(open_export(io.BytesIO(pages.encode())).items)
    assert [item.comment.id for item in items if isinstance(item, Found)] == ["42", "43"]


def test_an_entry_without_words_is_a_reject():
    """A page of an unknown version must not pass for an empty one."""
    _, items = opened({"reviewables": [{"id": 1, "type": "ReviewableFlaggedPost"}, "x"]})
    assert [item.reason for item in items if isinstance(item, Reject)] == ["no text", "not a record but a str"]


@pytest.mark.parametrize(
    ("name", "format", "ids"),
    [
        ("discourse/review.json", "discourse", ["42"]),
        ("mastodon/admin-reports.json", "mastodon", ["108965500000000001"]),
        ("lemmy/comment-report-list.json", "lemmy", ["101", "101#report-7"]),
    ],
)
def test_the_samples_are_read(name: str, format: str, ids: list[str], samples: Path):
    """Shaped by each system's source."""
    export = open_export(samples / name)
    items = list(export.items)
    assert export.format == format
    assert [item.comment.id for item in items if isinstance(item, Found)] == ids
    assert not any(isinstance(item, Reject) for item in items)
