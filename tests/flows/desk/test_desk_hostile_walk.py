"""Every screen of the desk with hostile texts in every field of it: what is drawn is text, and no picture runs."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from moderation.comments import Article, Comment, Status
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from tests import hostile
from tests.flows.desk.test_desk_terminal import OWN_SEQUENCE, Terminal
from tui.desk.pictures import SCENES, SIZES

TEXTS = list(hostile.TEXTS.values())
PAGES = {scene.name: tuple(scene.keys.split()) for scene in SCENES} | {
    "a page of help": ("question_mark", "space", "end"),
    "who is here": ("P",),
    "what is sent": ("f4",),
    "what is learnt": ("f8",),
    "a correction in full": ("d", "enter"),
    "a copy in full": ("home", "g", "space"),
    "a note": ("h",),
    "a reason": ("n", "tab"),
    "a reason, afterwards": ("a", "comma"),
    "words to look out for, one taken": ("w", "enter"),
    "a filter taken": ("f", "down", "enter"),
    "a search that is not understood": ("slash", "colon", "enter"),
    "marked alike": ("T", "enter", "L"),
    "at the end, read on": ("end", "space", "space", "b"),
    "all covered": ("m", "j", "m"),
    "another order": ("o", "j"),
    "a theme": ("f2",),
    "an import": ("f7",),
    "0, and taken back": ("0", "u", "ctrl+r"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Return the file of a desk in which readers, articles, sites, notes, filters and colleagues are hostile."""
    path = tmp_path_factory.mktemp("hostile") / "desk.sqlite"
    with Store.open(path, create=True) as store:
        for n, text in enumerate(TEXTS):
            site = text if text.strip() else "site"
            source = store.put_source(text, "jsonl", site)
            store.put_articles(site, [Article(f"a{n}", text, f"It was annexed {text}\n{text}", text)])
            said = [(f"p{n}", ""), (f"c{n} {text}", f"p{n}"), (f"d{n}", f"c{n} {text}")]
            store.put_comments(
                site,
                [
                    Comment(id, f"annexed vermin {text}" if id[0] == "c" else text, f"a{n}", parent, text, text, status)
                    for (id, parent), status in zip(
                        said, (Status.PENDING, Status.REPORTED, Status.PENDING), strict=True
                    )
                ],
                source,
            )
        store.gather(1_000, following=False)
        refs = [ref for ref, _ in store.unscored("base", 10_000)]
        scores = np.resize([[0.96, 0.9, 0.9], [0.5, 0.6, 0.9], [0.1, 0.1, 0.02]], (len(refs), 3))
        store.put_suggestions(refs[:-9], Suggestions(scores[:-9], np.full(3, 0.5), "base"))
        waiting = store.queue_refs().tolist()
        for n, text in enumerate(TEXTS[:40]):
            who = text if text.strip() else "eva"
            store.hold([waiting[n]], who, text)
            if n % 2:
                store.release([waiting[n]], who, text)
    return path


@pytest.fixture
def copied(desk, tmp_path):
    """Return a desk of its own for each test, since some keys decide."""
    copy = tmp_path / "desk.sqlite"
    with Store.open(desk) as store:
        store.copy_to(copy)
    with Store.open(copy) as store:
        yield store


def assert_inert(app, where):
    """No control code, no direction, nothing unseen, nothing to click that is not the desk's."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            assert not segment.control, where
            assert not hostile.NOT_FOR_A_TERMINAL.search(segment.text), (where, segment)
            assert not hostile.NOT_SEEN.search(segment.text.replace("\u034f", "")), (where, segment)
            meta = segment.style.meta if segment.style else {}
            assert "app.quit" not in str(meta.get("@click", "")), (where, segment)
            assert not (segment.style and segment.style.link), (where, segment)


def assert_whole(picture):
    """Hold a picture to what a browser can neither run nor fetch."""
    for element in ElementTree.fromstring(picture).iter():
        assert element.tag.rpartition("}")[2] not in {"script", "foreignObject", "image", "a"}
        assert not [name for name in element.attrib if name.startswith("on") or name.endswith("href")]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("keys", PAGES.values(), ids=PAGES)
async def test_a_screen_is_text_whatever_it_shows(copied, at_desk, keys, size):
    """A comment could otherwise wipe the screen, write the clipboard or press the moderator's keys."""
    async with at_desk(copied, size=size) as pilot:
        for n, key in enumerate(keys):
            await pilot.press(key)
            assert_inert(pilot.app, keys[: n + 1])
        assert pilot.app.is_running
        assert_whole(pilot.app.export_screenshot(title="triage review"))


@pytest.mark.parametrize("text", hostile.LONG.values(), ids=hostile.LONG)
async def test_a_text_without_end_is_shown_and_left(store, at_desk, refill, text):
    """A megabyte without a blank, or of nothing but line ends, is one key to come to and one to leave."""
    refill(store, (("x1", "c1", text[:200_000], text), ("x2", "x1", "Bo", text)), [(0.99, 0.9, 0.9)])
    async with at_desk(store) as pilot:
        await pilot.press("slash", *"id:x2", "enter", "space", "c", "end", "escape", "i", "escape", "e", "escape", "a")
        assert_inert(pilot.app, "after all")
        assert pilot.app.is_running
    assert len(list(store.log())) == 1


TYPED = {
    "question_mark": "?",
    "enter": "\r",
    "space": " ",
    "tab": "\t",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "down": "\x1b[B",
    "slash": "/",
    "colon": ":",
    "comma": ",",
    "ctrl+p": "\x10",
    "ctrl+r": "\x12",
    "f2": "\x1bOQ",
    "f4": "\x1bOS",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
}


def test_the_bytes_of_every_screen_are_the_desks_own(desk, root, tmp_path):
    """What a widget holds as text a terminal may still take for a command: its driver has the last word."""
    copy = tmp_path / "desk.sqlite"
    with Store.open(desk) as store:
        store.copy_to(copy)
    terminal = Terminal(root, copy)
    terminal.wait_for_first_picture("waiting")
    for keys in PAGES.values():
        for key in keys:
            terminal.press(TYPED.get(key, key))
            terminal.read_for(0.15)
        for _ in range(3):
            terminal.press("\x1b")
            terminal.read_for(0.1)
    terminal.press("c")
    terminal.wait_for("Article and thread")
    terminal.kill()
    left = OWN_SEQUENCE.sub("", terminal.written.decode(errors="ignore"))
    found = re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", left)
    assert not found, ascii(left[max(found.start() - 100, 0) : found.end() + 50])
    assert "]52;c;cHduZWQ=" in left
