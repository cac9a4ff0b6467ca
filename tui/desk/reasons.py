"""Saying why a decision was made, after it was."""

from typing import Final

from moderation.decisions import LogEntry
from moderation.text import one_line
from tui.desk.sayings import noted
from tui.desk.session import Session, Told
from tui.desk.text.lines import Role

_FIRST: Final = 40
"""Characters of a comment by which its moderator knows it again."""


def last_decision(session: Session) -> LogEntry | None:
    """Return this moderator's latest decision in effect; say so where there is none."""
    store, who = session.review.store, session.review.who
    step = store.last_step(who)
    if not step:
        session.told = Told("Nothing of yours stands that a reason could be given for.", Role.WARNING)
    return store.row(step) if step else None


def named_by_id(session: Session, id: str) -> str:
    """Return a comment as the line that asks for a reason calls it: its author and first words, covered as shown."""
    store = session.review.store
    row = session.veil.row(store.rows([store.find(id)])[0])
    return f"{one_line(row.author) or 'nobody named'}: {one_line(row.preview[:_FIRST])}"


def give_reason(session: Session, reason: str) -> None:
    """Add a reason to the last decision, as a step of its own."""
    session.review.note(reason)
    session.explain()
    session.told = Told(f"reason given:{noted(reason)}", Role.GOOD)
