"""How the desk says things: times, orders, authors' records, rows of the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from moderation.decisions import Kind, LogEntry
from moderation.labels import LABELS, Label, Labels
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

SHORT_LABELS: Final[Mapping[Label, str]] = {
    Label.ABUSE: "abuse",
    Label.OFF_TOPIC: "off-topic",
    Label.DISPUTED_TERMINOLOGY: "wording",
}
"""For the narrow column of the queue."""

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


def entry_in_words(entry: LogEntry) -> str:
    """Return a row of the log as a sentence without its time: `kim settled: abuse ("third time")`."""
    said = f"{entry.who} {_KINDS[entry.kind]}"
    if entry.labels is not None and entry.kind is Kind.SETTLE:
        said += f": {labels_in_words(entry.labels)}"
    if entry.follows:
        said += f", as row {entry.follows:,} had settled the same text"
    if entry.undoes is not None:
        said += f" row {entry.undoes:,}"
    return said + (f" (“{entry.note}”)" if entry.note else "")
