"""The desk as one likes it: its keys, its first day, its looks at every size, and the mouse."""

import importlib
import re

import pytest
from textual import events
from textual.color import Color

from moderation.labels import LABELS
from moderation.queue import Order, State
from moderation.review import Review
from tui.desk.app import ReviewDesk
from tui.desk.commands import REVIEWING
from tui.desk.keys import TABLES
from tui.desk.screens.figures import FiguresScreen
from tui.desk.screens.reading import ReadingScreen
from tui.desk.screens.welcome import WelcomeScreen
from tui.desk.situation import NEEDS
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.strips import KeyRow


async def ready(app, pilot):
    await app.workers.wait_for_complete()
    await pilot.pause()


def footer(app):
    return [command.id for command in app.query_one(KeyRow)._commands]


# Keys


async def test_the_footer_shows_the_keys_that_work_now(seated, store):
    """Releasing is offered where something is held, leaving a search where one is on."""
    store.hold([store.find("c2")], "eva")
    app = seated()
    async with app.run_test(size=(160, 45)) as pilot:
        await ready(app, pilot)
        assert "uncover" in footer(app)
        assert {"release", "everything"}.isdisjoint(footer(app))
        await pilot.press("slash", *"is:held", "enter")
        assert {"release", "everything"} <= set(footer(app))
        assert "uncover" not in footer(app)
        await pilot.press("escape")
        assert {"release", "everything"}.isdisjoint(footer(app))
        await pilot.press("slash")
        assert footer(app) == ["submit", "cancel"]


async def test_other_keys_work_and_are_the_ones_shown(seated, store, screen_text):
    """Whoever moves a key finds it in the footer, on the page, in the help and in the palette."""
    app = seated(keys={"accept": "f9", "undo": "z", "line_down": "n"})
    async with app.run_test(size=(120, 60)) as pilot:
        await ready(app, pilot)
        shown = screen_text(app)
        assert "F9 accept" in shown
        assert "F9 accepts" in shown
        assert " z undo" in shown
        await pilot.press("a")
        assert app.session.shown.card.id == "c1"
        await pilot.press("f9")
        assert app.session.shown.card.id == "c2"
        await pilot.press("z")
        assert app.session.shown.card.id == "c1"
        await pilot.press("question_mark")
        assert "F9    accept" in screen_text(app)
        await pilot.press("escape", "ctrl+p")
        await pilot.pause(0.3)
        assert "accept  (F9)" in screen_text(app)


async def test_the_palette_says_what_can_not_be_done_now(seated, screen_text):
    """A command that isn't found looks like one that doesn't exist."""
    app = seated()
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(app, pilot)
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        await pilot.press(*"release")
        await pilot.pause(0.5)
        assert "Not now. Put a held comment back" in screen_text(app)


def test_every_command_of_every_table_has_a_handler_and_every_key_one_command():
    """The table is what is bound; a slip in it would be a dead key."""
    for table in TABLES.values():
        keys = [key for command in table for key in command.key.split(",")]
        assert len(keys) == len(set(keys))
    for command in REVIEWING:
        assert hasattr(ReviewDesk, f"action_{command.action.partition('(')[0]}"), command.id


@pytest.mark.parametrize("command", REVIEWING, ids=lambda command: command.id)
def test_the_help_of_a_command_is_one_row_at_eighty_columns(command):
    """A page of keys is looked up, not read."""
    assert len(command.help) <= 49


def test_every_table_of_commands_can_be_rebound(root):
    """A screen whose table nobody lists would keep its keys whatever the settings say."""
    listed = {command for table in TABLES.values() for command in table}
    for path in (root / "tui" / "desk").rglob("*.py"):
        for name in re.findall(r"^([A-Z_]+): Final\[tuple\[Command, \.\.\.\]\]", path.read_text(), re.MULTILINE):
            module = importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
            assert {command.id for command in getattr(module, name)} <= {command.id for command in listed}, name


def test_what_a_command_needs_is_said_of_commands_that_exist():
    """A slip in an id would offer a key that does nothing."""
    assert NEEDS.keys() <= {command.id for command in REVIEWING}


# First day


async def test_the_first_page_is_short_and_the_key_that_leaves_it_decides_nothing(seated, store, screen_text):
    """Thirty seconds, then to work."""
    app = seated(greets=True)
    async with app.run_test() as pilot:
        await ready(app, pilot)
        lines = [line for line in screen_text(app).splitlines() if line.strip()]
        assert any("Welcome, kim." in line for line in lines)
        assert sum("│" in line for line in lines) <= 16
        await pilot.press("a")
        assert app.session.shown.card.id == "c1"
        assert store.card(store.find("c1")).state is State.WAITING
        await pilot.press("a")
        assert app.session.shown.card.id == "c2"


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("j", lambda app: app.session.cursor == 1),
        ("o", lambda app: app.session.review.order is not Order.RISK),
        ("t", lambda app: isinstance(app.screen, FiguresScreen)),
        ("f8", lambda app: app.session.told.text.startswith("This desk can't learn from here")),
        ("question_mark", lambda app: isinstance(app.screen, ReadingScreen)),
        ("slash", lambda app: bool(app.query(Prompt))),
    ],
)
async def test_a_key_that_looks_leaves_the_first_page_and_does_what_it_means(seated, key, seen):
    """A first key without effect reads as a desk that hangs."""
    app = seated(greets=True)
    async with app.run_test() as pilot:
        await ready(app, pilot)
        assert isinstance(app.screen, WelcomeScreen)
        await pilot.press(key)
        await ready(app, pilot)
        assert seen(app)
        assert not any(isinstance(screen, WelcomeScreen) for screen in app.screen_stack)


async def test_the_key_that_leaves_the_first_page_has_the_meaning_it_was_given(seated):
    """Whoever moved a key moved it here as well, and the former key only leaves."""
    for key, place in (("z", 1), ("j", 0)):
        app = seated(greets=True, keys={"next": "z"})
        async with app.run_test() as pilot:
            await ready(app, pilot)
            await pilot.press(key)
            assert app.session.cursor == place


@pytest.mark.parametrize("key", ["a", "enter", "1", "s", "h", "x", "A", "u", "q", "escape", "space", "m", "f3"])
async def test_a_key_that_acts_on_what_the_first_page_covers_only_leaves_it(seated, store, key):
    """The comment behind it could not be read, and Esc, q and Space leave every page."""
    app = seated(greets=True)
    async with app.run_test() as pilot:
        await ready(app, pilot)
        told = app.session.told
        await pilot.press(key)
        await pilot.pause()
        assert not isinstance(app.screen, WelcomeScreen)
        assert app.is_running
        assert (app.session.told, app.session.cursor, len(app.session.marks)) == (told, 0, 0)
        assert not app.session.shown.flips
        assert not app.query(Prompt)
        assert not store.knows("kim")


async def test_two_keys_at_once_leave_the_first_page_once(seated):
    """Both arrive before the page is gone; the first has its effect."""
    app = seated(greets=True)
    async with app.run_test() as pilot:
        await ready(app, pilot)
        page = app.screen
        for _ in range(2):
            page.post_message(events.Key("j", "j"))
        await pilot.pause()
        assert app.session.shown.card.id == "c2"
        assert app.screen is not page


def test_a_desk_knows_who_has_ever_done_anything_there(store):
    """The greeting is for the first day only."""
    assert not store.knows("kim")
    Review(store, "kim").accept(store.find("c1"))
    assert store.knows("kim")
    assert not store.knows("eva")


# Looks


async def test_a_key_goes_round_the_themes_and_says_how_to_keep_one(seated):
    """Some desks stand in the sun."""
    app = seated()
    async with app.run_test() as pilot:
        await ready(app, pilot)
        await pilot.press("f2")
        assert Color.parse(app.current_theme.background).brightness > 0.9
        assert 'theme = "light"' in app.session.told.text
        await pilot.press("f2", "f2", "f2")
        assert app.theme == "desk-dark"


async def test_a_theme_is_kept_in_the_settings(seated):
    """Nobody should have to press a key each morning."""
    app = seated(theme="high-contrast")
    async with app.run_test():
        assert app.theme == "desk-high-contrast"


async def test_a_theme_of_somebody_else_has_quieter_text_too(seated):
    """TEXTUAL_THEME may name any; colours of ours must not be missing there."""
    app = seated()
    async with app.run_test() as pilot:
        app.theme = "nord"
        await pilot.pause()
        assert app.screen.query_one(KeyRow).look("role--faint").color is not None


async def test_without_colour_everything_is_still_told(seated, screen_text, monkeypatch):
    """By glyph, underline, bold and words; what was a hue is then as light as the text."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = seated()
    async with app.run_test() as pilot:
        await ready(app, pilot)
        shown = screen_text(app)
        for told in ("▌█ 0.96 abuse", "1 ● abuse", "2 ○ off-topic", "will: remove"):
            assert told in shown
        segments = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        (word,) = [segment.style for segment in segments if segment.text == "v•••••"]
        (action,) = [segment.style for segment in segments if segment.text.strip() == "remove"]
        assert word.underline
        assert word.bold
        assert action.bold
        (plain,) = [segment.style for segment in segments if segment.text.strip() == "You people are"]
        assert word.color == action.color == plain.color


# Mouse


async def test_the_wheel_moves_the_queue_without_moving_the_cursor(many, screen_text):
    """Looking ahead is no decision."""
    app = ReviewDesk(Review(many, "kim"))
    async with app.run_test() as pilot:
        await ready(app, pilot)
        wheel = events.MouseScrollDown(app.query_one("#queue"), 5, 5, 0, 1, 0, False, False, False)
        app.query_one("#queue").post_message(wheel)
        await pilot.pause()
        assert "Reader 3" in screen_text(app).splitlines()[1]
        assert app.session.shown.card.id == "m0"


async def test_each_of_several_keys_in_the_footer_can_be_clicked(seated):
    """`1 2 3 flip` are three places to click."""
    app = seated()
    async with app.run_test() as pilot:
        await ready(app, pilot)
        await pilot.click("#keys", offset=(13, 0))
        assert app.session.shown.flips == {LABELS[1]}


# Sizes


@pytest.mark.parametrize("size", [(160, 45), (80, 24), (60, 20), (40, 14)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_a_decision_needs_is_on_screen_at_every_size(seated, size, screen_text):
    """The comment, the three labels with their scores, and what will happen."""
    app = seated()
    async with app.run_test(size=size) as pilot:
        await ready(app, pilot)
        await pilot.press("j")
        shown = screen_text(app)
        assert "Stop writing that the island" in shown
        for row in ("1 ○ abuse", "2 ○ off-topic", "3 ● ", "0.91", "will: forward and approve", "a accept"):
            assert row in shown
        assert "2 of 6" in shown


async def test_what_was_done_keeps_half_the_status_row(seated, screen_text):
    """On a phone the figures would leave two letters of it."""
    app = seated()
    async with app.run_test(size=(40, 14)) as pilot:
        await ready(app, pilot)
        await pilot.press("a")
        assert screen_text(app).splitlines()[-2].startswith(" ✓ remove (abuse)")


async def test_no_sentence_of_the_desk_names_a_key_that_was_moved(seated, screen_text):
    """Marks and ranges are explained by the keys that work."""
    app = seated(keys={"accept_marked": "K", "unmark": "Z", "mark_range": "y", "flip_abuse": "7"})
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(app, pilot)
        assert "7 ● abuse" in screen_text(app)
        await pilot.press("x")
        assert "K accepts them" in screen_text(app)
        assert "K 1 marked: remove 1" in screen_text(app)
        await pilot.press("y")
        assert "then y marks all of it" in screen_text(app)
        assert "y ends the range" in screen_text(app)
        await pilot.press("Z")
        assert "1 unmarked; Z marks them again." in app.session.told.text
