"""How the desk says things: times, orders, authors' records, rows of the log."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from moderation.decisions import Kind, LogEntry
from moderation.labels import LABELS, Labels
from moderation.queue import AuthorRecord, Order
from moderation.text import plural

ORDERS: Final[Mapping[Order, str]] = {
    Order.RISK: "riskiest first",
    Order.UNCERTAIN: "least certain first",
    Order.NEWEST: "newest first",
    Order.OLDEST: "oldest first",
    Order.REPORTED: "reported first",
    Order.MIXED: "mixed",
}

_KINDS: Final[Mapping[Kind, str]] = {
    Kind.SETTLE: "settled",
    Kind.UNDO: "took back",
    Kind.REDO: "did again",
    Kind.HOLD: "held",
    Kind.RELEASE: "put back into the queue",
    Kind.ERASE: "erased",
    Kind.POLICY: "changed the policy",
    Kind.MODEL: "changed the model",
    Kind.NOTE: "gave a reason",
    Kind.CORRECTION: "moved a correction",
}

_DECISIONS: Final[Mapping[Kind, str]] = {
    Kind.NOTE: "reason",
    Kind.RELEASE: "put back into the queue",
    Kind.HOLD: "held",
}


def when(stamp: str) -> str:
    """Return a time in the moderator's own zone, `3 Mar 2026 08:14`; what isn't a time as it stands."""
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    # A time without zone is the site's own; moving it would be a guess.
    local = at.astimezone() if at.tzinfo else at
    day = f"{local.day} {local:%b %Y}"
    return day if len(stamp) <= len("2026-03-03") else f"{day} {local:%H:%M}"


def day(stamp: str) -> str:
    """Return the day of a time in the moderator's own zone, `3 Mar`; what isn't a time as it stands."""
    told = when(stamp)
    return told if told == stamp else " ".join(told.split()[:2])


def record(author: AuthorRecord) -> tuple[str, ...]:
    """Return what was decided about an author's other comments, the longest wording first; empty where none are."""
    if not author.comments:
        return ()
    others = f"{plural(author.comments, 'other comment')}"
    held = [f"{author.held:,} held"] if author.held else []
    if not author.settled:
        return (", ".join([others, "none settled yet", *held]),)
    carried = [f"{author.labels[label]:,} {label.title}" for label in LABELS if author.labels.get(label)]
    approved = [f"{author.approved:,} approved"] if author.approved else []
    overridden = [f"{author.overridden:,} overridden"] if author.overridden else []
    became = ", ".join([*approved, *carried, *overridden, *held])
    return f"{others}, {author.settled:,} settled: {became}", f"{author.comments:,} more: {became}"


def labels_in_words(labels: Labels) -> str:
    """Return the labels that are on, or that there is nothing to object to."""
    return ", ".join(label.title for label in LABELS if labels.get(label)) or "nothing to object to"


def meant_by(entry: LogEntry, rows: Iterable[LogEntry]) -> LogEntry | None:
    """Return the decision that a row took back or did again, out of the rows about its comment."""
    numbered = {row.n: row for row in rows}
    meant = numbered.get(entry.undoes or 0)
    while meant is not None and meant.undoes is not None:
        meant = numbered.get(meant.undoes)
    return meant


def decision_in_words(entry: LogEntry) -> str:
    """Return what a decision was, without who made it: its labels, or that it held the comment."""
    return labels_in_words(entry.labels) if entry.labels is not None else _DECISIONS.get(entry.kind, f"{entry.kind}")


def entry_in_words(entry: LogEntry, rows: Iterable[LogEntry] = ()) -> str:
    """Return a row of the log as a sentence without its time: `kim settled: abuse ("third time")`.

    Out of the other rows about its comment it says what was taken back: numbers of rows tell nobody anything.
    """
    said = f"{entry.who} {_KINDS[entry.kind]}"
    if entry.labels is not None and entry.kind is Kind.SETTLE:
        said += f": {labels_in_words(entry.labels)}"
    if entry.follows:
        said += ", as the same text had been settled before"
    if entry.undoes is not None:
        meant = meant_by(entry, rows)
        said += f": {decision_in_words(meant)}" if meant else " a decision"
    return said + (f" (“{entry.note}”)" if entry.note else "")
