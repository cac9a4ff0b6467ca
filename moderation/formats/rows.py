"""Rows with named columns, from CSV, JSON or Parquet, to articles and comments.

Columns are known by name in any case, so that exports of many systems read without a mapping; what a set of
columns means is worked out once and kept, since a million rows share it.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from moderation.comments import Article, Comment, Status
from moderation.formats.markup import folded, plain_text
from moderation.formats.records import Found, Item, Reject, Skipped
from moderation.formats.sources import Repairs
from moderation.formats.terms import is_no_comment, iso_date, status_of
from moderation.labels import LABELS, Label, Labels

LONGEST_TEXT: Final = 1_000_000
"""Characters of a comment or article that are kept; WordPress itself can't store more than 65,535 bytes."""

RAW_KEPT: Final = 2_000

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
}
"""What a column can be called, best name first."""

_YES: Final = frozenset({"yes", "y", "true", "t", "1", "1.0"})
_NO: Final = frozenset({"no", "n", "false", "f", "0", "0.0"})
_NULLS: Final = frozenset({"null", r"\n", "none", "nan", "n/a"})
_ARTICLES_REMEMBERED: Final = 10_000


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
    labels: tuple[tuple[Label, str], ...]
    labels_within: bool
    """JSON states all labels in one field."""
    stored_html: bool
    """WordPress' own column: its text is HTML."""
    dates_are_utc: bool
    """WordPress' own column of dates, which says in its name that they are."""
    zero_is_none: bool
    """WordPress' own parent column: 0 is no parent."""
    has_article: bool


def layout(columns: Sequence[str]) -> Layout:
    """Return what the columns of an input mean."""
    named = {_folded_name(column): column for column in reversed(columns)}
    parts = {part: next((named[n] for n in names if n in named), None) for part, names in NAMES.items()}
    # A scored file carries scores under the labels' names, and says so by these columns.
    labels = () if {"suggested", "model"} <= named.keys() else tuple((la, named[la]) for la in LABELS if la in named)
    return Layout(
        **parts,
        labels=labels,
        labels_within="labels" in columns,
        stored_html=_folded_name(parts["text"] or "") == "comment_content",
        dates_are_utc=_folded_name(parts["created_at"] or "").endswith("_gmt"),
        zero_is_none=_folded_name(parts["parent_id"] or "") == "comment_parent" or "post" in named,
        has_article=any(parts[part] for part in ("article_title", "article_text", "article_url")),
    )


class Rows:
    """Turns rows of an input into what they hold, remembering the articles it has handed out."""

    def __init__(self, repairs: Repairs) -> None:
        self._repairs = repairs
        self._layouts: dict[tuple[str, ...], Layout] = {}
        self._articles: dict[str, int] = {}

    def read(self, row: Mapping[str, object], place: str, raw: str | bytes = "") -> list[Item]:
        """Return the comment of a row, behind its article where the row carries one not handed out yet."""
        columns = tuple(row)
        meaning = self._layouts.get(columns)
        if meaning is None:
            meaning = self._layouts[columns] = layout(columns)
        kind = word(row, meaning.type) if meaning.type else ""
        if kind and is_no_comment(kind):
            return [Skipped(kind, place)]
        text, why_not = _text(row, meaning)
        if why_not:
            return [Reject(place, why_not, shown(raw or repr(dict(row))))]
        article = _article(row, meaning) if meaning.has_article else None
        found = self._found(row, meaning, place, text, article)
        return [article, found] if article and self._is_new(article) else [found]

    def _found(
        self, row: Mapping[str, object], meaning: Layout, place: str, text: str, article: Article | None
    ) -> Found:
        text, cut = kept_text(text, self._repairs)
        author, own_id = word(row, meaning.author), reference(row, meaning.id)
        comment = Comment(
            id=own_id or made_up_id(author, text, place),
            text=text,
            article_id=article.id if article else reference(row, meaning.article_id),
            parent_id=_parent(row, meaning),
            author=author,
            created_at=iso_date(word(row, meaning.created_at), utc=meaning.dates_are_utc),
            status=status_of(word(row, meaning.status)) if meaning.status else Status.UNKNOWN,
            writable=bool(own_id),
            truncated=cut,
        )
        labels = stated_labels(row, meaning) if meaning.labels or meaning.labels_within else None
        if labels is None:
            return Found(comment, place, row)
        decided = word(row, meaning.decided_at) or comment.created_at
        bulk = word(row, meaning.bulk).lower() in _YES
        return Found(comment, place, row, labels, decided, word(row, meaning.moderator), bulk)

    def _is_new(self, article: Article) -> bool:
        content = hash((article.title, article.text, article.url))
        if self._articles.get(article.id) == content:
            return False
        if len(self._articles) >= _ARTICLES_REMEMBERED:
            self._articles.clear()  # memory stays flat; an article handed out twice changes nothing
        self._articles[article.id] = content
        return True


def shown(raw: str | bytes) -> str:
    """Return the beginning of a record for the file of rejects."""
    beginning = raw[:RAW_KEPT]
    return beginning if isinstance(beginning, str) else beginning.decode("utf-8", "replace")


def word(row: Mapping[str, object], column: str | None) -> str:
    """Return a cell as a short string, empty where there is none; whole numbers keep every digit."""
    if column is None:
        return ""
    cell = row.get(column)
    if isinstance(cell, str):
        return sound(cell.strip())
    if cell is None or isinstance(cell, dict | list | bytes):
        return ""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)


def kept_text(text: str, repairs: Repairs) -> tuple[str, bool]:
    """Return text fit for every room (folded line ends, no NUL, not endless) and whether it was cut."""
    text = folded(text)
    if "\0" in text:
        repairs.add("NUL characters replaced", text.count("\0"))
        text = text.replace("\0", "\ufffd")
    if len(text) <= LONGEST_TEXT:
        return text, False
    repairs.add(f"texts cut to {LONGEST_TEXT:,} characters")
    return text[:LONGEST_TEXT], True


def sound(text: str) -> str:
    """Return a name or id without the NUL that databases end a string at."""
    return text.replace("\0", "\ufffd") if "\0" in text else text


def made_up_id(*parts: str) -> str:
    """Return an id for what has none, the same at every import (16 hex digits of SHA-256)."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def reference(row: Mapping[str, object], column: str | None) -> str:
    """Return an id as its own table writes it: pandas makes `5.0` of ids with gaps, databases write NULL for none."""
    raw = word(row, column)
    if raw.isdigit() or not raw:
        return raw
    if raw.endswith(".0") and raw[:-2].isdigit():
        return raw[:-2]
    return "" if raw.lower() in _NULLS else raw


def stated_labels(row: Mapping[str, object], meaning: Layout) -> Labels | None:
    """Return the labels a row states; None where it states none at all."""
    stated: dict[Label, bool | None] = dict.fromkeys(LABELS, None)
    stated |= {label: as_flag(row.get(column)) for label, column in meaning.labels}
    within = row.get("labels") if meaning.labels_within else None
    if isinstance(within, dict):
        stated |= {label: as_flag(within.get(label.value)) for label in LABELS}
    return stated if any(flag is not None for flag in stated.values()) else None


def as_flag(cell: object) -> bool | None:
    """Return yes or no as tables write it; None for an empty cell and for anything else, such as a score."""
    said = str(cell).strip().lower()
    return True if said in _YES else False if said in _NO else None


def missing(columns: Sequence[str]) -> bool:
    """Return whether no column can be a comment's text."""
    return layout(columns).text is None


def _folded_name(column: str) -> str:
    return column.strip().strip("\ufeff").lower().replace(" ", "_").replace("-", "_")


def _text(row: Mapping[str, object], meaning: Layout) -> tuple[str, str]:
    cell = row.get(meaning.text) if meaning.text else None
    if isinstance(cell, dict) and ("raw" in cell or "rendered" in cell):
        cell = plain_text(str(cell.get("raw") or cell.get("rendered")))  # WordPress' REST interface
    if isinstance(cell, str):
        return (plain_text(cell) if meaning.stored_html else cell), ""
    if isinstance(cell, int | float) and not (isinstance(cell, float) and math.isnan(cell)):
        return word(row, meaning.text), ""
    return "", "no text" if cell is None or isinstance(
        cell, float
    ) else f"the text is a {type(cell).__name__}, not a string"


def _article(row: Mapping[str, object], meaning: Layout) -> Article | None:
    title, text, url = (
        word(row, meaning.article_title),
        row.get(meaning.article_text or ""),
        word(row, meaning.article_url),
    )
    text = folded(text)[:LONGEST_TEXT] if isinstance(text, str) else ""
    if not (title or text or url):
        return None
    return Article(reference(row, meaning.article_id) or made_up_id(title, text, url), title, text, url)


def _parent(row: Mapping[str, object], meaning: Layout) -> str:
    parent = reference(row, meaning.parent_id)
    return "" if parent == "0" and meaning.zero_is_none else parent
