"""Coral over GraphQL: revisions, verdicts, and the audit rows that repeats would leave."""

from collections.abc import Iterator

import pytest

from moderation.comments import Status, text_digest
from moderation.writeback.coral import connect
from moderation.writeback.sites import Conflict, NotAllowed, Refused, Site, Unsure
from tests.standins.coral import SECRETS, CoralComment, CoralServer
from tests.standins.server import Fault


@pytest.fixture
def standin() -> Iterator[CoralServer]:
    comments = {
        "c1": CoralComment(["<div>first</div>", "<div>edited, <b>you idiot</b></div>"]),
        "c2": CoralComment(["Fine."], "APPROVED"),
        "c3": CoralComment(["Hm."], "SYSTEM_WITHHELD"),
        "c4": CoralComment(["Waits."], "PREMOD"),
        "c5": CoralComment(["Out."], "REJECTED"),
    }
    with CoralServer(comments) as server:
        yield server


@pytest.fixture
def coral(standin: CoralServer) -> Site:
    return connect(standin.address, SECRETS)


def test_comments_are_read_as_readers_see_them(coral: Site):
    """Coral shows what nobody has looked at yet, and not what it withheld: an undo must never publish that."""
    lives = coral.read(["c1", "c2", "c3", "c4", "c5", "nobody"])

    assert {id: live.status for id, live in lives.items()} == {
        "c1": Status.REPORTED,
        "c2": Status.APPROVED,
        "c3": Status.PENDING,
        "c4": Status.PENDING,
        "c5": Status.REMOVED,
    }
    assert (lives["c1"].stated, lives["c1"].token) == ("NONE", {"revision": "r2"})


def test_the_text_is_the_one_that_an_import_kept(coral: Site):
    """The last revision's, without its markup."""
    assert coral.read(["c1"])["c1"].digest == text_digest("edited, you idiot")


def test_many_comments_share_a_request(coral: Site):
    """There is no list by ids, so each has a name of its own in one query."""
    with CoralServer({f"c{n}": CoralComment([f"Comment {n}"]) for n in range(60)}) as many:
        lives = connect(many.address, SECRETS).read([f"c{n}" for n in range(60)])

    assert len(lives) == 60
    assert len(many.asked) == 3


@pytest.mark.parametrize("id", ["", "a b", 'c1") { id } #', "-c1", "x" * 65, "ü"])
def test_what_is_no_id_reaches_no_query(standin: CoralServer, coral: Site, id: str):
    """Ids come from files that anybody may have written."""
    assert coral.read([id]) == {}
    assert standin.asked == []


@pytest.mark.parametrize(
    ("id", "wanted", "status"), [("c1", Status.REMOVED, "REJECTED"), ("c5", Status.APPROVED, "APPROVED")]
)
def test_a_verdict_is_given_once(standin: CoralServer, coral: Site, id: str, wanted: Status, status: str):
    """Each sending is a row of the audit and may be a mail to the author."""
    coral.change(coral.read([id])[id], wanted)

    assert (standin.comments[id].status, standin.comments[id].audit) == (status, [status])


def test_a_text_edited_since_is_not_judged(standin: CoralServer, coral: Site):
    """Coral answers 200 and changes nothing; the revision in its answer says why."""
    live = coral.read(["c2"])["c2"]
    standin.comments["c2"].bodies.append("Fine, you idiot.")

    with pytest.raises(Conflict, match="edited since"):
        coral.change(live, Status.REMOVED)
    assert standin.comments["c2"].audit == []


def test_a_comment_that_is_gone_is_a_conflict(standin: CoralServer, coral: Site):
    """Errors come with 200 too."""
    live = coral.read(["c1"])["c1"]
    del standin.comments["c1"]

    with pytest.raises(Conflict, match="not found"):
        coral.change(live, Status.REMOVED)


def test_a_reason_that_the_law_wants_is_a_persons_to_give(standin: CoralServer, coral: Site):
    """With DSA features on, a rejection says to its author why."""
    standin.dsa = True

    with pytest.raises(Refused, match="reason"):
        coral.change(coral.read(["c1"])["c1"], Status.REMOVED)
    coral.change(coral.read(["c1"])["c1"], Status.APPROVED)
    assert standin.comments["c1"].audit == ["APPROVED"]


@pytest.mark.parametrize("wanted", [Status.PENDING, Status.SPAM])
def test_what_is_no_verdict_is_refused(standin: CoralServer, coral: Site, wanted: Status):
    """There is no way back to "nobody has looked at it"."""
    with pytest.raises(Refused, match="approve and reject"):
        coral.change(coral.read(["c2"])["c2"], wanted)
    assert wanted not in coral.verbs


def test_a_broken_answer_is_unsure(standin: CoralServer, coral: Site):
    """The verdict may have been given."""
    live = coral.read(["c1"])["c1"]
    standin.fault(Fault.DROP_AFTER, "POST")

    with pytest.raises(Unsure):
        coral.change(live, Status.REMOVED)
    assert coral.read(["c1"])["c1"].status is Status.REMOVED
    assert standin.comments["c1"].audit == ["REJECTED"]


def test_a_token_that_is_none_is_refused(standin: CoralServer):
    """GraphQL says so with 200."""
    with pytest.raises(NotAllowed, match="administrator"):
        connect(standin.address, {"CORAL_TOKEN": "wrong"}).read(["c1"])
