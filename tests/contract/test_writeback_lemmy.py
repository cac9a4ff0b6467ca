"""Lemmy over its API: removed from view and given back, each once."""

from collections.abc import Iterator

import pytest

from moderation.comments import Status, text_digest
from moderation.writeback.lemmy import connect
from moderation.writeback.sites import Conflict, NotAllowed, Refused, Site, Unsure
from tests.standins.lemmy import SECRETS, LemmyComment, LemmyServer
from tests.standins.server import Fault


@pytest.fixture
def standin() -> Iterator[LemmyServer]:
    comments = {
        101: LemmyComment("you are an *idiot*"),
        102: LemmyComment("out", True),
        103: LemmyComment("", False, True),
    }
    with LemmyServer(comments) as server:
        yield server


@pytest.fixture
def lemmy(standin: LemmyServer) -> Site:
    return connect(standin.address, SECRETS)


def test_comments_are_read_as_readers_see_them(lemmy: Site):
    """What its writer has deleted is not there to be moderated."""
    lives = lemmy.read(["101", "102", "103", "999", "101#report-7"])

    assert {id: live.status for id, live in lives.items()} == {"101": Status.APPROVED, "102": Status.REMOVED}
    assert lives["101"].digest == text_digest("you are an *idiot*")


def test_what_is_removed_can_be_given_back(standin: LemmyServer, lemmy: Site):
    """Each is a row of the public log, so each is sent once."""
    lemmy.change(lemmy.read(["101"])["101"], Status.REMOVED)
    lemmy.change(lemmy.read(["101"])["101"], Status.APPROVED)

    assert standin.sent_to("101") == ["remove", "give back"]


def test_nothing_else_can_be_asked_for(lemmy: Site):
    """There is no queue that a comment could wait in."""
    with pytest.raises(Refused, match="no way"):
        lemmy.change(lemmy.read(["101"])["101"], Status.PENDING)


def test_what_goes_wrong_is_told_apart(standin: LemmyServer, lemmy: Site):
    """Gone, unsure, not allowed: each calls for something else."""
    live = lemmy.read(["101"])["101"]
    standin.fault(Fault.DROP_AFTER, "POST")
    with pytest.raises(Unsure):
        lemmy.change(live, Status.REMOVED)
    del standin.comments[101]
    with pytest.raises(Conflict):
        lemmy.change(live, Status.REMOVED)
    with pytest.raises(NotAllowed, match="incorrect_login"):
        connect(standin.address, {"LEMMY_TOKEN": "other"}).read(["101"])
