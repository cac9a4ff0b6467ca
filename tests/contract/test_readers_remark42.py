"""Remark42's backups and trees, and the exports of the other small servers: Commento and Isso."""

import io
import json
from pathlib import Path

from moderation.comments import Article, Status
from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found, Item, Reject, Skipped

SETTINGS = {"version": 1, "users": [{"id": "u1", "blocked": {"status": False}}], "posts": []}


def opened(*records: object) -> tuple[Export, list[Item]]:
    export = open_export(io.BytesIO("\n".join(map(json.dumps, records)).encode()))
    return export, list(export.items)


def comment(id: str, pid: str = "", **changes: object) -> dict[str, object]:
    return {
        "id": id,
        "pid": pid,
        "text": "<p>No, <em>thanks</em>.</p>\n",
        "orig": "No, *thanks*.",
        "user": {"name": "mara", "id": "u1"},
        "locator": {"site": "n", "url": "https://n.example/a"},
        "time": "2026-03-03T08:14:00Z",
    } | changes


def test_a_backup_is_settings_and_then_a_comment_a_line():
    """It is gzipped lines, not one document."""
    export, (settings, article, one) = opened(SETTINGS, comment("1", title="Harbour"))
    assert export.format == "remark42"
    assert settings == Skipped("line of settings", "line 1")
    assert article == Article("https://n.example/a", "Harbour", url="https://n.example/a")
    assert (one.comment.id, one.comment.text, one.comment.author) == ("1", "No, thanks.", "mara")
    assert (one.place, one.comment.created_at) == ("line 2", "2026-03-03T08:14:00Z")


def test_a_deleted_comment_is_skipped_and_its_answers_stay():
    """The server keeps its place in the thread, without words."""
    _, items = opened(SETTINGS, comment("1", delete=True, text="", time="0001-01-01T00:00:00Z"), comment("2", "1"))
    assert items[1] == Skipped("deleted comment", "line 2")
    assert items[3].comment.parent_id == "1"


def test_a_tree_is_read_in_the_order_of_its_threads():
    """Answers come behind what they answer, on every level."""
    leaf = {"comment": comment("3", "2")}
    tree = {
        "comments": [
            {"comment": comment("1"), "replies": [{"comment": comment("2", "1"), "replies": [leaf]}]},
            {"comment": comment("4")},
        ]
    }
    _, (_, *found) = opened(tree)
    assert [(item.comment.id, item.comment.parent_id) for item in found] == [
        ("1", ""),
        ("2", "1"),
        ("3", "2"),
        ("4", ""),
    ]
    assert found[2].place == "line 1, comment 3"


def test_a_thread_of_a_tree_is_read_by_itself():
    """A tree too deep to be read as one still gives those that are not."""
    _, items = opened({"comment": comment("1"), "replies": [{"comment": comment("2", "1")}]})
    assert [item.comment.id for item in items if isinstance(item, Found)] == ["1", "2"]


def test_the_times_of_no_time_are_none():
    """Go writes the year 1 for it."""
    _, items = opened(SETTINGS, comment("1", time="0001-01-01T00:00:00Z"))
    assert items[2].comment.created_at == ""


def test_commento_names_its_readers_behind_the_comments():
    """The document is read whole for their names' sake."""
    one = {
        "commentHex": "c1",
        "domain": "n.example",
        "path": "/a",
        "commenterHex": "h1",
        "markdown": "Great *reply*",
        "html": "",
        "parentHex": "root",
        "state": "unapproved",
        "creationDate": "2021-05-11T15:43:01Z",
        "deleted": False,
    }
    answer = one | {
        "commentHex": "c2",
        "parentHex": "c1",
        "markdown": "",
        "html": "<p>So&nbsp;so</p>",
        "commenterHex": "x",
    }
    export, (article, *found) = opened(
        {
            "version": 1,
            "comments": [one, answer, one | {"deleted": True}],
            "commenters": [{"commenterHex": "h1", "name": "Mara"}],
        }
    )
    assert (export.format, article.url) == ("commento", "n.example/a")
    assert [item.comment.author for item in found[:2]] == ["Mara", "x"]
    assert [item.comment.text for item in found[:2]] == ["Great *reply*", "So\xa0so"]
    assert [item.comment.parent_id for item in found[:2]] == ["", "c1"]
    assert found[0].comment.status is Status.PENDING
    assert found[2] == Skipped("deleted comment", "line 1, entry 3")


def test_commento_taken_apart_into_lines_is_read_too():
    """That is the way around the cap on documents."""
    export, items = opened({"commentHex": "c1", "markdown": "x", "parentHex": "root", "domain": "n.example"})
    assert (export.format, items[1].comment.id) == ("commento", "c1")


def test_isso_counts_the_comments_of_each_thread_so_that_its_numbers_are_no_ids():
    """Two threads both have a comment 0."""
    thread = {
        "id": "/a/",
        "title": "A",
        "comments": [{"id": 0, "text": "x", "created": "2005-02-24 04:03:37", "author": "m"}],
    }
    export, (article, one, _, other) = opened([thread, thread | {"id": "/b/"}])
    assert (export.format, article) == ("isso-json", Article("/a/", "A", url="/a/"))
    assert not one.comment.writable
    assert one.comment.id != other.comment.id
    assert one.comment.created_at == "2005-02-24T04:03:37"
    assert "ids" in export.unknown[0]


def test_what_is_no_record_within_a_document_is_a_reject_with_its_place():
    """A hand-edited list must not lose its other entries."""
    _, items = opened({"comments": [{"comment": comment("1")}, 7, {"comment": comment("2", text=None, orig=None)}]})
    assert [(item.place, item.reason) for item in items if isinstance(item, Reject)] == [
        ("line 1, comment 2", "not a record but a int"),
        ("line 1, comment 3", "no text"),
    ]


def test_every_comment_of_the_samples_is_accounted_for(samples: Path):
    """Counted in the files by the name that every comment has."""
    counted = {
        "remark42/native-backup.json": '"pid"',
        "remark42/tree.json": '"pid"',
        "remark42/tree_bench.json": '"pid"',
        "remark42/tree_del.json": '"pid"',
        "commento/remark42-api-commento.json": '"commentHex"',
        "commento/remark42-migrator-commento.json": '"commentHex"',
        "isso/generic.json": '"created"',
    }
    for name, word in counted.items():
        items = list(open_export(samples / name).items)
        comments = sum(
            isinstance(item, Found) or item == Skipped("deleted comment", item.place)
            for item in items
            if isinstance(item, Found | Skipped)
        )
        assert comments == (samples / name).read_text().count(word), name
        assert not any(isinstance(item, Reject) for item in items), name
