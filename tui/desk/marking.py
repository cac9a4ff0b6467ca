"""Marking comments, and what one key does to all that are marked.

What is done to many is one step and so one undo; it is never asked about twice, since the undo covers it, and the
exact counts are said.
"""

from collections.abc import Callable, Mapping

from moderation import together
from moderation.errors import TriageError
from moderation.labels import LABELS, Label
from moderation.policy import Action
from moderation.text import one_line, plural
from moderation.together import Marked, Together
from tui.desk.page.verdict import severest
from tui.desk.sayings import noted
from tui.desk.session import Session, Told
from tui.desk.text.lines import Role


def _nothing(session: Session) -> Told:
    """Say that nothing is marked, and which keys mark."""
    one, several, found = map(session.keys.name, ("mark", "mark_range", "mark_matching"))
    return Told(f"Nothing is marked: {one} marks, {several} marks a range, {found} by a pattern.", Role.WARNING)


def mark(session: Session) -> None:
    """Mark the comment shown, or take its mark off, and go down."""
    if session.shown is None:
        return
    card, review = session.shown.card, session.review
    copies = card.copies if review.filter.is_default else 0
    session.marks.toggle(card.ref, together.as_marked_one(review, card.basis, review.store.policy(), copies))
    accepts, labels, unmarks = map(session.keys.name, ("accept_marked", "label_marked", "unmark"))
    count = len(session.marks)
    session.told = Told(f"{count:,} marked; {accepts} accepts them, {labels} labels them, {unmarks} unmarks.")
    session.move(1)


def mark_range(session: Session) -> None:
    """Begin a range at the comment shown, or mark all from where it began to here."""
    marks, shown = session.marks, session.shown
    if shown is None:
        return
    begun = None if marks.anchor is None else session.review.position(marks.anchor)
    if begun is None:
        left = "" if marks.anchor is None else "Where the range began has left the queue. "
        marks.anchor = shown.card.ref
        marking, leaving = map(session.keys.name, ("mark_range", "everything"))
        session.told = Told(f"{left}A range begins here: move, then {marking} marks all of it. {leaving} leaves it.")
        session.restate()
        return
    first, last = sorted((begun, session.cursor))
    refs = session.review.refs_between(first, last)
    new = marks.add(together.as_marked(session.review, refs))
    marks.anchor = None
    session.told = Told(f"{new:,} more marked, {len(marks):,} in all.")
    session.restate()


def mark_matching(session: Session, query: str) -> bool:
    """Mark the comments of the queue that a query finds, all of them for an empty one; return whether any was found."""
    try:
        refs = together.matching(session.review, query)
        new = session.marks.add(together.as_marked(session.review, refs))
    except TriageError as error:
        session.told = Told(str(error), Role.WARNING)
        return False
    if not refs:
        session.told = Told(f"Nothing in this queue matches “{one_line(query.strip())}”.", Role.WARNING)
        return False
    session.told = Told(f"{plural(len(refs), 'comment')} found and marked, {new:,} of them new.")
    session.restate()
    return True


def unmark(session: Session) -> None:
    """Take all marks off; where there are none, put back those that were taken off last."""
    if len(session.marks) or session.marks.anchor is not None:
        count = len(session.marks)
        session.marks.clear()
        again = f"{count:,} unmarked; {session.keys.name('unmark')} marks them again."
        session.told = Told(again if count else "The range is left.")
    else:
        back = session.marks.restore()
        session.told = Told(f"{back:,} marked again.") if back else _nothing(session)
    session.restate()


def accept(session: Session, note: str = "") -> None:
    """Settle each of the marked as it was suggested to be."""
    review = session.review
    _act(
        session,
        lambda marked: together.accept(review, marked, session.seconds, note),
        lambda done: f"✓ {_many(done)} accepted{noted(note)}: {_counted(done.actions)}",
    )


def label(session: Session, digits: str) -> bool:
    """Settle all of the marked with the labels of some digits, none for an empty line."""
    on = labels_of(digits)
    if on is None:
        most = len(LABELS)
        session.told = Told(
            f"“{one_line(digits.strip())}” names no labels; type digits from 1 to {most}.", Role.WARNING
        )
        return False
    titles = ", ".join(label.title for label in LABELS if label in on) or "nothing to object to"
    _act(
        session,
        lambda marked: together.label(session.review, marked, on, session.seconds),
        lambda done: f"✓ {_many(done)} labelled {titles}: {_counted(done.actions)}",
    )
    return True


def labels_of(digits: str) -> frozenset[Label] | None:
    """Return the labels that digits in any order name; None where something else was typed."""
    typed = digits.replace(" ", "").replace(",", "")
    named = {str(number): label for number, label in enumerate(LABELS, 1)}
    return frozenset(named[digit] for digit in typed) if set(typed) <= named.keys() else None


def hold(session: Session, note: str) -> None:
    """Set the marked aside for a colleague."""
    _act(
        session,
        lambda marked: together.hold(session.review, marked, note),
        lambda done: f"‖ {_many(done)} held{noted(note)}",
    )


def release(session: Session) -> None:
    """Put those of the marked that are held back into the queue."""
    _act(
        session,
        lambda marked: together.release(session.review, marked),
        lambda done: f"{len(done.refs):,} put back into the queue",
        "not held",
    )


def _act(
    session: Session,
    step: Callable[[Mapping[int, Marked]], Together],
    said: Callable[[Together], str],
    why_left: str = "decided or changed since they were marked",
) -> None:
    """Take a step over the marked and go on from there; the comment shown stays where it wasn't among them."""
    if not len(session.marks):
        session.told = _nothing(session)
        return
    # What somebody reads at this moment is theirs to decide; it stays marked, and is said.
    elsewhere = session.review.company.taken()
    marked = {ref: one for ref, one in session.marks.marked.items() if ref not in elsewhere}
    go_on_to = session.first_but(marked)
    done = step(marked)
    session.marks.drop((*done.refs, *done.left))
    session.told = _told_of(session, done, said(done), why_left)
    session.go_on_to(go_on_to, (*done.refs, *done.along, *done.left))


def _told_of(session: Session, done: Together, said: str, why_left: str) -> Told:
    """Return what was done, and in whole sentences what was left or is still marked."""
    left = f" {len(done.left):,} left as they are: {why_left}." if done.left else ""
    if unscored := len(done.unscored):
        left += (
            f" {unscored:,} still marked: not judged, so nothing to accept; {session.keys.name('label_marked')} labels."
        )
    kept = len(session.marks) - unscored
    still = f" {kept:,} still marked: open at another desk." if kept else ""
    what = said if done.refs else "Nothing was done"
    return Told(f"{what}.{left}{still}", Role.WARNING) if left or still else Told(what, Role.GOOD)


def _many(done: Together) -> str:
    """Return how many were settled, and how many near-copies with them."""
    copies = len(done.along)
    return (
        f"{len(done.refs):,} and {copies:,} near-cop{'y' if copies == 1 else 'ies'}"
        if copies
        else f"{len(done.refs):,}"
    )


def _counted(actions: Mapping[Action, int]) -> str:
    """Return what becomes of how many, the most severe first: `remove 7, approve 5`."""
    return ", ".join(f"{action.word} {actions[action]:,}" for action in severest(actions))
