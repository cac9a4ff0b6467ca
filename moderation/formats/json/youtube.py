"""What YouTube's Data API says of a video's comments: threads with their answers, or answers alone.

A thread carries at most a few of its answers; the others have to be asked for. Source: the reference of
commentThreads and comments.
"""

from collections.abc import Iterator
from typing import Final

from moderation.comments import Article, Comment, Status
from moderation.formats.carrying import carried
from moderation.formats.cells import word
from moderation.formats.drafts import Drafts
from moderation.formats.json.fields import Record, each_of, inner, moment_of, name_of, sketch, words_of
from moderation.formats.markup import plain_text
from moderation.formats.records import Item, Reject
from moderation.formats.sources import Repairs

_STANDING: Final = {
    "published": Status.APPROVED,
    "heldForReview": Status.PENDING,
    "likelySpam": Status.SPAM,
    "rejected": Status.REMOVED,
}


def matches(record: Record) -> bool:
    """Return whether a record is an answer of the interface, or one thread or comment of it."""
    return word(record, "kind").startswith("youtube#comment")


class Reader:
    """Reads answers of the interface, and lines of threads and comments."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield each comment, answers behind what they answer."""
        if "items" in record:
            yield from each_of(record, "items", place, self._thread)
        else:
            yield from self._thread(record, place)

    def _thread(self, thread: Record, place: str) -> Iterator[Item]:
        top, video = inner(thread, "snippet", "topLevelComment"), word(inner(thread, "snippet"), "videoId")
        yield from self._comment(top or thread, place, video)
        answers = inner(thread, "replies")
        yield from each_of(answers, "comments", place, lambda answer, where: self._comment(answer, where, video))

    def _comment(self, comment: Record, place: str, video: str) -> Iterator[Item]:
        said = inner(comment, "snippet")
        typed, shown_as = words_of(said, "textOriginal"), words_of(said, "textDisplay")
        if typed is None and shown_as is None:
            yield Reject(place, "no text", sketch(comment))
            return
        video = video or word(said, "videoId")
        article = Article(video, url=f"https://www.youtube.com/watch?v={video}" if video else "")
        yield from self._drafts.unseen(article)
        draft = Comment(
            id=word(comment, "id"),
            text=plain_text(shown_as or "") if typed is None else typed,
            article_id=video,
            parent_id=word(said, "parentId"),
            author=name_of(said, "authorDisplayName"),
            created_at=moment_of(said.get("publishedAt")),
            status=_STANDING.get(word(said, "moderationStatus"), Status.UNKNOWN),
        )
        yield carried(self._drafts.finished(draft), article, place)
