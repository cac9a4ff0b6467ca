"""Disqus over its API: codes in the answers, keys out of sight, a thousand requests an hour."""

from collections.abc import Iterator

import pytest

from moderation.comments import Status, text_digest
from moderation.writeback.disqus import connect
from moderation.writeback.sites import Conflict, NotAllowed, Refused, Site, TryLater, Unsure
from tests.standins.disqus import SECRETS, DisqusApi, Post
from tests.standins.server import Fault


@pytest.fixture
def standin() -> Iterator[DisqusApi]:
    posts = {
        "11": Post("<p>You <b>idiot</b></p>"),
        "12": Post("<p>Fine.</p>", isApproved=True),
        "13": Post("<p>Buy</p>", isApproved=True, isSpam=True, isDeleted=True),
        "14": Post("<p>Gone</p>", isApproved=True, isDeleted=True),
        "15": Post("<p>Never shown, and gone</p>", isDeleted=True),
    }
    with DisqusApi(posts) as api:
        yield api


@pytest.fixture
def disqus(standin: DisqusApi) -> Site:
    return connect(standin.address, SECRETS)


def test_a_state_is_read_from_all_the_flags(disqus: Site):
    """What is deleted or spam may still be called approved."""
    lives = disqus.read(["11", "12", "13", "14", "99", "x"])

    assert {id: live.status for id, live in lives.items()} == {
        "11": Status.PENDING,
        "12": Status.APPROVED,
        "13": Status.SPAM,
        "14": Status.REMOVED,
    }
    assert lives["11"].digest == text_digest("You idiot")


@pytest.mark.parametrize(
    ("id", "wanted", "verbs"),
    [
        ("11", Status.APPROVED, ["approve"]),
        ("12", Status.REMOVED, ["remove"]),
        ("12", Status.SPAM, ["spam"]),
        ("13", Status.APPROVED, ["restore", "approve"]),
        ("14", Status.APPROVED, ["restore"]),
        ("15", Status.APPROVED, ["restore", "approve"]),
    ],
)
def test_a_post_gets_where_it_should(standin: DisqusApi, disqus: Site, id: str, wanted: Status, verbs: list[str]):
    """A deleted post comes back first, and is approved only if it wasn't before."""
    disqus.change(disqus.read([id])[id], wanted)

    assert disqus.read([id])[id].status is wanted
    assert standin.sent_to(id) == verbs


def test_what_came_back_and_is_not_approved_yet_is_unsure(standin: DisqusApi, disqus: Site):
    """A limit that is reached between the two requests of one change does not mean that nothing was done."""
    live = disqus.read(["15"])["15"]
    standin.limit = 3

    with pytest.raises(Unsure, match="Half of a change"):
        disqus.change(live, Status.APPROVED)
    assert standin.sent_to("15") == ["restore"]


def test_changes_carry_their_keys_out_of_sight(standin: DisqusApi, disqus: Site):
    """Addresses end up in the logs of every machine in between."""
    disqus.change(disqus.read(["11"])["11"], Status.APPROVED)

    (change,) = [asked for asked in standin.asked if asked.method == "POST"]
    assert change.query == {}
    assert set(change.form) == {"post", "api_secret", "access_token"}


@pytest.mark.parametrize("name", ["DISQUS_SECRET_KEY", "DISQUS_ACCESS_TOKEN"])
def test_a_wrong_key_is_told_without_the_key(standin: DisqusApi, name: str):
    """Messages are mailed around."""
    with pytest.raises(NotAllowed) as told:
        connect(standin.address, {**SECRETS, name: "sesame-open"}).read(["11"])
    assert "sesame-open" not in str(told.value)


def test_an_hour_that_is_used_up_is_waited_for(standin: DisqusApi, disqus: Site):
    """Disqus says when it counts anew."""
    live = disqus.read(["11"])["11"]
    standin.limit = 1

    with pytest.raises(TryLater, match="1,000 requests") as later:
        disqus.change(live, Status.APPROVED)
    assert 0 < later.value.seconds <= 2
    assert standin.done == []


def test_a_forum_of_others_ends_the_run(standin: DisqusApi, disqus: Site):
    """The next post of it will be refused as well."""
    standin.of_others = {"11"}

    with pytest.raises(NotAllowed, match="permission"):
        disqus.change(disqus.read(["11"])["11"], Status.APPROVED)


def test_a_post_that_is_gone_is_not_there(standin: DisqusApi, disqus: Site):
    """Whether it went before or after it was read."""
    live = disqus.read(["11"])["11"]
    del standin.posts["11"]

    assert disqus.read(["11"]) == {}
    with pytest.raises(Conflict, match="Unable to find"):
        disqus.change(live, Status.APPROVED)


def test_nothing_makes_a_post_wait_again(disqus: Site):
    """Disqus has no verb for it, so no plan may count on one."""
    with pytest.raises(Refused, match="no way"):
        disqus.change(disqus.read(["12"])["12"], Status.PENDING)
    assert Status.PENDING not in disqus.verbs


@pytest.mark.parametrize("fault", [Fault.FAIL_AFTER, Fault.DROP_AFTER])
def test_what_may_have_happened_is_unsure(standin: DisqusApi, disqus: Site, fault: Fault):
    """Reading again tells."""
    live = disqus.read(["11"])["11"]
    standin.fault(fault, "POST")

    with pytest.raises(Unsure):
        disqus.change(live, Status.SPAM)
    assert disqus.read(["11"])["11"].status is Status.SPAM
    assert standin.most_sent == 1
