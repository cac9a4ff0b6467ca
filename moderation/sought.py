"""What is sought: a filter as one frozen value, apart from the language it is written in.

The store makes conditions of it, the language makes it of words and words of it; nothing in it is a statement.
"""

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from moderation.comments import Status
from moderation.labels import Label

Comparison = Literal["<", "<=", ">", ">="]


class State(StrEnum):
    """Where a comment stands, by the rows of the log that are in effect."""

    WAITING = "waiting"
    HELD = "held"
    SETTLED = "settled"
    ERASED = "erased"
    """Its author asked to be forgotten: the row stands for the log's sake, without a word of it."""


class ScoreTest(Struct, frozen=True):
    """A condition on a score; a score that was not judged meets none."""

    label: Label
    comparison: Comparison
    value: float


class Filter(Struct, frozen=True):
    """Which comments are asked for: all fields must hold, and within a field any of its values."""

    words: tuple[str, ...] = ()
    """Words and phrases, all of which stand in the text or the author's name; `annex*` matches beginnings."""
    states: frozenset[State] = frozenset({State.WAITING})
    statuses: frozenset[Status] = frozenset()
    """Site statuses; empty means those that wait by default where `states` is just waiting, and all elsewhere."""
    authors: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Article ids, or words of a title."""
    sites: tuple[str, ...] = ()
    labels: frozenset[Label] = frozenset()
    """Decided labels of settled comments, suggested labels of the others."""
    suggested: frozenset[Label] = frozenset()
    """What the model suggested, whatever was decided."""
    scores: tuple[ScoreTest, ...] = ()
    """All of them must hold."""
    ids: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    """Moderators whose row is in effect."""
    since: str = ""
    """A span as `periods` reads it: posted in it or later."""
    before: str = ""
    """A span: posted earlier than it begins."""
    decided: str = ""
    """A span: the row in effect was written in it."""
    override: bool | None = None
    """Whether the settlement in effect went against the suggestion that it answered; no where it answered none."""
    recheck: bool | None = None
    """Whether the settlement in effect is one that the last retraining would look at again."""
    copies: bool | None = None
    """Whether near-copies are known."""
    scored: bool | None = None
    """Whether a model has scored it."""
    watched: bool | None = None
    """Whether a word or an author of the desk's own list is in it."""
    not_words: tuple[str, ...] = ()
    """None of these stands in the text or the author's name."""
    not_authors: tuple[str, ...] = ()
    not_articles: tuple[str, ...] = ()
    not_labels: frozenset[Label] = frozenset()

    @property
    def is_default(self) -> bool:
        """Whether this is the queue as it opens: everything that waits."""
        return self == Filter()


class SavedFilter(Struct, frozen=True):
    """A query with a name, shared by everybody at the desk."""

    name: str
    query: str
    who: str
    """Who saved it last."""
    at: str
    """When, UTC, ISO 8601."""
