"""A saved HTML page with wpDiscuz comments: their ids and threads, and the article they stand under.

wpDiscuz writes a comment's id and its parent's into the page (`wpd-comm-12_7`; before version 7 `wc-comm-`), so
that decisions on a saved page can go back to the site. Only what was loaded when it was saved is in it.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from moderation.comments import Comment, Status
from moderation.errors import UnreadableExport
from moderation.formats.carrying import COLUMNS, carried
from moderation.formats.cells import kept_text, shown
from moderation.formats.encodings import decoded
from moderation.formats.markup import depth_of, rendered_text
from moderation.formats.pagearticle import address_of, article_of_page
from moderation.formats.records import Export, Item, Reject
from moderation.formats.sources import Repairs, Source, first_bytes
from moderation.text import one_line

_MOST_BYTES: Final = 64 << 20
_COMMENT_ID: Final = re.compile(r"w(?:pd|c)-comm-(\d+)_(\d+)$")
_COMMENTS: Final = '[id^="wpd-comm-"], [id^="wc-comm-"]'
_CONTAINERS: Final = "#wpdcom, #wpd-threads, #wc-comment-header, .wpdiscuz_top_clearing, #wpcomm"
_READ_MORE: Final = ".wpdiscuz-readmore, .wpdiscuz-hellip"
_NOT_HIS_WORDS: Final = f".wpd-inline-feedback-wrapper, .wc-inline-feedback-wrapper, {_READ_MORE}"
_DEEPEST: Final = 512
"""Browsers flatten what is nested deeper, and the parser's time grows with depth: 24 s at 100,000."""

_DATES: Final = (
    "%B %d, %Y %I:%M %p", "%B %d, %Y %H:%M", "%d %B %Y %H:%M", "%d. %B %Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M",
)  # fmt: skip


def open_wpdiscuz(source: Source) -> Export:
    """Return the export of a saved page; raises UnreadableExport for a page without a wpDiscuz thread."""
    text = decoded(first_bytes(source.stream, _MOST_BYTES), source.repairs)
    if depth_of(text) > _DEEPEST:
        raise UnreadableExport(f"{source.name} is nested deeper than any browser goes: save the page again.")
    page = LexborHTMLParser(text)
    comments = page.css(_COMMENTS)
    if not comments and page.css_first(_CONTAINERS) is None:
        raise UnreadableExport(f"{source.name} is {_what_page(page)}.")
    address = address_of(page)
    site = f"{address.scheme}://{address.netloc}" if address.netloc else ""
    return Export("wpdiscuz-html", _read(page, comments, source.repairs), site, COLUMNS)


def _read(page: LexborHTMLParser, nodes: list[LexborNode], repairs: Repairs) -> Iterator[Item]:
    article = article_of_page(page)
    yield article
    comments = [comment for node in nodes if (comment := _comment(node, repairs))]
    for number, comment in enumerate(comments, 1):
        place = f"comment {number:,}"
        if isinstance(comment, Reject):
            yield replace(comment, place=place)
        else:
            yield carried(replace(comment, article_id=article.id), article, place)


def _comment(node: LexborNode, repairs: Repairs) -> Comment | Reject | None:
    """Return the comment of a node, without the replies nested in it; None where it only looks like one."""
    ids = _COMMENT_ID.match(node.attributes.get("id") or "")
    if ids is None:
        return None
    own, parent = ids.groups()
    # Replies are nested in the outer node, never in this box.
    box = node.css_first(f'[id="comment-{own}"]') or node
    written = box.css_first(".wpd-comment-text, .wc-comment-text")
    if written is None:
        return Reject("", "no text", shown(node.html or ""))
    text, cut = _text(written, repairs)
    return Comment(
        id=own,
        text=text,
        parent_id="" if parent == "0" else parent,
        author=_line(box.css_first(".wpd-comment-author, .wc-comment-author")),
        created_at=_date(box.css_first(".wpd-comment-date[title]")),
        status=Status.PENDING if _is_waiting(node) else Status.UNKNOWN,
        truncated=cut,
    )


def _text(written: LexborNode, repairs: Repairs) -> tuple[str, bool]:
    """Return a comment's own words and whether the page cut them."""
    cut = written.css_first(_READ_MORE) is not None
    # One by one: taking out a node frees those in it, which a list of all would still point to.
    while (node := written.css_first(_NOT_HIS_WORDS)) is not None:
        node.decompose()
    text, too_long = kept_text(rendered_text(written.html or ""), repairs)
    return text, cut or too_long


def _is_waiting(node: LexborNode) -> bool:
    return "unapproved" in (node.attributes.get("class") or "")


def _line(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node else ""


def _date(node: LexborNode | None) -> str:
    """Return the date of a comment, the site's own clock, without zone; empty where only "2 days ago" is said."""
    raw = (node.attributes.get("title") or "").strip() if node else ""
    for form in _DATES:
        try:
            return datetime.strptime(raw, form).isoformat()  # the page does not say its zone
        except ValueError:
            continue
    return ""


def _what_page(page: LexborHTMLParser) -> str:
    title = one_line(_line(page.css_first("title")))[:80]
    named = f" ({title!r})" if title else ""
    if page.css_first('input[type="password"], #loginform, body.login') is not None:
        return f"a login page{named}, not an export: log in to the site, then export again"
    return (
        f"a web page{named} without wpDiscuz comments: other systems load theirs by script, so they are not in "
        "a saved page. Export the comments from the site"
    )
