"""From HTML to the text a reader wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.formats.markup import plain_text, rendered_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("id<b></b>iot", "idiot"),
        ("a<br>b<BR />\nc<br/><br/>d", "a\nb\nc\n\nd"),
        ("<p>a</p>\n<p>b<em>c</em></p>", "a\n\nbc"),
        ("a<div>b</div>c<ul><li>d</li><li>e</li></ul>", "a\nb\nc\nd\ne"),
        ("a &lt;b&gt; &amp;amp; caf&eacute;&hellip;", "a <b> &amp; café…"),
        ("1 < 2 and a <3 you <", "1 < 2 and a <3 you <"),
        ("<a href=\"x?a>b\" title='c>d'>link</a>", "link"),
        ('<a href="unclosed>link</a>', "link"),
        ("a<!-- hidden -->b<script>c()</script><style>d</style>e", "abe"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("two  blanks\tand a tab", "two  blanks\tand a tab"),
        ("<blockquote>theirs</blockquote>mine", "theirs\nmine"),
        ("a\n\n\n\n<b>b</b>", "a\n\nb"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_markup_becomes_the_text_a_reader_sees(markup: str, text: str):
    """Words must neither break at inline tags nor join at blocks."""
    assert plain_text(markup) == text


def test_rendered_line_ends_are_blanks():
    """A browser shows them so; `<br>` is what ends a line."""
    assert rendered_text("<p>a\nb<br />\n  c</p>\n\n<p>d</p>") == "a b\nc\n\nd"


def test_articles_have_a_paragraph_a_line():
    """Sentences are looked for line by line."""
    assert plain_text("<p>a</p><p>b</p>", paragraph="\n") == "a\nb"


@pytest.mark.parametrize("unit", [" ", "<", "<b ", "<!--", "<script ", "&", '<a "', "\n ", "<p> ", "<br> "])
def test_a_megabyte_of_anything_takes_no_time(unit: str):
    """Reader text is hostile; a pattern that looks back costs hours here and would hang the suite."""
    plain_text(unit * (1_000_000 // len(unit)) + "<i>x")
    rendered_text(unit * (1_000_000 // len(unit)) + "<i>x")


@given(st.text(st.sampled_from("<>/abpr!-'\"& \n\t;#0x") | st.characters(), max_size=60))
def test_no_text_makes_it_raise_and_none_comes_out_with_a_carriage_return(markup: str):
    """Whatever readers paste."""
    assert "\r" not in plain_text(markup.replace("&", ""))
    rendered_text(markup)


@given(
    st.lists(st.text(st.sampled_from("ab \t\n&;#1.") | st.characters(exclude_characters="<\ufdd0\ufdd1"), max_size=12))
)
def test_plain_paragraphs_read_like_any_other_markup(paragraphs: list[str]):
    """They are read in one go, and an attribute that means nothing turns that off."""
    markup = "\n ".join(f"<p>{said}</p>" for said in paragraphs)
    for between in ("\n", "\n\n"):
        patient = plain_text(markup.replace("<p>", "<p dir>"), paragraph=between)
        assert plain_text(markup, paragraph=between) == patient
