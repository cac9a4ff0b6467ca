"""What one sitting knows of the others at the desk: who is here, what they have open, what they did since.

Looking costs 5 us while nothing happens. Claims are written by a connection of their own, so that a key never waits
for the disk because the cursor came to rest on a comment; those that come with a decision cost nothing extra.
"""

import os
import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from moderation.filters import State
from moderation.people import RENEW_SECONDS, Changes, GoingOn, Person, Sitting
from moderation.store.store import Store
from moderation.waiting import Queue

_AHEAD: Final = 64
"""Comments looked through for one to go on with: as many desks would have to be open for all of them to be taken."""

_MACHINE: Final = os.uname().nodename if hasattr(os, "uname") else ""
"""Empty on Windows, where a process can't be asked after without ending it."""

_PATIENCE_SECONDS: Final = 10.0
"""Between two readings of the whole queue: while a million are scored, each second brings more than can be named."""


class Company:
    """The others at a desk, as one sitting sees them."""

    def __init__(self, store: Store, who: str, clock: Callable[[], float] = time.time) -> None:
        self.sitting = new_sitting(who)
        self._store = store
        self._clock = clock
        self._mark = store.mark()
        self._people = store.people(clock())
        self._crashed = [one.sitting for one in self._people if is_crashed(one.sitting, who)]
        self._beside: Store | None = None
        self._beside_lock = Lock()
        self._open: int | None = None
        self._signed_at = float("-inf")
        self._has_left = False
        self._is_behind = False
        self._read_anew_at = float("-inf")

    @property
    def others(self) -> tuple[Person, ...]:
        """Whoever else is here, by sitting, those first that came first."""
        now = self._clock()
        gone = {self.sitting, *self._crashed}
        return tuple(one for one in self._people if one.sitting not in gone and one.until > now)

    def who_has(self, ref: int) -> str:
        """Return who else has a comment open, as far as was seen at the last look; empty for nobody."""
        return next((one.who for one in self.others if one.ref == ref), "")

    def taken(self) -> dict[int, str]:
        """Return what others have open, and who."""
        return {one.ref: one.who for one in self.others if one.ref is not None}

    def free_place(self, queue: Queue, place: int) -> int:
        """Return the first place from one on that nobody else is known to have open; that place where there is none."""
        taken = self.taken()
        for ahead in range(place, len(queue)) if taken else ():
            if queue.ref_at(ahead) not in taken:
                return ahead
        return place

    def look(self) -> Changes:
        """Return what happened since the last look, by anybody."""
        changes = self._store.changes(self._mark)
        self._mark = changes.mark
        self._people = self._people if changes.people is None else changes.people
        self._is_behind |= changes.many
        return changes

    def is_time_to_read_anew(self) -> bool:
        """Whether more happened than could be named, and the last time that was so is long enough ago."""
        is_due = self._is_behind and _is_over(_PATIENCE_SECONDS, self._read_anew_at, self._clock())
        if is_due:
            self._is_behind, self._read_anew_at = False, self._clock()
        return is_due

    def owes_a_sign(self, ref: int | None) -> bool:
        """Whether the others don't know yet that this comment is open here, or may soon think nobody is."""
        return ref != self._open or _is_over(RENEW_SECONDS, self._signed_at, self._clock())

    def now(self) -> float:
        """Return the time by this sitting's clock, seconds since 1970."""
        return self._clock()

    def claim(self, ref: int | None, now: float) -> str:
        """Say that a comment, or none, is open here as of a time; return who has it instead, "" for nobody.

        Waits for the disk: may be called from a worker, with the time at which the comment was seen to be open.
        """
        with self._beside_lock:
            if self._has_left:
                return ""
            beside = self._beside = self._beside or Store.open(self._store.address)
            other = beside.claim(ref, self.sitting, now)
            self._people = beside.people(now)
        if now >= self._signed_at:  # else a decision has gone on in the meantime
            self._open, self._signed_at = ref, now
        return other

    @property
    def is_seated(self) -> bool:
        """Whether the others know of this sitting: it has claimed a comment to begin with."""
        return self._signed_at > float("-inf")

    @property
    def sits_elsewhere(self) -> bool:
        """Whether the same moderator has another desk open."""
        return any(one.who == self.sitting.who for one in self.others)

    def claim_first(self, queue: Queue, place: int, states: frozenset[State]) -> int | None:
        """Claim the first comment from a place of the queue on that is free, else before it; None where none is."""
        while self._crashed:
            self._store.release_claims(self._crashed.pop())
        found = self._store.claim_first(self.going_on(queue, place, states))
        self.went_on(found)
        return found

    def going_on(self, queue: Queue, place: int, states: frozenset[State], but: int | None = None) -> GoingOn:
        """Return the wish to go on with the first comment from a place of the queue on that nobody else has."""
        # Of `is:any` a decision takes nothing away: the comment before would be decided again, and again.
        ahead = around(queue, place, backwards=states == {State.WAITING})
        return GoingOn(self.sitting, self._clock(), [ref for ref in ahead if ref != but], states)

    def coming_back(self) -> GoingOn | None:
        """Return the wish to have open what is taken back, wherever it stands then; None where nobody sits here."""
        return GoingOn(self.sitting, self._clock(), (), frozenset(State)) if self.is_seated else None

    def went_on(self, ref: int | None) -> None:
        """Take note of what a decision claimed."""
        self._open, self._signed_at = ref, self._clock()

    def leave(self) -> None:
        """End the sitting: what it had is free at once, and nobody sees it any more."""
        with self._beside_lock:
            self._has_left = True
            if self._beside is not None:
                self._beside.close()
                self._beside = None
        if self.is_seated:
            self._store.release_claims(self.sitting)


def new_sitting(who: str) -> Sitting:
    """Return a sitting with a name of its own: the machine, the process, and something random."""
    return Sitting(f"{_MACHINE}:{os.getpid()}:{os.urandom(8).hex()}", who)


def is_crashed(sitting: Sitting, who: str) -> bool:
    """Whether a sitting is this moderator's own, on this machine, and its program has ended without a word.

    Who opens the desk again after a crash wants the comment that was open, not wait a minute for it.
    """
    machine, _, process = sitting.id.rpartition(":")[0].rpartition(":")
    if not _MACHINE or (sitting.who, machine) != (who, _MACHINE) or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)  # asks whether it is there, and does nothing to it
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _is_over(seconds: float, since: float, now: float) -> bool:
    """Whether so many seconds have passed, or the clock was set back and nobody can tell."""
    return not since <= now < since + seconds


def around(queue: Queue, place: int, *, backwards: bool) -> list[int]:
    """Return the comments from a place of the queue on, then those before it, nearest first, if backwards too."""
    before = queue.between(place - _AHEAD, place - 1) if backwards and place else []
    return [*queue.between(place, place + _AHEAD), *reversed(before)]
