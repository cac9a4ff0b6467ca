"""Saved filters and the desk's own list, through the real app: named, opened, changed, taken away, put back."""

import pytest

from moderation.review import Review
from moderation.watching import Entry, Watched
from tui.desk.app import ReviewDesk
from tui.desk.screens.filters import FiltersScreen
from tui.desk.screens.watching import WatchingScreen


def told(pilot):
    return pilot.app.session.told.text


async def typed(pilot, text):
    """Type a line and send it."""
    await pilot.press(*("space" if letter == " " else letter for letter in text), "enter")


async def settled(pilot):
    """Wait for what is counted beside the desk."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_the_present_search_gets_a_name_and_is_a_queue_from_then_on(store, at_desk, screen_text):
    """A filter is worked through like any queue: accept goes on in it, and it runs dry."""
    async with at_desk(store) as pilot:
        await pilot.press("slash")
        await typed(pilot, "annexed")
        await pilot.press("f", "n")
        await typed(pilot, "names")
        await settled(pilot)
        assert "names" in screen_text(pilot.app)
        assert [(saved.name, saved.query, saved.who) for saved in store.saved_filters()] == [
            ("names", "annexed", "kim")
        ]
        await pilot.press("escape", "escape", "f", "enter")
        assert pilot.app.session.query == "@names"
        assert "/ @names" in screen_text(pilot.app)
        await pilot.press("a", "a")
        assert len(pilot.app.session.review) == 0


async def test_each_filter_says_how_many_it_finds(store, at_desk, screen_text):
    """A filter that finds nothing is no place to go."""
    store.save_filter("rude", "label:abuse", "bo")
    store.save_filter("all", "status:any", "bo")
    async with at_desk(store) as pilot:
        await pilot.press("f")
        await settled(pilot)
        lines = screen_text(pilot.app).splitlines()
    assert any("all" in line and " 6 " in line and "status:any" in line for line in lines)
    assert any("rude" in line and " 1 " in line and "bo" in line for line in lines)


async def test_without_a_search_a_new_filter_is_typed_whole(store, at_desk, screen_text):
    """What can't be understood stays in the line, to be mended, and says what is wrong with it."""
    async with at_desk(store) as pilot:
        await pilot.press("f", "n")
        await typed(pilot, "rude colour:red")
        assert '"colour:"' in screen_text(pilot.app)
        await pilot.press(*["backspace"] * len("colour:red"))
        await typed(pilot, "label:abuse")
        assert store.saved_filters()[0].query == "label:abuse"


async def test_a_removed_filter_is_put_back_by_one_key(store, at_desk, screen_text):
    """Nobody is asked whether they are sure; nothing is lost by a slip."""
    store.save_filter("rude", "label:abuse", "bo")
    async with at_desk(store) as pilot:
        await pilot.press("f", "x")
        assert store.saved_filters() == []
        assert "Removed @rude; u puts it back." in screen_text(pilot.app)
        await pilot.press("u")
    assert [(saved.name, saved.query, saved.who) for saved in store.saved_filters()] == [("rude", "label:abuse", "bo")]


async def test_editing_keeps_the_name_and_u_gives_back_the_former_search(store, at_desk):
    """A search that everybody uses can be mended, and mended back."""
    store.save_filter("rude", "label:abuse", "bo")
    async with at_desk(store) as pilot:
        await pilot.press("f", "e")
        await typed(pilot, " -goat")
        assert store.saved_filters()[0].query == "label:abuse -goat"
        await pilot.press("u")
    assert store.saved_filters()[0].query == "label:abuse"


async def test_a_word_on_the_list_is_explained_marked_and_flagged(store, at_desk, screen_text):
    """A colleague reads why, by whom and until when, beside a score that stays what it was."""
    async with at_desk(store, size=(160, 45)) as pilot:
        before = pilot.app.session.shown.card.suggestion
        await pilot.press("w", "n")
        await typed(pilot, "word verm* 30d see mail of 3 Mar")
        assert "verm*" in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        shown = screen_text(pilot.app)
        assert "⚑ on the desk's list: “verm*” – see mail of 3 Mar (kim, until " in shown
        assert [line for line in shown.splitlines() if "⚑ abuse" in line]
        card = pilot.app.session.shown.card
        assert (card.cues[0].spans, card.suggestion) == (((15, 21),), before)


async def test_an_author_on_the_list_is_found_by_the_list(store, at_desk):
    """`/` on the list shows whatever meets it."""
    store.watch(Entry(Watched.AUTHOR, "*salt", "came back under this name", "bo"))
    async with at_desk(store) as pilot:
        await pilot.press("w", "slash")
        assert [pilot.app.session.review.ref_at(n) for n in range(2)] == [store.find("c3"), None]


async def test_an_entry_expires_at_once_by_a_key_and_is_shown_so(store, at_desk, screen_text):
    """What no longer counts stays readable until it is taken off, and marks nothing."""
    store.watch(Entry(Watched.WORD, "vermin", "", "bo"))
    async with at_desk(store) as pilot:
        assert pilot.app.session.shown.card.cues
        await pilot.press("w", "x")
        assert "expired" in screen_text(pilot.app)
        await pilot.press("escape")
        assert not pilot.app.session.shown.card.cues
        await pilot.press("w", "u", "escape")
        assert not pilot.app.session.shown.card.cues  # what was done before the list was closed stays done
        await pilot.press("w", "x", "u", "escape")
    assert [entry.pattern for entry in store.watched()] == ["vermin"]


@pytest.mark.parametrize("line", ["vermin", "word", "word *", "word a?b", "author", 'word "', "word vermin 2026-13-01"])
async def test_what_is_no_entry_stays_in_the_line(store, at_desk, line):
    """A slip costs a correction, never an entry that marks everything."""
    async with at_desk(store) as pilot:
        await pilot.press("w", "n")
        await typed(pilot, line)
        assert isinstance(pilot.app.screen, WatchingScreen)
        assert pilot.app.screen.query("#prompt") or line.startswith("word vermin")


async def test_hostile_names_reach_no_terminal(store, at_desk, screen_text):
    """What a colleague saved is as little trusted as what a reader wrote."""
    store.save_filter("x", '"a\x1b]0;pwned\x07 [b]"', "k\x1b[2Jim")
    store.watch(Entry(Watched.AUTHOR, "x\x1b[31m*", "why\x1b]52;c;x\x07", "m\x9b1m"))
    async with at_desk(store) as pilot:
        for key in ("f", "w"):
            await pilot.press(key)
            await settled(pilot)
            assert not {"\x1b", "\x07", "\x9b"} & set(screen_text(pilot.app))
            assert isinstance(pilot.app.screen, FiltersScreen if key == "f" else WatchingScreen)
            await pilot.press("escape")


async def test_the_cursor_stays_at_what_has_just_expired(store, at_desk):
    """The same key once more is about the same entry, wherever the list has put it."""
    store.watch(Entry(Watched.WORD, "goat", "", "bo"))
    store.watch(Entry(Watched.WORD, "vermin", "", "bo"))
    async with at_desk(store) as pilot:
        await pilot.press("w", "x", "x")
        assert [entry.pattern for entry in store.watched()] == ["goat"]
        assert not store.watched()[0].until
        await pilot.press("u", "u")
    assert [(entry.pattern, entry.until) for entry in store.watched()] == [("goat", ""), ("vermin", "")]


async def test_lines_of_the_queue_show_the_list_as_it_is_now(store, at_desk, screen_text):
    """What was painted before the list changed is painted anew, not only the line under the cursor."""
    async with at_desk(store, size=(160, 45)) as pilot:
        await pilot.press("w", "n")
        await typed(pilot, "author *")
        await pilot.press(*["backspace"] * 8)
        await typed(pilot, "author mira spam")
        await pilot.press("escape")
        await pilot.pause()
        assert [line for line in screen_text(pilot.app).splitlines() if "⚑" in line and "Mira" in line]


async def test_a_long_search_shows_its_beginning_and_is_counted_beside_the_desk(store, refill, at_desk, screen_text):
    """Nobody waits for the last of a million hits; the count says that it is not done, then what it came to."""
    refill(store, tuple((f"n{n}", "", f"Reader {n}", f"A goat, number {n}.") for n in range(200)))
    async with at_desk(store) as pilot:
        await pilot.press("slash")
        await typed(pilot, "goat")
        assert pilot.app.session.shown is not None
        await settled(pilot)
        await pilot.pause()
        assert "202 found" in screen_text(pilot.app)
        assert told(pilot) == "202 comments found."
        await pilot.press("end")
        assert pilot.app.session.cursor == 201


async def test_a_slur_on_the_list_is_covered_beside_the_comment(store, strong_words, screen_text):
    """Whoever put it on the list had to write it out; whoever reads the queue need not see it."""
    store.watch(Entry(Watched.WORD, "vermin", "vermin again", "bo"))
    app = ReviewDesk(Review(store, "kim", strong_words))
    async with app.run_test(size=(160, 45)) as pilot:
        await settled(pilot)
        assert "on the desk's list: “v•••••” – v••••• again (bo)" in screen_text(app)
        assert "vermin" not in screen_text(app)
