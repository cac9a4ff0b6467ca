"""The wpDiscuz comments of a saved HTML page: their ids and threads.

wpDiscuz writes a comment's id and its parent's into the page (`wpd-comm-12_7`; before version 7 `wc-comm-`), so
that decisions on a saved page can go back to the site. Only what was loaded when it was saved is in it.
"""

import re
from datetime import datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from moderation.comments import Comment, Status
from moderation.formats.cells import kept_text, shown
from moderation.formats.markup import rendered_text
from moderation.formats.pages.cutting import without
from moderation.formats.records import Reject, Skipped
from moderation.formats.sources import Repairs

_COMMENT_ID: Final = re.compile(r"w(?:pd|c)-comm-(\d+)_(\d+)$")
_COMMENTS: Final = '[id^="wpd-comm-"], [id^="wc-comm-"]'
_CONTAINERS: Final = "#wpdcom, #wpd-threads, #wc-comment-header, .wpdiscuz_top_clearing, #wpcomm"
_READ_MORE: Final = ".wpdiscuz-readmore, .wpdiscuz-hellip"
_NOT_HIS_WORDS: Final = f".wpd-inline-feedback-wrapper, .wc-inline-feedback-wrapper, {_READ_MORE}"

_DATES: Final = (
    "%B %d, %Y %I:%M %p", "%B %d, %Y %H:%M", "%d %B %Y %H:%M", "%d. %B %Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M",
)  # fmt: skip


def has_thread(page: LexborHTMLParser) -> bool:
    """Return whether a page holds wpDiscuz' thread, with or without comments in it."""
    return page.css_first(f"{_COMMENTS}, {_CONTAINERS}") is not None


def comments_of_wpdiscuz(page: LexborHTMLParser, repairs: Repairs) -> list[Comment | Reject | Skipped]:
    """Return the comments of a page in its order; those it counts and does not show are counted as a repair."""
    found: list[Comment | Reject | Skipped]
    found = [comment for node in page.css(_COMMENTS) if (comment := _comment(node, repairs))]
    counts = (node.attributes.get("data-comments-count") or "" for node in page.css("[data-comments-count]"))
    # Python raises ValueError on more than 4,300 digits.
    stated = max((int(count) for count in counts if count.isascii() and count.isdigit() and len(count) < 10), default=0)
    repairs.add("comments that the page counts and does not show", max(0, stated - len(found)))
    return found


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
    body = without(f"<div>{written.inner_html or ''}</div>", _NOT_HIS_WORDS).body
    text, too_long = kept_text(rendered_text((body.html or "") if body else ""), repairs)
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
