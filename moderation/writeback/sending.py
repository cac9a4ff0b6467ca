"""One run over a plan: changes sent one by one, each looked at right before and looked at again afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from moderation.text import plural
from moderation.writeback.changes import Change, Outcome
from moderation.writeback.journal import Journal
from moderation.writeback.judging import judged
from moderation.writeback.pacing import Pace
from moderation.writeback.reading import LATER, Limits, Reader, Stopped
from moderation.writeback.sites import Conflict, Live, Mismatch, Refused, Site, SiteError, TryLater, Unsure

_FRESH: Final = 5.0
"""Seconds that a reading of comments is good for."""

_FIND_OUT: Final = "Nothing more was sent; find out why, then go on with --explained."


class Run:
    """One run over a plan: what it has sent so far, and how patient it still is."""

    def __init__(self, site: Site, journal: Journal, who: str, limits: Limits, pace: Pace) -> None:
        self._site = site
        self._journal = journal
        self._who = who
        self._limits = limits
        self._pace = pace
        self._sent: set[str] = set()
        self._verified = 0
        self._refusals = 0
        self._last: SiteError | None = None
        self._reader = Reader(site, pace, limits)

    def through(self, waiting: Sequence[Change]) -> Iterator[int]:
        """Settle changes in batches, and yield how many are through after each change."""
        stop_unexplained(self._journal)
        done = 0
        while done < len(waiting):
            # Until ten changes have been sent and seen on the site, no batch can send more than are missing to ten.
            missing = self._limits.canary - self._verified
            for _ in self._settled(waiting[done : done + (missing if missing > 0 else self._limits.batch)]):
                done += 1
                yield done

    def _settled(self, batch: Sequence[Change]) -> Iterator[Change]:
        changed: list[Change] = []
        lives: Mapping[str, Live] = {}
        known, read_at = 0, 0.0
        for place, change in enumerate(batch):
            # Fifty changes take 17 s at the usual pace, in which people edit and moderate. Reading fifty one by one
            # takes Disqus three minutes of its hour's thousand requests: no more is read than is acted on at once.
            if place >= known or self._pace.now() - read_at > _FRESH:
                known = place + self._site.at_once
                lives = self._reader.read([each.id for each in batch[place:known]])
                read_at = self._pace.now()
            self._settle(change, lives.get(change.id))
            if self._journal.of(change).outcome is Outcome.CHANGED:
                changed.append(change)
            yield change
        self._verify(changed)
        self._verified += len(changed)

    def _settle(self, change: Change, live: Live | None) -> None:
        """Bring a change to an end: sent as often as is safe, or left alone."""
        for _ in range(self._limits.tries):
            # A fresh look before each try: a request that arrived without an answer is seen, and not repeated.
            if self._is_settled(change, live) or live is None or self._send(change, live):
                return
            live = self._reader.read([change.id]).get(change.id)
        if not self._is_settled(change, live):
            self._give_up(change)

    def _is_settled(self, change: Change, live: Live | None) -> bool:
        outcome, why = judged(change, live, self._site.verbs, sent=self._journal.of(change).is_open)
        if outcome is not None:
            self._end(change, outcome, why)
        return outcome is not None

    def _give_up(self, change: Change) -> None:
        """End a change that stands as before after as many tries as there are."""
        if isinstance(self._last, TryLater):
            raise Stopped(f"The site asks for patience: {self._last} {LATER}") from self._last
        unsure = self._journal.of(change).is_open
        self._leave(change, Outcome.UNSURE if unsure else Outcome.REFUSED, str(self._last))

    def _send(self, change: Change, live: Live) -> bool:
        """Send a change and return whether that was its end; False calls for another look at the comment."""
        self._count(change)
        self._pace.wait()
        self._journal.intend(change, live, self._who)
        try:
            self._site.change(live, change.wanted)
        except SiteError as error:
            self._last = error
            return self._bear(change, error)
        self._end(change, Outcome.CHANGED)
        self._refusals = 0
        return True

    def _bear(self, change: Change, error: SiteError) -> bool:
        """Write down what a site says that didn't do it, and return whether that ends the change.

        Raises Stopped where there is no going on with any.
        """
        if isinstance(error, Refused):
            self._leave(change, Outcome.REFUSED, str(error))
        elif isinstance(error, Unsure):
            self._pace.breathe()
        elif isinstance(error, Conflict | TryLater):
            self._end(change, Outcome.SKIPPED, str(error))
            if isinstance(error, TryLater):
                self._reader.rest(error)
        elif isinstance(error, Mismatch):
            self._end(change, Outcome.UNEXPLAINED, str(error))
            raise Stopped(f"{error} {_FIND_OUT}") from error
        else:
            # A firewall that looks at answers sends its 403 after the site did what it was asked.
            self._end(change, Outcome.UNSURE, str(error))
            raise Stopped(str(error)) from error
        return isinstance(error, Refused)

    def _count(self, change: Change) -> None:
        if change.key not in self._sent and len(self._sent) >= self._limits.most:
            raise Stopped(
                f"{plural(self._limits.most, 'change')} sent, as many as one run may (--most); look at the site, "
                "then run the same again for the others."
            )
        self._sent.add(change.key)

    def _leave(self, change: Change, outcome: Outcome, why: str) -> None:
        self._end(change, outcome, why)
        self._refusals += 1
        if self._refusals > self._limits.refusals:
            raise Stopped(f"{self._refusals} changes in a row were not made, the last one for this reason: {why}")

    def _end(self, change: Change, outcome: Outcome, why: str = "") -> None:
        self._journal.end(change, outcome, why)

    def _verify(self, changed: Sequence[Change]) -> None:
        """Read again what the site said it did; raises Stopped where it has a comment otherwise."""
        lives = self._reader.read([change.id for change in changed]) if changed else {}
        for change in changed:
            if fault := standing_otherwise(change, lives.get(change.id)):
                self._end(change, Outcome.UNEXPLAINED, f"the site said that it is done, but {fault}")
                raise Stopped(f"Comment {change.id}: the site said that it is done, but {fault}. {_FIND_OUT}")

    def looked_over(self, changes: Sequence[Change]) -> tuple[tuple[str, ...], int]:
        """Read again all that should be in its wanted state: the ids that aren't, and how many could not be read."""
        settled = [change for change in changes if self._should_stand(change)]
        otherwise: list[str] = []
        for start in range(0, len(settled), self._limits.batch):
            batch = settled[start : start + self._limits.batch]
            try:
                lives = self._reader.read([change.id for change in batch])
            except Stopped:
                return tuple(otherwise), len(settled) - start
            otherwise += [change.id for change in batch if not self._stands(change, lives.get(change.id))]
        return tuple(otherwise), 0

    def _should_stand(self, change: Change) -> bool:
        trace = self._journal.of(change)
        return trace.was_done or trace.outcome is Outcome.ALREADY

    def _stands(self, change: Change, live: Live | None) -> bool:
        stands = not standing_otherwise(change, live)
        if stands and self._journal.of(change).outcome in (Outcome.UNSURE, Outcome.UNEXPLAINED):
            self._end(change, Outcome.CHANGED, "seen by reading again")
        return stands


def stop_unexplained(journal: Journal) -> None:
    """Raise Stopped where a site did otherwise than it said and nobody has said that they know why.

    A service that is started again, or a command of every hour, would spoil one more comment each time.
    """
    for trace in journal.unexplained[:1]:
        id = trace.intent.id if trace.intent else ""
        raise Stopped(f"Comment {id}, in an earlier run: {trace.why.rstrip('.')}. {_FIND_OUT}")


def standing_otherwise(change: Change, live: Live | None) -> str:
    """Return what a comment is that should be in its wanted state by now; empty where it is."""
    if live is None:
        return "it is gone"
    return "" if live.status is change.wanted else f"it is {live.stated} where {change.wanted} was wanted"
