"""Leases on comments: who has which comment open, and which one a desk can go on with.

A claim is taken by one conditional upsert, never by a look and then a write: a side table read first gave the same
comment to two of eight processes, once in two thousand. A sitting has one comment at a time.
"""

from collections.abc import Sequence

from moderation.people import LEASE_SECONDS, GoingOn, Person, Sitting
from moderation.store.connection import Connection
from moderation.store.log import now as written_now
from moderation.store.standing import STATES
from moderation.store.texts import as_text, storable

_TAKE = """INSERT INTO claim (ref, sitting, who, until) VALUES (?, ?, ?, ?)
    ON CONFLICT (ref) DO UPDATE SET sitting = excluded.sitting, who = excluded.who, until = excluded.until
    WHERE claim.sitting = excluded.sitting OR claim.until <= ?"""

_FREE = """SELECT s.ref FROM standing s WHERE s.state IN ({states})
    AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.ref = s.ref AND c.sitting <> ? AND c.until > ?)
    AND s.ref IN ({{}})"""

_PART = 16
"""Candidates looked at together: nearly always the first is free."""


def claim(db: Connection, ref: int | None, sitting: Sitting, now: float) -> str:
    """Say that a sitting is here and has a comment open, or none; return who has that comment instead, "" for nobody.

    Whatever it had before is free again. The lease is renewed by claiming the same comment again. A claim that comes
    late, after one made later than `now`, changes nothing: a decision has gone on while it waited for its turn.
    """
    with db.writing():
        _forget_gone(db, now)
        if db.one("SELECT 1 FROM claim WHERE sitting = ? AND until > ?", (sitting.id, now + LEASE_SECONDS)):
            return ""
        _be_seen(db, sitting, now)
        if ref is not None:
            _take(db, ref, sitting, now)
        db.run("DELETE FROM claim WHERE sitting = ? AND ref IS NOT ?", (sitting.id, ref))
        other = db.one("SELECT who FROM claim WHERE ref = ? AND sitting <> ?", (ref, sitting.id))
        return as_text(other[0]) if other else ""


def claim_first(db: Connection, on: GoingOn) -> int | None:
    """Claim the first free comment among the candidates, a transaction of its own; None where all are taken."""
    with db.writing():
        return go_on(db, on)


def go_on(db: Connection, on: GoingOn) -> int | None:
    """Claim the first free comment among the candidates as part of the caller's transaction.

    The write lock is held from the look to the row, so nobody comes in between.
    """
    _forget_gone(db, on.now)
    _be_seen(db, on.sitting, on.now)
    chosen = _first_free(db, on)
    if chosen is not None:
        _take(db, chosen, on.sitting, on.now)
    db.run("DELETE FROM claim WHERE sitting = ? AND ref IS NOT ?", (on.sitting.id, chosen))
    return chosen


def release_claims(db: Connection, sitting: Sitting) -> None:
    """Let a sitting end: what it had is free at once."""
    with db.writing():
        db.run("DELETE FROM claim WHERE sitting = ?", (sitting.id,))
        db.run("DELETE FROM sitting WHERE id = ?", (sitting.id,))


def people(db: Connection) -> tuple[Person, ...]:
    """Return every sitting on record with the comment it has open, those first that came first.

    Some may be over: that a lease has ended is for the reader's clock to say.
    """
    rows = db.all(
        """SELECT s.id, s.who, s.since, s.seen, c.ref FROM sitting s LEFT JOIN claim c ON c.sitting = s.id
        ORDER BY s.since, s.id"""
    )
    return tuple(
        Person(Sitting(id, as_text(who)), since, seen + LEASE_SECONDS, ref) for id, who, since, seen, ref in rows
    )


def _be_seen(db: Connection, sitting: Sitting, now: float) -> None:
    db.run(
        """INSERT INTO sitting (id, who, since, seen) VALUES (?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET seen = excluded.seen""",
        (sitting.id, storable(sitting.who), written_now(), now),
    )


def _take(db: Connection, ref: int, sitting: Sitting, now: float) -> None:
    db.run(_TAKE, (ref, sitting.id, storable(sitting.who), now + LEASE_SECONDS, now))


def _forget_gone(db: Connection, now: float) -> None:
    """Let go of leases that are over, and of those made by a clock that has been set back since."""
    ahead = now + 2 * LEASE_SECONDS
    db.run("DELETE FROM sitting WHERE seen <= ? OR seen > ?", (now - LEASE_SECONDS, ahead))
    db.run("DELETE FROM claim WHERE until <= ? OR until > ?", (now, ahead))


def _first_free(db: Connection, on: GoingOn) -> int | None:
    for start in range(0, len(on.candidates), _PART):
        part = on.candidates[start : start + _PART]
        free = _free_among(db, on, part)
        if (chosen := next((ref for ref in part if ref in free), None)) is not None:
            return chosen
    return None


def _free_among(db: Connection, on: GoingOn, refs: Sequence[int]) -> set[int]:
    states = ", ".join(str(STATES.index(state)) for state in on.states)
    return {ref for (ref,) in db.all_in(_FREE.format(states=states), refs, on.sitting.id, on.now)}
