"""What the model said of each comment, kept beside its place in the queue, and the thresholds it suggested by."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING

from moderation.comments import InContext
from moderation.labels import LABELS, Label
from moderation.readings import Readings
from moderation.risk import doubts, risks
from moderation.store.changes import touch
from moderation.store.comments import contexts
from moderation.store.connection import Connection, Row
from moderation.store.log import from_bits
from moderation.store.service import model_in_service
from moderation.suggestions import Suggestion, Suggestions

if TYPE_CHECKING:
    import numpy as np  # 0.1 s that the first frame of the desk doesn't pay
    from numpy.typing import NDArray

# ruff: noqa: S608  statements are put together from constants alone

_THRESHOLDS = ", ".join(f"(SELECT t.{label} FROM model_threshold t WHERE t.model = s.model)" for label in LABELS)
SUGGESTION_COLUMNS = f"s.model, s.abuse, s.off_topic, s.disputed_terminology, s.suggested, {_THRESHOLDS}"

_PUT = """UPDATE standing SET model = ?, abuse = ?, off_topic = ?, disputed_terminology = ?,
    suggested = ?, risk = ?, doubt = ?, next_risk = ?, next_doubt = ? WHERE ref = ?"""

_KEEP_THRESHOLDS = """INSERT INTO model_threshold (model, abuse, off_topic, disputed_terminology) VALUES (?, ?, ?, ?)
    ON CONFLICT (model) DO UPDATE SET abuse = excluded.abuse, off_topic = excluded.off_topic,
    disputed_terminology = excluded.disputed_terminology"""


KEEP = """INSERT INTO reading (ref, reader, bits, own, screen, found) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (ref) DO UPDATE SET reader = excluded.reader, bits = excluded.bits, own = excluded.own,
    screen = excluded.screen, found = excluded.found"""


def reader_number(db: Connection, digest: str) -> int:
    """Return the number under which readings are kept that a digest tells; part of the caller's transaction."""
    db.run("INSERT INTO reader (digest) VALUES (?) ON CONFLICT (digest) DO NOTHING", (digest,))
    return db.count("SELECT number FROM reader WHERE digest = ?", (digest,))


def put_suggestions(
    db: Connection,
    refs: Sequence[int],
    suggestions: Suggestions,
    judged: Sequence[InContext] | None = None,
    readings: Readings | None = None,
) -> int:
    """Record the model's word on comments, in their order, in one transaction; return how many were recorded.

    Where it is said what was `judged`, comments that read otherwise by now are left unscored, and so are all once
    another model serves: scoring takes seconds, in which somebody else may import, or put a model in service.
    """
    # A thousand rows a call or more: a synced write is about a millisecond, a row 20 us.
    with db.writing():
        if judged is None:
            return _put(db, refs, suggestions, [True] * len(refs))
        if model_in_service(db) != suggestions.model:
            return 0
        same = [now_is == was for now_is, was in zip(contexts(db, refs), judged, strict=True)]
        if readings is not None:
            reader = reader_number(db, readings.digest)
            rows = compress(zip(refs, readings.each, strict=True), same)
            db.run_many(KEEP, ((ref, reader, *reading) for ref, reading in rows))
        return _put(db, refs, suggestions, same)


def _put(db: Connection, refs: Sequence[int], suggestions: Suggestions, wanted: Sequence[bool]) -> int:
    """Write the suggestions wanted and return how many they were; part of the caller's transaction."""
    *said, urgent, unsure = columns_of(suggestions)
    # A rescoring may be preparing the next places: what is scored beside it has to have its own among them.
    rows = compress(zip(*said, urgent, unsure, urgent, unsure, refs, strict=True), wanted)
    db.run_many(_PUT, ((suggestions.model, *row) for row in rows))
    keep_thresholds(db, suggestions)
    touch(db, list(compress(refs, wanted)))
    return sum(wanted)


def columns_of(suggestions: Suggestions) -> list[list[float]]:
    """Return what is kept of suggestions beside the model, column by column: scores, labels as bits, risk, doubt."""
    scores, thresholds = suggestions.scores, suggestions.thresholds
    suggested = (scores >= thresholds) @ [1 << place for place in range(len(LABELS))]
    return [*scores.T.tolist(), suggested.tolist(), *keys_of(scores, thresholds)]


def keys_of(scores: "NDArray[np.float64]", thresholds: "NDArray[np.float64]") -> list[list[float]]:
    """Return risk and doubt of scores of shape (n, 3), by which the queue is ordered."""
    return [risks(scores, thresholds).tolist(), doubts(scores, thresholds).tolist()]


def keep_thresholds(db: Connection, suggestions: Suggestions) -> None:
    """Keep what a model suggests by; part of the caller's transaction."""
    db.run(_KEEP_THRESHOLDS, (suggestions.model, *suggestions.thresholds.tolist()))


def unscored_refs(db: Connection, model: str, limit: int) -> list[int]:
    """Return comments that this model has not scored, in the order they came.

    Two ranges of the index on the model instead of `model <> ?`, which reads every scored row again each time.
    """
    refs = db.all(
        """SELECT ref FROM (SELECT ref FROM standing WHERE model < ? ORDER BY model, ref LIMIT ?) earlier
        UNION ALL SELECT ref FROM (SELECT ref FROM standing WHERE model > ? ORDER BY model, ref LIMIT ?) later
        LIMIT ?""",
        (model, limit, model, limit, limit),
    )
    return [ref for (ref,) in refs]


def scored_rows(db: Connection, model: str, size: int, reader: str = "") -> Iterator[list[Row]]:
    """Yield the row numbers and scores of the comments that a model has scored, `size` at a time.

    With the digest of a `reader`, only of those that were read by it.
    """
    after = 0
    read = "" if not reader else "AND reader = (SELECT number FROM reader WHERE digest = ?)"
    statement = f"""SELECT ref, {", ".join(LABELS)} FROM standing s WHERE model = ? AND ref > ?
        {f"AND EXISTS (SELECT 1 FROM reading r WHERE r.ref = s.ref {read})" if read else ""} ORDER BY ref LIMIT ?"""
    while page := db.all(statement, (model, after, *([reader] if reader else []), size)):
        yield page
        after = page[-1][0]


def unscored_count(db: Connection, model: str) -> int:
    """Return how many comments this model has not scored."""
    return db.count("SELECT COUNT(*) FROM standing") - db.count(
        "SELECT COUNT(*) FROM standing WHERE model = ?", (model,)
    )


def suggestion(row: Row) -> Suggestion | None:
    """Return SUGGESTION_COLUMNS of a row as a value; None where no model has scored the comment."""
    model, abuse, off_topic, disputed_terminology, suggested, *thresholds = row
    if not model:
        return None
    return Suggestion(
        dict(zip(LABELS, (abuse, off_topic, disputed_terminology), strict=True)),
        from_bits(suggested),
        model,
        thresholds=_kept(*thresholds),
    )


@lru_cache(maxsize=64)
def _kept(*thresholds: float | None) -> Mapping[Label, float]:
    """Return thresholds by label, the same value for every comment of a model; empty where none were kept."""
    return {label: value for label, value in zip(LABELS, thresholds, strict=True) if value is not None}
