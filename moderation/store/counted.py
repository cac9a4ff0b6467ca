"""The part of the store that counts: the desk's figures, the shift's, and what another threshold would do."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from moderation.labels import Label
from moderation.queue import ModeratorStats, Stats
from moderation.store import statistics
from moderation.store.connection import Connection

if TYPE_CHECKING:
    from moderation.figures import Figures
    from moderation.thresholds import History
    from moderation.what_if import Scores


class CountedDesk:
    """A desk as its figures show it."""

    _db: Connection

    def stats(self) -> Stats:
        """Return the desk's figures."""
        return statistics.stats(self._db)

    def moderator_stats(self, who: str, after: int = 0) -> ModeratorStats:
        """Return one moderator's figures, over the rows of the log later than `after`."""
        return statistics.moderator_stats(self._db, who, after)

    def figures(self, after: int = 0, zone: tzinfo | None = None, now: datetime | None = None) -> "Figures":
        """Return the shift's figures; steps since midnight in a zone, and since row `after` where that is earlier."""
        from moderation.store.figures import figures  # with its values 5 ms that the first frame doesn't pay

        return figures(self._db, after, now or datetime.now(UTC), zone)

    def scores(self, now: datetime | None = None) -> "Scores":
        """Return what another threshold can be tried on: waiting scores, and the last seven days' decisions."""
        from moderation.store.figures import scores

        return scores(self._db, now or datetime.now(UTC))

    def histories(self, learnt_until: str, thresholds: Mapping[Label, float]) -> "Mapping[Label, History]":
        """Return what the desk has seen of each label, as the model in service scores it, which learnt until then."""
        from moderation.store.history import histories

        return histories(self._db, learnt_until, thresholds)
