"""The one way to a live site: what leaves, what counts as an answer, and what is never tried twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from moderation.comments import Status
from moderation.errors import WrongUse
from moderation.writeback.addresses import site_address
from moderation.writeback.answers import Answer
from moderation.writeback.sites import NotAllowed, Site, SiteError, TryLater, Unsure
from moderation.writeback.web import Web
from moderation.writeback.wordpress import connect
from tests.standins.server import Fault
from tests.standins.wordpress import PASSWORD, SECRETS, Row, WordPressSite


@pytest.fixture
def standin() -> Iterator[WordPressSite]:
    with WordPressSite({7: Row("You are wrong.")}) as site:
        yield site


@pytest.fixture
def blog(standin: WordPressSite) -> Site:
    return connect(standin.address, SECRETS)


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.FAIL_BEFORE])
def test_a_read_that_stumbles_is_tried_again(standin: WordPressSite, blog: Site, fault: Fault):
    """Reading changes nothing, and networks stumble."""
    standin.fault(fault, "GET", times=2)

    assert blog.read(["7"])["7"].stated == "hold"
    assert len(standin.asked) == 3


def test_a_read_that_keeps_stumbling_says_so(standin: WordPressSite, blog: Site):
    """Three tries are enough to tell a stumble from a fall."""
    standin.fault(Fault.DROP_BEFORE, "GET", times=3)

    with pytest.raises(Unsure, match="no whole answer"):
        blog.read(["7"])


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.FAIL_AFTER, Fault.FAIL_BEFORE])
def test_a_change_is_sent_once_whatever_happens(standin: WordPressSite, blog: Site, fault: Fault):
    """Whether it happened is found out by reading, never by sending it again."""
    live = blog.read(["7"])["7"]
    standin.fault(fault, "POST")

    with pytest.raises(Unsure):
        blog.change(live, Status.APPROVED)
    assert [asked.method for asked in standin.asked].count("POST") == 1


def test_a_change_whose_answer_is_too_late_is_unsure(standin: WordPressSite):
    """The site may well have done it by then."""
    standin.fault(Fault.SLOW, "POST")

    with pytest.raises(Unsure, match="ReadTimeout"):
        Web(standin.address, silence=0.2).change("POST", "/wp-json/wp/v2/comments/7", json={})


@pytest.mark.parametrize(("fault", "seconds"), [(Fault.BUSY, 0.0), (Fault.DOWN, 2.0)])
def test_a_site_that_asks_for_patience_gets_it(standin: WordPressSite, blog: Site, fault: Fault, seconds: float):
    """How long is the site's to say, and whether to wait is for whoever applies a plan."""
    standin.fault(fault, "GET")

    with pytest.raises(TryLater) as asked:
        blog.read(["7"])
    assert asked.value.seconds == seconds


@pytest.mark.parametrize(("fault", "meaning"), [(Fault.BUSY, TryLater), (Fault.DOWN, Unsure), (Fault.QUEUED, Unsure)])
def test_only_a_limit_says_that_a_change_was_not_made(
    standin: WordPressSite, blog: Site, fault: Fault, meaning: type[SiteError]
):
    """A cache says 503 with a time to wait while the site behind it is still at it; 202 is a promise."""
    live = blog.read(["7"])["7"]
    standin.fault(fault, "POST")

    with pytest.raises(meaning):
        blog.change(live, Status.APPROVED)


@pytest.mark.parametrize(("fault", "meaning"), [(Fault.PAGE, Unsure), (Fault.FORBIDDEN, NotAllowed)])
def test_a_page_for_people_is_no_answer_to_a_change(
    standin: WordPressSite, blog: Site, fault: Fault, meaning: type[SiteError]
):
    """A login page comes with 200, a firewall's with 403."""
    live = blog.read(["7"])["7"]
    standin.fault(fault, "POST")

    with pytest.raises(meaning, match="page"):
        blog.change(live, Status.APPROVED)


def test_a_login_page_where_comments_should_be_ends_the_run(standin: WordPressSite, blog: Site):
    """No comment of a site that wants a login can be read, the next one no more than this."""
    standin.fault(Fault.PAGE, "GET")

    with pytest.raises(NotAllowed, match="a page for people"):
        blog.read(["7"])


def test_nothing_follows_to_another_host(standin: WordPressSite, blog: Site):
    """The secrets go along with every request."""
    standin.fault(Fault.ELSEWHERE, "GET")

    with pytest.raises(NotAllowed, match=r"login\.example"):
        blog.read(["7"])


def test_an_answer_without_end_is_left_unread(standin: WordPressSite, blog: Site):
    """Memory stays flat, whoever answers."""
    standin.fault(Fault.ENDLESS, "GET", times=3)

    with pytest.raises(Unsure, match="more than 8 MiB"):
        blog.read(["7"])


def test_where_nobody_answers_nothing_was_changed():
    """A connection that never came about has carried nothing."""
    with WordPressSite({}) as standin:
        gone = standin.address

    with pytest.raises(TryLater, match="nothing was sent"):
        Web(gone).change("POST", "/")
    with pytest.raises(NotAllowed, match="can't be reached"):
        Web(gone).read("/")


def test_proxies_of_other_programs_are_not_used(standin: WordPressSite, monkeypatch: pytest.MonkeyPatch):
    """Nothing leaves by accident; one that is named for us is used."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert connect(standin.address, SECRETS).read(["7"])

    monkeypatch.setenv("TRIAGE_PROXY", "http://127.0.0.1:9")
    with pytest.raises(NotAllowed, match="can't be reached"):
        connect(standin.address, SECRETS).read(["7"])


@pytest.mark.parametrize("proxy", ["nonsense", "socks5://127.0.0.1:9", "ftp://kim:secret@x"])
def test_a_proxy_that_is_none_is_said(standin: WordPressSite, monkeypatch: pytest.MonkeyPatch, proxy: str):
    """In a sentence, without the password that may be in it."""
    monkeypatch.setenv("TRIAGE_PROXY", proxy)

    with pytest.raises(WrongUse, match="TRIAGE_PROXY") as told:
        connect(standin.address, SECRETS)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("token", ["two\nlines", "schlüssel", "a\x00b"])
def test_a_key_that_can_be_none_is_said(token: str):
    """It would end in the middle of a header, or begin another."""
    with pytest.raises(NotAllowed, match="Copy it anew"):
        Web("https://example.org", {"Authorization": f"Bearer {token}"}, secrets=[token])


def test_secrets_stand_in_no_message(standin: WordPressSite):
    """A site may say them back, and messages are mailed around."""
    said = Web(standin.address, secrets=[PASSWORD]).said(f"Wrong password:\n {PASSWORD}\x1b[2J")

    assert said == "Wrong password: ***␛[2J"


def test_we_say_who_we_are(standin: WordPressSite, blog: Site):
    """A host's log should say what wrote to it."""
    blog.read(["7"])

    assert standin.asked[0].headers["user-agent"].startswith("comment-triage/")


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "ftp://example.org",
        "http://example.org",
        "http://localhost.example.org",
        "https://kim:secret@example.org",
        "https://example.org/?key=secret",
        "https://",
        "https://[",
        "https://example.org:port",
        "",
    ],
)
def test_an_address_that_is_none_is_refused(address: str):
    """Unencrypted, the password would be anybody's; in an address, it would stand in the journal."""
    with pytest.raises(WrongUse) as refused:
        site_address(address)
    assert "secret" not in str(refused.value).replace("secrets", "")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/", "https://example.org"),
        ("https://example.org/blog/", "https://example.org/blog"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_kept_without_its_last_slash(address: str, kept: str):
    """Blogs live in folders; this machine needs no encryption."""
    assert site_address(address) == kept


def test_patience_is_read_in_seconds_and_as_a_date():
    """Both are in use; nonsense counts as half a minute, and nobody waits longer than an hour."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    stated = [Answer(429, {"retry-after": value}, b"").patience for value in ("5", soon, "tomorrow", "999999")]

    assert stated[0] == 5
    assert 80 < (stated[1] or 0) <= 90
    assert stated[2:] == [30, 3600]
