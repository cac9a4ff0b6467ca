"""What is kept of near-copies: which group a comment belongs to, and which comments await a look.

The finding of them is in `gathering.py`, which reads texts; here is what a line of the queue needs to know.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from moderation.store.connection import Connection
from moderation.store.texts import as_text

COPIES: Final = """CASE WHEN s.likeness = 0 THEN 0 ELSE (SELECT COUNT(*) FROM standing m INDEXED BY standing_alike
    WHERE m.open = 1 AND m.likeness <> 0 AND m.likeness = s.likeness AND m.ref <> s.ref) END"""
"""Column over `standing s`: how many others of its group wait; from an index of their own, 2 ms for 20,000."""


def await_look(db: Connection, refs: Iterable[int]) -> None:
    """Say that comments are new or read otherwise now; part of the caller's transaction."""
    db.run_many("INSERT INTO likeness_due (ref) VALUES (?) ON CONFLICT (ref) DO NOTHING", ((ref,) for ref in refs))


def ungathered(db: Connection) -> int:
    """Return how many comments await a look."""
    return db.count("SELECT COUNT(*) FROM likeness_due")


def copies(db: Connection, ref: int) -> list[int]:
    """Return the waiting members of a comment's group but itself, oldest first."""
    found = db.all(
        """SELECT m.ref FROM standing m INDEXED BY standing_alike WHERE m.open = 1 AND m.likeness <> 0
        AND m.likeness = (SELECT likeness FROM standing WHERE ref = ?) AND m.ref <> ? ORDER BY m.ref""",
        (ref, ref),
    )
    return [member for (member,) in found]


def standing_in(db: Connection, refs: Sequence[int]) -> list[int]:
    """Return the first two waiting members of each group of these comments."""
    groups = db.all_in("SELECT DISTINCT likeness FROM standing WHERE likeness <> 0 AND ref IN ({})", refs)
    first = """SELECT ref FROM standing INDEXED BY standing_alike
        WHERE open = 1 AND likeness <> 0 AND likeness = ? ORDER BY ref LIMIT 2"""
    return [ref for group in groups for (ref,) in db.all(first, group)]


def texts(db: Connection, refs: Sequence[int]) -> dict[int, str]:
    """Return the texts of comments by row number."""
    return {ref: as_text(text) for ref, text in db.all_in("SELECT ref, text FROM comment WHERE ref IN ({})", refs)}
