"""Where a comment stands: a fold over the rows of the log about it, and the cached copy that the queue reads.

There is one fold. Every change ends in `refold`, in the transaction of the change, and `triage check` compares
what it wrote with the fold over the whole log.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from msgspec import Struct

from moderation.comments import Status
from moderation.decisions import Kind
from moderation.filters import State
from moderation.store.connection import Connection, Row
from moderation.store.texts import as_text
from moderation.store.touched import touch

# ruff: noqa: S608  statements are put together from constants alone

DECIDING: Final = "('settle', 'hold', 'release')"
"""Kinds that move a comment."""

_FOLDED: Final = "('settle', 'hold', 'release', 'erase')"
"""Kinds that say where a comment stands; an erasure is nobody's to take back."""

IN_EFFECT: Final = """NOT EXISTS (SELECT 1 FROM log u WHERE u.undoes = {0}.n AND u.kind = 'undo'
    AND NOT EXISTS (SELECT 1 FROM log r WHERE r.undoes = u.n AND r.kind = 'redo'))"""
"""Condition on a row of the log, by its alias: it was not taken back, or the taking back was."""

_ROWS: Final = f"""SELECT l.comment, l.n, l.kind, l.digest,
    COALESCE(l.abuse, 0) + 2 * COALESCE(l.off_topic, 0) + 4 * COALESCE(l.disputed_terminology, 0)
    FROM log l WHERE l.kind IN {_FOLDED} AND {IN_EFFECT.format("l")}"""

_CACHED: Final = "s.open, s.state, s.n, s.edited, s.decided, s.reported"
_LEAD: Final = """SELECT MIN(m.ref) FROM standing m INDEXED BY standing_alike
    WHERE m.open = 1 AND m.likeness <> 0 AND m.likeness = s.likeness"""
"""The first waiting comment of the group of `s`: one look into an index, however large the group.

The index is named, since SQLite takes that of all members: 80 s for a wave of 20,000 settled at once.
"""

_LISTED_OF_GROUPS: Final = """SELECT ref, likeness FROM standing INDEXED BY standing_lead
    WHERE listed = 1 AND likeness <> 0 AND likeness IN ({})"""

_TALLIED: Final = ("comments", "open", "held", "settled", "listed")

STATES: Final = tuple(State)
"""A state is stored as its place here."""


class Standing(Struct, frozen=True):
    """Where a comment stands."""

    open: bool
    """Whether it is in the queue as it opens."""
    state: State = State.WAITING
    n: int = 0
    """The row in effect; 0 while it waits."""
    edited: bool = False
    """Whether it was settled with another text than its present one."""
    decided: int | None = None
    """The labels of the settlement in effect, as `log.bits`."""
    reported: bool = False
    """Whether the site says that readers reported it."""

    @property
    def cached(self) -> tuple[object, ...]:
        """The values of the cached columns."""
        return (
            int(self.open),
            STATES.index(self.state),
            self.n,
            int(self.edited),
            self.decided,
            int(self.reported),
        )


def fold(rows: Iterable[Row], digest: str, status: Status) -> Standing:
    """Return where a comment stands by the rows in effect, oldest first, its present text and its status."""
    settlement: Row | None = None
    hold: Row | None = None
    for row in rows:
        if row[2] == Kind.ERASE:  # for good, whatever is recorded of it later
            return Standing(False, State.ERASED, row[1], reported=status is Status.REPORTED)
        # A settlement ends a hold; a hold only interrupts a settlement, which its release gives back.
        if row[2] == Kind.SETTLE:
            settlement, hold = row, None
        else:
            hold = row if row[2] == Kind.HOLD else None
    edited, reported = settlement is not None and settlement[3] != digest, status is Status.REPORTED
    if hold:
        return Standing(False, State.HELD, hold[1], edited, reported=reported)
    if settlement and not edited:
        return Standing(False, State.SETTLED, settlement[1], False, settlement[4], reported)
    # An edited comment waits whatever the site says: approving the old text is what the site was told to do.
    return Standing(status.waits or edited, edited=edited, reported=reported)


def refold(db: Connection, refs: Sequence[int]) -> None:
    """Bring the cached standing of comments, and the tally, up to the log; part of the caller's transaction."""
    refs = list(dict.fromkeys(refs))  # one named twice must not be counted twice
    rows = _by_comment(db.all_in(f"{_ROWS} AND l.comment IN ({{}}) ORDER BY l.comment, l.n", refs))
    present = db.all_in(
        f"""SELECT c.ref, c.digest, c.status, {_CACHED}
        FROM comment c JOIN standing s ON s.ref = c.ref WHERE c.ref IN ({{}})""",
        refs,
    )
    # Only what moved is written: an import that changes an author touches no queue page.
    changed, moved = [], Counter[str]()
    for ref, digest, status, *cached in present:
        standing = fold(rows.get(ref, ()), digest, Status(status)).cached
        if standing != tuple(cached):
            changed.append((*standing, ref))
            moved.update(_places(standing))
            moved.subtract(_places(cached))
    db.run_many(
        "UPDATE standing SET open = ?, state = ?, n = ?, edited = ?, decided = ?, reported = ? WHERE ref = ?", changed
    )
    regroup(db, [ref for *_, ref in changed], moved)


def regroup(db: Connection, refs: Sequence[int], moved: Counter[str] | None = None) -> None:
    """Bring the rows of the queue up to where comments stand and to their groups; part of the caller's transaction.

    `listed` is one for a waiting comment by itself, and for the first that waits of a group of near-copies. Name every
    comment that began or ceased to wait or changed its group, and one that stayed in each group that was left. `moved`
    are counts that have moved already, to be kept along with that of the rows.
    """
    found = db.all_in(
        f"""SELECT s.ref, s.listed, s.open, s.likeness, CASE WHEN s.likeness <> 0 THEN ({_LEAD}) ELSE s.ref END
        FROM standing s WHERE s.ref IN ({{}})""",
        refs,
    )
    present, wanted, leads = {}, {}, {}
    named = {*refs}
    for ref, is_listed, is_open, group, lead in found:
        present[ref], wanted[ref] = is_listed, int(is_open and ref == lead)
        if group:
            leads[group] = lead
    for ref, group in db.all_in(_LISTED_OF_GROUPS, list(leads)):
        present[ref], wanted[ref] = 1, int(ref == leads[group])
    wanted |= {lead: 1 for lead in leads.values() if lead is not None}
    changed = [(want, ref) for ref, want in wanted.items() if want != present.get(ref, 0)]
    db.run_many("UPDATE standing SET listed = ? WHERE ref = ?", changed)
    counts = moved or Counter()
    counts["listed"] += sum(2 * want - 1 for want, _ in changed)
    add_to_tally(db, counts)
    touch(db, [ref for _, ref in changed if ref not in named])  # nobody named those that stand in now


def add_to_tally(db: Connection, more: Counter[str]) -> None:
    """Move the kept counts; part of the caller's transaction."""
    moved = {name: n for name, n in more.items() if n}
    if moved:
        by = " ".join(["WHEN ? THEN ?"] * len(moved))
        names = ", ".join("?" * len(moved))
        values = (value for pair in moved.items() for value in pair)
        db.run(f"UPDATE tally SET count = count + CASE name {by} END WHERE name IN ({names})", (*values, *moved))


def tally(db: Connection) -> dict[str, int]:
    """Return the kept counts: comments, open, held, settled, and listed, the rows of the queue."""
    return {**dict.fromkeys(_TALLIED, 0), **dict(db.all("SELECT name, count FROM tally"))}


def standing_faults(db: Connection) -> Iterator[str]:
    """Yield what the cached standings and counts have wrong, by the fold over the whole log."""
    # The log fits in memory (200 bytes a row) where the comments may not.
    rows = _by_comment(db.all(f"{_ROWS} ORDER BY l.comment, l.n"))
    counted: Counter[str] = Counter()
    leads: dict[int, int] = {}  # group -> its first waiting comment, met in order of their numbers
    after = 0
    while page := db.all(
        f"""SELECT c.ref, c.id, c.digest, c.status, s.listed, s.likeness, {_CACHED}
        FROM comment c LEFT JOIN standing s ON s.ref = c.ref WHERE c.ref > ? ORDER BY c.ref LIMIT 10000""",
        (after,),
    ):
        for ref, id, digest, status, listed, group, *cached in page:
            standing = fold(rows.get(ref, ()), digest, Status(status)).cached
            is_row = bool(standing[0]) and (not group or leads.setdefault(group, ref) == ref)
            counted.update(("comments", *_places(standing), *(["listed"] if is_row else [])))
            if standing != tuple(cached):
                yield f"comment {as_text(id)} stands as {tuple(cached)}, the log says {standing}"
            if is_row != bool(listed):
                yield f"comment {as_text(id)} {'is no' if is_row else 'is a'} row of the queue, against what waits"
        after = page[-1][0]
    for name, count in tally(db).items():
        if count != counted[name]:
            yield f"the count of {name} comments is kept as {count:,}, the log says {counted[name]:,}"


def _by_comment(rows: Iterable[Row]) -> dict[int, list[Row]]:
    return {comment: list(about) for comment, about in groupby(rows, key=itemgetter(0))}


def _places(cached: Sequence[object]) -> list[str]:
    is_open, state, *_ = cached
    named = {STATES.index(State.HELD): "held", STATES.index(State.SETTLED): "settled"}
    return (["open"] if is_open else []) + ([named[state]] if isinstance(state, int) and state in named else [])
