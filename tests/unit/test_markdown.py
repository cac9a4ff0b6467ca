"""What readers write stays text in Markdown: parsed again it is one text, the same as was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from moderation.formats.writing.markdown import address, escaped
from moderation.text import one_line

HOSTILE = st.text(st.sampled_from("*_`~[]()<>#+-=.!|\\&;:/@{}$^'\"1 \n\t\r\u2028\x1b\u202e\x00ab")) | st.sampled_from(
    [
        "[click](javascript:alert(1))",
        "![x](https://a.example/x.png)",
        "<script>x</script>",
        "www.example.com http://example.com //localhost a@b.example @ann",
        "1. one\n2) two",
        "# head\n\n- item\n> said\n---\n===\n```\ncode",
        "| a | b |\n|---|---|\n| c | d |",
        "&lt;b&gt; &#64; [x]: http://a.example",
        "    code",
        "a\\",
    ]
)
PARSERS = [MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": True})]
PLACES = {"> {}": "blockquote", "- ann: {}": "item", "## {}": "heading", "{}": "paragraph"}


def shape(parser, page):
    """Return the kinds of blocks and inline pieces that a page parses to."""
    return [
        (block.type, block.tag, [piece.type for piece in block.children or () if piece.type != "text"])
        for block in parser.parse(page)
    ]


def text(parser, page):
    """Return all the text of a page."""
    return "".join(piece.content for block in parser.parse(page) for piece in block.children or ())


@pytest.mark.parametrize("parser", PARSERS, ids=["commonmark", "gfm"])
@pytest.mark.parametrize("place", PLACES, ids=PLACES.values())
@given(written=HOSTILE)
def test_readers_words_parse_to_nothing_but_their_text(parser, place, written):
    """A page for an editor is ours; a reader's link, tag, heading or line break would be theirs."""
    read = " ".join(one_line(written).split()).replace("@", "\uff20")
    page = place.format(escaped(written))
    if read:
        assert shape(parser, page) == shape(parser, place.format("x"))
        assert text(parser, page).removeprefix("ann: ") == read


def test_what_needs_no_escape_keeps_its_looks():
    """The page is also read as it is, in a mail or an editor."""
    assert escaped("It wasn't “annexed”, it joined - in 1954. Why?") == "It wasn't “annexed”, it joined - in 1954. Why?"


def test_an_address_is_a_link_only_if_nothing_else_can_be_meant():
    """The article's address comes from the export too."""
    assert address("https://paper.example/a/1") == "<https://paper.example/a/1>"
    assert address("javascript:alert(1)") == "javascript\\:alert(1)"
    assert address("https://paper.example/><script>") == "https\\:\\//paper\\.example/\\>\\<script\\>"
