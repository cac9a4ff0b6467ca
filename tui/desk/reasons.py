"""Saying why a decision was made, after it was."""

from moderation.decisions import LogEntry
from tui.desk.sayings import noted
from tui.desk.session import Session, Told
from tui.desk.text.lines import Role


def last_decision(session: Session) -> LogEntry | None:
    """Return this moderator's latest decision in effect; say so where there is none."""
    store, who = session.review.store, session.review.who
    step = store.last_step(who)
    if not step:
        session.told = Told("Nothing of yours stands that a reason could be given for.", Role.WARNING)
    return store.row(step) if step else None


def give_reason(session: Session, reason: str) -> None:
    """Add a reason to the last decision, as a step of its own."""
    session.review.note(reason)
    session.explain()
    session.told = Told(f"reason given:{noted(reason)}", Role.GOOD)
