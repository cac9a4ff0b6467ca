"""Isso's JSON: a list of threads, each with its comments.

Its numbers count the comments of one thread and are others in every file, so they name no comment of a site.
Source: migrate.Generic in isso-comments/isso.
"""

from collections.abc import Iterator

from moderation.comments import Article, Comment
from moderation.formats.carrying import carried
from moderation.formats.cells import shown, word
from moderation.formats.drafts import Drafts
from moderation.formats.json.fields import Record, each_of, first_of, sketch, words_of
from moderation.formats.records import Item, Reject
from moderation.formats.sources import Repairs
from moderation.formats.terms import iso_date


def matches(record: Record) -> bool:
    """Return whether a record is a thread."""
    if not first_of(record, "comments"):
        return record.keys() == {"id", "title", "comments"}
    return {"id", "title"} <= record.keys() and {"text", "created"} <= first_of(record, "comments").keys()


class Reader:
    """Reads thread by thread."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield a thread as an article, then its comments."""
        if not isinstance(record.get("comments"), list):
            yield Reject(place, "a thread without a list of comments", shown(raw))
            return
        uri = word(record, "id")
        article = Article(uri, word(record, "title"), url=uri)
        yield from self._drafts.unseen(article)
        yield from each_of(record, "comments", place, lambda comment, where: [self._comment(comment, where, article)])

    def _comment(self, record: Record, place: str, article: Article) -> Item:
        text = words_of(record, "text")
        if text is None:
            return Reject(place, "no text", sketch(record))
        draft = Comment(
            id="",
            text=text,
            article_id=article.id,
            author=word(record, "author"),
            created_at=iso_date(word(record, "created")),
        )
        return carried(self._drafts.finished(draft), article, place)
