"""Decisions that the last retraining would look at again: rows of the log, by number, and no word of a reader's.

A decision is suspected only while its row is in effect, so that a comment leaves the queue with the next decision on
it, whoever makes it, and comes back when that one is undone; nothing here has to hear of either.
"""

from collections.abc import Sequence
from typing import Final

from moderation.labels import LABELS, Label
from moderation.store.clauses import Condition
from moderation.store.connection import Connection
from moderation.store.log import BY_HAND
from moderation.store.standing import IN_EFFECT
from moderation.store.touched import touch
from moderation.suspects import Suspect

# ruff: noqa: S608  statements are put together from constants alone

TABLE: Final = """CREATE TABLE suspect (
    ref INTEGER NOT NULL REFERENCES comment (ref), n INTEGER NOT NULL REFERENCES log (n), label TEXT NOT NULL,
    suspicion REAL NOT NULL, PRIMARY KEY (ref, n, label)) WITHOUT ROWID"""

SUSPECTED: Final = "(SELECT DISTINCT ref AS comment, n FROM suspect) g"
"""Suspected decisions as a table, each once however many of its labels are suspected."""

SUSPICION: Final = "COALESCE((SELECT MAX(d.suspicion) FROM suspect d WHERE d.ref = s.ref AND d.n = s.n), 0)"
"""How suspicious the decision in effect is, over `standing s`; 0 for most."""


def suspected(wanted: bool) -> Condition:
    """Return the condition on `standing s` that its decision in effect is suspected, or is not."""
    is_in = "EXISTS" if wanted else "NOT EXISTS"
    return Condition(f"s.n > 0 AND {is_in} (SELECT 1 FROM suspect d WHERE d.ref = s.ref AND d.n = s.n)")


_AGREED: Final = ", ".join(f"MAX(o.{label} IS l.{label})" for label in LABELS)

_TWICE: Final = f"""SELECT l.n, {_AGREED} FROM log l
    JOIN log o ON o.comment = l.comment AND o.n < l.n AND o.kind = 'settle' AND o.digest IS l.digest
    WHERE {BY_HAND.format("l")} AND {BY_HAND.format("o")} AND {IN_EFFECT.format("o")} AND l.n IN ({{}}) GROUP BY l.n"""


def seconded(db: Connection, numbers: Sequence[int]) -> dict[int, frozenset[Label]]:
    """Return for rows of the log the labels on which an earlier settlement of the same text said the same."""
    return {
        n: frozenset(label for label, same in zip(LABELS, agreed, strict=True) if same)
        for n, *agreed in db.all_in(_TWICE, numbers)
    }


def put_suspects(db: Connection, suspects: Sequence[Suspect]) -> None:
    """Keep what a retraining suspects in the place of what the last one did; all of it or nothing."""
    with db.writing():
        before = {ref for (ref,) in db.all("SELECT ref FROM suspect")}
        db.run("DELETE FROM suspect")
        rows = [(one.ref, one.n, one.label.value, one.suspicion) for one in suspects]
        db.run_many("INSERT INTO suspect (ref, n, label, suspicion) VALUES (?, ?, ?, ?)", rows)
        touch(db, sorted(before | {one.ref for one in suspects}))


def suspected_labels(db: Connection, ref: int, n: int) -> dict[Label, float]:
    """Return on which labels a row of the log is suspected, and how much, the most suspicious first."""
    rows = db.all("SELECT label, suspicion FROM suspect WHERE ref = ? AND n = ? ORDER BY suspicion DESC", (ref, n))
    return {Label(label): suspicion for label, suspicion in rows}


def suspects(db: Connection) -> list[Suspect]:
    """Return the suspected decisions that are in effect, most suspicious first."""
    rows = db.all(
        """SELECT d.ref, d.n, d.label, d.suspicion FROM suspect d JOIN standing s ON s.ref = d.ref AND s.n = d.n
        ORDER BY d.suspicion DESC, d.n, d.label"""
    )
    return [Suspect(ref, n, Label(label), suspicion) for ref, n, label, suspicion in rows]
