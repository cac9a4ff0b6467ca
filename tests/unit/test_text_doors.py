"""The doors that reader text passes on its way to a screen or a spreadsheet."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from moderation.text import from_spreadsheet_cell, one_line, spreadsheet_cell, visible
from tests.hostile import NOT_SEEN

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)


@given(ANY_TEXT)
def test_a_visible_text_has_a_code_point_for_each_of_the_readers(text: str):
    """Evidence marks code points of the text as written; one lost would shift every mark after it."""
    assert len(visible(text)) == len(text)


@given(ANY_TEXT)
def test_nothing_that_a_terminal_obeys_is_left(text: str):
    """ESC, C1, DEL, bidi controls and lone surrogates come from readers, and none is for the terminal."""
    left = {unicodedata.category(c) for c in visible(text) if c != "\n" and not 0x200C <= ord(c) <= 0x200D}

    assert not left & {"Cc", "Cs"}
    assert not set(visible(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def test_nothing_is_left_that_is_not_seen():
    """Tags, selectors and fillers hide whole sentences from whoever reads the screen and from nobody else."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    left = NOT_SEEN.findall(visible(every).replace("\u034f", ""))

    assert left == []
    assert visible("hi" + "".join(chr(0xE0100 + ord(sign)) for sign in "all")) == "hi···"


@pytest.mark.parametrize("before", ["", "•"])
def test_every_code_point_is_judged_alike_beside_ascii_and_beyond_it(before: str):
    """A text beyond ASCII is looked through before it is changed: what that overlooks would reach the terminal."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    shown = "".join(visible(before + one)[len(before) :] for one in every)

    assert shown == visible(every)


@given(ANY_TEXT)
def test_one_line_is_one_line(text: str):
    """A name with a line end in it must not begin a line of its own in a list."""
    assert len(one_line(text).splitlines()) <= 1


@given(ANY_TEXT)
def test_a_guarded_cell_begins_with_nothing_a_spreadsheet_runs(text: str):
    """= + - @ and their full-width forms start a formula, after blanks too."""
    assert spreadsheet_cell(text).lstrip(" ")[:1] not in set("=+-@\t\r\n\0＝＋－＠")


LIKE_CELLS = st.text(st.sampled_from("=+-@;,\t\n\r '\"|ab1＝\0"), max_size=40)


@given(LIKE_CELLS)
def test_no_cell_begins_with_a_formula_where_semicolons_part_cells(text: str):
    """Excel in German or French takes a table of commas apart at semicolons, and minds no quotation mark within."""
    for part in re.split("[;\t\n\r]", spreadsheet_cell(text)):
        assert part.lstrip(" ")[:1] not in set("=+-@\0＝＋－＠")


@given(LIKE_CELLS)
def test_a_cell_that_looks_like_several_can_be_read_back(text: str):
    """Every guard is taken off again, and no apostrophe of the reader's."""
    assert from_spreadsheet_cell(spreadsheet_cell(text)) == text


@given(ANY_TEXT)
def test_a_guarded_cell_can_be_read_back(text: str):
    """What leaves for a spreadsheet can come home unchanged."""
    assert from_spreadsheet_cell(spreadsheet_cell(text)) == text


@pytest.mark.parametrize("ordinary", ["No, well - no", "a=b", "", " "])
def test_an_ordinary_cell_stays_as_it_is(ordinary: str):
    """The guard is for the first character only."""
    assert spreadsheet_cell(ordinary) == ordinary


@pytest.mark.parametrize("emoji", ["🕯️", "🕊️", "❤️", "1️⃣", "☂︎"])
def test_a_variation_selector_widens_nothing(emoji: str):
    """Terminals take one cell or two for these, each its own way, and columns to the right of them moved."""
    assert len(one_line(emoji)) == len(emoji)
    assert cell_len(one_line(emoji)) == 1
