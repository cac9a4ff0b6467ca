"""Files that are nearly right: the words of each format in any order, which random bytes never make."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.claims import claim_fit, claim_sentence
from moderation.errors import TriageError
from moderation.formats.opening import open_export

TEXTS = st.one_of(
    st.sampled_from(
        ["", "a", "0", "-1", "NaN", "null", "2026-03-03 08:14:00", "1772525640", "<b>a</b>", "&#13;&#0;", "'=1"]
    ),
    st.text(st.characters(exclude_categories=()), max_size=12),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["raw", "name", "id"]), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.from_regex(
    "id|text|body|content|author|created_at|article_id|parent_id|status|labels|kind|title|url|site|decided_at|bulk|"
    "comment_ID|comment_content|comment_parent|storyID|revisions|authorID|createdAt|commentHex|comments|commenters|"
    "markdown|reviewables|type|topic_id|target_url|comments_v2|data|timestamp|comment|locator|user|pid|orig|posts|"
    "link_id|subreddit|created_utc|date_gmt|statuses|account|comment_reports|comment_report|post|other_fields",
    fullmatch=True,
)
RECORDS = st.recursive(
    st.dictionaries(KEYS, VALUES, max_size=6),
    lambda inner: st.dictionaries(KEYS, VALUES | inner | st.lists(inner, max_size=3), max_size=6),
    max_leaves=5,
)
XML = (
    "<item>",
    "</item>",
    "<wp:comment>",
    "</wp:comment>",
    "<wp:comment_id>1</wp:comment_id>",
    "<![CDATA[",
    "]]>",
    "a&#13;b",
    "<wp:comment_content>",
    "</wp:comment_content>",
    "<wp:comment_parent>1</wp:comment_parent>",
    "&amp;",
    "&x;",
    "<!--",
    "-->",
    "<title>",
    "</title>",
    "<wp:post_id>\r</wp:post_id>",
    "<?xml",
    "\0",
    "é",
    "<wp:commentmeta>",
    "<wp:comment_author>&#0;</wp:comment_author>",
    "<dc:creator/>",
    "<channel>",
    "</rss>",
)
DISQUS = (
    '<thread dsq:id="1">',
    "</thread>",
    '<post dsq:id="2">',
    "</post>",
    "<message>",
    "</message>",
    "<id>",
    "</id>",
    "&#13;",
    '<thread dsq:id="a\rb"/>',
    '<parent dsq:id="2"/>',
    "<author><name>",
    "</name></author>",
    "<![CDATA[",
    "]]>",
    "text",
    "<isSpam>true</isSpam>",
    "<isDeleted>x</isDeleted>",
    "<createdAt>2026</createdAt>",
    "<link>",
    "</link>",
    "\0",
)
HTML = (
    '<div id="wpd-comm-1_0">',
    '<div id="comment-1">',
    '<div class="wpd-comment-text">',
    "</div>",
    '<ol class="commentlist">',
    '<li class="comment" id="comment-2">',
    '<div class="wpdiscuz-readmore">',
    "</li>",
    "<template>",
    "<svg>",
    "<html hidden>",
    '<div class="comment-content wpd-comment-text">',
    "<p>text",
    "<table>",
    "&#0;",
    "<script>",
    '<body class="sidebar">',
    '<span data-comments-count="9">',
    '<time datetime="x">',
    "<frameset>",
    "</body>",
    "<math><html class='share'>",
)
PAGE = (
    "A headline of six words stands here\n",
    "Notify of\n",
    "Ann\n",
    "2 days ago\n",
    "Reply to Bob\n",
    "Yes.\n",
    "\n",
    "Guest\n",
    "0\n",
    "Reply\n",
    "View all comments\n",
    "Read more\n",
    "\u2028",
    "\r",
    "Awaiting for approval\n",
    "12 Comments\n",
    "\0\n",
)
TABLE = (
    "id",
    "text",
    "author",
    ",",
    ";",
    "\t",
    '"',
    '""',
    "\\",
    "\\N",
    "\n",
    "\r\n",
    "'",
    "a",
    "1",
    "sep=;",
    "\0",
    "\\n",
    "=",
    "é",
)
PARTS = {
    "wxr": ("<rss xmlns:wp='x'>", XML, ""),
    "disqus": ("<disqus xmlns:dsq='d'>", DISQUS, "</disqus>"),
    "html": ("<html>", HTML, "</html>"),
    "page": ("A headline\nNotify of\n", PAGE, ""),
    "csv": ("id,text,author\n", TABLE, ""),
    "tsv": ("id\ttext\tauthor\n", TABLE, ""),
    "wp-cli": ("comment_ID,comment_content,comment_author\n", TABLE, ""),
    "phpmyadmin": ('"comment_ID";"comment_content"\n', TABLE, ""),
}


def read(content: bytes) -> None:
    """Read a file to its end, and hold what comes out to what every room expects."""
    try:
        for item in open_export(io.BytesIO(content), name="it").items:
            claim_fit(item)
    except TriageError as refused:
        claim_sentence(refused)


@pytest.mark.parametrize("family", PARTS)
def test_the_words_of_a_format_in_any_order_are_read_or_refused(family: str):
    """An export that was edited by hand, merged, or written by a plugin looks like this."""
    begin, words, end = PARTS[family]

    @settings(max_examples=150)
    @given(st.lists(st.sampled_from(words), max_size=30))
    def hold(drawn: list[str]) -> None:
        read((begin + "".join(drawn) + end).encode("utf-8", "surrogatepass"))

    hold()


@settings(max_examples=300)
@given(st.lists(RECORDS, min_size=1, max_size=4), st.booleans())
def test_records_with_values_of_any_kind_are_read_or_set_aside(records: list[object], lines: bool):
    """Every system names its fields, and nothing keeps a database from having other values in them."""
    if lines:
        read("\n".join(map(json.dumps, records)).encode())
    else:
        read(json.dumps(records).encode())
        read(json.dumps(records[0]).encode())
