"""A page saved as HTML: whose comments it shows, and the article they stand under.

The comments are found by their markup and cut out before the article is looked for, so that no reader's word is
taken for the article's. Only what had been loaded when the page was saved is in it.
"""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from moderation.comments import Article, Comment
from moderation.errors import NoExport, UnreadableExport
from moderation.formats.carrying import COLUMNS, carried
from moderation.formats.encodings import decoded
from moderation.formats.markup import depth_of
from moderation.formats.pages.article import address_of, article_of_page
from moderation.formats.pages.wordpress_html import comments_of_wordpress, shows_more
from moderation.formats.pages.wpdiscuz import comments_of_wpdiscuz, has_thread
from moderation.formats.records import Export, Item, Reject, Skipped
from moderation.formats.sources import Source, first_bytes
from moderation.text import one_line

_MOST_BYTES: Final = 32 << 20
_DEEPEST: Final = 512
"""Browsers flatten what is nested deeper, and the parser's time grows with depth: 24 s at 100,000."""

_MOST_TAGS: Final = 500_000
"""Tags of a page with some 10,000 comments; 13 million of them, packed into 40 KB, took 1.9 GB."""

_UNKNOWN: Final = ("whether a moderator has approved them", "comments that were not loaded when it was saved")

Read = list[Comment | Reject | Skipped]


def open_saved_html(source: Source) -> Export:
    """Return the export of a saved page; raises UnreadableExport for a page without a thread of comments."""
    text = decoded(first_bytes(source.stream, _MOST_BYTES), source.repairs)
    if text.count("<") > _MOST_TAGS:
        raise UnreadableExport(f"{source.name} has more tags than the {_MOST_TAGS:,} that a page has: save it again.")
    if depth_of(text) > _DEEPEST:
        raise UnreadableExport(f"{source.name} is nested deeper than any browser goes: save the page again.")
    page = LexborHTMLParser(text)
    address = address_of(page)
    site = f"{address.scheme}://{address.netloc}" if address.netloc else ""
    # The article first: a comment's text loses what isn't its reader's.
    if has_thread(page):
        article = article_of_page(page, source.repairs)
        found, form = comments_of_wpdiscuz(page, source.repairs), "wpdiscuz-html"
    elif found := comments_of_wordpress(page, source.repairs):
        article, form = article_of_page(page, source.repairs), "wordpress-html"
        source.repairs.add("links to further pages of comments, which are not in this one", shows_more(page))
    else:
        raise NoExport(f"{source.name} is {_what_page(page)}.")
    return Export(form, _items(article, found), site, COLUMNS, _UNKNOWN)


def _items(article: Article, found: Read) -> Iterator[Item]:
    yield article
    for number, item in enumerate(found, 1):
        place = f"comment {number:,}"
        if isinstance(item, Comment):
            yield carried(replace(item, article_id=article.id), article, place)
        else:
            yield replace(item, place=place)


def _what_page(page: LexborHTMLParser) -> str:
    node = page.css_first("title")
    title = one_line(" ".join(node.text().split()) if node else "")[:80]
    named = f" ({title!r})" if title else ""
    if page.css_first('input[type="password"], #loginform, body.login') is not None:
        return f"a login page{named}, not an export: log in to the site, then export again"
    return (
        f"a web page{named} without wpDiscuz comments or WordPress' own: other systems load theirs by script, so they "
        "are not in a saved page. Export the comments from the site"
    )
