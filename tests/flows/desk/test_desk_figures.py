"""The shift in figures, and the threshold on its histogram, through the real app."""

import pytest

from moderation.labels import Label
from moderation.review import Review
from moderation.store.store import Store
from tui.desk.app import ReviewDesk
from tui.desk.screens.figures import FiguresScreen
from tui.desk.settings import Settings

SIZES = [(80, 24), (160, 45), (60, 20), (20, 6)]


async def opened(pilot, *keys):
    """Wait for the first frame, open the figures, wait until they are counted, and press keys."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.press("t")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()


async def test_the_figures_are_a_key_away_and_say_what_was_done(store, at_desk, screen_text):
    """A moderator sees their shift in their own words."""
    async with at_desk(store, size=(100, 40)) as pilot:
        await pilot.press("a", "1", "a", "h", "enter")
        await opened(pilot)
        shown = screen_text(pilot.app)
        assert "The shift of kim" in shown
        assert "2 comments settled and 1 held; no pace yet" in shown
        assert "(3 of 10 steps)" in shown
        assert "You agreed with the model on 1 of 2 today" in shown
        assert "3 comments waiting" in shown
        assert "1 held for a colleague" in shown
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, FiguresScreen)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_an_empty_desk_has_figures(tmp_path, at_desk, screen_text, size):
    """Nothing is divided by nothing, and no nan is shown."""
    with Store.open(tmp_path / "empty.sqlite", create=True) as empty:
        async with at_desk(empty, size=size) as pilot:
            for keys in (["down"], ["tab"], ["left"], ["shift+right"], ["2"], ["0"], ["enter"]):
                await (opened(pilot) if not isinstance(pilot.app.screen, FiguresScreen) else pilot.press(*keys))
                assert "nan" not in screen_text(pilot.app)
                assert "Traceback" not in screen_text(pilot.app)
            assert isinstance(pilot.app.screen, FiguresScreen)


async def test_a_desk_without_scores_says_so(store, at_desk, refill, screen_text):
    """Before anything is scored there is no threshold to move."""
    store.serve("v2", "kim")
    async with at_desk(store) as pilot:
        await pilot.press("a")
        await opened(pilot)
        assert "6 not scored yet" in screen_text(pilot.app)
        await pilot.press("tab", "right")
        shown = " ".join(screen_text(pilot.app).split())
        assert "not kept" in shown
        assert "5 not scored yet" in shown
        assert "nothing decided one by one that this model had scored" in shown


async def test_moving_the_threshold_says_who_changes_side(store, at_desk, screen_text):
    """The number, the last week and examples move with it."""
    async with at_desk(store, size=(100, 30)) as pilot:
        await pilot.press("a", "1", "a")
        await opened(pilot, "tab", "2")
        assert "1 of 3 comments suggested; none changes side." in screen_text(pilot.app)
        await pilot.press("shift+left")
        shown = screen_text(pilot.app)
        assert "2 of 3 comments suggested: 1 more than now." in shown
        assert "Old Salt: Annexed or not" in shown
        assert "only a look" in shown
        await pilot.press("1")
        assert "1 right, 0 wrong, 1 missed, 0 rightly left alone" in screen_text(pilot.app)
        await pilot.press("2", "0")
        assert "none changes side" in screen_text(pilot.app)


async def test_enter_shows_those_that_change_side_on_the_desk(store, at_desk, screen_text):
    """Examples are three; the moderator may want all of them."""
    async with at_desk(store) as pilot:
        await opened(pilot, "tab", "2", "enter")
        assert isinstance(pilot.app.screen, FiguresScreen)
        await pilot.press("shift+left", "enter")
        await pilot.pause()
        assert [row.id for row in map(pilot.app.session.row, range(len(pilot.app.session.review)))] == ["c3"]
        assert "score:off_topic" in pilot.app.session.query
        await pilot.press("escape")
        assert len(pilot.app.session.review) == 6


async def test_what_is_tried_changes_nothing_in_service(store, at_desk):
    """It only looks."""
    async with at_desk(store) as pilot:
        before = list(store.log()), [row.suggestion for row in store.rows(range(1, 7))]
        await opened(pilot, "tab", "shift+left", "left", "3", "shift+right", "escape")
        assert (list(store.log()), [row.suggestion for row in store.rows(range(1, 7))]) == before


async def test_keys_of_one_page_do_nothing_on_the_other(store, at_desk):
    """A decision key, too, must not reach the desk below."""
    async with at_desk(store) as pilot:
        await opened(pilot, "right", "2", "a", "u", "tab", "a", "j", "space")
        assert isinstance(pilot.app.screen, FiguresScreen)
        assert list(store.log()) == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_hostile_names_and_texts_stay_text(store, at_desk, refill, size):
    """Moderators' names and readers' words are shown here too."""
    bad = "\x1b[2J\x1b]52;c;eA==\x07\u202e[@click=app.quit]x[/]" + "\u0301" * 300
    refill(store, tuple((f"h{n}", "", bad, bad) for n in range(5)), [(0.45, 0.45, 0.45)])
    Review(store, bad).accept(store.find("c1"))
    async with at_desk(store, who=bad, size=size) as pilot:
        await opened(pilot)
        for keys in ([], ["space"], ["tab"], ["shift+left"], ["left"]):
            await pilot.press(*keys)
            for strip in pilot.app.screen._compositor.render_strips():
                for segment in strip:
                    assert not segment.control
                    assert not {"\x1b", "\x07", "\u202e", "\x9d"} & set(segment.text)
                    assert "@click" not in (segment.style.meta if segment.style else {})


async def test_no_colour_tells_the_sides_apart(store, at_desk, screen_text, monkeypatch):
    """A rule stands between the sides, and the marks have shapes of their own."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_desk(store) as pilot:
        await opened(pilot, "tab", "shift+left")
        assert {"│", "▲"} <= set(screen_text(pilot.app))


async def test_a_desk_that_is_gone_is_said(store, at_desk, screen_text):
    """The screen is open for minutes; the file may not be."""
    async with at_desk(store) as pilot:
        moved = store.path.rename(store.path.with_suffix(".away"))
        await opened(pilot)
        assert "There is no desk at" in screen_text(pilot.app)
        moved.rename(store.path)
        await pilot.press("f5")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "The shift of kim" in screen_text(pilot.app)
        assert "There is no desk" not in screen_text(pilot.app)


async def test_a_click_in_the_footer_works_here_too(store, at_desk, screen_text):
    """The mouse works too."""
    async with at_desk(store) as pilot:
        await opened(pilot, "tab")
        row = next(line for line in screen_text(pilot.app).splitlines() if "Esc back" in line)
        await pilot.click(pilot.app.screen.query_one("#keys"), offset=(row.index("Esc"), 0))
        await pilot.pause()
        assert not isinstance(pilot.app.screen, FiguresScreen)


async def test_a_click_on_the_bars_puts_the_threshold_there(store, at_desk, screen_text):
    """Whoever sees a gap in the bars points at it."""
    async with at_desk(store) as pilot:
        await opened(pilot, "tab")
        await pilot.click(pilot.app.screen.query_one("#sheet"), offset=(2 + 4 + 10, 3))
        await pilot.pause()
        assert "▲ 0.20" in screen_text(pilot.app)
        await pilot.click(pilot.app.screen.query_one("#sheet"), offset=(1, 3))
        await pilot.pause()
        assert "▲ 0.20" in screen_text(pilot.app)


class Covering:
    """Covers one word: what the real scorer does by its weights."""

    def explain(self, posted):
        """Return no evidence."""
        return {}

    def stretches(self, asked):
        """Return where the word stands."""
        return [((text.find("vermin"), text.find("vermin") + 6),) if "vermin" in text else () for text, _ in asked]


async def test_strong_words_of_the_examples_are_covered(store, screen_text):
    """Nobody asked to read them: what is covered on the desk is covered here."""
    app = ReviewDesk(Review(store, "kim", Covering), settings=Settings(mask=True))
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, "tab", *["shift+right"] * 5)
        shown = screen_text(app)
        assert "1 fewer than now" in shown
        assert "Bo Sand" in shown
        assert "You people are v•••••" in shown


def test_labels_are_those_of_the_keys():
    """Keys 1, 2, 3 mean the same on every screen."""
    from tui.desk.commands import TRYING

    shown = [command.title for command in TRYING if command.key in "123"]
    assert shown == [label.title for label in Label]
