"""The page for an editor keeps its own shape, whatever stands in the article, the word, the proposal, the reason."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from moderation.contested_terms import stem_of
from moderation.disputes import Correction, Move, Proposal, Stage, Subject
from moderation.errors import WrongUse
from moderation.handover import format_of, markdown, row
from moderation.store.store import Store

PARSER = MarkdownIt("gfm-like", {"linkify": True})
HOSTILE = st.text(st.sampled_from("*_`~[]()<>#+-=.!|\\&;:/@{}$^'\" 1\n\t\r\u2028\x1b\u202e\x00ab"), max_size=30)
WRITTEN = HOSTILE.map(lambda text: f"x{text}x")


@pytest.fixture(scope="module")
def store():
    """Return an empty desk."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "desk.sqlite", create=True) as opened:
        yield opened


def asked(text):
    """Return a correction in which every text is this one."""
    subject = Subject(text, text, stem_of(text) or "x")
    move = Move(1, "2026-03-03T08:14:00.000Z", text, subject, Stage.DECLINED, text)
    return Correction(subject, text, text, text, f"{text} {text}", 2, (), (Proposal(text, 2),), 1, move)


def shape(page):
    """Return the kinds of blocks and inline pieces of a page, bold words apart: those are ours to mark."""
    kinds = [(block.type, [piece.type for piece in block.children or ()]) for block in PARSER.parse(page)]
    return [
        (kind, [each for each in inside if each not in ("text", "strong_open", "strong_close")])
        for kind, inside in kinds
    ]


@given(text=WRITTEN)
def test_no_text_lays_out_the_page(store, text):
    """A link or heading in it would be somebody else's words under the desk's name."""
    harmless = "\n".join(markdown(store, [asked("word")]))
    assert shape("\n".join(markdown(store, [asked(text)]))) == shape(harmless)


def test_a_row_of_the_table_holds_what_the_page_says(store):
    """Who works with the spreadsheet must not know less."""
    told = row(store, asked("word"))
    assert (told["term"], told["state"], told["proposals"], told["new_since"]) == ("word", "declined", "word (2)", 1)


@pytest.mark.parametrize("name", ["", "corrections", "corrections.pdf", ".md"])
def test_a_name_without_a_known_ending_is_refused(name):
    """A guess would write a table where a page was meant."""
    with pytest.raises(WrongUse, match="may end in"):
        format_of(name)
