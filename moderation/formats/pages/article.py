"""The article of a saved HTML page: headline, paragraphs, address.

The paragraphs are trafilatura's where it is installed (extra `pages`): on nine layouts it found all of them and
mistook 3 pieces of the page for the article's, where the selectors that WordPress themes share, which are tried
without it, missed 10 paragraphs of 41 and mistook 16. The comments are cut out first, so that no reader's words are
taken for the article's.
"""

import logging
import re
from copy import deepcopy
from typing import Final
from urllib.parse import SplitResult, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from moderation.comments import Article
from moderation.formats.cells import LONGEST_TEXT, made_up_id
from moderation.formats.markup import rendered_text
from moderation.formats.pages.cutting import without
from moderation.formats.sources import Repairs

_NOT_ARTICLE: Final = (
    "#wpdcom, #comments, .comments-area, .comment-list, .commentlist, #wpd-threads, #wpd-bubble-wrapper, #respond,"
    "#disqus_thread, .wpdiscuz_top_clearing, script, style, noscript, template, nav, aside, footer, form, iframe,"
    "button, svg, figcaption, .byline, .sharedaddy, .share, .social-share, .related, .related-posts, .jp-relatedposts,"
    ".donation-bar, .wp-caption-text, [hidden]"
)
_BODIES: Final = (
    '[itemprop="articleBody"]', ".entry-content", ".post-content", ".article-content", ".article-body", ".post-body",
    ".td-post-content", ".single-content", "article", "main", '[role="main"]', "body",
)  # fmt: skip
_TITLES: Final = ("h1.entry-title", "h1.post-title", "article h1", "main h1", "h1")
_BLOCKS: Final = "p, li, h2, h3, h4, blockquote"
_POST_ID: Final = re.compile(r"(?:^|\s)(?:postid|post)-(\d+)(?:\s|$)")
_MOST_BODIES: Final = 5
_DEEPEST: Final = 100
_MOST_EXTRACTED: Final = 8 << 20
"""Characters of a page without its comments; no article is longer."""

_MOST_TAGS: Final = 40_000
"""Tags of such a page, four times those of a long one; trafilatura takes some 50 us for each."""

_SHORT: Final = 250
"""Characters below which trafilatura takes an article for none."""

_ENOUGH: Final = 200
"""Characters of paragraphs that make a container the article's."""


def article_of_page(page: LexborHTMLParser, repairs: Repairs) -> Article:
    """Return the article of a page; what found its text is said among the repairs."""
    url, title = address_of(page).geturl(), _title(page)
    text = _extracted(page, title)
    if text:
        repairs.add("article text found by trafilatura")
    else:
        text = _text(page)
        repairs.add("article text found by known layouts alone (comment-triage[pages] reads others)")
    return Article(_post_id(page) or made_up_id("page", url or title), title, text[:LONGEST_TEXT], url)


def _extracted(page: LexborHTMLParser, title: str) -> str:
    """Return what trafilatura takes for the article's text; nothing where it is not installed or finds none."""
    try:
        import trafilatura  # 0.15 s, and only for pages
    except ImportError:
        return ""
    bare = without(page.html or "", _NOT_ARTICLE).html or ""
    if len(bare) > _MOST_EXTRACTED or bare.count("<") > _MOST_TAGS:
        return ""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells the terminal about every odd page
    text = trafilatura.extract(bare, include_comments=False, include_tables=False) or ""
    if len(text) < _SHORT:  # it has given up then, and given all of the page
        config = deepcopy(trafilatura.settings.DEFAULT_CONFIG)
        config["DEFAULT"]["min_extracted_size"] = "0"
        text = trafilatura.extract(bare, include_comments=False, include_tables=False, config=config) or text
    first, _, rest = text.partition("\n")
    return rest.strip() if " ".join(first.split()) == title else text.strip()


def address_of(page: LexborHTMLParser) -> SplitResult:
    """Return the address a page states for itself, split; empty where it states none."""
    for selector, attribute in (
        ('link[rel="canonical"]', "href"),
        ('meta[property="og:url"]', "content"),
        ("[data-wpd-clipboard]", "data-wpd-clipboard"),
    ):
        stated = _attribute(page, selector, attribute)
        if stated.startswith(("http://", "https://")):
            return _split(stated)
    return urlsplit("")


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)._replace(fragment="")
    except ValueError:
        return urlsplit("")


def _attribute(page: LexborHTMLParser, selector: str, attribute: str) -> str:
    node = page.css_first(selector)
    return (node.attributes.get(attribute) or "").strip() if node else ""


def _title(page: LexborHTMLParser) -> str:
    for selector in _TITLES:
        node = page.css_first(selector)
        if node and (text := " ".join(node.text().split())):
            return text
    stated = _attribute(page, 'meta[property="og:title"]', "content")
    node = page.css_first("title")
    return stated or (" ".join(node.text().split()) if node else "")


def _text(page: LexborHTMLParser) -> str:
    """Return the paragraphs of the first container that has enough of them, else of the fullest."""
    # By identity, not taken out: freeing a node leaves those in it dangling.
    taken = {node.mem_id for node in page.css(_NOT_ARTICLE)}
    best = ""
    for selector in _BODIES:
        for body in page.css(selector)[:_MOST_BODIES]:
            best = max(best, _paragraphs(body, set(taken)), key=len)
        if len(best) >= _ENOUGH:
            break
    return best


def _paragraphs(body: LexborNode, taken: set[int]) -> str:
    """Return the blocks of a container, a line each, without those in what is `taken` or in one another."""
    found = []
    for node in body.css(_BLOCKS):
        if not _lies_in(node, taken):
            taken.add(node.mem_id)
            found.append(rendered_text(node.html or "", paragraph="\n"))
    return "\n".join(text for text in found if text)


def _lies_in(node: LexborNode, taken: set[int]) -> bool:
    above: LexborNode | None = node
    # Deeper than any layout: what lies there counts as taken, so that time stays bounded.
    for _ in range(_DEEPEST):
        if above is None:
            return False
        if above.mem_id in taken:
            return True
        above = above.parent
    return True


def _post_id(page: LexborHTMLParser) -> str:
    for selector in ("body", "article"):
        ids = _POST_ID.search(_attribute(page, selector, "class"))
        if ids:
            return ids[1]
    return ""
