"""Remark42's backups and answers: a comment a line behind a line of settings, or threads nested in a document.

A backup's text is rendered HTML; `orig`, the Markdown that was typed, is not in every one, so the text is read from
the HTML always. Published comments have no status: there is no queue. Source: store.Comment in umputun/remark42.
"""

from collections.abc import Iterator

from moderation.comments import Article, Comment
from moderation.formats.carrying import carried, carried_with
from moderation.formats.cells import shown, word
from moderation.formats.drafts import Drafts
from moderation.formats.json.fields import Record, first_of, inner, listed, moment_of, not_a_record, sketch, words_of
from moderation.formats.markup import plain_text
from moderation.formats.records import Item, Reject, Skipped
from moderation.formats.sources import Repairs


def matches(record: Record) -> bool:
    """Return whether a record is a backup's first line, a comment, a document of either shape or a thread of it."""
    if _is_settings(record) or _is_comment(record):
        return True
    node = first_of(record, "comments") or record
    return _is_comment(inner(node, "comment") or node)


class Reader:
    """Reads lines and documents."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield what a line holds, or each comment of a document or thread, answers behind what they answer."""
        if "comments" in record or "comment" in record:
            for number, comment in enumerate(_unfolded(record), 1):
                where = f"{place}, comment {number:,}"
                yield from self._comment(comment, where, "") if isinstance(comment, dict) else [_stray(comment, where)]
        elif _is_settings(record):
            yield Skipped("line of settings", place)
        else:
            yield from self._comment(record, place, raw)

    def _comment(self, record: Record, place: str, raw: str | bytes) -> Iterator[Item]:
        text = words_of(record, "text", "orig")
        if record.get("delete") is True:
            yield Skipped("deleted comment", place)
        elif text is None:
            yield Reject(place, "no text", shown(raw))
        else:
            url = word(inner(record, "locator"), "url")
            article = Article(url, word(record, "title"), url=url)
            yield from self._drafts.unseen(article)
            comment = self._drafts.finished(_drafted(record, text, url))
            yield carried_with(comment, record, place, raw) if raw else carried(comment, article, place)


def _is_settings(record: Record) -> bool:
    return {"version", "users", "posts"} <= record.keys()


def _is_comment(record: Record) -> bool:
    return "locator" in record and "pid" in record


def _drafted(record: Record, text: str, url: str) -> Comment:
    return Comment(
        id=word(record, "id"),
        text=plain_text(text),
        article_id=url,
        parent_id=word(record, "pid"),
        author=word(inner(record, "user"), "name") or word(inner(record, "user"), "id"),
        created_at=moment_of(record.get("time")),
    )


def _unfolded(document: Record) -> Iterator[object]:
    """Yield the comments of a document, however deep they are nested, without a call a level."""
    waiting = listed(document, "comments")[::-1] if "comments" in document else [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting += listed(node, "replies")[::-1]
        yield node.get("comment", node) if isinstance(node, dict) else node


def _stray(value: object, place: str) -> Reject:
    return Reject(place, not_a_record(value), sketch(value))
