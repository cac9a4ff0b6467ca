"""WordPress over REST: every documented trap of a status change, met with real HTTP."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from moderation.comments import Status, text_digest
from moderation.formats.opening import open_export
from moderation.formats.records import Found
from moderation.policy import Action
from moderation.writeback.applying import apply
from moderation.writeback.changes import Change
from moderation.writeback.journal import Journal, JournalHeader
from moderation.writeback.pacing import Pace
from moderation.writeback.sites import Conflict, Mismatch, NotAllowed, Refused, Site
from moderation.writeback.undoing import undoing
from moderation.writeback.wordpress import connect
from tests.standins.server import Fault
from tests.standins.wordpress import SECRETS, Row, WordPressSite

IP, AGENT = "2001:db8::7", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101"


@pytest.fixture
def standin() -> Iterator[WordPressSite]:
    rows = {
        1: Row('You are <b>"wrong"</b> &amp; rude.', "0", ip=IP, agent=AGENT),
        2: Row("Fine.", "1", ip=IP, agent=AGENT),
        3: Row("Buy now", "spam", ip=IP, agent=AGENT),
        4: Row("Gone", "trash", ip=IP, agent=AGENT, before_trash="1"),
        5: Row("Pinned", "1", type="wpdiscuz_sticky"),
        6: Row("An editor's note", "1", type="note"),
        7: Row("Under a post in the trash", "post-trashed"),
        8: Row("A plugin's own", "delayed"),
    }
    with WordPressSite(rows) as site:
        yield site


@pytest.fixture
def blog(standin: WordPressSite) -> Site:
    return connect(standin.address, SECRETS)


def test_comments_of_every_status_and_type_are_read(standin: WordPressSite, blog: Site):
    """The defaults would leave out spam, trash and pinned comments; states that are not ours are told as such."""
    lives = blog.read([str(id) for id in range(1, 10)])

    assert {id: live.status for id, live in lives.items()} == {
        "1": Status.PENDING,
        "2": Status.APPROVED,
        "3": Status.SPAM,
        "4": Status.REMOVED,
        "5": Status.APPROVED,
        "6": Status.UNKNOWN,
        "7": Status.UNKNOWN,
        "8": Status.UNKNOWN,
    }
    assert standin.done == []


def test_the_text_is_the_one_that_an_import_kept(blog: Site):
    """Otherwise every comment would look edited; an import of WP-CLI's JSON shows what imports keep."""
    export = b'[{"comment_ID":"1","comment_content":"You are <b>\\"wrong\\"</b> &amp; rude.","comment_approved":"0"}]'
    (found,) = [item for item in open_export(BytesIO(export), name="c.json").items if isinstance(item, Found)]

    assert blog.read(["1"])["1"].digest == text_digest(found.comment.text)


def test_five_hundred_comments_take_five_requests(blog: Site):
    """A host's firewall counts requests."""
    with WordPressSite({id: Row(f"Comment {id}") for id in range(1, 501)}) as many:
        lives = connect(many.address, SECRETS).read([str(id) for id in range(1, 501)])

    assert len(lives) == 500
    assert len(many.asked) == 5


def test_a_comment_kept_out_of_lists_is_found_alone(standin: WordPressSite, blog: Site):
    """Plugins filter lists; "gone" would be wrong."""
    standin.hidden_from_lists = {2}

    assert blog.read(["2"])["2"].stated == "approved"


@pytest.mark.parametrize("id", ["", "0", "-1", "1/../2", "1?force=true", "١", "1e3", "9" * 30])
def test_what_is_no_id_reaches_no_address(standin: WordPressSite, blog: Site, id: str):
    """Ids come from files that anybody may have written."""
    assert blog.read([id]) == {}
    assert standin.asked == []


@pytest.mark.parametrize(
    ("id", "wanted", "shown"),
    [
        ("1", Status.APPROVED, "approved"),
        ("1", Status.SPAM, "spam"),
        ("2", Status.PENDING, "hold"),
        ("2", Status.REMOVED, "trash"),
        ("3", Status.APPROVED, "approved"),
        ("3", Status.REMOVED, "trash"),
        ("4", Status.APPROVED, "approved"),
        ("4", Status.PENDING, "hold"),
        ("4", Status.SPAM, "spam"),
    ],
)
def test_a_change_leaves_address_and_agent_as_they_were(
    standin: WordPressSite, blog: Site, id: str, wanted: Status, shown: str
):
    """WordPress writes the moderator's over the commenter's unless both are sent along (Trac 64248)."""
    blog.change(blog.read([id])[id], wanted)

    row = standin.rows[int(id)]
    assert (standin.status(id), row.ip, row.agent) == (shown, IP, AGENT)


def test_what_leaves_the_trash_leaves_it_by_untrash(standin: WordPressSite, blog: Site):
    """So WordPress' own memory of the state before is used up; where that is another, the wanted one follows."""
    blog.change(blog.read(["4"])["4"], Status.APPROVED)
    assert standin.sent_to("4") == ["untrash"]

    blog.change(blog.read(["3"])["3"], Status.APPROVED)
    assert standin.sent_to("3") == ["unspam", "approved"]


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.FORBIDDEN])
def test_what_left_the_trash_and_got_no_further_goes_on_and_finds_its_way_back(
    standin: WordPressSite, blog: Site, tmp_path: Path, fault: Fault
):
    """Two requests make one change: between them the comment is where nobody decided that it should be."""
    standin.rows[4].before_trash = "0"
    standin.fault(Fault.NONE, "POST")
    standin.fault(fault, "POST")
    change = Change("4", "s", text_digest("Gone"), Status.REMOVED, Status.APPROVED, Action.APPROVE, n=1)
    header, pace = JournalHeader("plan", "wordpress", blog.address), Pace(1000.0, sleep=lambda _: None)
    for _ in range(2):
        with Journal.open(tmp_path / "journal", header, pace.stamp) as journal:
            apply([change], blog, journal, "kim", pace=pace)

    assert (standin.status(4), standin.sent_to("4")) == ("approved", ["untrash", "approved"])
    assert [(back.before, back.wanted) for back in undoing(tmp_path / "journal")[1]] == [
        (Status.APPROVED, Status.REMOVED)
    ]


@pytest.mark.parametrize(
    ("ip", "agent"), [("", AGENT), ("192.0.2.xxx", AGENT), (IP, ""), (IP, "Bot  <v1>"), (IP, "a%20b")]
)
def test_what_could_not_be_kept_is_refused_with_a_way_out(standin: WordPressSite, blog: Site, ip: str, agent: str):
    """REST takes no empty address, and cleans user agents; WP-CLI leaves both alone."""
    standin.rows[1].ip, standin.rows[1].agent = ip, agent

    with pytest.raises(Refused, match="--to wp-cli"):
        blog.change(blog.read(["1"])["1"], Status.APPROVED)
    assert (standin.done, standin.rows[1].ip, standin.rows[1].agent) == ([], ip, agent)


def test_without_an_address_the_trash_is_still_open(standin: WordPressSite, blog: Site):
    """DELETE without `force` leaves the row as it is."""
    standin.rows[1].ip = ""
    blog.change(blog.read(["1"])["1"], Status.REMOVED)

    assert (standin.status(1), standin.rows[1].ip) == ("trash", "")


def test_a_site_without_a_trash_loses_nothing(standin: WordPressSite, blog: Site):
    """The status `trash` would delete for good there, and move the answers to another parent."""
    standin.trash_days = 0

    with pytest.raises(Refused, match="keeps no trash"):
        blog.change(blog.read(["2"])["2"], Status.REMOVED)
    assert (standin.status(2), standin.deleted_for_good) == ("approved", [])


def test_a_yes_that_changed_nothing_is_seen(standin: WordPressSite, blog: Site):
    """An invalid or unmade status answers 200; a plugin that holds what it dislikes does too."""
    standin.ignores_statuses = True

    with pytest.raises(Mismatch, match="still hold"):
        blog.change(blog.read(["1"])["1"], Status.APPROVED)


def test_a_text_that_changed_along_is_seen(standin: WordPressSite, blog: Site):
    """Writing a row anew filters its text anew."""
    live = blog.read(["1"])["1"]
    standin.rows[1].content = "Filtered."

    with pytest.raises(Mismatch, match="changed the text"):
        blog.change(live, Status.APPROVED)


@pytest.mark.parametrize(("wanted", "verb"), [(Status.APPROVED, "gone"), (Status.REMOVED, "gone")])
def test_a_comment_that_is_gone_is_a_conflict(standin: WordPressSite, blog: Site, wanted: Status, verb: str):
    """Somebody deleted it between reading and changing."""
    live = blog.read(["1"])["1"]
    del standin.rows[1]

    with pytest.raises(Conflict, match=verb):
        blog.change(live, wanted)


def test_a_comment_in_the_trash_already_is_a_conflict(standin: WordPressSite, blog: Site):
    """410: another moderator was quicker."""
    live = blog.read(["1"])["1"]
    blog.change(live, Status.REMOVED)

    with pytest.raises(Conflict, match="already"):
        blog.change(live, Status.REMOVED)
    assert standin.sent_to("1") == ["trash"]


def test_who_may_not_moderate_is_told_so(standin: WordPressSite):
    """The site's own words, and none of ours about the password."""
    stranger = connect(standin.address, {**SECRETS, "WORDPRESS_APP_PASSWORD": "not this one"})

    with pytest.raises(NotAllowed, match="not allowed to edit comments") as told:
        stranger.read(["1"])
    assert "not this one" not in str(told.value)


def test_plain_permalinks_are_found(standin: WordPressSite, blog: Site):
    """Such a site has no `/wp-json`, and the same interface by a query."""
    standin.plain_permalinks = True
    blog.change(blog.read(["1"])["1"], Status.APPROVED)
    blog.change(blog.read(["2"])["2"], Status.REMOVED)

    assert (standin.status(1), standin.status(2)) == ("approved", "trash")


def test_where_no_wordpress_is_the_address_is_doubted(standin: WordPressSite):
    """A blog in a folder, or one with its REST interface elsewhere."""
    with pytest.raises(NotAllowed, match="Check the address"):
        connect(f"{standin.address}/blog", SECRETS).read(["1"])


def test_no_verb_deletes(standin: WordPressSite, blog: Site):
    """All that can be asked for can be taken back; `force` is never sent."""
    for wanted in (Status.REMOVED, Status.SPAM, Status.PENDING, Status.APPROVED, Status.REMOVED):
        blog.change(blog.read(["1"])["1"], wanted)
    with pytest.raises(Refused, match="no way"):
        blog.change(blog.read(["1"])["1"], Status.REPORTED)

    assert not any("force" in asked.query for asked in standin.asked)
    assert standin.deleted_for_good == []
