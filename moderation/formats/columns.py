"""What the columns of a table mean, known by their names in any case.

Exports of many systems read without a mapping, because a mapping that everybody must write first is one that
nobody writes.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from moderation.formats.markup import line_of_text, plain_text
from moderation.formats.records import NO_IDS
from moderation.labels import LABELS, Label

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "comment_id"),
    "text": ("text", "body", "content", "comment_text", "comment_content", "comment_body", "comment", "message"),
    "author": ("author_name", "author", "comment_author", "username", "user_name"),
    "article_id": ("article_id", "comment_post_id", "post_id", "story_id", "thread_id", "post"),
    "article_title": ("article_title", "post_title", "story_title"),
    "article_text": ("article_text", "article_body", "post_content"),
    "article_url": ("article_url", "post_url", "story_url"),
    "parent_id": ("parent_id", "comment_parent", "parent", "reply_to", "in_reply_to"),
    "created_at": (
        "created_at",
        "comment_date_gmt",
        "date_gmt",
        "created_date",
        "created_utc",
        "timestamp",
        "comment_date",
    ),
    "status": ("status", "comment_approved", "rating"),
    "type": ("comment_type",),
    "decided_at": ("decided_at",),
    "moderator": ("moderator",),
    "bulk": ("bulk",),
    "site": ("site",),
}
"""What a column can be called, best name first."""


PARTS: Final = frozenset(name for names in NAMES.values() for name in names)
"""All that the columns of a comment's parts can be called."""

OTHER_FIELDS: Final = "other_fields"

_ABSENT: Final = "\0"
"""The name of no column."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of an input plays which part; None where there is none."""

    id: str | None
    text: str | None
    author: str | None
    article_id: str | None
    article_title: str | None
    article_text: str | None
    article_url: str | None
    parent_id: str | None
    created_at: str | None
    status: str | None
    type: str | None
    decided_at: str | None
    moderator: str | None
    bulk: str | None
    site: str | None
    """The site that each row is of, where the rows state it: our own exports hold those of all sites of a desk."""
    labels: tuple[tuple[Label, str], ...]
    labels_within: bool
    """JSON states all labels in one field."""
    text_of: Callable[[str], str] | None
    """Turns a cell of texts into what the reader wrote: WordPress' own column is HTML."""
    author_of: Callable[[str], str] | None
    """Turns a cell of authors into a name: WordPress stores that as HTML, too."""
    dates_are_utc: bool
    """WordPress' own column of dates, which says in its name that they are."""
    zero_is_none: bool
    """WordPress' own parent column: 0 is no parent."""
    has_article: bool
    others: str | None
    """The column in which `triage score` keeps what a table of several exports has no column for, as JSON."""
    is_shared: bool
    """Whether a text may stand elsewhere than in its column, as in a table of several exports."""
    instead: Mapping[str, tuple[str, ...]]
    """Part -> further columns it stands in where its own is empty."""
    writable: bool
    """Whether decisions can be written back by its ids."""
    plain: tuple[str, ...] | None = field(init=False)
    """The columns in the order that `plain_comment` takes them; None where a row needs more than that."""

    def __post_init__(self) -> None:
        """Work out once what a million rows ask for."""
        object.__setattr__(self, "plain", self._plain())

    def _plain(self) -> tuple[str, ...] | None:
        special = self.labels or self.labels_within or self.has_article or self.type or self.instead
        if special or self.text_of or self.author_of or self.zero_is_none or not self.writable:
            return None
        columns = (self.text, self.id, self.article_id, self.parent_id, self.author, self.created_at, self.status)
        return tuple(_ABSENT if column is None else column for column in columns)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What columns of this meaning can't tell, for people."""
        return tuple(said for part, said in _UNKNOWN.items() if getattr(self, part) is None)


_UNKNOWN: Final[Mapping[str, str]] = {
    "id": NO_IDS,
    "article_text": "texts of articles",
    "author": "authors",
    "created_at": "times",
}
"""Part -> what is not known where no column holds it."""


def layout(columns: Sequence[str]) -> Layout:
    """Return what the columns of an input mean."""
    # Reversed, so that of two columns of one name the first counts.
    named = {folded_name(column): column for column in reversed(columns)}
    parts = {part: next((named[n] for n in names if n in named), None) for part, names in NAMES.items()}
    labels = () if _holds_scores(named) else tuple((label, named[label]) for label in LABELS if label in named)
    return Layout(
        **parts,
        labels=labels,
        labels_within="labels" in columns,
        text_of=plain_text if folded_name(parts["text"] or "") == "comment_content" else None,
        author_of=line_of_text if folded_name(parts["author"] or "") == "comment_author" else None,
        dates_are_utc=folded_name(parts["created_at"] or "").endswith("_gmt"),
        zero_is_none=folded_name(parts["parent_id"] or "") == "comment_parent" or "post" in named,
        has_article=any(parts[part] for part in ("article_title", "article_text", "article_url")),
        others=named.get(OTHER_FIELDS),
        is_shared=OTHER_FIELDS in named or sum(name in named for name in NAMES["text"]) > 1,
        # Comments that an importer brought may have zeros for the time in UTC.
        instead={"created_at": (named["comment_date"],)} if {"comment_date", "comment_date_gmt"} <= set(named) else {},
        writable=True,
    )


def missing(columns: Sequence[str]) -> bool:
    """Return whether no column can be a comment's text."""
    return layout(columns).text is None


def _holds_scores(named: Collection[str]) -> bool:
    """Return whether the columns named by a label hold scores: those of a scored file, not those of exported decisions.

    Both say what was suggested by which model; decisions were made at a time. Scoring decisions puts their own
    suggestions aside as `input_suggested`.
    """
    return {"suggested", "model"} <= set(named) and ("decided_at" not in named or "input_suggested" in named)


def folded_name(column: str) -> str:
    """Return a column's name as it is looked up: `Comment ID` and `comment-id` are `comment_id`."""
    return column.strip().strip("\ufeff").lower().replace(" ", "_").replace("-", "_")
