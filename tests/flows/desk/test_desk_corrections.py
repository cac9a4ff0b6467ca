"""The corrections desk on screen: what readers dispute, moved on by a key, taken back by another, written to a file."""

import json
import unicodedata

import pytest

from moderation.comments import Article, Comment, Status, text_digest
from moderation.contested_terms import stem_of
from moderation.corrections import correction, corrections
from moderation.decisions import Kind
from moderation.disputes import Named, Stage, Subject
from moderation.labels import Label
from moderation.review import Review
from moderation.store.store import Store
from tui.desk.commands import CORRECTING
from tui.desk.screens.corrections import CorrectionsScreen

TERM = Label.DISPUTED_TERMINOLOGY
ANNEXED = Subject("harbour", "a1", "annex")
SENTENCE = (
    "The line had been closed since the annexation of the island, when soldiers took over the lighthouse and the "
    "post office in one night."
)
READERS = (
    ("d1", "", "Ann", "It was not annexed, it was occupied. Write occupied.", "annexed", "occupied"),
    ("d2", "", "Bo", "Why annexation? Everybody here calls it an occupation.", "annexation", "an occupation"),
    ("d3", "", "Cy", "Please, it is not a ferry, it is a boat with a horn.", "ferry", "boat"),
)


@pytest.fixture
def disputed(store, refill):
    """Return a desk where three readers dispute two words."""
    refill(store, tuple(row[:4] for row in READERS), [(0.1, 0.1, 0.9)])
    for id, _, _, text, term, instead in READERS:
        sentence = (
            SENTENCE if term != "ferry" else "The white ferry left the mole at seven, with nine passengers and a goat."
        )
        named = Named(store.find(id), text_digest(text), stem_of(term), term, sentence, instead)
        store.put_disputes([named], "base")
    return store


def told(pilot):
    """Return what the corrections desk said last."""
    return pilot.app.screen.session.told.text


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_corrections_look_as_they_were_composed(disputed, at_desk, screen_text, golden, size):
    """A changed screen is a decision: look at it, then write it down anew."""
    async with at_desk(disputed, size=size) as pilot:
        await pilot.press("d")
        golden(f"corrections-{size[0]}x{size[1]}.txt", screen_text(pilot.app))


async def test_a_correction_shows_the_sentence_the_readers_and_what_they_propose(disputed, at_desk, screen_text):
    """All that somebody who changes the article needs stands on one page."""
    async with at_desk(disputed, size=(120, 45)) as pilot:
        await pilot.press("d")
        shown = screen_text(pilot.app)
        assert "“annexed” · 2 readers, 2 comments" in shown
        assert "since the annexation of the island" in shown
        assert "instead: occupation (1) · occupied (1)" in shown
        assert "It was not annexed, it was occupied." in shown
        strips = pilot.app.screen._compositor.render_strips()
        (style,) = [piece.style for strip in strips for piece in strip if piece.text == "annexation"][:1]
        assert style.underline


async def test_the_contested_word_is_seen_in_an_article_of_one_endless_paragraph(disputed, at_desk, screen_text):
    """A table of articles has no line ends, and its sentences may be whole pages."""
    sentence = f"The ferry, {'and so on, ' * 50}since the annexation of the island, left."
    disputed.put_articles(
        "harbour", [Article("a1", "Ferry", f"{'Nothing of note. ' * 900}{sentence} {'More. ' * 900}")]
    )
    text = READERS[0][3]
    disputed.put_disputes([Named(disputed.find("d1"), text_digest(text), "annex", "annexed", sentence, "")], "base")
    disputed.put_disputes([], "base", [disputed.find("d2")])
    Review(disputed, "eva").accept(disputed.find("d1"), frozenset({TERM}))
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "s", "s", "s", "s", "s")
        assert "annexation" in screen_text(pilot.app)


async def test_that_no_sentence_was_found_is_read_in_the_narrowest_window(disputed, at_desk, screen_text):
    """It stood on one row, and the end of it was cut."""
    text = READERS[2][3]
    disputed.put_disputes([Named(disputed.find("d3"), text_digest(text), "ferry", "ferry", "", "boat")], "base")
    async with at_desk(disputed, size=(40, 14)) as pilot:
        await pilot.press("d", "j", "pagedown")
        assert "No sentence of the article was found for it." in " ".join(screen_text(pilot.app).split())


async def test_a_key_moves_it_on_another_takes_it_back(disputed, at_desk):
    """Nothing done here is final, and nothing is asked twice."""
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "f")
        assert told(pilot).startswith("→ forwarded · “annexed”")
        await pilot.press("c", "u")
        assert told(pilot).startswith("taken back: corrected")
        assert correction(disputed, ANNEXED).stage is Stage.FORWARDED
        await pilot.press("ctrl+r")
    assert correction(disputed, ANNEXED).move.who == "kim"
    assert [entry.kind for entry in disputed.log()] == [Kind.CORRECTION, Kind.CORRECTION, Kind.UNDO, Kind.REDO]


async def test_a_correction_is_declined_with_a_reason_only(disputed, at_desk):
    """An empty reason leaves the line open to be mended; Esc leaves the correction as it was."""
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "n", "enter")
        assert "declined with a reason" in told(pilot)
        await pilot.press("escape")
        assert correction(disputed, ANNEXED).stage is Stage.OPEN
        await pilot.press("n", *"style", "enter")
    declined = correction(disputed, ANNEXED)
    assert (declined.stage, declined.move.reason) == (Stage.DECLINED, "style")


async def test_letters_typed_into_a_line_are_no_keys(disputed, at_desk):
    """A reason with an f in it forwards nothing."""
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "n", *"fcuo", "ctrl+r", "pagedown", "escape")
    assert list(disputed.log()) == []


async def test_what_is_done_leaves_the_list_and_the_next_moves_up(disputed, at_desk, screen_text):
    """The list is what is left to do; s shows the rest."""
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "c")
        assert pilot.app.screen.session.shown.term == "ferry"
        assert "annexed" not in screen_text(pilot.app).splitlines()[2]
        await pilot.press("s", "s", "s")
        assert pilot.app.screen.session.shown.term == "annexed"


async def test_redo_closes_it_again_without_another_list(disputed, at_desk):
    """The list is what is left to do, and stays that."""
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "c", "u", "ctrl+r")
        assert told(pilot).startswith("done again: corrected · “annexed”")
        assert [one.term for one in pilot.app.screen.session.listed] == ["ferry"]


async def test_states_survive_a_restart_and_the_hint_says_so(disputed, at_desk, screen_text):
    """The next moderator sees beside the comment that the desk knows already."""
    async with at_desk(disputed, size=(160, 45)) as pilot:
        await pilot.press("d", "f")
    with Store.open(disputed.path) as reopened:
        async with at_desk(reopened, size=(160, 45)) as pilot:
            await pilot.press("slash", *"id:d1", "enter")
            assert "d: 2 readers, forwarded " in screen_text(pilot.app)


async def test_a_colleagues_move_is_not_overruled_unseen(disputed, at_desk):
    """Two moderators at one list would otherwise write to one editor twice."""
    async with at_desk(disputed) as pilot:
        await pilot.press("d")
        disputed.move_correction(ANNEXED, Stage.DECLINED, "eva", "house style")
        await pilot.press("f")
        assert told(pilot).startswith("eva has set it to declined")
        assert correction(disputed, ANNEXED).move.who == "eva"


async def test_a_colleagues_move_appears_by_itself_and_stays_under_the_cursor(disputed, at_desk, screen_text):
    """What is closed elsewhere leaves the list, but never from under the eyes."""
    async with at_desk(disputed) as pilot:
        await pilot.press("d")
        with Store.open(disputed.path) as theirs:
            theirs.move_correction(ANNEXED, Stage.CORRECTED, "eva")
        pilot.app.screen._catch_up()
        await pilot.pause()
        assert pilot.app.screen.session.shown.term == "annexed"
        assert "✓ corrected by eva" in screen_text(pilot.app)
        await pilot.press("f", "u")
        assert correction(disputed, ANNEXED).move.who == "eva"


async def test_the_way_back_leads_to_the_same_comment(disputed, at_desk):
    """A look at the corrections costs no place in the queue, and decides about no comment."""
    async with at_desk(disputed) as pilot:
        await pilot.press("j")
        before = pilot.app.session.shown.card.id
        await pilot.press("d", "j", "f", "u", "escape")
        assert pilot.app.session.shown.card.id == before
    assert disputed.waiting() == 9


async def test_the_page_opens_at_what_the_comment_asks_for(disputed, at_desk):
    """Whoever comes from a complaint wants to know about that one."""
    async with at_desk(disputed) as pilot:
        await pilot.press("slash", *"id:d3", "enter", "d")
        assert pilot.app.screen.session.shown.term == "ferry"


async def test_undo_at_the_queue_says_which_correction_it_took_back(disputed, at_desk):
    """There the last step may have been one here, and nobody sees it."""
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "f", "escape", "u")
        assert pilot.app.session.told.text == "taken back: forwarded, a correction of “annex”"
    assert correction(disputed, ANNEXED).stage is Stage.OPEN


async def test_strong_words_are_covered_until_they_are_asked_for(disputed, at_desk, screen_text):
    """The same words are covered here that are covered in the queue."""

    def cover(texts):
        return [text.replace("occup", "▒" * 5) for text in texts]

    async with at_desk(disputed, size=(120, 45)) as pilot:
        await pilot.app.push_screen(CorrectionsScreen(pilot.app.session.review, cover=cover))
        assert "instead: ▒▒▒▒▒ation (1)" in screen_text(pilot.app)
        assert "occup" not in screen_text(pilot.app)
        await pilot.press("m")
        assert "instead: occupation (1)" in screen_text(pilot.app)
        await pilot.press("m")
        assert "occup" not in screen_text(pilot.app)


async def test_the_comments_are_read_in_full(disputed, at_desk, screen_text):
    """An excerpt is no complaint."""
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "enter")
        assert "▏ Why annexation? Everybody here calls it an occupation." in screen_text(pilot.app)
        await pilot.press("escape", "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_an_export_asks_before_it_writes_over_a_file(disputed, at_desk, tmp_path, monkeypatch):
    """What is on disk has no undo, so another key than the first is asked for."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corrections.md").write_text("yesterday's")
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "a", "enter")
        assert "is there already" in told(pilot)
        await pilot.press("j", "w")
        assert (tmp_path / "corrections.md").read_text() == "yesterday's"
        await pilot.press("a", "enter", "w")
        assert "### “annexed”: 2 readers" in (tmp_path / "corrections.md").read_text()
        await pilot.press("a", *["backspace"] * 2, *"csv", "enter")
    assert (tmp_path / "corrections.csv").read_text().startswith('"site","article_id"')


async def test_a_name_that_tells_no_format_is_mended_in_place(disputed, at_desk, tmp_path, monkeypatch):
    """Nothing is written under a guess."""
    monkeypatch.chdir(tmp_path)
    async with at_desk(disputed) as pilot:
        await pilot.press("d", "a", *["backspace"] * 2, *"pdf", "enter")
        assert "may end in .md" in told(pilot)
        await pilot.press(*["backspace"] * 3, *"md", "enter")
    assert (tmp_path / "corrections.md").exists()


async def test_a_flip_to_disputed_terminology_is_there_at_once(store, at_desk):
    """The moderator's word counts as the model's does."""
    async with at_desk(store) as pilot:
        await pilot.press("slash", *"id:c2", "enter", "a", "d")
        assert [(one.term, one.readers) for one in pilot.app.screen.session.listed] == [("annexed", 1)]


async def test_an_empty_desk_says_so(store, at_desk, screen_text):
    """A blank screen looks like a broken one."""
    store.put_disputes([], "base", [store.find("c2")])
    Review(store, "eva").accept(store.find("c2"), frozenset({TERM}))
    async with at_desk(store) as pilot:
        await pilot.press("d", "f", "n", "u", "enter", "pagedown", "end")
        assert "No reader asks for a correction here." in screen_text(pilot.app)


HOSTILE = {
    "clears the screen": "before \x1b[2J\x1b[31m after",
    "writes the clipboard": "a\x1b]52;c;cHduZWQ=\x07b",
    "turns the line round": "user \u202egpj.exe\u202c \u2066x\u2069",
    "runs an action": "[@click=app.quit]click[/] [bold]x [/nope]",
    "half a pair": "lone \ud800 surrogate",
    "piles up marks": "a" + "\u0301" * 5_000,
    "one endless word": "x" * 5_000,
    "wide letters": "日本語のコメント" * 200,
    "nothing but blanks": " \t\n\r\x0b ",
    "line ends of all kinds": "one\u2028two\x85three\r\nfour",
}


async def test_the_collected_hostile_texts_stay_text_at_the_corrections(store, at_desk, samples):
    """They are what was found to break other programs."""
    lines = (samples / "hostile" / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    dispute(store, [json.loads(line)["body"][:20_000] for line in lines])
    async with at_desk(store, size=(100, 30)) as pilot:
        await pilot.press("d", "s", "s")
        for _ in pilot.app.screen.session.listed:
            await pilot.press("j")
            assert_inert(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (30, 8)], ids=["80x24", "30x8"])
async def test_hostile_texts_stay_text_at_the_corrections(store, at_desk, size, tmp_path, monkeypatch):
    """Titles, names, terms, proposals and reasons come from outside; none reaches the terminal as a command."""
    monkeypatch.chdir(tmp_path)
    dispute(store, list(HOSTILE.values()))
    async with at_desk(store, size=size) as pilot:
        await pilot.press("d", "s", "s")
        for _ in HOSTILE:
            for keys in (["pagedown"], ["enter"], ["escape", "f"], ["j"]):
                await pilot.press(*keys)
                assert_inert(pilot.app)
        await pilot.press("a", "enter")
        assert_inert(pilot.app)


def dispute(store, texts):
    """Let each text be a title, an article, a name, a comment, a term, a proposal, a colleague and a reason."""
    for n, text in enumerate(texts):
        store.put_articles("harbour", [Article(f"bad{n}", text, f"{text}\n{text}", text)])
        posted = Comment(f"p{n}", text, f"bad{n}", "", text, text, Status.REPORTED)
        store.put_comments("harbour", [posted], store.put_source("bad", "jsonl", "harbour"))
        Review(store, text if text.strip() else "eva").accept(store.find(f"p{n}"), frozenset({TERM}))
        store.put_disputes([Named(store.find(f"p{n}"), text_digest(text), stem_of(text), text, text, text)], "base")
    for one in corrections(store):
        store.move_correction(one.subject, Stage.FORWARDED, one.title.strip() or "eva", one.title)


def assert_inert(app):
    """No control code, no bidi control, no clickable reader text."""
    for strip in app.screen._compositor.render_strips():
        for piece in strip:
            assert not piece.control
            assert not {letter for letter in piece.text if unicodedata.category(letter) in ("Cc", "Cs")}, piece
            assert not {"\u202e", "\u2066", "\u2028"} & set(piece.text), piece
            assert "@click" not in (piece.style.meta if piece.style else {})


def test_every_key_of_the_corrections_is_declared_once():
    """Two commands on one key would make one of them unreachable."""
    keys = [key for command in CORRECTING for key in command.key.split(",")]
    assert len(keys) == len(set(keys))
