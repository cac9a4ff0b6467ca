"""What the status row says of a step: what was recorded, taken back or done again, and about whom."""

from moderation.decisions import Kind, LogEntry
from moderation.queue import Card, TakenBack
from moderation.review import Recorded
from moderation.text import one_line, plural
from tui.desk.words import labels_in_words


def named(card: Card) -> str:
    """Return a comment as the status line calls it: its author and first words."""
    comment = card.posted.comment
    return f"{one_line(comment.author) or 'nobody named'}: {one_line(comment.text[:80])}"


def noted(note: str) -> str:
    """Return a note or a reason as it follows what it is about; empty where there is none."""
    return f" “{one_line(note)}”" if note else ""


def settled_in_words(recorded: Recorded) -> str:
    """Return what a key press settled: the action, the labels behind it, and how many where it was a wave."""
    many = f" · {plural(len(recorded.refs), 'comment')}" if len(recorded.refs) > 1 else ""
    left = f", {len(recorded.left):,} left: not as this one by now" if recorded.left else ""
    return f"{recorded.action.phrase} ({labels_in_words(recorded.labels)}){many}{left}"


def left_in_words(taken: TakenBack) -> str:
    """Return why a step was left as it is."""
    return f"Left as it is: somebody else has since decided {one_line(taken.left[0].id)}."


def step_in_words(card: Card, taken: LogEntry) -> str:
    """Return what the row that was taken back, or done again, had recorded."""
    rows = {row.n: row for row in card.history}
    meant = rows.get(taken.undoes or 0)
    while meant is not None and meant.undoes is not None:
        meant = rows.get(meant.undoes)
    if meant is None:
        return named(card)
    what = labels_in_words(meant.labels) if meant.labels is not None else _KINDS.get(meant.kind, f"{meant.kind}")
    return f"{what}{noted(meant.note)} · {named(card)}"


_KINDS = {Kind.NOTE: "reason"}
