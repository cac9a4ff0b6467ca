"""What the status row says of a step: what was recorded, taken back or done again, and about whom."""

from moderation.decisions import LogEntry
from moderation.queue import Card, TakenBack
from moderation.review import Recorded
from moderation.text import one_line, plural
from tui.desk.words import decision_in_words, labels_in_words, meant_by


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
    meant = meant_by(taken, card.history)
    return f"{decision_in_words(meant)}{noted(meant.note)} · {named(card)}" if meant else named(card)
