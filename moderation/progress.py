"""What came of a key, and how far a moderator has come."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from moderation.clock import midnight_before, stamp
from moderation.decisions import is_override
from moderation.labels import Labels
from moderation.policy import Action
from moderation.queue import Settlement


class Recorded(Struct, frozen=True):
    """What a key press put in the log."""

    step: int
    refs: tuple[int, ...]
    labels: Labels
    """Of the first comment."""
    action: Action
    """What the site will do with the first comment."""
    next: int | None = None
    """The comment that was claimed to go on with, where this is a sitting among others."""
    left: tuple[int, ...] = ()
    """Comments of a bulk step that somebody had decided in the meantime; theirs stand."""


class Progress(Struct, frozen=True):
    """How far this moderator has come."""

    waiting: int
    """Comments in the queue as it opens, whatever is filtered."""
    today: int
    """Settled by this moderator since midnight where they are."""
    session: int
    """Settled, and not taken back, since this review began."""
    agreed: int
    """Today's settlements that took the suggestion as it was."""
    scored: int
    """Today's settlements that answered a suggestion."""

    @property
    def agreement(self) -> float | None:
        """Share of today's settlements that took the suggestion as it was; None where none answered one."""
        return self.agreed / self.scored if self.scored else None

    def with_more(self, settlements: Sequence[Settlement]) -> "Progress":
        """Return the progress once some comments are settled for the first time."""
        scored = [one for one in settlements if one.answers.model]
        return replace(
            self,
            today=self.today + len(settlements),
            session=self.session + len(settlements),
            agreed=self.agreed + sum(not is_override(one.labels, one.answers) for one in scored),
            scored=self.scored + len(scored),
        )


def midnight() -> str:
    """Return when the day began where the moderator is, as the log writes times: UTC, milliseconds, `Z`."""
    return stamp(midnight_before(datetime.now(UTC)))
