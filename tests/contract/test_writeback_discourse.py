"""Discourse's review queue: versions, conflicts, and a verdict that means two things."""

from collections.abc import Iterator

import pytest

from moderation.comments import Status, text_digest
from moderation.writeback.discourse import connect
from moderation.writeback.sites import Conflict, NotAllowed, Refused, Site, TryLater, Unsure
from tests.standins.discourse import SECRETS, Forum, Item
from tests.standins.server import Fault


@pytest.fixture
def standin() -> Iterator[Forum]:
    items = {
        "41": Item("you are an idiot", version=3),
        "42": Item("hidden by flags", hidden=True),
        "43": Item("waits to be shown", "ReviewableQueuedPost"),
        "44": Item("turned down", "ReviewableQueuedPost", status=2),
        "45": Item("flag was right", status=1),
        "46": Item("a new user", "ReviewableUser"),
        "47": Item("ignored", status=3),
    }
    with Forum(items) as forum:
        yield forum


@pytest.fixture
def forum(standin: Forum) -> Site:
    return connect(standin.address, SECRETS)


def test_approved_means_what_the_kind_of_item_makes_of_it(forum: Site):
    """Approving a flag means that the post was bad; approving a queued post publishes it."""
    lives = forum.read(["41", "42", "43", "44", "45", "46", "47", "99", "x"])

    assert {id: live.status for id, live in lives.items()} == {
        "41": Status.REPORTED,
        "42": Status.REPORTED,
        "43": Status.PENDING,
        "44": Status.REMOVED,
        "45": Status.REMOVED,
        "46": Status.UNKNOWN,
        "47": Status.APPROVED,
    }
    assert lives["43"].digest == text_digest("waits to be shown")


@pytest.mark.parametrize(
    ("id", "wanted", "action"),
    [
        ("41", Status.REMOVED, "agree_and_hide"),
        ("41", Status.APPROVED, "disagree"),
        ("42", Status.REMOVED, "agree_and_keep_hidden"),
        ("42", Status.APPROVED, "disagree_and_restore"),
        ("43", Status.REMOVED, "reject_post"),
        ("43", Status.APPROVED, "approve_post"),
        ("44", Status.APPROVED, "approve_post"),
    ],
)
def test_an_item_is_decided_by_what_it_offers(standin: Forum, forum: Site, id: str, wanted: Status, action: str):
    """Nothing that deletes a post, a reply or a user is ever asked for, though it is offered."""
    forum.change(forum.read([id])[id], wanted)

    assert forum.read([id])[id].status is wanted
    assert standin.sent_to(id) == [action]


def test_somebody_who_was_quicker_is_a_conflict(standin: Forum, forum: Site):
    """409: the item has another version than the one that was read."""
    live = forum.read(["41"])["41"]
    standin.items["41"].version += 1

    with pytest.raises(Conflict, match="update conflict"):
        forum.change(live, Status.REMOVED)
    assert standin.done == []


def test_a_change_states_the_version_that_was_read(standin: Forum, forum: Site):
    """Without one Discourse answers 422."""
    forum.change(forum.read(["41"])["41"], Status.REMOVED)

    assert standin.asked[-1].query == {"version": ["3"]}


def test_a_closed_report_is_not_opened(standin: Forum, forum: Site):
    """The forum itself can show a post again; its queue can't."""
    with pytest.raises(Refused, match="on the forum"):
        forum.change(forum.read(["45"])["45"], Status.APPROVED)
    assert all(asked.method == "GET" for asked in standin.asked)


def test_what_another_moderator_claimed_is_left_to_them(standin: Forum, forum: Site):
    """In the forum's own words."""
    standin.items["41"].claimed_by = "ines"

    with pytest.raises(Refused, match="claimed"):
        forum.change(forum.read(["41"])["41"], Status.REMOVED)


def test_an_item_that_is_gone_is_a_conflict(standin: Forum, forum: Site):
    """Its post was deleted in between."""
    live = forum.read(["41"])["41"]
    del standin.items["41"]

    with pytest.raises(Conflict):
        forum.change(live, Status.REMOVED)


def test_who_may_not_see_the_queue_is_told_so(standin: Forum):
    """The key goes in a header, and into no message."""
    with pytest.raises(NotAllowed, match="not permitted"):
        connect(standin.address, {**SECRETS, "DISCOURSE_API_KEY": "other"}).read(["41"])
    assert all(asked.query == {} for asked in standin.asked)


@pytest.mark.parametrize(("fault", "meaning"), [(Fault.BUSY, TryLater), (Fault.DROP_AFTER, Unsure)])
def test_patience_and_doubt_are_told_apart(standin: Forum, forum: Site, fault: Fault, meaning: type[Exception]):
    """Sixty requests a minute are allowed; an answer that never came is another matter."""
    live = forum.read(["41"])["41"]
    standin.fault(fault, "PUT")

    with pytest.raises(meaning):
        forum.change(live, Status.REMOVED)
    assert standin.most_sent == (1 if fault is Fault.DROP_AFTER else 0)
