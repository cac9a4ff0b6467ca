"""What `triage score` writes for exports that are no tables: the comment's own values as columns.

A record of nested JSON keeps its fields, but a table of them would show nobody a text: the values that it has no name
for stand behind them. Written as JSON Lines, its line stays what it was.
"""

from collections.abc import Mapping
from typing import Final

from moderation.comments import Article, Comment
from moderation.formats.records import Found, line_of

COLUMNS: Final = ("id", "article_id", "article_title", "parent_id", "author", "text", "created_at", "status")


def carried(comment: Comment, article: Article | None, place: str) -> Found:
    """Return a comment with its own values as the fields that `triage score` carries through."""
    return Found(comment, place, _values(comment, article.title if article else ""))


def carried_with(comment: Comment, record: Mapping[str, object], place: str, raw: str | bytes) -> Found:
    """Return a comment with the fields of its record, and behind them its own values under names the record lacks."""
    return Found(comment, place, {**record, **_lacking(record, _values(comment, ""))}, line=line_of(raw))


def _values(comment: Comment, article_title: str) -> dict[str, object]:
    return {
        "id": comment.id,
        "article_id": comment.article_id,
        "article_title": article_title,
        "parent_id": comment.parent_id,
        "author": comment.author,
        "text": comment.text,
        "created_at": comment.created_at,
        "status": str(comment.status),
    }


def _lacking(record: Mapping[str, object], values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in record and name != "article_title"}
