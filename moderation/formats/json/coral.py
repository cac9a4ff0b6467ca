"""Lines of a Coral database (mongoexport, Coral's own download): comments, and the stories and users beside them.

A comment's text is that of its last revision. Coral publishes what nobody has looked at (`NONE`), so only a flag on
it says that it was reported. Source: models/comment in coralproject/talk.
"""

from collections.abc import Iterator
from typing import Final

from moderation.comments import Article, Comment, Status
from moderation.formats.carrying import carried_with
from moderation.formats.cells import shown, word
from moderation.formats.drafts import Drafts, fit_text
from moderation.formats.json.fields import Record, inner, listed, moment_of, name_of, words_of
from moderation.formats.markup import plain_text
from moderation.formats.records import Item, Reject, Skipped
from moderation.formats.sources import Repairs
from moderation.formats.terms import status_of

_USERS_REMEMBERED: Final = 200_000  # 38 MB; those of further ones are shown by their id


def matches(record: Record) -> bool:
    """Return whether a record is a comment, a story or a user of Coral."""
    return _is_comment(record) or ("tenantID" in record and ("url" in record or "username" in record))


def text_of(body: str) -> str:
    """Return the text of a comment from the HTML of a revision's body."""
    return fit_text(plain_text(body))


def standing(stated: str, *, flagged: bool) -> Status:
    """Return how a comment stands; one that was only flagged waits, one decided after its flags doesn't."""
    status = status_of(stated)
    return Status.REPORTED if flagged and status is Status.UNKNOWN else status


class Reader:
    """Reads lines, remembering the names of users that came before their comments."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)
        self._names: dict[str, str] = {}

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield the comment or the article of a line."""
        if _is_comment(record):
            yield self._comment(record, place, raw)
        elif "url" in record:
            yield from self._drafts.unseen(_story(record))
        elif "username" in record:
            if len(self._names) < _USERS_REMEMBERED:
                self._names[word(record, "id")] = word(record, "username")
            yield Skipped("user", place)
        else:
            yield Reject(place, "neither a comment nor a story or user of Coral", shown(raw))

    def _comment(self, record: Record, place: str, raw: str | bytes) -> Item:
        if record.get("deletedAt"):
            return Skipped("deleted comment", place)
        revision = _last_revision(record)
        body = words_of(revision, "body")
        if body is None:
            return Reject(place, "no revision with a text", shown(raw))
        author = word(record, "authorID")
        draft = Comment(
            id=name_of(record, "id", "_id"),
            text=plain_text(body),
            article_id=word(record, "storyID"),
            parent_id=word(record, "parentID"),
            author=self._names.get(author, author),
            created_at=moment_of(record.get("createdAt")),
            status=standing(word(record, "status"), flagged=_is_flagged(record) or _is_flagged(revision)),
        )
        return carried_with(self._drafts.finished(draft), record, place, raw)


def _is_comment(record: Record) -> bool:
    return "storyID" in record and ("revisions" in record or "authorID" in record)


def _last_revision(record: Record) -> Record:
    revisions = listed(record, "revisions")
    last = revisions[-1] if revisions else record
    return last if isinstance(last, dict) else {}


def _is_flagged(record: Record) -> bool:
    flags = inner(record, "actionCounts").get("FLAG")
    return isinstance(flags, int | float) and flags > 0


def _story(record: Record) -> Article:
    return Article(word(record, "id"), word(inner(record, "metadata"), "title"), url=word(record, "url"))
