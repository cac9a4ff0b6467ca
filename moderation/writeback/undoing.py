"""What a journal did, taken back: a plan like any other, in reverse order, sent with the same care."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from moderation.comments import Status
from moderation.policy import Action
from moderation.writeback.changes import Change, PlanHeader, put_back
from moderation.writeback.journal import Intent, Trace, read_journal, traces

_ACTIONS: Final = {Status.REMOVED: Action.REMOVE, Status.SPAM: Action.REMOVE, Status.PENDING: Action.HOLD}


def undoing(path: Path) -> tuple[PlanHeader, tuple[Change, ...]]:
    """Return the plan that takes back what a journal did, and what it may have done; the latest first.

    Raises:
        UnreadableExport: it is no journal.
        WrongUse: it can't be read.

    """
    header, lines = read_journal(path)
    found = (_taken_back(first, last, header.site) for first, last in reversed(sent(traces(lines).values()).values()))
    changes = tuple(change for change in found if change.before is not change.wanted)
    # Of the same journal the same plan comes, so that an undo which was stopped half-way goes on.
    made_at = lines[-1].at if lines else ""
    at = (header.system, header.address, header.site)
    return PlanHeader(*at, made_at, header.desk, len(changes), undoes=path.name), changes


def sent(known: Iterable[Trace]) -> dict[str, tuple[Intent, Intent]]:
    """Return the first and the last intent about each comment that a request did or may have changed."""
    spans: dict[str, tuple[Intent, Intent]] = {}
    for trace in known:
        if trace.intent and trace.first and (trace.was_done or trace.is_open):
            # Taken out and put in again, so that comments stand in the order of their last change.
            first, _ = spans.pop(trace.intent.id, (trace.first, trace.intent))
            spans[trace.intent.id] = first, trace.intent
    return spans


def origin(first: Intent) -> Status:
    """Return the state that a comment is put back to, by the first that was asked for it."""
    return put_back(first.before)


def _taken_back(first: Intent, last: Intent, site: str) -> Change:
    wanted = origin(first)
    return Change(
        last.id,
        site,
        last.digest,
        last.wanted,
        wanted,
        _ACTIONS.get(wanted, Action.APPROVE),
        why=f"takes back request {last.request}",
        moderator=last.who,
        n=last.request,
        decided_at=last.at,
    )
