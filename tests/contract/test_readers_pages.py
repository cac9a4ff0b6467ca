"""Saved pages, as HTML and as text: the article without its page, and who answered whom."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from moderation.comments import Article, Comment, Status
from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Item, Reject, Repair, Skipped

PARAGRAPH = "The harbour board voted on Monday to raise the fares of the island ferry by a third from the first of May."
SECOND = "Islanders, who had collected two thousand signatures against it, walked out of the hall in silence."


def read(page: str) -> list[Item]:
    return list(open_export(io.BytesIO(page.encode())).items)


def article(page: str) -> Article:
    return next(item for item in read(page) if isinstance(item, Article))


def comments(page: str) -> list[Comment]:
    return [item.comment for item in read(page) if isinstance(item, Found)]


def html(*nodes: str, prefix: str = "wpd") -> str:
    return (
        '<!DOCTYPE html><html><head><title>Fares up - Gazette</title><link rel="canonical" href="https://g.example/fares/">'
        '</head><body class="single postid-42"><div class="donation-bar"><p>Give us 10 euros, we are poor.</p></div>'
        f'<h1 class="entry-title">Fares up</h1><div class="entry-content"><p>{PARAGRAPH}</p><p>{SECOND}</p></div>'
        f'<div id="comments"><div id="wpdcom">{"".join(nodes)}</div></div></body></html>'
    )


def node(
    own: int, text: str, *, parent: int = 0, author: str = "Ann", inner: str = "", state: str = "", p: str = "wpd"
) -> str:
    """Return a comment as wpDiscuz renders it, replies nested inside."""
    return (
        f'<div id="{p}-comm-{own}_{parent}" class="{p}-comment {state}"><div class="{p}-comment-wrap">'
        f'<div id="comment-{own}" class="{p}-comment-right"><div class="{p}-comment-author">\n {author}\n</div>'
        f'<div class="{p}-comment-date" title="March 3, 2026 9:14 am">2 days ago</div>'
        f'<div class="{p}-comment-text">{text}</div></div></div>{inner}</div>'
    )


@pytest.mark.parametrize("prefix", ["wpd", "wc"])
def test_html_comments_have_the_sites_ids_and_nested_replies_are_their_own(prefix: str):
    """A saved page can be written back, by these ids; versions before 7 have another prefix."""
    reply = node(12, "<p>No.</p>", parent=7, author="Bob &lt;b&gt;", p=prefix)
    first, second = comments(html(node(7, "<p>Yes.</p>", inner=reply, p=prefix)))
    assert (first.id, first.parent_id, first.author, first.text) == ("7", "", "Ann", "Yes.")
    assert (second.id, second.parent_id, second.author, second.text) == ("12", "7", "Bob <b>", "No.")
    assert second.writable


def test_html_article_is_headline_and_paragraphs_without_the_page_or_the_comments():
    """Off-topic is judged against it: a reader's word in it would make the reader's comment on-topic."""
    page = html(node(7, "<p>A reader's own paragraph, long enough to be taken for one of the article's.</p>"))
    assert article(page) == Article("42", "Fares up", f"{PARAGRAPH}\n{SECOND}", "https://g.example/fares/")


def test_html_page_names_its_site():
    """The same desk may hold the site's export."""
    assert open_export(io.BytesIO(html().encode())).site == "https://g.example"


def test_html_text_is_what_the_reader_typed():
    """The same comment has the same text, and so keeps its decision, in an export of the site."""
    (comment,) = comments(html(node(7, "<p>One &amp; <b>t</b>wo<br />\nthree  four</p>\n<p>five</p>")))
    assert comment.text == "One & two\nthree  four\n\nfive"


def test_html_quote_of_the_article_is_not_the_readers():
    """Inline comments begin with the article's words."""
    quote = '<div class="wpd-inline-feedback-wrapper">by a third" <a>Read more</a></div><p>Too much.</p>'
    assert comments(html(node(7, quote)))[0].text == "Too much."


def test_html_text_cut_by_read_more_is_marked():
    """The rest is not in the page."""
    (comment,) = comments(html(node(7, "<p>Long<span class='wpdiscuz-readmore'>Read more »</span></p>")))
    assert (comment.text, comment.truncated) == ("Long", True)


def test_html_comment_that_waits_for_approval_is_pending():
    """Others on the page are not known to be approved: they wait for a decision as well."""
    page = html(node(7, "a", state="wpd-unapproved-comment"), node(8, "b"))
    assert [comment.status for comment in comments(page)] == [Status.PENDING, Status.UNKNOWN]


def test_html_absolute_date_of_the_sites_clock_has_no_zone():
    """The page doesn't say its zone, and "2 days ago" says nothing."""
    assert comments(html(node(7, "a")))[0].created_at == "2026-03-03T09:14:00"


def test_html_page_without_comments_yet_has_none_and_no_fault():
    """The thread is there, empty."""
    assert comments(html()) == []


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ('<!DOCTYPE html><html><title>Log In</title><form id="loginform"></form></html>', "login page"),
        ("<html><body><p>Nothing here.</p></body></html>", "without wpDiscuz comments"),
    ],
)
def test_html_that_is_no_export_is_refused_by_what_it_is(page: str, said: str):
    """A login page saved as the export is the usual reason."""
    with pytest.raises(UnreadableExport, match=said):
        open_export(io.BytesIO(page.encode()))


def test_html_nested_beyond_what_browsers_show_is_refused():
    """The parser's time grows with depth: it would hang on a page made for it."""
    with pytest.raises(UnreadableExport, match="nested deeper"):
        open_export(io.BytesIO(b"<html><body>" + b'<div id="wpd-comm-1_0">' * 1000))


def repairs(page: str) -> dict[str, int]:
    return {item.what: item.count for item in read(page) if isinstance(item, Repair)}


def test_html_comments_that_the_page_counts_and_does_not_show_are_said():
    """They come with a click on "load more", and not with a saved page."""
    page = html('<div class="wpd-thread-info" data-comments-count="40"></div>', node(7, "a"), node(8, "b"))
    assert repairs(page)["comments that the page counts and does not show"] == 38
    same = html('<div class="wpd-thread-info" data-comments-count="1"></div>', node(7, "a"))
    assert "comments that the page counts and does not show" not in repairs(same)


THIRD = "The company says that without the rise two of its five winter boats would have to be taken off the timetable."
UNKNOWN_LAYOUT = (
    f'<html><body><header><p>Home, news and all the other sections</p></header><div class="x1"><h1>Fares up</h1>'
    f"<div>{PARAGRAPH}<br><br>{SECOND}<br><br>{THIRD}</div></div>"
    f"<div id='wpdcom'>{node(7, '<p>' + 'A long word of a reader, as good as any. ' * 9 + '</p>')}</div></body></html>"
)


def test_html_article_in_an_unknown_layout_is_found_without_its_comments():
    """Newspapers' own themes name nothing as others do, and many write no paragraphs."""
    pytest.importorskip("trafilatura", reason="the extra `pages` is not installed")
    assert article(UNKNOWN_LAYOUT).text == f"{PARAGRAPH}\n{SECOND}\n{THIRD}"
    assert repairs(UNKNOWN_LAYOUT)["article text found by trafilatura"] == 1


def test_html_article_without_the_extra_is_read_by_the_layouts_we_know(root: Path):
    """A clone without extras reads pages all the same, and says by what."""
    code = (
        "import io, sys; sys.modules['trafilatura'] = None\n"
        "from moderation.formats.opening import open_export\n"
        "first, *_, last = open_export(io.BytesIO(sys.stdin.buffer.read())).items; print(first.text); print(last.what)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=html().encode(), cwd=root, capture_output=True, check=True
    )
    *text, said = done.stdout.decode().splitlines()
    assert text == [PARAGRAPH, SECOND]
    assert "comment-triage[pages]" in said


def core(*nodes: str) -> str:
    """Return a page with comments as WordPress itself lists them."""
    return (
        '<!DOCTYPE html><html><body class="single postid-42"><article><h1 class="entry-title">Fares up</h1>'
        f'<div class="entry-content"><p>{PARAGRAPH}</p><p>{SECOND}</p></div></article><div id="comments">'
        f'<h2>Three thoughts</h2><ol class="comment-list">{"".join(nodes)}</ol></div></body></html>'
    )


def html5(own: int, text: str, inner: str = "", more: str = "") -> str:
    """Return a comment in WordPress' present markup, its answers in a list within."""
    return (
        f'<li id="comment-{own}" class="comment depth-1"><article id="div-comment-{own}" class="comment-body">'
        '<footer class="comment-meta"><div class="comment-author vcard"><img alt=""><b class="fn"><a href="#">Ann'
        f'</a></b> <span class="says">says:</span></div>{more}<div class="comment-metadata"><time '
        f'datetime="2026-03-03T09:14:00+01:00">March 3</time></div></footer><div class="comment-content">{text}</div>'
        f'<div class="reply"><a>Reply</a></div></article>{inner}</li>'
    )


def old(own: int, text: str, inner: str = "") -> str:
    """Return a comment in the markup of themes before 2013: its text stands bare between other things."""
    return (
        f'<li class="comment" id="comment-{own}"><div id="div-comment-{own}" class="comment-body"><div '
        'class="comment-author vcard"><cite class="fn">Bob</cite> <span class="says">says:</span></div><div '
        f'class="comment-meta commentmetadata"><a>March 3</a></div>{text}<div class="reply"><a>Reply</a></div></div>'
        f"{inner}</li>"
    )


def twenty_ten(own: int, text: str, inner: str = "") -> str:
    """Return a comment whose outer element names it `li-comment`."""
    return (
        f'<li class="comment" id="li-comment-{own}"><div id="comment-{own}"><div class="comment-author vcard"><cite '
        f'class="fn">Bob</cite></div><div class="comment-body">{text}</div></div>{inner}</li>'
    )


@pytest.mark.parametrize("markup", [html5, old, twenty_ten])
def test_wordpress_own_lists_are_read_with_ids_and_threads(markup):
    """Most sites have no wpDiscuz; the ids are the site's, so decisions can go back."""
    inner = f'<ol class="children">{markup(12, "<p>No, <b>n</b>ever.</p>")}</ol>'
    page = core(markup(7, "<p>Yes.</p><p>Yes!</p>", inner), markup(9, "<p>So?</p>"))
    first, second, third = comments(page)
    assert open_export(io.BytesIO(page.encode())).format == "wordpress-html"
    assert [(c.id, c.parent_id) for c in (first, second, third)] == [("7", ""), ("12", "7"), ("9", "")]
    assert (first.text, second.text, second.author) == (
        "Yes.\n\nYes!",
        "No, never.",
        "Ann" if markup is html5 else "Bob",
    )
    assert second.writable
    assert article(page).text == f"{PARAGRAPH}\n{SECOND}"


def test_wordpress_own_dates_have_their_zone():
    """The machine-readable time is in the page, whatever language the readable one is in."""
    assert comments(core(html5(7, "a")))[0].created_at == "2026-03-03T08:14:00Z"


def test_wordpress_own_comment_that_waits_is_pending_and_its_parent_is_not():
    """Who is logged in sees what waits."""
    waits = html5(12, "b", more='<em class="comment-awaiting-moderation">Your comment is awaiting moderation.</em>')
    first, second = comments(core(html5(7, "a", f"<ol>{waits}</ol>")))
    assert (first.status, second.status, second.text) == (Status.UNKNOWN, Status.PENDING, "b")


def test_wordpress_own_links_from_other_sites_are_left_out_and_an_empty_shell_is_a_reject():
    """A pingback is nobody's word; a comment without a text is kept aside."""
    ping = '<li id="comment-3" class="pingback"><div class="comment-body">Pingback: <a>Blog</a></div></li>'
    items = read(core(html5(7, "a"), ping, '<li id="comment-4" class="comment"></li>'))
    assert [item.kind for item in items if isinstance(item, Skipped)] == ["pingback"]
    assert [item.place for item in items if isinstance(item, Reject)] == ["comment 3"]


def test_wordpress_own_further_pages_of_comments_are_pointed_out():
    """Fifty a page is the usual setting."""
    page = core(html5(7, "a")).replace("</ol>", '</ol><nav class="comment-navigation"><a href="#">Older</a></nav>', 1)
    assert repairs(page)["links to further pages of comments, which are not in this one"] == 1


def test_a_name_of_a_comment_alone_makes_no_list():
    """A form or an anchor may be called so."""
    with pytest.raises(UnreadableExport, match="without wpDiscuz comments or WordPress' own"):
        open_export(io.BytesIO(b'<html><body><a id="comment-7"></a><form id="comment-form"></form></body></html>'))


FURNITURE = f"""0 $
2,500 $
5,000 $

Ferry’s fares up by a third

Support the Gazette

Ferry's fares up by a third

Click to see full-size image

{PARAGRAPH}

{SECOND}


Support the Gazette


Notify of
Newest Most Voted
Inline Feedbacks
View all comments
"""

COPY = (
    FURNITURE
    + """Jo Marsh

A disgrace  of a board.

Kit

Reply to  Jo Marsh

You voted for them:
1. Twice.
2. Gladly.

And you will again.

Jo Marsh

Reply to  Kit

Never.

Would love your thoughts, please comment.x
"""
)


def test_text_article_is_without_donation_bar_repeats_and_captions():
    """The founding page looks like this."""
    found = article(COPY)
    assert (found.title, found.text) == ("Ferry’s fares up by a third", f"{PARAGRAPH}\n{SECOND}")


def test_text_comments_have_authors_texts_and_parents_by_name():
    """A copied page has lost ids, dates and labels; blank lines and "Reply to" are what is left."""
    first, second, third = comments(COPY)
    assert [(c.author, c.text) for c in (first, third)] == [
        ("Jo Marsh", "A disgrace  of a board."),
        ("Jo Marsh", "Never."),
    ]
    assert second.text == "You voted for them:\n1. Twice.\n2. Gladly.\n\nAnd you will again."
    assert (first.parent_id, second.parent_id, third.parent_id) == ("", first.id, second.id)


def test_text_ids_are_the_same_when_the_page_is_saved_again_with_more_comments():
    """Newest come first on such pages: a number as id would shift."""
    later = COPY.replace("Jo Marsh\n\nA disgrace", "Lee\n\nFirst!\n\nJo Marsh\n\nA disgrace", 1)
    assert {c.id for c in comments(COPY)} < {c.id for c in comments(later)}
    assert not any(c.writable for c in comments(COPY))


def test_text_comments_of_one_person_with_one_text_are_two():
    """People do say the same twice."""
    twice = FURNITURE + "Jo\n\nNo.\n\nKit\n\nYes.\n\nJo\n\nNo.\n"
    assert len({c.id for c in comments(twice)}) == 3


def test_text_comments_wait_for_a_decision():
    """Somebody who saves a page wants to review it."""
    assert all(c.status.waits for c in comments(COPY))


DATED = {
    "label, author, date": "Guest\n\n{author}\n\n2 days ago\n\n{reply}{text}\n\n-3\n\nReply\n\n",
    "author, label, date": "{author}\n\nGuest\n\n{reply}2 days ago\n\n{text}\n\n7\n\nReply\n\n",
    "author, label, reply and date": "{author}\n\nMember\n\n{reply}March 3, 2026 9:14 am\n\n{text}\n\n0\n\nReply\n\n",
    "no label": "{author}\n\n1 hour 5 minutes ago\n\n{reply}{text}\n\nReply\n\n",
    "date last": "{author}\n\n{text}\n\n4\n\n2 days ago\n\n",
}


@pytest.mark.parametrize("layout", DATED)
def test_text_layouts_of_wpdiscuz_are_told_apart_by_their_dates(layout: str):
    """Three layouts of version 7 and the older one put the same parts in another order."""
    said = [("Guest of honour", "", "Short."), ("Kit", "Reply to  Guest of honour\n\n", "Two.\n\nParagraphs")]
    body = "".join(DATED[layout].format(author=author, reply=reply, text=text) for author, reply, text in said)
    page = FURNITURE + body + "Load More Comments\n\n13\n0\n\nWould love your thoughts, please comment.x\n\n© Gazette\n"
    found = comments(page)
    assert [(c.author, c.text) for c in found] == [("Guest of honour", "Short."), ("Kit", "Two.\n\nParagraphs")]
    assert layout == "date last" or found[1].parent_id == found[0].id


def test_text_author_who_is_called_like_a_label_is_an_author():
    """Editors comment as Editor."""
    page = FURNITURE + "Kit\n\n2 days ago\n\nNo.\n\nReply\n\nEditor\n\nAdmin\n\n1 day ago\n\nYes.\n\nReply\n"
    assert [(c.author, c.text) for c in comments(page)] == [("Kit", "No."), ("Editor", "Yes.")]


def test_text_notices_of_the_page_are_not_the_readers_words():
    """Waiting, cut and inline comments carry the page's notices."""
    page = FURNITURE + (
        "New\n\nAwaiting for approval\n\nGuest\n\n2 days ago\n\nAwaiting for approval\n\nBuy.\n\n"
        "Lou\n\nGuest\n\n2 days ago\n\nSo long… Read more »\n\n0\n\nReply\n\n"
        'Ivy\n\nGuest\n\n2 days ago\n\nby a third" Read more »\n\nToo much.\n\n2\n\nReply\n\n© Gazette\n'
    )
    found = [(c.text, c.status, c.truncated) for c in comments(page)]
    unknown = Status.UNKNOWN
    assert found == [("Buy.", Status.PENDING, False), ("So long", unknown, True), ("Too much.", unknown, False)]


GERMAN = """Fähre wird teurer

{0}

{1}

12 Kommentare

Älteste
Neueste
Am meisten bewertet

Alle Kommentare anzeigen

Gast

Jo Marsch

vor 2 Tagen

Eine Schande.
Antwort auf alles: nein!

-3

Antworten

Mitglied

Kit

vor 1 Stunde 5 Minuten

Antwort an  Jo Marsch

Er wartet auf Hilfe. Mehr Kommentare bitte

2

Antworten

Weitere Kommentare laden

Impressum
"""


def test_text_page_in_german_is_read_and_a_readers_german_stays():
    """The same words stand in what readers write: only a whole line of the page's own is taken for one."""
    first, second = comments(GERMAN.format(PARAGRAPH, SECOND))
    assert (first.author, first.text) == ("Jo Marsch", "Eine Schande.\nAntwort auf alles: nein!")
    assert (second.text, second.parent_id) == ("Er wartet auf Hilfe. Mehr Kommentare bitte", first.id)


@pytest.mark.parametrize("line", ["10 minutes", "3 ans", "Her", "Fa", "Mais comentários", "Autor: unbekannt, sagt er"])
def test_text_a_short_line_of_a_reader_is_no_date_and_no_button(line: str):
    """A span of time is one only beside a word such as "ago"."""
    page = FURNITURE + f"Kit\n\n2 days ago\n\nSo.\n\n{line}\n\nThat is it.\n\n1\n\nReply\n"
    assert [c.text for c in comments(page)] == [f"So.\n\n{line}\n\nThat is it."]


def test_text_page_without_comments_has_an_article_and_no_fault():
    """Nobody said anything yet."""
    assert [type(item) for item in read(FURNITURE)] == [Article]


def test_text_that_is_no_page_is_refused():
    """A letter is not an export."""
    with pytest.raises(UnreadableExport, match="neither a table"):
        open_export(io.BytesIO(b"Dear editor,\nI write to you.\n"))
