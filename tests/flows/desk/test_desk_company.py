"""Two desks on one file, both on screen: what one does is seen at the other, and nothing moves under the cursor."""

import time
from collections import Counter
from datetime import datetime

import pytest
from textual.pilot import Pilot

from moderation.comments import Comment, Status
from moderation.people import Sitting
from moderation.review import Review
from moderation.store.store import Store
from tui.desk.app import ReviewDesk
from tui.desk.company import ago
from tui.desk.widgets.queue import QueueView


@pytest.fixture
def other(many):
    """Return the same desk of sixty comments as another program has it open."""
    with Store.open(many.path) as opened:
        yield opened


def look_around(*pilots: Pilot[None]) -> None:
    """Let desks look at what happened, as they do each second."""
    for pilot in pilots:
        pilot.app._follow()


def shown(pilot: Pilot[None]) -> str:
    """Return the id of the comment on screen."""
    card = pilot.app.session.shown
    return card.card.id if card else ""


def row_on_screen(pilot: Pilot[None]) -> int:
    """Return the row of the window on which the cursor stands."""
    queue = pilot.app.query_one(QueueView)
    return queue._cursor - queue._top


async def test_two_desks_deciding_as_fast_as_they_can_never_meet(many, other, at_desk):
    """No comment is decided twice, and neither screen says anything but what was recorded."""
    async with at_desk(many, who="ana") as ana, at_desk(other, who="bo") as bo:
        assert (shown(ana), shown(bo)) == ("m0", "m1")
        for _ in range(30):
            await ana.press("a")
            await bo.press("a")
            assert ana.app.session.told.text.startswith("✓")
            assert bo.app.session.told.text.startswith("✓")
    decided = [(row.id, row.who) for row in many.log()]
    assert len({id for id, _ in decided}) == len(decided) == 60
    assert many.faults() == []


async def test_nothing_is_shown_where_others_have_all_that_is_left(many, other, at_desk, screen_text):
    """A key must not decide what somebody else is reading; once they leave it comes by itself."""
    async with at_desk(many, who="ana") as ana:
        async with at_desk(other, who="bo") as bo:
            last = shown(bo)
            while shown(ana):
                await ana.press("a")
                await ana.pause()
            look_around(ana)
            await ana.pause()
            assert "The rest is with others" in screen_text(ana.app)
            await ana.press("a")
            assert many.waiting() == 1
        look_around(ana)
        assert shown(ana) == last


async def test_what_others_decide_leaves_the_queue_without_a_key(many, other, at_desk, screen_text):
    """And the comment being judged stays on the same row of the screen."""
    async with at_desk(many, who="ana") as ana:
        await ana.press(*"jjjj")
        before, row = shown(ana), row_on_screen(ana)
        for ref in (1, 2, 3):
            other.hold([ref], "bo")
        look_around(ana)
        await ana.pause()
        assert (shown(ana), row_on_screen(ana)) == (before, row)
        assert "57 waiting" in screen_text(ana.app)
        assert ana.app.session.cursor == 1
        await ana.press("k")
        assert shown(ana) == "m3"


async def test_what_somebody_made_of_the_comment_on_screen_is_said_there(many, other, at_desk, screen_text):
    """It stays until the moderator goes on, and deciding it shows both sides."""
    async with at_desk(many, who="ana", size=(100, 30)) as ana:
        page = ana.app.session.shown.card
        other.hold([page.ref], "bo", "a colleague")
        look_around(ana)
        await ana.pause()
        assert "bo held (“a colleague”), just now." in screen_text(ana.app)
        assert "a shows both sides" in screen_text(ana.app)
        assert ana.app.session.shown.card is page
        assert "‖ held" in screen_text(ana.app)
        await ana.press("a")
        assert "Meanwhile bo held" in screen_text(ana.app)
        await ana.press("j")
        look_around(ana)
        await ana.pause()
        assert "‖ held" not in screen_text(ana.app)


async def test_keys_on_their_way_decide_nothing_against_a_colleague(many, other):
    """Both sides have to be read first: of two keys typed in a row the second would override what came up."""
    clock = [0.0]
    app = ReviewDesk(Review(many, "ana"), now=lambda: clock[0], settling=0.15)
    async with app.run_test() as ana:
        await ana.pause()
        theirs = app.session.shown.card
        other.hold([theirs.ref], "bo", "a colleague")
        await ana.press("a", "a", "a")
        clock[0] = 0.5
        await ana.press("a")
        assert many.card(theirs.ref).in_effect.who == "bo"
        clock[0] = 1.0
        await ana.press("a")
    assert many.card(theirs.ref).in_effect.who == "ana"


async def test_doing_again_goes_on_with_what_nobody_else_has(many, other, at_desk):
    """As deciding does, in the same claim: the desk beside may have gone on there since the last look."""
    async with at_desk(many, who="ana") as ana:
        await ana.press("a", "u")
        bo = Review(other, "bo")
        assert other.card(bo.go_on(0)).id == "m1"
        await ana.press("ctrl+r")
        assert shown(ana) == "m2"
        assert {one.who: one.ref for one in many.people(time.time())} == {"bo": 2, "ana": 3}


async def test_going_down_passes_what_others_have_just_decided(many, other, at_desk):
    """The desk looks at the others each second; what was decided since is passed by, not decided again."""
    async with at_desk(many, who="ana") as ana:
        bo = Review(other, "bo")
        bo.accept_all([2, 3, *range(5, 30)])
        await ana.press("j")
        assert shown(ana) == "m3"
        await ana.press("s")
        assert shown(ana) == "m29"
        await ana.press("k", "k", "a", "a")
        bo.accept_all(range(30, 61))
        await ana.press("j", "a", "G", "a")
    assert max(Counter(row.id for row in many.log()).values()) == 1


async def test_arrivals_appear_without_a_key_and_move_nothing(many, other, at_desk, screen_text, refill):
    """Riskier ones stand above the cursor, which stays where the eye is."""
    async with at_desk(many, who="ana") as ana:
        await ana.press("j", "j")
        before, row = shown(ana), row_on_screen(ana)
        refill(other, (("n1", "", "New", "You vermin, all of you."),), [(0.99, 0.1, 0.1)])
        look_around(ana)
        await ana.pause()
        assert (shown(ana), row_on_screen(ana), ana.app.session.cursor) == (before, row, 3)
        assert screen_text(ana.app).splitlines()[0][:28].split() == ["61", "waiting", "↑", "1", "new"]
        await ana.press("home")
        await ana.pause()
        assert shown(ana) == "n1"
        assert "new" not in screen_text(ana.app).splitlines()[0]


async def test_what_is_open_elsewhere_is_marked_and_passed_by(many, other, at_desk, screen_text):
    """By a glyph and a name; whoever goes there by hand is told."""
    async with at_desk(many, who="ana", size=(100, 30)) as ana, at_desk(other, who="bo") as bo:
        look_around(ana)
        await ana.pause()
        assert "» bo" in screen_text(ana.app)
        assert "+ bo" in screen_text(ana.app)
        await ana.press("j")
        await ana.pause()
        assert shown(ana) == shown(bo) == "m1"
        assert "▌ bo has this one open." in screen_text(ana.app)
        await ana.press("home", "s")
        assert shown(ana) == "m2"


async def test_the_cursor_at_rest_is_told_to_others(many, other, at_desk):
    """In a thread, so that no key waits for it."""
    async with at_desk(many, who="ana") as ana:
        await ana.press(*"jjj")
        await ana.pause(0.8)
        await ana.app.workers.wait_for_complete()
        assert [(one.who, one.ref) for one in other.people(0)] == [("ana", 4)]
    assert other.people(0) == ()


async def test_who_is_here_can_be_read_in_full(many, other, at_desk, screen_text):
    """With what they read, and since when."""
    async with at_desk(many, who="ana") as ana, at_desk(other, who="bo"):
        await ana.press("P")
        await ana.pause()
        assert "bo              here since" in screen_text(ana.app)
        assert "reads Reader 1: Comment number 1" in screen_text(ana.app)


async def test_an_edit_on_the_site_is_said_beside_the_comment(many, other, at_desk, screen_text):
    """What is on screen is the former text, and a decision on it is refused with both."""
    async with at_desk(many, who="ana", size=(100, 30)) as ana:
        source = other.put_source("desk.jsonl", "jsonl", "harbour")
        other.put_comments(
            "harbour", [Comment("m0", "Reworded since.", "a1", "", "Reader 0", "", Status.PENDING)], source
        )
        look_around(ana)
        await ana.pause()
        assert "Its text was changed on the site" in screen_text(ana.app)
        await ana.press("a")
        await ana.pause()
        assert "Reworded since." in screen_text(ana.app)
        assert list(many.log()) == []


async def test_a_hostile_name_is_shown_and_does_nothing(many, other, at_desk):
    """Who sits at another desk chooses their own name, and no widget passes an escape sequence on."""
    async with at_desk(many, who="ana", size=(100, 30)) as ana:
        name = "\x1b]0;gone\x07[b]\u202eeve\ud800"
        other.claim(2, Sitting("e1", name), time.time())
        look_around(ana)
        await ana.press("j")
        for keys in ((), ("P",), ("escape",)):
            await ana.press(*keys)
            await ana.pause()
            painted = "".join(s.text for strip in ana.app.screen._compositor.render_strips() for s in strip)
            assert "eve" in painted
            assert not {"\x1b", "\x07", "\u202e", "\ud800"} & set(painted)


async def test_what_happens_while_a_page_lies_over_the_desk_is_there_when_it_closes(many, other, at_desk, screen_text):
    """The others don't wait for somebody who reads the help."""
    async with at_desk(many, who="ana") as ana:
        await ana.press("question_mark")
        other.hold([2], "bo")
        look_around(ana)
        await ana.press("escape")
        await ana.pause()
        assert "59 waiting" in screen_text(ana.app)


@pytest.mark.parametrize(
    ("now", "said"),
    [("10:00:00.4", "just now"), ("10:00:03", "3 s ago"), ("10:05:10", "5 min ago"), ("12:00:00", "at 10:00")],
)
def test_how_long_ago_is_said_as_people_say_it(now, said):
    """In the moderator's own zone once it is more than an hour."""
    assert ago("2026-03-03T10:00:00.000Z", datetime.fromisoformat(f"2026-03-03T{now}+00:00")) == said
