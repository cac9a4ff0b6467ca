"""Scoring all comments anew while the queue is read: places of the next order are prepared beside those in use.

A score that moves in an index of a million writes several pages: 31,000 rows a second in place, 275,000 beside it. So
a rescoring writes `next_risk` and `next_doubt`, which no index has, then indexes them, and then names them `risk` and
`doubt` in one transaction: until there the queue stands as it stood, and a kill anywhere leaves one whole order.
"""

from collections.abc import Mapping, Sequence
from itertools import repeat
from sys import intern
from typing import Final

from moderation.comments import Article, Comment, InContext
from moderation.readings import Due, Rescored, Rescoring, Stretch
from moderation.store.articles import ArticleKey, articles_of
from moderation.store.connection import Connection, Row
from moderation.store.service import model_in_service
from moderation.store.suggestions import KEEP, columns_of, keep_thresholds, keys_of, reader_number, unscored_count
from moderation.store.texts import as_text
from moderation.store.touched import touch_all
from moderation.suggestions import Suggestions

ORDERS: Final[Mapping[str, str]] = {
    "standing_risk": "next_risk DESC",
    "standing_doubt": "next_doubt",
    "standing_reported": "2 * reported + next_risk DESC",
}
"""The indexes whose keys are scores; every second generation of one has another name."""

_DUE: Final = """SELECT c.ref, s.model, c.site, c.article_id, c.text, p.id, p.text, r.bits, r.own, r.screen, r.found
    FROM comment c JOIN standing s ON s.ref = c.ref
    LEFT JOIN comment p ON c.parent_id <> '' AND p.id = c.parent_id AND p.site = c.site
    LEFT JOIN reading r ON r.ref = c.ref AND r.reader = ?
    WHERE c.ref > ? AND c.ref <= ? AND s.model NOT IN ('', ?) ORDER BY c.ref"""

# Whatever changes what a comment is scored on takes its scores back, or another has scored it again: then it is left.
_PUT: Final = """UPDATE standing SET model = ?, abuse = ?, off_topic = ?, disputed_terminology = ?, suggested = ?,
    next_risk = ?, next_doubt = ? WHERE ref = ? AND model = ?"""

_KEEP: Final = KEEP.replace(
    "VALUES (?, ?, ?, ?, ?, ?)", "SELECT ?, ?, ?, ?, ?, ? FROM standing s WHERE s.ref = ? AND s.model = ?"
)

_KEEP_ARTICLE: Final = """INSERT INTO article_reading (digest, reader, places) VALUES (?, ?, ?)
    ON CONFLICT (digest) DO UPDATE SET reader = excluded.reader, places = excluded.places"""

_ARTICLES_KEPT: Final = 2_000
"""Articles held while comments under them are read; of 6 kB each, 12 MB."""


class RescoringDesk:
    """A desk whose comments are scored anew by the model that was put in service."""

    _db: Connection
    _articles: dict[ArticleKey, Article]

    def scored_otherwise(self, model: str) -> int:
        """Return how many comments another model has scored."""
        return unscored_count(self._db, model) - self._db.count("SELECT COUNT(*) FROM standing WHERE model = ''")

    def is_rescored(self, model: str) -> bool:
        """Whether a rescoring by this model has begun, and not ended."""
        return self._db.count("SELECT EXISTS (SELECT 1 FROM rescoring WHERE model = ?)", (model,)) == 1

    def begin_rescoring(self, model: str, digest: str) -> Rescoring | None:
        """Begin a rescoring, or go on with one by the same model; None where another model serves.

        `digest` tells what readings kept of comments may be used.
        """
        with self._db.writing():
            return _begun(self._db, model, digest) if model_in_service(self._db) == model else None

    def last_comment(self) -> int:
        """Return the number of the comment that came last."""
        return self._db.count("SELECT MAX(ref) FROM standing")

    def due(self, stretch: Stretch, rescoring: Rescoring) -> Due:
        """Return the comments of a stretch that are due, with the articles and the comments they are read in."""
        with self._db.reading():
            rows = self._db.all(_DUE, (rescoring.reader, *stretch, rescoring.model))
            missing = {(row[2], row[3]) for row in rows} - self._articles.keys()
            if len(self._articles) > _ARTICLES_KEPT:
                self._articles.clear()
                missing = {(row[2], row[3]) for row in rows}
            self._articles.update(articles_of(self._db, list(missing)))
        return _due(rows, self._articles)

    def article_places(self, digests: Sequence[bytes], rescoring: Rescoring) -> dict[bytes, bytes]:
        """Return what was kept of articles, by the digest of their words."""
        statement = "SELECT digest, places FROM article_reading WHERE reader = ? AND digest IN ({})"
        return dict(self._db.all_in(statement, digests, rescoring.reader))

    def put_rescored(self, scored: Rescored, rescoring: Rescoring) -> int | None:
        """Record a stretch scored anew, in one transaction, and return how many comments were recorded.

        None where another model serves, or another process did this stretch, by now.
        """
        with self._db.writing():
            now = _marked(self._db)
            if now != (rescoring.model, scored.stretch.after) or model_in_service(self._db) != rescoring.model:
                return None
            return _put(self._db, scored, rescoring)

    def sort_on_disk(self) -> None:
        """Let this connection sort in runs of 2 MB, on disk: a million keys in memory are 200 MB, and no faster."""
        self._db.sort_on_disk()

    def index_next(self, order: str) -> None:
        """Index the next places of one of ORDERS; the queue is read meanwhile, and nobody can decide."""
        with self._db.writing():
            name = _free_name(self._db, order)
            self._db.run(
                f"CREATE INDEX IF NOT EXISTS {name} ON standing ({ORDERS[order]}, ref, listed) WHERE listed = 1"
            )

    def switch_orders(self, rescoring: Rescoring) -> bool:
        """Make the next places those in use; False where comments are still due, or another model serves."""
        with self._db.writing():
            marked = _marked(self._db)
            if marked is None or marked[0] != rescoring.model or model_in_service(self._db) != rescoring.model:
                return False
            if self.scored_otherwise(rescoring.model):
                self._db.run("UPDATE rescoring SET upto = 0")
                return False
            for column in ("risk", "doubt"):
                _exchanged(self._db, column)
            self._db.run("DELETE FROM rescoring")
            touch_all(self._db)
            return True

    def drop_next(self) -> None:
        """Drop the indexes that are not in use, one at a time."""
        for name in _next_names(self._db):
            with self._db.writing():
                self._db.run(f"DROP INDEX IF EXISTS {name}")


def _begun(db: Connection, model: str, digest: str) -> Rescoring:
    """Return the rescoring by a model as far as it has come; part of the caller's transaction."""
    marked = _marked(db)
    if marked is None or marked[0] != model:
        for name in _next_names(db):
            db.run(f"DROP INDEX {name}")
        db.run("DELETE FROM rescoring")
        db.run("INSERT INTO rescoring (model, upto) VALUES (?, 0)", (model,))
        marked = model, 0
    return Rescoring(*marked, reader_number(db, digest))


def _marked(db: Connection) -> tuple[str, int] | None:
    """Return the model of the rescoring under way and how far it has come; None where there is none."""
    row = db.one("SELECT model, upto FROM rescoring")
    return (row[0], row[1]) if row else None


def _due(rows: Sequence[Row], articles: Mapping[ArticleKey, Article]) -> Due:
    if not rows:
        return Due([], [], [], [], [], [], [])
    refs, models, sites, ids, texts, parent_ids, parents, *kept = map(list, zip(*rows, strict=True))
    comments = map(Comment, repeat(""), map(as_text, texts))
    under = map(articles.get, zip(sites, ids, strict=True))
    answered = (
        None if id is None else Comment(as_text(id), as_text(text))
        for id, text in zip(parent_ids, parents, strict=True)
    )
    # one string for all of a model: pickled once
    return Due(refs, list(map(intern, models)), list(map(InContext, comments, under, answered)), *kept)


def _put(db: Connection, scored: Rescored, rescoring: Rescoring) -> int:
    """Write a stretch scored anew; part of the caller's transaction."""
    suggested, models = scored.suggested, dict(zip(scored.refs, scored.models, strict=True))
    _place(db, scored.stretch, suggested)
    db.run_many(_KEEP, ((ref, rescoring.reader, *one, ref, models[ref]) for ref, one in scored.readings))
    db.run_many(_KEEP_ARTICLE, ((digest, rescoring.reader, places) for digest, places in scored.articles))
    count = db.changed(_PUT, zip(repeat(suggested.model), *columns_of(suggested), scored.refs, scored.models))
    keep_thresholds(db, suggested)
    db.run("UPDATE rescoring SET upto = ?", (scored.stretch.until,))
    return count


def _place(db: Connection, stretch: Stretch, suggested: Suggestions) -> None:
    """Write the next places of comments that the model has scored already, before it was replaced for a time."""
    rows = db.all(
        """SELECT abuse, off_topic, disputed_terminology, ref FROM standing
        WHERE model = ? AND ref > ? AND ref <= ? ORDER BY ref""",
        (suggested.model, *stretch),
    )
    if not rows:
        return
    import numpy as np  # 0.1 s that the first frame of the desk doesn't pay

    scores = np.array([row[:3] for row in rows], dtype=np.float64)
    keys = zip(*keys_of(scores, suggested.thresholds), (row[3] for row in rows), strict=True)
    db.run_many("UPDATE standing SET next_risk = ?, next_doubt = ? WHERE ref = ?", keys)


def _exchanged(db: Connection, column: str) -> None:
    """Let a column and its next one change names; no row is touched, and every index goes along."""
    for old, new in ((column, f"former_{column}"), (f"next_{column}", column), (f"former_{column}", f"next_{column}")):
        db.run(f"ALTER TABLE standing RENAME COLUMN {old} TO {new}")


def _next_names(db: Connection) -> list[str]:
    """Return the indexes that hold next places, or after a switch former ones."""
    return [name for name, sql in db.index_statements("standing").items() if "next_" in sql]


def _free_name(db: Connection, order: str) -> str:
    """Return a name for an order's next index that the one in use doesn't have."""
    in_use = db.index_statements("standing").keys() - set(_next_names(db))
    return f"{order}_again" if order in in_use else order
