"""Text on its way to the screen: rows that fit, offsets that stay true."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from moderation.text import one_line, visible
from tui.desk.commands import REVIEWING
from tui.desk.keys import TABLES
from tui.desk.text.lines import Piece, Role, cells, spread
from tui.desk.text.prose import Flow, Gap, Mark, Prose
from tui.desk.text.wrapping import clip, padded, wrap
from tui.desk.widgets.strips import entries

ANY = st.text(max_size=300).map(visible)
WIDTHS = st.integers(min_value=1, max_value=60)


@given(ANY, WIDTHS)
def test_rows_fit_and_leave_out_nothing_but_blanks(text, width):
    """A row too wide would push the next pane; a row too short would hide what a reader wrote."""
    rows = wrap(text, width)
    place = 0
    for begin, end in rows:
        assert not text[place:begin].strip()
        assert end - begin <= max(width, 1)
        assert cell_len(text[begin:end]) <= width or end - begin == 1
        place = end
    assert not text[place:].strip()


@given(ANY, st.integers(min_value=0, max_value=60))
def test_a_clipped_line_fits(text, width):
    """Columns of the queue line up whatever an author is called."""
    assert cell_len(clip(one_line(text), width)) <= width
    assert cell_len(padded(one_line(text), width)) == width


@given(ANY, ANY, st.integers(min_value=0, max_value=60))
@example("", "⺀0", 2)
def test_a_spread_line_never_overflows(left, right, width):
    """The part at the right edge must not be pushed off the screen by a long name."""
    assert cells(spread((Piece(left),), (Piece(right),), width)) <= width


@given(ANY, WIDTHS, st.data())
def test_marks_cover_what_they_name_wherever_the_text_breaks(text, width, data):
    """Evidence that slips by a letter accuses the wrong word."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wrapped = Prose(text, marks=(Mark(start, end, Role.ABUSE_MARK),)).wrapped(width)
    pieces = [piece for number in range(len(wrapped)) for piece in wrapped.pieces(number)]
    marked = "".join(piece.text for piece in pieces if piece.role is Role.ABUSE_MARK)
    assert marked.split() == text[start:end].split() or "".join(marked.split()) == "".join(text[start:end].split())


def test_a_word_longer_than_the_row_is_broken():
    """A link of five hundred letters is still read to its end."""
    assert wrap("ab cdefgh i", 4) == [(0, 2), (3, 7), (7, 11)]


def test_marks_don_t_pile_up_into_an_endless_row():
    """Combining marks take no cells; thousands of them would be one row otherwise."""
    assert max(end - begin for begin, end in wrap("a" + "\u0301" * 1000, 20)) == 20


@pytest.mark.parametrize("height", [1, 2, 3, 10])
def test_a_window_holds_the_stretch_it_is_about(height):
    """The contested sentence is on screen, however little room the article has."""
    wrapped = Prose("one two three four five six seven eight nine ten").wrapped(10)
    rows = wrapped.window(24, 28, height)
    assert len(rows) == min(height, len(wrapped))
    assert wrapped.row_of(24) in rows


def test_a_flow_is_blank_past_its_end():
    """Short comments leave the rest of the page empty, not broken."""
    flow = Flow([Gap(), Prose("a\nb").wrapped(10), Gap()])
    assert len(flow) == 4
    assert [flow.line(number) for number in (0, 3, 4, -1)] == [()] * 4
    assert flow.line(2) == (Piece("b"),)


@pytest.mark.parametrize("width", range(10, 200, 10))
def test_the_footer_fits_and_keeps_deciding_longest(width):
    """In a narrow window the keys that give way are those one can do without."""
    shown = entries(REVIEWING, width)
    assert all(entry.end <= width for entry in shown)
    assert not shown or shown[0].title == "accept"


@pytest.mark.parametrize("table", [table for table in TABLES.values() if any(c.id == "close" for c in table)])
def test_every_page_says_how_it_is_left_at_any_width(table):
    """Who opened a page by mistake looks at the footer first."""
    assert "close" in [entry.action for entry in entries(table, 36)]
    assert next(command.footer for command in table if command.id == "close") in {1, 2}
