"""Hands that are faster than the screen: no key is lost, none lands where it was not meant."""

import pytest
from textual import events
from textual.command import CommandPalette

from tui.desk.widgets.prompt import Prompt, SafeInput

NAMES = {"/": "slash", " ": "space", "\r": "enter", "\x1b": "escape", "\x15": "ctrl+u"}


async def burst(pilot, typed):
    """Have keys arrive together, as one read of the terminal brings them."""
    for character in typed:
        pilot.app.post_message(events.Key(NAMES.get(character, character), character))
    for _ in range(5):
        await pilot.pause()


def line(pilot):
    return pilot.app.screen.query_one(SafeInput).value


@pytest.mark.parametrize("page", ["g", "c", "f", "t", "d"])
async def test_escape_and_a_key_in_one_sequence_are_two_keys(store, at_desk, page):
    """Over ssh they often are one; the page stayed open, and letters decided comments."""
    async with at_desk(store) as pilot:
        await pilot.press(page, "alt+slash")
        await pilot.pause()
        assert pilot.app.screen.query(Prompt)
        assert len(pilot.app.screen_stack) == 1


async def test_escape_and_a_letter_leave_a_line(store, at_desk):
    """The letter is then the desk's, as it would be of slower hands."""
    async with at_desk(store) as pilot:
        await pilot.press("h", "z", "z", "alt+j")
        await pilot.pause()
        assert not pilot.app.query(Prompt)
        assert pilot.app.session.cursor == 1
    assert store.waiting() == 6


async def test_a_word_back_in_a_line_is_no_escape(store, at_desk):
    """Option with an arrow sends Esc and b on a Mac."""
    async with at_desk(store) as pilot:
        await pilot.press("h", *"one two".replace(" ", "_"), "alt+b", "x")
        assert pilot.app.query_one(SafeInput).value != "one_two"


async def test_what_is_typed_while_a_line_opens_is_in_it(store, at_desk):
    """It was dropped, and the empty line was taken as the answer."""
    async with at_desk(store) as pilot:
        await burst(pilot, "hquay abc\r")
        assert not pilot.app.query(Prompt)
        assert pilot.app.session.cursor == 0
        assert "quay abc" in pilot.app.session.told.text
    assert store.waiting() == 5


async def test_a_search_typed_at_once_finds(store, at_desk):
    """The most frequent line of all."""
    async with at_desk(store) as pilot:
        await burst(pilot, "/island\r")
        assert pilot.app.session.query == "island"


async def test_a_line_is_emptied_before_what_is_typed_after(store, at_desk):
    """Ctrl+U waited for its turn at the app while the letters did not."""
    async with at_desk(store) as pilot:
        await pilot.press("h")
        await burst(pilot, "old\x15new")
        assert line(pilot) == "new"


async def test_what_follows_an_escape_in_one_burst_is_the_desks(store, at_desk):
    """In order, and into the next line where a key opens one."""
    async with at_desk(store) as pilot:
        await burst(pilot, "hzz\x1bjj/ab")
        assert pilot.app.session.cursor == 2
        assert line(pilot) == "ab"


@pytest.mark.parametrize("page", ["d", "f", "w", "t", "c"])
async def test_keys_typed_while_a_page_opens_are_for_that_page(store, at_desk, page):
    """It is not there yet for them; what they do to it waits until it is."""
    async with at_desk(store) as pilot:
        await burst(pilot, f"{page}uj")
        assert len(pilot.app.screen_stack) == 2
        await burst(pilot, f"\x1bj{page}u\x1bj")
        assert len(pilot.app.screen_stack) == 1
        assert pilot.app.session.cursor == 2
    assert list(store.log()) == []


async def test_a_line_of_a_page_keeps_what_is_typed_too(store, at_desk):
    """Filters, watched words and corrections ask in lines of the same kind."""
    async with at_desk(store) as pilot:
        await pilot.press("w")
        await burst(pilot, "nferry")
        assert line(pilot) == "ferry"
        await burst(pilot, "\x1bnquay")
        assert line(pilot) == "quay"


@pytest.mark.parametrize("key", ["h", "slash", "n"])
async def test_ctrl_c_leaves_a_line(store, at_desk, key):
    """It leaves every page; in a line it did nothing at all."""
    async with at_desk(store) as pilot:
        await pilot.press(key, "z", "ctrl+c")
        await pilot.pause()
        assert not pilot.app.query(Prompt)
    assert store.waiting() == 6


async def test_ctrl_c_leaves_the_palette(store, at_desk):
    """Its own input took it as copying."""
    async with at_desk(store) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CommandPalette)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert len(pilot.app.screen_stack) == 1


async def test_the_palette_says_that_nothing_matches(store, at_desk):
    """In a sentence, as everything here."""
    async with at_desk(store) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"qqxxzz")
        await pilot.pause(1.5)
        found = pilot.app.screen.query_one("CommandList")
        assert str(found.get_option_at_index(0).prompt) == "No command matches."


async def test_no_file_named_imports_nothing_and_says_so(store, at_desk):
    """An empty line was left without a word."""
    async with at_desk(store) as pilot:
        await pilot.press("f7", "enter")
        await pilot.pause()
        assert pilot.app.session.told.text == "Nothing was imported: no file was named."


async def test_pages_about_a_comment_lead_to_each_other(store, at_desk, screen_text):
    """Article, history, author: one key from any of them to any other, and the same key back."""
    async with at_desk(store) as pilot:
        for key, title in (("c", "Article and thread"), ("e", "History of this"), ("i", "The author's record")):
            await pilot.press(key)
            await pilot.pause()
            assert title in screen_text(pilot.app)
            assert len(pilot.app.screen_stack) == 2
        await pilot.press("i")
        assert len(pilot.app.screen_stack) == 1
