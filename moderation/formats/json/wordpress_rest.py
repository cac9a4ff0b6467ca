"""Pages of WordPress' REST interface: comments, and the posts they stand under.

`context=edit` gives the text as it is stored, which is read where it is there; what `context=view` gives is rendered,
with other quotes and pictures for smileys. Source: WP_REST_Comments_Controller, WP_REST_Posts_Controller.
"""

import re
from collections.abc import Iterator
from typing import Final

from moderation.comments import Article, Comment
from moderation.formats.carrying import carried_with
from moderation.formats.cells import date_of, shown, word
from moderation.formats.drafts import Drafts, fit_text
from moderation.formats.json.fields import Record, inner, name_of, origin, words_of
from moderation.formats.markup import line_of_text, plain_text
from moderation.formats.records import Item, Reject, Skipped
from moderation.formats.sources import Repairs
from moderation.formats.terms import is_no_comment, status_of

_OF_THE_COMMENT: Final = re.compile(r"(?:comment-page-\d+/?|[?&]cpage=\d+)?#.*")
"""What the address of a comment adds to its post's: the page it stands on, with pretty addresses or without."""


def matches(record: Record) -> bool:
    """Return whether a record is a comment or a post of the interface."""
    content = inner(record, "content")
    return ("raw" in content or "rendered" in content) and (
        "post" in record or ("rendered" in inner(record, "title") and "link" in record)
    )


def is_stored(record: Record) -> bool:
    """Return whether a record has its text as the site has stored it, as those asked for with `context=edit` do."""
    return matches(record) and "raw" in inner(record, "content")


def address(record: Record) -> str:
    """Return the site's own address."""
    return origin(word(record, "link"))


def text_of(stored: str) -> str:
    """Return the text of a comment from what the site has stored or rendered."""
    return fit_text(plain_text(stored))


class Reader:
    """Reads comments and posts."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield the comment of a record, behind the address of its post; a post as an article."""
        kind, content = word(record, "type"), words_of(inner(record, "content"), "raw", "rendered")
        if isinstance(record.get("title"), dict):
            yield from self._drafts.unseen(_post(record))
        elif is_no_comment(kind):
            yield Skipped(kind, place)
        elif content is None:
            yield Reject(place, "no text", shown(raw))
        else:
            yield from self._comment(record, place, content, raw)

    def _comment(self, record: Record, place: str, content: str, raw: str | bytes) -> Iterator[Item]:
        post, repairs = _reference(record, "post"), self._drafts.repairs
        yield from self._drafts.unseen(Article(post, url=_OF_THE_COMMENT.sub("", word(record, "link"))))
        draft = Comment(
            id=word(record, "id"),
            text=plain_text(content),
            article_id=post,
            parent_id=_reference(record, "parent"),
            author=line_of_text(word(record, "author_name")),
            created_at=date_of(word(record, "date_gmt"), repairs, utc=True) or date_of(word(record, "date"), repairs),
            status=status_of(word(record, "status")),
        )
        yield carried_with(self._drafts.finished(draft), record, place, raw)


def _post(record: Record) -> Article:
    title = words_of(inner(record, "title"), "raw", "rendered") or ""
    text = words_of(inner(record, "content"), "raw", "rendered") or ""
    return Article(name_of(record, "id"), line_of_text(title), plain_text(text, paragraph="\n"), word(record, "link"))


def _reference(record: Record, name: str) -> str:
    number = word(record, name)
    return "" if number == "0" else number
