"""Changes sent to a live site, one by one, each looked at right before and looked at again afterwards.

What makes a repeat harmless is neither the site nor its answer but this order: read, compare, write down the intent,
send, write down what came of it. WordPress answers 200 for nothing, WP-CLI fails on what is done already, Coral files
a second verdict; none of it is met, because only a difference is ever sent.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from moderation.writeback.changes import Change, Outcome
from moderation.writeback.journal import Journal
from moderation.writeback.pacing import Pace
from moderation.writeback.reading import USUAL, Limits, Stopped
from moderation.writeback.sending import Run
from moderation.writeback.sites import Site


class Report(Struct, frozen=True):
    """What a run did."""

    requested: int
    outcomes: Mapping[Outcome, int]
    """How each change of the plan stands now; those of earlier runs are in it."""
    otherwise: tuple[str, ...] = ()
    """Ids that were changed, or were right already, and that the site now has in another state."""
    unread: int = 0
    """How many could not be read again in the end."""
    stopped: str = ""
    """Why the run ended before the plan did."""
    may_pass: bool = False
    """Whether that may be otherwise later."""

    @property
    def is_complete(self) -> bool:
        """Whether all was done and seen to be done."""
        return not (self.stopped or self.otherwise or self.unread)

    @property
    def found_none(self) -> bool:
        """Whether not one comment was there with the text that was decided on: the site may be another one."""
        missed = self.outcomes.get(Outcome.EDITED, 0) + self.outcomes.get(Outcome.GONE, 0)
        return missed == self.requested > 0


def apply(
    changes: Sequence[Change],
    site: Site,
    journal: Journal,
    who: str,
    limits: Limits = USUAL,
    pace: Pace | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Report:
    """Send those changes that are not done yet, and read everything again.

    May be stopped and killed at any moment, and run again with the same journal: what is done is not sent a second
    time. `tell` is called with how many of the changes are through, and how many there are.
    """
    run, stopped, may_pass = Run(site, journal, who, limits, pace or Pace()), "", False
    waiting = [change for change in changes if not journal.of(change).is_final]
    try:
        for done in run.through(waiting):
            tell(len(changes) - len(waiting) + done, len(changes))
    except Stopped as reason:
        stopped, may_pass = str(reason), reason.may_pass
    # A long plan takes many runs; only the last one reads those of the others again.
    otherwise, unread = run.looked_over(waiting if stopped else changes)
    return Report(len(changes), counted(changes, journal), otherwise, unread, stopped, may_pass)


def counted(changes: Sequence[Change], journal: Journal) -> dict[Outcome, int]:
    """Return how many changes have come to which end; those not reached are skipped."""
    ends = Counter(journal.of(change).outcome or _unfinished(change, journal) for change in changes)
    return {outcome: ends[outcome] for outcome in Outcome if ends[outcome]}


def _unfinished(change: Change, journal: Journal) -> Outcome:
    return Outcome.UNSURE if journal.of(change).is_open else Outcome.SKIPPED
