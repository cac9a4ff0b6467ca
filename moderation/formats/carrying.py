"""What `triage score` writes for exports that are no tables: the comment's own values as columns."""

from typing import Final

from moderation.comments import Article, Comment
from moderation.formats.records import Found

COLUMNS: Final = ("id", "article_id", "article_title", "parent_id", "author", "text", "created_at", "status")


def carried(comment: Comment, article: Article | None, place: str) -> Found:
    """Return a comment with its own values as the fields that `triage score` carries through."""
    fields: dict[str, object] = {
        "id": comment.id,
        "article_id": comment.article_id,
        "article_title": article.title if article else "",
        "parent_id": comment.parent_id,
        "author": comment.author,
        "text": comment.text,
        "created_at": comment.created_at,
        "status": str(comment.status),
    }
    return Found(comment, place, fields)
