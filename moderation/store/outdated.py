"""Taking scores back once what they were made on has changed, so that they are made again.

Apart from the writing of scores, which reads comments with their articles: both of those end here when they change.
"""

from collections.abc import Sequence

from moderation.store.changes import touch
from moderation.store.connection import MAX_VARIABLES, Connection

# ruff: noqa: S608  statements are put together from constants alone

_CLEAR = """UPDATE standing SET model = '', abuse = NULL, off_topic = NULL, disputed_terminology = NULL,
    suggested = 0, risk = 0, doubt = 1, next_risk = 0, next_doubt = 1 WHERE model <> '' AND ref IN """


def unscore(db: Connection, column: str, keys: Sequence[tuple[int, str | bytes]]) -> None:
    """Take back the scores of the comments whose `article_id` or `parent_id` is one of these, with its site.

    Part of the caller's transaction: what a score was made on has changed, so it must be made again.
    """
    for site in {site for site, _ in keys}:
        ids = [id for key_site, id in keys if key_site == site]
        for start in range(0, len(ids), MAX_VARIABLES):
            part = ids[start : start + MAX_VARIABLES]
            marks = ", ".join("?" * len(part))
            scored = f"""SELECT c.ref FROM comment c JOIN standing s ON s.ref = c.ref AND s.model <> ''
                WHERE c.site = ? AND c.{column} IN ({marks}) AND c.{column} <> ''"""
            unscore_comments(db, [ref for (ref,) in db.all(scored, (site, *part))])


def unscore_comments(db: Connection, refs: Sequence[int]) -> None:
    """Take back the scores of comments; part of the caller's transaction."""
    db.run_many(f"{_CLEAR} (?)", [(ref,) for ref in refs])
    db.run_many("DELETE FROM reading WHERE ref = ?", [(ref,) for ref in refs])
    touch(db, refs)
