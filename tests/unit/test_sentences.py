"""An article's sentences are shown verbatim, so their spans have to be right."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.scoring.sentences import LONGEST, sentences


def cut(text: str) -> list[str]:
    """Return the sentences themselves."""
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "pieces",
    [
        ["The bridge fell.", "Nobody was hurt."],
        ["Dr. Orme of the U.S. board paid 3.5 million.", "It was not enough!"],
        ["“They lied.”", "She left."],
        ["Why now?", "Because."],
        ["Headline without a stop", "First line of the text."],
        ["这是第一句。", "这是第二句。"],
    ],
)
def test_sentences_end_where_a_reader_hears_them_end(pieces: list[str]) -> None:
    """Abbreviations, decimals and quotations hold full stops that end nothing."""
    joint = "\n" if pieces[0].endswith("stop") else "" if pieces[0].endswith("。") else " "
    assert cut(joint.join(pieces)) == pieces


@given(st.text(max_size=3_000))
def test_spans_stay_inside_the_text_in_order_and_without_blanks_at_their_ends(text: str) -> None:
    """A span out of range would raise on the desk's screen."""
    spans = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.text(max_size=3_000))
def test_nothing_but_blanks_is_left_out(text: str) -> None:
    """What is in no sentence can't be shown as the contested one."""
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


def test_a_text_without_stops_is_cut_to_a_readable_length() -> None:
    """A page saved as one line would fill the screen."""
    assert max(len(piece) for piece in cut("word " * 2_000)) <= LONGEST
