"""The part of the store that several moderators on one desk need: claims, who is here, what changed, reasons."""

from collections.abc import Sequence

from moderation.people import Changes, GoingOn, Mark, Person, Sitting, WentOn
from moderation.queue import Settlement
from moderation.store import changes, claims, decisions, notes
from moderation.store.connection import Connection


class SharedDesk:
    """A desk as several people see it."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def settle_and_go_on(
        self,
        settlements: Sequence[Settlement],
        who: str,
        on: GoingOn | None,
        note: str = "",
        seconds: float | None = None,
    ) -> WentOn:
        """Record decisions and claim the comment to go on with, in one transaction; raises DecidedMeanwhile."""
        return decisions.settle(self._db, settlements, who, note, seconds, on)

    def claim(self, ref: int | None, sitting: Sitting, now: float) -> str:
        """Give a sign of life and have a comment open, or none; return who has that one instead, "" for nobody."""
        return claims.claim(self._db, ref, sitting, now)

    def claim_first(self, on: GoingOn) -> int | None:
        """Claim the first free comment among candidates; None where all are taken."""
        return claims.claim_first(self._db, on)

    def release_claims(self, sitting: Sitting) -> None:
        """Let a sitting end: what it had is free at once."""
        claims.release_claims(self._db, sitting)

    def people(self, now: float) -> tuple[Person, ...]:
        """Return who is at the desk, those first that came first."""
        return tuple(person for person in claims.people(self._db) if person.until > now)

    def mark(self) -> Mark:
        """Return where the desk stands now, to ask later what changed since."""
        return changes.mark(self._db)

    def changes(self, since: Mark) -> Changes:
        """Return what happened since a mark; 5 us where nothing has."""
        return changes.changes(self._db, since)

    def note(self, n: int, who: str, text: str) -> int:
        """Say why a row of the log, or the step it begins, was decided; return the number of the new step."""
        return notes.note(self._db, n, who, text)

    def last_step(self, who: str) -> int:
        """Return the number of this person's latest decision in effect, 0 where there is none."""
        return notes.last_step(self._db, who)
