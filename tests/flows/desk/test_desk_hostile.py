"""What readers write stays text: on every screen, at every size, nothing of it reaches the terminal as a command."""

import unicodedata

import pytest

from moderation.comments import Article, Comment, Status

HOSTILE = {
    "clears the screen": "before \x1b[2J\x1b[31m after",
    "writes the clipboard": "a\x1b]52;c;cHduZWQ=\x07b",
    "sets the title by C1": "a\x9d0;owned\x9cb\x9b31m",
    "asks the terminal": "\x1bP$q q\x1b\\ \x05",
    "turns the line round": "user \u202egpj.exe\u202c \u2066x\u2069",
    "runs an action": "[@click=app.quit]click[/] [bold]x",
    "closes what is not open": "[/b] [/] [[/nope]",
    "names an emoji": ":bomb: {braces} %s",
    "half a pair": "lone \ud800 surrogate",
    "piles up marks": "a" + "\u0301" * 5_000,
    "one endless word": "x" * 5_000,
    "wide letters": "日本語のコメント" * 200,
    "joined emoji": "👨‍👩‍👧‍👦" * 300,
    "nothing but blanks": " \t\n\r\x0b ",
    "line ends of all kinds": "one\u2028two\x85three\r\nfour",
}

FORBIDDEN = {"\u202e", "\u202c", "\u2066", "\u2069", "\u2028", "\ud800"}


def raw(app):
    """Return the segments as they go to the terminal."""
    return [segment for strip in app.screen._compositor.render_strips() for segment in strip]


def assert_inert(app):
    """No control code, no bidi control, no clickable reader text."""
    for segment in raw(app):
        assert not segment.control
        assert not {letter for letter in segment.text if unicodedata.category(letter) == "Cc"}, segment
        assert not FORBIDDEN & set(segment.text), segment
        assert "@click" not in (segment.style.meta if segment.style else {})


@pytest.fixture
def hostile_store(store, refill):
    """Return a desk where article, authors, parents and texts are all hostile."""
    refill(store, tuple((f"h{n}", "c1", text, text) for n, text in enumerate(HOSTILE.values())))
    for n, text in enumerate(HOSTILE.values()):
        article = Article(f"bad{n}", text, f"{text}\n{text}", text)
        store.put_articles("harbour", [article])
        posted = Comment(f"p{n}", text, article.id, f"h{n}", text, text, Status.REPORTED)
        store.put_comments("harbour", [posted], store.put_source("bad", "jsonl", "harbour"))
    return store


@pytest.mark.parametrize("size", [(80, 24), (20, 6)], ids=["80x24", "20x6"])
async def test_hostile_texts_stay_text_on_every_screen(hostile_store, at_desk, size):
    """A comment could otherwise wipe the screen, write the clipboard or press the moderator's keys."""
    async with at_desk(hostile_store, size=size) as pilot:
        await pilot.press("slash", *"status:reported", "enter")
        for _ in HOSTILE:
            for keys in (["space"], ["c"], ["escape", "e"], ["escape", "j"]):
                await pilot.press(*keys)
                assert_inert(pilot.app)


async def test_hostile_texts_stay_text_on_a_large_screen(hostile_store, at_desk):
    """More room shows more of what readers wrote."""
    async with at_desk(hostile_store, size=(160, 45)) as pilot:
        for _ in range(2 * len(HOSTILE)):
            await pilot.press("j")
            assert_inert(pilot.app)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_texts_stay_text_in_what_the_desk_says(store, at_desk, refill, text):
    """The status row, notes, searches and the history quote readers and colleagues."""
    refill(store, (("x1", "c1", text, text),), [(0.99, 0.9, 0.9)])
    store.hold([store.find("c1")], text if text.strip() else "eva", text)
    async with at_desk(store) as pilot:
        await pilot.press("a")
        assert_inert(pilot.app)
        await pilot.press("u", "e")
        assert_inert(pilot.app)
        await pilot.press("escape", "slash")
        pilot.app.query_one("Input").insert(text, 0)
        await pilot.pause()
        assert_inert(pilot.app)
        await pilot.press("enter")
        assert_inert(pilot.app)


async def test_markup_is_shown_as_it_was_typed(store, at_desk, refill, screen_text):
    """A moderator must see what the reader wrote, brackets and all."""
    refill(store, (("x1", "", "[b]Bo[/b]", "[@click=app.quit]click[/] here [/b]"),), [(0.99, 0.1, 0.1)])
    async with at_desk(store) as pilot:
        shown = screen_text(pilot.app)
        assert "[@click=app.quit]click[/] here [/b]" in shown
        assert "[b]Bo[/b]" in shown


async def test_a_megabyte_is_shown_and_scrolled(store, at_desk, refill):
    """One reader pasting a book must not stop the queue; only the rows on screen become text."""
    refill(store, (("x1", "", "Bo", "word " * 200_000),), [(0.99, 0.1, 0.1)])
    async with at_desk(store) as pilot:
        await pilot.press("space", "space", "b", "a")
        assert pilot.app.session.shown.card.id == "c1"
