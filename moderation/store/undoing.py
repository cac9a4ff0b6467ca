"""Undo and redo: a step is taken back by writing rows that say so, for ever after if need be.

A person takes back their own steps alone, latest first; a row whose comment, or correction, somebody else has since
moved is left, and reported, because taking it back would change nothing but the story.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from moderation.decisions import Kind
from moderation.people import GoingOn
from moderation.queue import TakenBack
from moderation.store import log
from moderation.store.claims import go_on
from moderation.store.connection import Connection, Row
from moderation.store.log import BY_HAND, NewRow, append
from moderation.store.standing import DECIDING, IN_EFFECT, refold
from moderation.store.texts import storable

# ruff: noqa: S608  statements are put together from the constants above

UNDOABLE: Final = "('settle', 'hold', 'release', 'note', 'correction')"
"""Kinds that are steps of their author; the last two move no comment."""

# A correction's detail is its state, a space, and what it is about.
_SUBJECT = "SUBSTR({0}.detail, INSTR({0}.detail, ' ') + 1)"
_SAME_SUBJECT = f"{_SUBJECT.format('o')} = {_SUBJECT.format('l')}"

# Only rows in effect overtake: what somebody else has taken back themselves stands in nobody's way. A reason is
# about a row, and nothing that comes later makes it untrue.
_LATER = f"o.n > l.n AND o.who <> l.who AND {IN_EFFECT.format('o')}"
_OVERTAKEN = f"""(l.kind <> 'note' AND CASE l.kind
    WHEN 'correction' THEN EXISTS (SELECT 1 FROM log o WHERE o.kind = 'correction' AND {_SAME_SUBJECT} AND {_LATER})
    ELSE EXISTS (SELECT 1 FROM log o WHERE o.comment = l.comment AND o.kind IN {DECIDING} AND {_LATER}) END)"""

# (n, step, decision, comment, overtaken) of what this person can take back.
_TO_UNDO = f"""SELECT l.n, l.step, l.n, l.comment, {_OVERTAKEN} AS overtaken FROM log l
    WHERE l.who = ? AND l.kind IN {UNDOABLE} AND {IN_EFFECT.format("l")}"""

# The same for their undo rows; the last condition is what ends redo at a new decision.
_TO_REDO = f"""SELECT t.n, t.step, l.n, l.comment, {_OVERTAKEN} AS overtaken
    FROM log t JOIN log l ON l.n = t.undoes
    WHERE t.who = ? AND t.kind = 'undo' AND NOT EXISTS (SELECT 1 FROM log r WHERE r.undoes = t.n AND r.kind = 'redo')
    AND t.n > COALESCE((SELECT MAX(d.n) FROM log d WHERE d.who = t.who AND d.kind IN {UNDOABLE}
        AND {BY_HAND.format("d")}), 0)"""


def undo(db: Connection, who: str, steps: int, on: GoingOn | None = None) -> TakenBack:
    """Take back this person's latest steps that stand; does nothing where none is left.

    A sitting goes on with the first comment taken back, claimed in the same transaction: it waits from now on, and
    another desk would go to it before this one could say that it has it open.
    """
    with db.writing():
        taken = _take_back(db, Kind.UNDO, _TO_UNDO, "l", who, steps)
        if on and taken.refs:
            taken = replace(taken, next=go_on(db, replace(on, candidates=taken.refs[:1])))
        return taken


def redo(db: Connection, who: str, steps: int) -> TakenBack:
    """Put back this person's latest undone steps; none can be once they have decided anew."""
    with db.writing():
        return _take_back(db, Kind.REDO, _TO_REDO, "t", who, steps)


def _take_back(db: Connection, kind: Kind, candidates: str, alias: str, who: str, steps: int) -> TakenBack:
    taken = TakenBack()
    for _ in range(steps):
        rows = _latest_step(db, candidates, alias, who)
        taken += _step_taken_back(db, kind, rows, who)
        # Nothing was written, so the next look would find the same rows.
        if all(overtaken for *_, overtaken in rows):
            break
    return taken


def _latest_step(db: Connection, candidates: str, alias: str, who: str) -> list[Row]:
    """Return the rows (n, step, decision, comment, overtaken) of the latest step with anything to take back.

    Where there is none, those of the latest step that was overtaken altogether.
    """
    # Walks back over what is undone already, 2 us a row: felt only after ten thousand undos in a row.
    latest = f" ORDER BY {alias}.n DESC LIMIT 1"
    name = storable(who)
    by_hand = f"{candidates} AND {BY_HAND.format('l')}"
    found = db.one(f"{by_hand} AND NOT {_OVERTAKEN}{latest}", (name,)) or db.one(candidates + latest, (name,))
    if found is None:
        return []
    # A step is the number of its first row: without that bound, all that this person ever did is looked through.
    return db.all(f"{candidates} AND {alias}.n >= ? AND {alias}.step = ? ORDER BY {alias}.n", (name, *found[1:2] * 2))


def _step_taken_back(db: Connection, kind: Kind, rows: Sequence[Row], who: str) -> TakenBack:
    free = [row for row in rows if not row[4]]
    left = log.entries(db, [row[2] for row in rows if row[4]])
    if not free:
        return TakenBack(left=tuple(left))
    refs = [ref for _, _, _, ref, _ in free if ref is not None]
    step = append(db, [NewRow(who, kind, ref, undoes=n) for n, _, _, ref, _ in free])
    refold(db, refs)
    written = log.entries(db, range(step, step + len(free)))
    return TakenBack(tuple(written), tuple(left), tuple(refs))
