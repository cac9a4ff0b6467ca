"""Reasons given afterwards: rows of their own, since no row of the log is ever changed."""

from collections.abc import Sequence

from moderation.decisions import Kind
from moderation.errors import WrongUse
from moderation.store.connection import Connection, Row
from moderation.store.log import BY_HAND, NewRow, append
from moderation.store.standing import DECIDING, IN_EFFECT
from moderation.store.texts import as_text, storable

# ruff: noqa: S608  statements are put together from constants alone

_IN_EFFECT = IN_EFFECT.format("l")


def note(db: Connection, n: int, who: str, text: str) -> int:
    """Say why something was decided, as a step of its own, and return the step's number.

    `n` is a row of the log; where it is the first of a step, the reason is given for each row of that step.
    Raises WrongUse where the row decided nothing or was taken back, and where nothing is said.
    """
    if not text.strip():
        raise WrongUse("A reason that says nothing was not recorded.")
    if not who.strip():
        raise WrongUse("A reason needs a name: say who gives it with --as NAME.")
    with db.writing():
        about = _rows(db, n)
        if not about:
            raise WrongUse(f"Row {n:,} of the log is no decision in effect, so there is nothing to give a reason for.")
        return append(db, [NewRow(who, Kind.NOTE, ref, note=text.strip(), detail=str(row)) for row, ref in about])


def last_step(db: Connection, who: str) -> int:
    """Return the number of this person's latest decision in effect, 0 where there is none."""
    return db.count(
        f"""SELECT l.step FROM log l WHERE l.who = ? AND l.kind IN {DECIDING} AND {_IN_EFFECT}
        AND {BY_HAND.format("l")} ORDER BY l.n DESC LIMIT 1""",
        (storable(who),),
    )


def reasons(db: Connection, refs: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return what was added to rows about these comments and still stands, by the number of the row."""
    given: dict[int, tuple[str, ...]] = {}
    rows = db.all_in(
        f"SELECT l.n, l.detail, l.note FROM log l WHERE l.kind = 'note' AND {_IN_EFFECT} AND l.comment IN ({{}})", refs
    )
    for _, about, text in sorted(rows, key=lambda row: int(row[0])):
        given[int(about)] = (*given.get(int(about), ()), as_text(text))
    return given


def _rows(db: Connection, n: int) -> list[Row]:
    """Return (row, comment) of a row, or of a step by the number of its first, as far as they decide and stand."""
    step = db.count("SELECT step FROM log WHERE n = ?", (n,))
    if step != n:
        return db.all(f"SELECT n, comment FROM log l WHERE n = ? AND kind IN {DECIDING} AND {_IN_EFFECT}", (n,))
    # The rows of a step follow one another; no index says so, but a look for the first other row ends there.
    end = db.count("SELECT n FROM log WHERE n > ? AND step <> ? ORDER BY n LIMIT 1", (n, n)) or 2**62
    return db.all(
        f"SELECT n, comment FROM log l WHERE n >= ? AND n < ? AND kind IN {DECIDING} AND {_IN_EFFECT} ORDER BY n",
        (n, end),
    )
