"""A desk's past as the model in service scores it: decided comments, those posted lately, those that wait.

Settled comments are scored again like any other once a model serves, so that a new model has a history from its first
day on, of the decisions it did not learn from.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from moderation.labels import LABELS, Label
from moderation.store.connection import Connection
from moderation.store.cutting import numbers
from moderation.store.figures import LEADS, READ, STANDING
from moderation.store.service import model_in_service
from moderation.thresholds import History

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# ruff: noqa: S608  statements are put together from constants alone

DAYS: Final = 28
"""Four whole weeks: a newsroom's Sunday is not its Monday."""

_SECONDS_A_DAY: Final = 86_400

_PAGE: Final = 10_000
"""Rows of a sweep at a time; between two pages the interpreter is anybody's."""

_SCORES: Final = ", ".join(f"COALESCE(s.{label}, -1)" for label in LABELS)
_DECIDED: Final = ", ".join(f"COALESCE(l.{label}, -1)" for label in LABELS)


def histories(db: Connection, learnt_until: str, thresholds: Mapping[Label, float]) -> Mapping[Label, History]:
    """Return what the desk has seen of each label, as the model in service scores it.

    `learnt_until` is when that model had its last lesson: decisions up to then are left out. `thresholds` are its own.
    """
    with db.reading():
        model = model_in_service(db)
        decided = _decided(db, model, learnt_until)
        latest = db.count("SELECT COALESCE(MAX(posted), 0) FROM standing")
        since = latest - DAYS * _SECONDS_A_DAY if latest else 0
        posted = _swept(db, "s.posted > ? AND s.posted <> 0 AND +s.model = ?", (since, model))
        waiting = _swept(db, "s.open = 1 AND +s.model = ?", (model,))
        days = _days(db, since, latest)
    return {
        label: History(
            label,
            thresholds[label],
            *_of_label(decided, place),
            posted=_judged(posted[:, place]),
            days=days,
            waiting=_judged(waiting[:, place]),
        )
        for place, label in enumerate(LABELS)
    }


def _decided(db: Connection, model: str, learnt_until: str) -> "NDArray[np.float64]":
    """Return three scores and three decisions of each comment that was read by itself, shape (n, 6); -1 is neither."""
    rows = numbers(
        db,
        f"""{LEADS} SELECT {_SCORES}, {_DECIDED} {STANDING}
        JOIN lead ON lead.step = l.step WHERE l.kind = 'settle' AND l.at > ? AND {READ} AND s.model = ?""",
        (0, learnt_until, model),
    )
    return rows.reshape(-1, 2 * len(LABELS))


def _of_label(decided: "NDArray[np.float64]", place: int) -> "tuple[NDArray[np.float64], NDArray[np.bool_]]":
    """Return the scores of the comments decided on a label, and whether they carry it."""
    said = decided[:, len(LABELS) + place]
    return decided[said >= 0, place], said[said >= 0] == 1


def _swept(db: Connection, condition: str, values: tuple[object, ...]) -> "NDArray[np.float64]":
    """Return the three scores of the comments a condition holds for, shape (n, 3), a page at a time."""
    import numpy as np  # 0.1 s that the first frame of the desk doesn't pay

    found, after = [np.zeros((0, len(LABELS)))], 0
    while True:
        page = numbers(
            db,
            f"SELECT s.ref, {_SCORES} FROM standing s WHERE s.ref > ? AND {condition} ORDER BY s.ref LIMIT {_PAGE}",
            (after, *values),
        ).reshape(-1, 1 + len(LABELS))
        if not len(page):
            return np.concatenate(found)
        found.append(page[:, 1:])
        after = int(page[-1, 0])


def _judged(scores: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the scores there are, sorted."""
    import numpy as np

    return np.sort(scores[scores >= 0])


def _days(db: Connection, since: int, latest: int) -> float:
    """Return over how many days the comments of a span were posted: of a desk of one week, seven."""
    first = db.count("SELECT COALESCE(MIN(posted), 0) FROM standing WHERE posted > ? AND posted <> 0", (since,))
    return max(1.0, (latest - first) / _SECONDS_A_DAY) if latest else 0.0
