"""Reading comments back, each with its article and the comment it answers."""

from collections.abc import Sequence
from typing import Any, Final

from moderation.comments import Comment, InContext, Status
from moderation.errors import AmbiguousComment, UnknownComment
from moderation.store.articles import articles_of
from moderation.store.connection import Connection, Row
from moderation.store.texts import as_text, storable
from moderation.text import one_line

# ruff: noqa: S608  statements are put together from constants alone

COLUMNS: Final = "id, text, article_id, parent_id, author, created_at, status, writable, truncated"
_THREAD_LIMIT: Final = 20


def comment(row: Sequence[Any]) -> Comment:
    """Return COLUMNS of a row as a value."""
    id, text, article_id, parent_id, author, created_at, status, writable, truncated = row
    return Comment(
        as_text(id),
        as_text(text),
        as_text(article_id),
        as_text(parent_id),
        as_text(author),
        as_text(created_at),
        Status(status),
        bool(writable),
        bool(truncated),
    )


def find(db: Connection, id: str) -> int:
    """Return the row number of the comment that `ID` or `SITE:ID` names.

    Raises UnknownComment, and AmbiguousComment where sites share the id.
    """
    found = _named(db, id)
    if not found:
        raise UnknownComment(
            f'No comment of the desk has the id "{one_line(id)}"; `triage queue` lists those that wait.'
        )
    if len(found) > 1:
        choices = ", ".join(one_line(f"{as_text(site)}:{id}") for _, site in found)
        raise AmbiguousComment(f'Several sites have a comment "{one_line(id)}"; say which one: {choices}.')
    return int(found[0][0])


def contexts(db: Connection, refs: Sequence[int]) -> list[InContext]:
    """Return comments in context, in the order of their row numbers given.

    Raises UnknownComment for a number that the desk doesn't have.
    """
    found = {
        row[0]: row[1:] for row in db.all_in(f"SELECT ref, site, {COLUMNS} FROM comment WHERE ref IN ({{}})", refs)
    }
    for ref in refs:
        if ref not in found:
            raise UnknownComment(f"The desk has no comment number {ref}.")
    articles = articles_of(db, list({(site, values[2]) for site, *values in found.values()}))
    parents = _comments_by_id(db, [(site, values[3]) for site, *values in found.values() if values[3]])
    return [
        InContext(comment(values), articles.get((site, values[2])), parents.get((site, values[3])))
        for site, *values in (found[ref] for ref in refs)
    ]


def siblings(db: Connection, ref: int) -> tuple[Comment, ...]:
    """Return other answers to the parent of a comment; none for a comment on the article itself."""
    return _thread(
        db,
        """site = (SELECT site FROM comment WHERE ref = ?) AND parent_id <> ''
        AND parent_id = (SELECT parent_id FROM comment WHERE ref = ?) AND ref <> ?""",
        (ref, ref, ref),
    )


def replies(db: Connection, ref: int) -> tuple[Comment, ...]:
    """Return the answers to a comment."""
    return _thread(
        db,
        """site = (SELECT site FROM comment WHERE ref = ?) AND parent_id <> ''
        AND parent_id = (SELECT id FROM comment WHERE ref = ?)""",
        (ref, ref),
    )


def _thread(db: Connection, condition: str, values: Sequence[object]) -> tuple[Comment, ...]:
    statement = f"SELECT {COLUMNS} FROM comment WHERE {condition} ORDER BY ref LIMIT ?"
    return tuple(map(comment, db.all(statement, (*values, _THREAD_LIMIT))))


def _comments_by_id(db: Connection, keys: Sequence[tuple[int, str | bytes]]) -> dict[tuple[int, str | bytes], Comment]:
    found = {}
    for site in {site for site, _ in keys}:
        ids = list({id for key_site, id in keys if key_site == site})
        statement = f"SELECT {COLUMNS} FROM comment WHERE site = ? AND id IN ({{}})"
        found.update({(site, row[0]): comment(row) for row in db.all_in(statement, ids, site)})
    return found


def _named(db: Connection, id: str) -> list[Row]:
    statement = "SELECT c.ref, site.name FROM comment c JOIN site ON site.ref = c.site WHERE c.id = ?"
    found = db.all(statement, (storable(id),))
    if found:
        return found
    for place in (place for place, character in enumerate(id) if character == ":"):  # a site may hold colons too
        found += db.all(f"{statement} AND site.name = ?", (storable(id[place + 1 :]), storable(id[:place])))
    return found
