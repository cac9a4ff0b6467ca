"""What the model said of each comment, kept beside its place in the queue."""

from collections.abc import Sequence

import numpy as np

from moderation.labels import LABELS
from moderation.store.connection import MAX_VARIABLES, Connection, Row
from moderation.store.log import from_bits
from moderation.suggestions import Suggestion, Suggestions

# ruff: noqa: S608  statements are put together from constants alone

SUGGESTION_COLUMNS = "s.model, s.abuse, s.off_topic, s.disputed_terminology, s.suggested"

_PUT = """UPDATE standing SET model = ?, abuse = ?, off_topic = ?, disputed_terminology = ?,
    suggested = ?, risk = ?, doubt = ? WHERE ref = ?"""
_CLEAR = """UPDATE standing SET model = '', abuse = NULL, off_topic = NULL, disputed_terminology = NULL,
    suggested = 0, risk = 0, doubt = 1 WHERE model <> '' AND ref IN """


def put_suggestions(db: Connection, refs: Sequence[int], suggestions: Suggestions) -> None:
    """Record the model's word on comments, in their order, in one transaction."""
    scores, thresholds = suggestions.scores, suggestions.thresholds
    judged = ~np.isnan(scores)
    risk = np.where(judged, scores, 0.0).max(axis=1, initial=0.0)
    doubt = np.where(judged, np.abs(scores - thresholds), 1.0).min(axis=1, initial=1.0)
    suggested = (scores >= thresholds) @ (1 << np.arange(len(LABELS)))
    columns = (*scores.T.tolist(), suggested.tolist(), risk.tolist(), doubt.tolist(), refs)
    # A thousand rows a call or more: a synced write is about a millisecond, a row 20 us.
    with db.writing():
        db.run_many(_PUT, ((suggestions.model, *row) for row in zip(*columns, strict=True)))


def unscored_refs(db: Connection, model: str, limit: int) -> list[int]:
    """Return comments that this model has not scored, in the order they came.

    Two ranges of the index on the model instead of `model <> ?`, which reads every scored row again each time.
    """
    refs = db.all(
        """SELECT ref FROM (SELECT ref FROM standing WHERE model < ? ORDER BY model, ref LIMIT ?)
        UNION ALL SELECT ref FROM (SELECT ref FROM standing WHERE model > ? ORDER BY model, ref LIMIT ?)
        LIMIT ?""",
        (model, limit, model, limit, limit),
    )
    return [ref for (ref,) in refs]


def unscored_count(db: Connection, model: str) -> int:
    """Return how many comments this model has not scored."""
    return db.count("SELECT COUNT(*) FROM standing") - db.count(
        "SELECT COUNT(*) FROM standing WHERE model = ?", (model,)
    )


def unscore(db: Connection, column: str, keys: Sequence[tuple[int, str | bytes]]) -> None:
    """Take back the scores of the comments whose `article_id` or `parent_id` is one of these, with its site.

    Part of the caller's transaction: what a score was made on has changed, so it must be made again.
    """
    for site in {site for site, _ in keys}:
        ids = [id for key_site, id in keys if key_site == site]
        for start in range(0, len(ids), MAX_VARIABLES):
            part = ids[start : start + MAX_VARIABLES]
            marks = ", ".join("?" * len(part))
            among = f"(SELECT ref FROM comment WHERE site = ? AND {column} IN ({marks}) AND {column} <> '')"
            db.run(_CLEAR + among, (site, *part))


def unscore_comments(db: Connection, refs: Sequence[int]) -> None:
    """Take back the scores of comments whose own text changed; part of the caller's transaction."""
    db.run_many(f"{_CLEAR} (?)", [(ref,) for ref in refs])


def suggestion(row: Row) -> Suggestion | None:
    """Return SUGGESTION_COLUMNS of a row as a value; None where no model has scored the comment."""
    model, *scores, suggested = row
    if not model:
        return None
    return Suggestion(dict(zip(LABELS, scores, strict=True)), from_bits(suggested), model)
