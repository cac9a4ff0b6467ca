"""The part of the store that knows which comments are near-copies of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moderation.queue import Similar
from moderation.store import likeness
from moderation.store.connection import Connection

if TYPE_CHECKING:
    from moderation.store.gathering import Gathered


class AlikeDesk:
    """A desk as waves of the same text are seen on it."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def gather(self, limit: int, *, following: bool = True) -> Gathered:
        """Put up to `limit` comments that arrived or changed into groups of near-copies, until none is left to read.

        With `following`, those that say what was settled before under the same article are settled likewise.
        """
        from moderation.store import gathering  # reads texts: 14 ms that the desk's first frame doesn't pay

        return gathering.gather(self._db, limit, following=following)

    def ungathered(self) -> int:
        """Return how many comments wait to be put into groups."""
        return likeness.ungathered(self._db)

    def copies(self, ref: int) -> list[int]:
        """Return the waiting comments of the group of a comment but itself, oldest first."""
        return likeness.copies(self._db, ref)

    def standing_in(self, refs: Sequence[int]) -> list[int]:
        """Return of each group of these comments the first two that wait: those that may stand for it in the queue."""
        return likeness.standing_in(self._db, refs)

    def similar(self, ref: int, most: int = 100) -> list[Similar]:
        """Return waiting comments that resemble one and are no copies of it, with what keeps them apart."""
        from moderation.store import similar

        return similar.similar(self._db, ref, most)

    def texts(self, refs: Sequence[int]) -> dict[int, str]:
        """Return the texts of comments by row number."""
        return likeness.texts(self._db, refs)
