"""What the moderator sees: composed screens, evidence in its place, both sides of a conflict."""

import subprocess
import sys

import pytest
from textual.color import Color

from moderation.comments import Comment, Status
from moderation.labels import Label
from moderation.queue import State
from moderation.review import Review


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_desk_looks_as_it_was_composed(store, at_desk, screen_text, golden, size):
    """A changed screen is a decision: look at it, then write it down anew."""
    async with at_desk(store, size=size) as pilot:
        await pilot.press("j")
        golden(f"desk-{size[0]}x{size[1]}.txt", screen_text(pilot.app))


async def test_help_looks_as_it_was_composed(store, at_desk, screen_text, golden):
    """The help screen is the first thing a new moderator sees."""
    async with at_desk(store, size=(80, 66)) as pilot:
        await pilot.press("question_mark")
        golden("desk-help.txt", screen_text(pilot.app))


def marked(app, word):
    """Return the style in which a word stands alone on screen."""
    strips = app.screen._compositor.render_strips()
    return [segment.style for strip in strips for segment in strip if segment.text == word]


async def test_evidence_is_underlined_and_bold_not_only_coloured(store, at_desk):
    """Colour is never the only carrier of meaning."""
    async with at_desk(store) as pilot:
        (style,) = marked(pilot.app, "vermin")
        assert style.underline
        assert style.bold


async def test_the_contested_word_is_marked_in_comment_and_article(store, at_desk, screen_text):
    """The moderator sees the article's own word, found through its stem."""
    async with at_desk(store) as pilot:
        await pilot.press("j")
        assert marked(pilot.app, "annexed")
        (style,) = marked(pilot.app, "annexation")
        assert style.underline
        assert "will: forward and approve" in screen_text(pilot.app)


async def test_evidence_keeps_its_place_behind_control_characters(store, at_desk, refill):
    """What makes a text safe maps one code point to one, so spans stay true."""
    refill(store, (("x1", "", "Bo", "\x1b[2J\u202e vermin \x07"),), [(0.99, 0.1, 0.1)])
    async with at_desk(store) as pilot:
        assert marked(pilot.app, "vermin")


async def test_an_answer_is_shown_under_what_it_answers(store, at_desk, screen_text):
    """Off-topic is judged against the parent too."""
    async with at_desk(store) as pilot:
        await pilot.press("end", *"k" * 2)
        assert pilot.app.session.shown.card.id == "c3"
        assert "↳ answers Ines Holm: Stop writing" in screen_text(pilot.app)


async def test_not_judged_is_said_and_flips_to_yes(store, at_desk, screen_text):
    """No score is not a low score."""
    async with at_desk(store) as pilot:
        await pilot.press("end")
        assert "not judged" in screen_text(pilot.app)
        await pilot.press("2", "a")
    assert store.card(store.find("c6")).in_effect.labels[Label.OFF_TOPIC] is True


async def test_a_comment_decided_meanwhile_shows_both_sides(store, at_desk, screen_text):
    """Nobody's decision is overwritten unseen, and one's own is not lost."""
    async with at_desk(store, size=(100, 30)) as pilot:
        Review(store, "eva").accept(store.find("c1"), frozenset({Label.ABUSE, Label.OFF_TOPIC}))
        await pilot.press("a")
        shown = screen_text(pilot.app)
        assert "Meanwhile eva settled: off-topic." in shown
        assert "Yours would have been: abuse → remove." in shown
        assert "Not recorded" in shown
        assert pilot.app.session.shown.card.id == "c1"
        await pilot.press("s")
        assert pilot.app.session.shown.card.id == "c2"
    assert store.card(store.find("c1")).in_effect.who == "eva"


async def test_holding_what_was_decided_meanwhile_shows_both_sides(store, at_desk, screen_text):
    """A hold would take a colleague's decision out of effect, so it needs to have been seen."""
    async with at_desk(store, size=(100, 30)) as pilot:
        Review(store, "eva").accept(store.find("c1"))
        await pilot.press("h", "w", "h", "y", "enter")
        assert "Meanwhile eva settled" in screen_text(pilot.app)
    assert store.card(store.find("c1")).in_effect.who == "eva"


async def test_one_may_decide_again_after_having_seen_both_sides(store, at_desk):
    """A conflict is settled by people, not by who was faster."""
    async with at_desk(store) as pilot:
        Review(store, "eva").accept(store.find("c1"), frozenset({Label.ABUSE}))
        await pilot.press("a", "1", "a")
        assert pilot.app.session.shown.card.id == "c2"
    card = store.card(store.find("c1"))
    assert card.in_effect.who == "kim"
    assert card.in_effect.labels[Label.ABUSE] is True


async def test_a_text_changed_meanwhile_is_shown_before_it_is_judged(store, at_desk, screen_text):
    """A decision is about the text that was read."""
    async with at_desk(store, size=(100, 30)) as pilot:
        changed = Comment("c1", "You are lovely.", "a1", "", "Bo Sand", "2026-03-01T08:14:00Z", Status.PENDING)
        store.put_comments("harbour", [changed], store.put_source("desk.jsonl", "jsonl", "harbour"))
        await pilot.press("a")
        shown = screen_text(pilot.app)
        assert "You are lovely." in shown
        assert "vermin and your goat" in shown
    assert store.card(store.find("c1")).state is State.WAITING


async def test_an_edited_comment_shows_both_texts(store, at_desk, screen_text):
    """A reader who changes a settled comment is judged anew, with the former text beside it."""
    Review(store, "kim").accept(store.find("c1"))
    changed = Comment("c1", "You are lovely.", "a1", "", "Bo Sand", "2026-03-01T08:14:00Z", Status.PENDING)
    store.put_comments("harbour", [changed], store.put_source("desk.jsonl", "jsonl", "harbour"))
    async with at_desk(store, size=(100, 30)) as pilot:
        await pilot.press("slash", *"id:c1", "enter")
        shown = screen_text(pilot.app)
        assert "You are lovely." in shown
        assert "vermin and your goat" in shown
        assert "changed since it was settled" in shown


async def test_light_and_dark_are_a_key_apart(store, at_desk):
    """Some desks stand in the sun."""
    async with at_desk(store) as pilot:
        await pilot.press("f2")
        assert Color.parse(pilot.app.current_theme.background).brightness > 0.9
        await pilot.press("f2")
        assert pilot.app.current_theme.dark


async def test_a_click_picks_a_comment_and_a_command(store, at_desk):
    """The mouse works too."""
    async with at_desk(store) as pilot:
        await pilot.click("#queue", offset=(5, 4))
        assert pilot.app.session.shown.card.id == "c4"
        await pilot.click("#keys", offset=(3, 0))
        assert store.card(store.find("c4")).state is State.SETTLED


def test_the_desk_loads_neither_learner_nor_tables(root):
    """The first paint waits for every import."""
    heavy = {"sklearn", "pandas", "scipy", "markdown_it", "pygments", "pyarrow", "training"}
    probe = f"import tui.desk.app, sys; print(*sorted({heavy!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_a_picture_is_an_svg_of_the_desk(store):
    """README shows what the program looks like, drawn by the program."""
    from tui.desk.pictures import picture

    svg = picture(Review(store, "kim"), (80, 24))
    assert svg.startswith("<svg")
    assert "riskiest" in svg
