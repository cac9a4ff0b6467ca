"""Lines of a Coral database, as mongoexport and Coral's own download write them."""

import io
import json
from pathlib import Path

import pytest

from moderation.comments import Article, Status, text_digest
from moderation.formats.json.coral import text_of
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Item, Reject, Skipped


def read(*records: object) -> list[Item]:
    export = open_export(io.BytesIO("\n".join(map(json.dumps, records)).encode()))
    assert export.format == "coral"
    return list(export.items)


def line(**changes: object) -> dict[str, object]:
    return {
        "id": "c1",
        "storyID": "s1",
        "authorID": "u1",
        "parentID": None,
        "revisions": [{"id": "r1", "body": "<div>No.</div>", "actionCounts": {}}],
        "status": "NONE",
        "actionCounts": {},
        "createdAt": {"$date": "2026-03-03T08:14:00.000Z"},
    } | changes


def test_the_last_revision_is_the_text():
    """Writers mend their comments, and the readers see the last version."""
    revisions = [{"body": "first"}, {"body": "a <b>se</b>cond<br>one &amp; more"}]
    (one,) = read(line(revisions=revisions))
    assert one.comment.text == "a second\none & more"


def test_author_story_and_parent_are_known_by_their_numbers():
    """Their names are in other files of the same dump."""
    (one,) = read(line(parentID="c0"))
    assert (one.comment.author, one.comment.article_id, one.comment.parent_id) == ("u1", "s1", "c0")
    assert one.comment.writable


@pytest.mark.parametrize(
    ("status", "flags", "expected"),
    [
        ("APPROVED", {"FLAG": 3}, Status.APPROVED),
        ("REJECTED", {}, Status.REMOVED),
        ("PREMOD", {}, Status.PENDING),
        ("SYSTEM_WITHHELD", {"FLAG": 1}, Status.PENDING),
        ("NONE", {"FLAG": 1}, Status.REPORTED),
        ("NONE", {"RESPECT": 4}, Status.UNKNOWN),
        ("NONE", {"FLAG": "many"}, Status.UNKNOWN),
    ],
)
def test_a_flag_counts_until_somebody_has_decided(status: str, flags: dict[str, object], expected: Status):
    """Coral publishes what nobody has looked at; a flag is the only sign that somebody should."""
    (one,) = read(line(status=status, actionCounts=flags))
    assert one.comment.status is expected


@pytest.mark.parametrize(
    "created",
    [
        "2026-03-03T08:14:00.000Z",
        {"$date": "2026-03-03T08:14:00.000Z"},
        {"$date": "2026-03-03T09:14:00.000+01:00"},
        {"$date": 1772525640000},
        {"$date": {"$numberLong": "1772525640000"}},
    ],
)
def test_every_way_mongodb_writes_a_time_is_read(created: object):
    """Its tools changed their minds twice."""
    (one,) = read(line(createdAt=created))
    assert one.comment.created_at.replace(".000", "") == "2026-03-03T08:14:00Z"


def test_stories_and_users_of_the_same_dump_give_titles_and_names():
    """Putting its files one behind the other is all it takes."""
    story = {"id": "s1", "tenantID": "t", "url": "https://n.example/a", "metadata": {"title": "Harbour opens"}}
    user = {"id": "u1", "tenantID": "t", "username": "mara"}
    article, skipped, found = read(story, user, line())
    assert article == Article("s1", "Harbour opens", url="https://n.example/a")
    assert skipped == Skipped("user", "line 2")
    assert found.comment.author == "mara"


def test_a_deleted_comment_is_named_as_skipped():
    """Coral keeps the record and drops the words."""
    assert read(line(), line(deletedAt="2026-03-04T00:00:00Z", revisions=[]))[1] == Skipped("deleted comment", "line 2")


@pytest.mark.parametrize(
    "broken", [{"revisions": []}, {"revisions": [7]}, {"revisions": [{"body": 1}]}, {"revisions": 1}]
)
def test_a_comment_without_words_is_a_reject(broken: dict[str, object]):
    """Nobody could judge it."""
    assert read(line(), line(**broken))[1].reason == "no revision with a text"


def test_a_line_of_nothing_known_is_a_reject():
    """What isn't understood has to be seen by somebody."""
    assert isinstance(read(line(), {"id": "x"})[1], Reject)


def test_a_live_text_has_the_digest_of_the_imported_one():
    """A decision is written back only where the text is still the one it was made on."""
    body = "<p>Caf&eacute;\r\n\x00no</p>"
    one = read(line(revisions=[{"body": body}]))[0]
    assert text_digest(text_of(body)) == text_digest(one.comment.text)


def test_the_record_is_carried_as_it_came():
    """`triage score` gives back what it was given."""
    record = line(tags=[{"type": "FEATURED"}])
    assert read(record)[0].fields.items() >= record.items()


def test_the_sample_is_one_withheld_comment(samples: Path):
    """Shaped by Coral's own types."""
    export = open_export(samples / "coral" / "mongoexport-comments.json")
    (one,) = export.items
    assert isinstance(one, Found)
    assert (export.format, one.comment.id, one.comment.text) == ("coral", "c1-uuid", "edited version you idiot")
    assert one.comment.status is Status.PENDING
