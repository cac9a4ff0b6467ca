"""A text is the same text whichever way it comes: else a comment nobody touched would count as edited."""

import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moderation.comments import text_digest
from moderation.formats.opening import open_export
from moderation.formats.records import Found
from moderation.writeback.wordpress import connect
from tests.standins.wordpress import SECRETS, Row, WordPressSite

WXR = """<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>x</title><item><title>News</title>
<wp:post_id>9</wp:post_id><wp:post_type>post</wp:post_type><wp:comment><wp:comment_id>5</wp:comment_id>
<wp:comment_content><![CDATA[{}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>
</wp:comment></item></channel></rss>"""


def by_wxr(text: str) -> str:
    """Return what a desk has of a text after an import of WordPress' export."""
    content = WXR.format(text.replace("]]>", "]]]]><![CDATA[>"))
    return imported(content.encode(), "export.xml")


def by_wp_cli(text: str) -> str:
    """Return what a desk has of a text after an import of `wp comment list --format=json`."""
    row = {"comment_ID": "5", "comment_post_ID": "9", "comment_approved": "1", "comment_content": text}
    return imported(json.dumps([row]).encode(), "comments.json")


def imported(content: bytes, name: str) -> str:
    """Return the text of the only comment in an export."""
    (found,) = (item for item in open_export(io.BytesIO(content), name=name).items if isinstance(item, Found))
    return found.comment.text


@pytest.fixture(scope="module")
def site():
    """Return a site of one comment."""
    with WordPressSite({5: Row("")}) as site:
        yield site


@pytest.mark.parametrize("export", [by_wxr, by_wp_cli])
@settings(max_examples=40)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@example("Bold <b>words</b> & <p>paragraphs</p>\r\n\r\nend &amp;lt; &#0; \x1b[31m \x85 \u2028 ]]> \ufffe\0x")
@example("I said \ufeffso\u200b, \u202etold you\u2069\tand\x0bmore")
def test_what_was_imported_is_what_the_live_site_is_compared_with(site, export, text):
    """Each difference would be a comment that no decision ever reaches."""
    site.rows[5].content = text
    live = connect(site.address, SECRETS).read(["5"])["5"]
    assert live.reads(text_digest(export(text)))


def test_a_comment_of_a_saved_page_is_known_again(site):
    """A browser saved what the site made for readers, curly apostrophes and all, and the interface tells both."""
    site.rows[5].content = "I don't think so.\n\nIt's <b>wrong</b>."
    page = f"""<html><body><div id="wpdcom" class="wpdiscuz"><div id="wpd-threads"><div class="wpd-thread-list">
    <div id="wpd-comm-5_0" class="comment wpd-comment wpd_comment_level-1"><div class="wpd-comment-wrap">
    <div id="comment-5" class="wpd-comment-right"><div class="wpd-comment-author">Ann</div>
    <div class="wpd-comment-text">{site._shown(5)["content"]["rendered"]}</div></div></div></div></div></div></div>
    </body></html>"""
    text = imported(page.encode(), "page.html")
    assert text == "I don’t think so.\n\nIt’s wrong."
    assert connect(site.address, SECRETS).read(["5"])["5"].reads(text_digest(text))
