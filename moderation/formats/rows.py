"""Rows with named columns, from CSV, JSON or Parquet, to articles and comments.

Columns are known by name in any case, so that exports of many systems read without a mapping; what a set of
columns means is worked out once and kept, since a million rows share it.
"""

import dataclasses
import json
import math
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from moderation.comments import Article, Comment, Status
from moderation.formats.cells import (
    LONGEST_TEXT,
    YES,
    as_flag,
    clean_text,
    date_of,
    kept_text,
    made_up_id,
    reference,
    shown,
    word,
)
from moderation.formats.columns import OTHER_FIELDS, PARTS, Layout, folded_name, layout
from moderation.formats.markup import plain_text
from moderation.formats.plainrows import plain_comment
from moderation.formats.records import Found, Item, Reject, Skipped, line_of
from moderation.formats.remembered import Remembered
from moderation.formats.sources import Repairs
from moderation.formats.terms import is_no_comment, status_of
from moderation.labels import LABELS, Label, Labels

_LAYOUTS_REMEMBERED: Final = 500


class Rows:
    """Turns rows of an input into what they hold, remembering the articles it has handed out."""

    def __init__(self, repairs: Repairs) -> None:
        self.repairs = repairs
        self._layouts: dict[tuple[str, ...], Layout] = {}
        self._remembered = Remembered()

    def read(
        self, row: Mapping[str, object], place: str, raw: str | bytes = "", meaning: Layout | None = None
    ) -> list[Item]:
        """Return the comment of a row, behind its article where the row carries one not handed out yet.

        `meaning` is what the columns mean, where their names don't say it or are those of every row.
        """
        meaning = meaning or self._layout(tuple(row))
        if meaning.is_shared and (own := self._of_its_own(row, meaning, place, raw)):
            return own
        if meaning.plain and (comment := plain_comment(row, meaning.plain)):
            site = word(row, meaning.site) if meaning.site else ""
            return [Found(comment, place, row, line=line_of(raw), site=site)]
        kind = word(row, meaning.type) if meaning.type else ""
        if kind and is_no_comment(kind):
            return [Skipped(kind, place)]
        text, why_not = _text(row, meaning)
        if why_not:
            return [Reject(place, why_not, shown(raw or repr(dict(row))))]
        article = _article(row, meaning, self.repairs) if meaning.has_article else None
        found = self._found(row, meaning, place, text, article, line_of(raw))
        return [article, found] if article and self._remembered.is_new(article) else [found]

    def _of_its_own(
        self, row: Mapping[str, object], meaning: Layout, place: str, raw: str | bytes
    ) -> list[Item] | None:
        """Return what a row of a table of several exports holds by columns of its own; None for one like most."""
        others = row.get(meaning.others) if meaning.others else None
        if row.get(meaning.text or "") and not others:
            return None
        own = filled(row, others, meaning.others)
        within = self._layout(tuple(own))
        if within.text is None:
            return None
        # Looked into once: a text of 0 or [] is neither there nor missing, and would be looked for without end.
        items = self.read(own, place, raw, dataclasses.replace(within, is_shared=False))
        return [replace(item, fields=row) if type(item) is Found else item for item in items]

    def _layout(self, columns: tuple[str, ...]) -> Layout:
        meaning = self._layouts.get(columns)
        if meaning is None:
            if len(self._layouts) >= _LAYOUTS_REMEMBERED:
                self._layouts.clear()  # lines of JSON may each have other names
            meaning = self._layouts[columns] = layout(columns)
        return meaning

    def _found(
        self,
        row: Mapping[str, object],
        meaning: Layout,
        place: str,
        text: str,
        article: Article | None,
        line: bytes,
    ) -> Found:
        text, cut = kept_text(text, self.repairs)
        author, own_id = _author(row, meaning), reference(row, meaning.id)
        created_at = _date(row, meaning, self.repairs)
        site = word(row, meaning.site)
        article_id = article.id if article else _first_of(row, meaning, "article_id", meaning.article_id)
        comment = Comment(
            id=own_id or self._remembered.id_of(author, text, created_at, article_id),
            text=text,
            article_id=article_id,
            parent_id=_parent(row, meaning, own_id),
            author=author,
            created_at=created_at,
            status=status_of(word(row, meaning.status)) if meaning.status else Status.UNKNOWN,
            writable=bool(own_id) and meaning.writable,
            truncated=cut,
        )
        labels = stated_labels(row, meaning) if meaning.labels or meaning.labels_within else None
        if labels is None:
            return Found(comment, place, row, line=line, site=site)
        decided = word(row, meaning.decided_at) or comment.created_at
        bulk = word(row, meaning.bulk).lower() in YES
        return Found(comment, place, row, labels, decided, word(row, meaning.moderator), bulk, line, site)


def filled(row: Mapping[str, object], others: object, column: str | None) -> dict[str, object]:
    """Return a row without the parts of a comment that are empty in it, and with the `others` kept in a column."""
    kept = json_of(others)
    more = {name: cell for name, cell in kept.items() if folded_name(name) != OTHER_FIELDS} if kept else {}
    own = {name: cell for name, cell in row.items() if name != column} | more
    return {name: cell for name, cell in own.items() if cell not in (None, "") or folded_name(name) not in PARTS}


def json_of(cell: object) -> Mapping[str, object]:
    """Return the members of a cell that holds an object of JSON; none where it holds anything else."""
    try:
        stated = json.loads(cell) if isinstance(cell, str) else cell
    except (ValueError, RecursionError):
        return {}
    return stated if isinstance(stated, dict) else {}


def stated_labels(row: Mapping[str, object], meaning: Layout) -> Labels | None:
    """Return the labels a row states; None where it states none at all."""
    stated: dict[Label, bool | None] = dict.fromkeys(LABELS, None)
    stated |= {label: as_flag(row.get(column)) for label, column in meaning.labels}
    within = row.get("labels") if meaning.labels_within else None
    if isinstance(within, dict):
        stated |= {label: as_flag(within.get(label.value)) for label in LABELS}
    return stated if any(flag is not None for flag in stated.values()) else None


def _text(row: Mapping[str, object], meaning: Layout) -> tuple[str, str]:
    cell = row.get(meaning.text) if meaning.text else None
    if isinstance(cell, dict) and ("raw" in cell or "rendered" in cell):
        cell = plain_text(str(cell.get("raw") or cell.get("rendered")))  # WordPress' REST interface
    if isinstance(cell, str):
        return (meaning.text_of(cell) if meaning.text_of else cell), ""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return "", "no text"
    # "100" or "+1" as a whole comment, made a number by a data frame
    if isinstance(cell, int | float):
        return word(row, meaning.text), ""
    return "", f"the text is a {type(cell).__name__}, not a string"


def _article(row: Mapping[str, object], meaning: Layout, repairs: Repairs) -> Article | None:
    title, url = word(row, meaning.article_title), word(row, meaning.article_url)
    cell = row.get(meaning.article_text) if meaning.article_text else None
    text = clean_text(cell, repairs)[:LONGEST_TEXT] if isinstance(cell, str) else ""
    if not (title or text or url):
        return None
    own_id = reference(row, meaning.article_id)
    return Article(own_id or made_up_id(title, text, url), title, text, url, word(row, meaning.site))


def _author(row: Mapping[str, object], meaning: Layout) -> str:
    name = word(row, meaning.author)
    return meaning.author_of(name) if meaning.author_of else name


def _date(row: Mapping[str, object], meaning: Layout, repairs: Repairs) -> str:
    stated = date_of(word(row, meaning.created_at), repairs, utc=meaning.dates_are_utc)
    if stated or "created_at" not in meaning.instead:
        return stated
    return next((date for name in meaning.instead["created_at"] if (date := date_of(word(row, name), repairs))), "")


def _parent(row: Mapping[str, object], meaning: Layout, own_id: str) -> str:
    parent = _first_of(row, meaning, "parent_id", meaning.parent_id)
    # The second column names the top of the thread, which is what a comment at the top is itself.
    is_itself = "parent_id" in meaning.instead and parent == own_id
    return "" if is_itself or (parent == "0" and meaning.zero_is_none) else parent


def _first_of(row: Mapping[str, object], meaning: Layout, part: str, column: str | None) -> str:
    """Return the id in a part's own column, else in those it may stand in instead."""
    found = reference(row, column)
    if found or not meaning.instead:
        return found
    return next((other for name in meaning.instead.get(part, ()) if (other := reference(row, name))), "")
