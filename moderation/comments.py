"""Articles and comments as the program knows them, whatever export they came from.

Values are frozen: a change makes a new value, so a comment on screen can't change under the moderator's eyes.
"""

import hashlib
from enum import StrEnum

from msgspec import Struct


class Status(StrEnum):
    """What the site had done with a comment when it was exported; a hint, never a decision."""

    PENDING = "pending"
    REPORTED = "reported"
    APPROVED = "approved"
    REMOVED = "removed"
    SPAM = "spam"
    UNKNOWN = "unknown"

    @property
    def waits(self) -> bool:
        """Whether a comment of this status waits for a decision by default."""
        return self in (Status.PENDING, Status.REPORTED, Status.UNKNOWN)


class Article(Struct, frozen=True, gc=False):
    """An article that comments stand under."""

    id: str
    """The site's own id, or a hash where the export has none."""
    title: str = ""
    text: str = ""
    """Plain text; paragraphs are separated by a newline."""
    url: str = ""
    site: str = ""
    """The site it is of, where its record in an export states one; empty for that of the export."""


class Comment(Struct, frozen=True, gc=False):
    """A reader's comment, its text as the reader wrote it (markup removed, line ends folded to a newline)."""

    id: str
    """The site's own id; for a saved page a hash of author, text and place."""
    text: str
    article_id: str = ""
    """Empty when the export does not say which article the comment stands under."""
    parent_id: str = ""
    """The comment it answers; empty for a comment on the article itself."""
    author: str = ""
    created_at: str = ""
    """ISO 8601 with zone where the export has one (`2026-03-03T08:14:00Z`); empty when unknown."""
    status: Status = Status.UNKNOWN
    writable: bool = True
    """Whether a decision can be written back by this id; False for ids the program made up."""
    truncated: bool = False
    """Whether the export cut the text ("Read more")."""


class InContext(Struct, frozen=True, gc=False):
    """A comment together with what it answers: the unit that is scored, explained and shown."""

    comment: Comment
    article: Article | None = None
    parent: Comment | None = None


def text_digest(text: str) -> str:
    """Return the hash that binds a decision to the text it was made on (16 hex digits of SHA-256)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
