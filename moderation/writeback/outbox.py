"""Decisions sent to a live site as they are made, each a while after it was made, so that an undo comes first.

What is to be sent is read from the log of the desk, row by row, and what was sent from the journal; nothing is kept
in between, so that a run may be killed at any moment and the next one sends nothing twice. A decision that is taken
back, or made anew, puts the comment back to the state that the journal found it in.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from moderation.clock import stamp
from moderation.comments import Status
from moderation.decisions import Kind, LogEntry
from moderation.errors import WrongUse
from moderation.policy import Action, Policy
from moderation.queue import Decided
from moderation.store.store import Store
from moderation.text import plural
from moderation.writeback.applying import Report, apply
from moderation.writeback.changes import Change, Outcome
from moderation.writeback.journal import Intent, Journal
from moderation.writeback.pacing import Pace
from moderation.writeback.planning import Asked, change_of, unusable, why_left
from moderation.writeback.reading import USUAL, Limits, Reader, Stopped
from moderation.writeback.sending import stop_unexplained
from moderation.writeback.sites import Site
from moderation.writeback.undoing import origin, sent

GRACE: Final = timedelta(seconds=60)
"""How long a decision may be taken back before it leaves."""

_AN_HOUR: Final = timedelta(hours=1)
_MOST_STUMBLES: Final = 8
"""Looks in a row that the site may be out of reach, after it was within."""
_PAUSE: Final = timedelta(seconds=20)
"""How long it is left alone after the first, twice as long after each: 85 minutes in all, an hour's limit and more."""
_DECISIONS: Final = frozenset({Kind.SETTLE, Kind.UNDO, Kind.REDO})
_NAME: Final = re.compile(r"outbox after row ([0-9]+), from (\S+)")


class Looked(Struct, frozen=True):
    """What one look at the log led to."""

    changes: tuple[Change, ...] = ()
    """What was to be sent; the journal says what became of each."""
    waiting: int = 0
    """Comments whose latest decision is too young to be sent."""
    stumbled: str = ""
    """Why not all of it could be sent this time."""
    pause: timedelta = timedelta()
    """How long the site should be left alone before the next look."""


class Outbox:
    """The decisions of a desk on their way to a site."""

    def __init__(
        self,
        store: Store,
        asked: Asked,
        site: Site,
        journal: Journal,
        who: str,
        grace: timedelta = GRACE,
        limits: Limits = USUAL,
        pace: Pace | None = None,
        after: int = 0,
    ) -> None:
        """Begin, or go on, with the rows of the log later than row `after`.

        Raises:
            WrongUse: the desk is an older copy than the one that this journal was written for.

        """
        _refuse_older(store, journal, after)
        self._store, self._asked, self._site, self._journal, self._who = store, asked, site, journal, who
        self._grace, self._limits, self._pace = grace, limits, pace or Pace()
        self._row = after
        self._latest: dict[str, LogEntry] = {}
        self._settled_at: dict[str, str] = {}
        # As if it had stumbled: a wrong password ends the first look, not the ninth.
        self._stumbles = _MOST_STUMBLES
        self.sending: tuple[Change, ...] = ()
        """What the latest look was to send; the journal says what became of each."""

    def look_once(self, now: datetime) -> Looked:
        """Send what has become due, and return what that was.

        Raises:
            Stopped: something can't be explained, the site takes nothing, or as much was sent as may be in an hour.

        """
        self.sending = ()
        stop_unexplained(self._journal)
        self._note_rows()
        due = self._due(now)
        try:
            changes = self._changes(due) if due else []
        except Stopped as away:
            return self._stumbled(str(away), len(self._latest) - len(due))
        room = self._room(now) if changes else 0
        self.sending = tuple(changes[:room])
        why = self._send() if self.sending else ""
        left = {change.id for change in (changes if why else changes[room:])}
        for id in due.keys() - left:
            del self._latest[id]
        waiting = len(self._latest) - len(left)
        return self._stumbled(why, waiting) if why else Looked(self.sending, waiting)

    def _due(self, now: datetime) -> dict[str, LogEntry]:
        """Return the latest rows that are old enough to be sent, by the ids of their comments."""
        until = stamp(now - self._grace)
        return {id: row for id, row in self._latest.items() if row.at <= until}

    def _send(self) -> str:
        """Send what is to be sent, and return why not all of it came to an end; empty where it did."""
        return self._unfinished(apply(self.sending, self._site, self._journal, self._who, self._limits, self._pace))

    def _note_rows(self) -> None:
        """Read on in the log; the latest row about a comment is the one that counts."""
        for row in self._store.log(self._row):
            self._row = row.n
            if row.kind in _DECISIONS and row.id:
                # The log says SITE:ID where two sites of the desk share an id.
                id = row.id.removeprefix(f"{self._asked.site}:")
                self._latest[id] = row
                if row.kind is Kind.SETTLE:
                    # Not the first: a clock that is set back gives a later row an earlier time.
                    self._settled_at[id] = min(row.at, self._settled_at.get(id, row.at))

    def _changes(self, due: Mapping[str, LogEntry]) -> list[Change]:
        """Return what the due rows change on the site, oldest first, without what the journal has an end for."""
        since = min(self._settled_at.get(id, "") for id in due)
        decided = {
            one.posted.comment.id: one
            for one in self._store.decided(since)
            if one.site == self._asked.site and one.posted.comment.id in due
        }
        spans, policy = sent(self._journal.known.values()), self._store.policy()
        found = (self._change(row, decided.get(id), spans.get(id), policy) for id, row in due.items())
        changes = [change for change in found if change and not self._journal.of(change).is_final]
        return sorted(changes, key=lambda change: change.n)

    def _change(
        self, row: LogEntry, decided: Decided | None, span: tuple[Intent, Intent] | None, policy: Policy
    ) -> Change | None:
        """Return what a row changes: a decision to be sent, or one that was sent to be taken back."""
        if decided is None:
            return self._taken_back(row, *span) if span and row.kind is Kind.UNDO else None
        if decided.entry.n > row.n or unusable(decided.posted.comment):
            return None
        change = replace(change_of(decided, policy), n=row.n, decided_at=row.at)
        if span is None:
            return None if why_left(change, self._asked.publish) else change
        kept = change.wanted is Status.APPROVED and not self._asked.publish
        return self._worthwhile(replace(change, wanted=origin(span[0]) if kept else change.wanted), span[1])

    def _taken_back(self, row: LogEntry, first: Intent, last: Intent) -> Change | None:
        wanted = origin(first)
        change = Change(
            last.id,
            self._asked.site,
            last.digest,
            last.wanted,
            wanted,
            Action.APPROVE if wanted is Status.APPROVED else Action.HOLD,
            why="the decision was taken back",
            moderator=row.who,
            n=row.n,
            decided_at=row.at,
        )
        return self._worthwhile(change, last)

    def _worthwhile(self, change: Change, last: Intent) -> Change | None:
        """Return a change of a comment that was sent for before, from where that left it; None where that is enough."""
        change = replace(change, before=self._left_as(last))
        # One whose own request was never answered goes on, so that the journal comes to say what became of it.
        return None if change.before is change.wanted and not self._journal.of(change).is_open else change

    def _left_as(self, last: Intent) -> Status:
        """Return the state that we left a comment in; where nobody knows whether a request arrived, the site does."""
        trace = self._journal.known[last.key]
        if not trace.is_open or trace.was_done:
            return last.wanted
        live = Reader(self._site, self._pace, self._limits).read([last.id]).get(last.id)
        return live.status if live and live.status in (last.before, last.wanted) else last.wanted

    def _room(self, now: datetime) -> int:
        """Return how many changes may be sent now; raises Stopped where there are none."""
        since = stamp(now - _AN_HOUR)
        lately = sum(trace.intent is not None and trace.intent.at > since for trace in self._journal.known.values())
        if lately >= self._limits.most:
            raise Stopped(
                f"{lately:,} changes were sent within the hour, as many as may be (--most). Look at the site, then run "
                "the same again."
            )
        return self._limits.most - lately

    def _unfinished(self, report: Report) -> str:
        """Return why a run left something undone that the next look may do; empty where it didn't.

        Raises:
            Stopped: it can't be explained, or doesn't pass.

        """
        if report.otherwise or report.outcomes.get(Outcome.UNEXPLAINED):
            ids = ", ".join(report.otherwise[:5])
            raise Stopped(
                report.stopped or f"Not as they were left, and nobody knows why: {ids}. Nothing more was sent."
            )
        if report.stopped and report.outcomes.get(Outcome.REFUSED):
            raise Stopped(report.stopped)
        unsure = report.outcomes.get(Outcome.UNSURE, 0)
        if not report.stopped and not unsure:
            self._stumbles = 0
        return report.stopped or (f"The site gave no answer to {plural(unsure, 'change')}." if unsure else "")

    def _stumbled(self, why: str, waiting: int) -> Looked:
        """Return a look that has to be taken again later; raises Stopped after too many of them in a row."""
        self._stumbles += 1
        if self._stumbles > _MOST_STUMBLES:
            raise Stopped(why)
        return Looked(self.sending, waiting, why, _PAUSE * 2 ** (self._stumbles - 1))


def _refuse_older(store: Store, journal: Journal, after: int) -> None:
    """Refuse a desk whose log ends before its journal does.

    Its next decisions get the numbers of others that the journal calls sent, and would be passed over in silence.
    """
    known = max((int(key.partition(":")[0]) for key in journal.known), default=after)
    if (last := store.last_row()) < known:
        raise WrongUse(
            f"The log of this desk ends at row {last:,}, and {journal.path} knows of row {known:,}: the desk is an "
            "older copy. Move the journal away to begin anew, and send what it lacks by a plan."
        )


class Begun(Struct, frozen=True):
    """Where an outbox began: the row of the log before its first, and the time, for people.

    The row counts: a clock that was set back gives later rows an earlier time, and a restart would lose them.
    """

    after: int
    since: str

    @property
    def name(self) -> str:
        """What its journal says it belongs to."""
        return f"outbox after row {self.after}, from {self.since}"


def begun(name: str) -> Begun | None:
    """Return where an outbox began, by what its journal says; None where it is no outbox's."""
    found = _NAME.fullmatch(name)
    return Begun(int(found[1]), found[2]) if found else None
