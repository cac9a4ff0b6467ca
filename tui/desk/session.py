"""One moderator's sitting at the desk: which comment is shown, what was done to it, and what to say about it.

It knows the review and no widget, so that every key is a method that can be read and tested without a terminal.
What it says stays until it says something else: nothing that matters disappears by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from moderation.decisions import LogEntry
from moderation.errors import DecidedMeanwhile, TriageError
from moderation.labels import Label
from moderation.queue import Card, Filter, Order, QueueRow, State, TakenBack
from moderation.review import Recorded, Review
from moderation.text import one_line, plural
from tui.desk.page.shown import Meanwhile, Shown
from tui.desk.rows import RowCache
from tui.desk.text.lines import Role
from tui.desk.words import ORDERS, entry_in_words, labels_in_words


@dataclass(frozen=True, slots=True)
class Told:
    """The last thing said to the moderator."""

    text: str = "? shows every key"
    role: Role = Role.DIM


class Session:
    """A place in the queue, the comment shown there, and the labels as they stand."""

    def __init__(self, review: Review, now: Callable[[], float] = monotonic) -> None:
        self.review = review
        self.query = ""
        self.told = Told()
        self._refused: tuple[Told, Told] | None = None
        """What was said of a search that wasn't understood, and what had been said before it."""
        self.cursor = 0
        self.shown: Shown | None = None
        self._rows = RowCache(review)
        self._now = now
        self._since = now()
        self.look_at(0)

    # Looking

    def row(self, place: int) -> QueueRow | None:
        """Return the queue's line at a place."""
        return self._rows.at(place)

    def look_at(self, place: int) -> None:
        """Show the comment at a place of the queue, or the nearest there is."""
        self.cursor = self._nearest(place)
        ref = self.review.ref_at(self.cursor)
        if ref is None:  # the count was kept by hand, and reading to the end has corrected it
            self.cursor = self._nearest(place)
            ref = self.review.ref_at(self.cursor)
        self._show(ref)

    def _nearest(self, place: int) -> int:
        return max(min(place, len(self.review) - 1), 0)

    def _show(self, ref: int | None, meanwhile: Meanwhile | None = None) -> None:
        self._since = self._now()
        self.shown = None if ref is None else self._with(self.review.card(ref), meanwhile=meanwhile)

    def _with(self, card: Card, flips: frozenset[Label] = frozenset(), meanwhile: Meanwhile | None = None) -> Shown:
        labels = self.review.labels_for(card, flips)
        return Shown(card, labels, self.review.action_for(labels), flips, meanwhile)

    def move(self, by: int) -> None:
        """Look at a comment further on or back."""
        if self._is_visiting():
            by -= by > 0  # the next one has moved up to the cursor already
        self.look_at(self.cursor + by)

    def skip(self) -> None:
        """Leave the comment waiting and look at the next."""
        last = self.cursor + 1 >= len(self.review)
        where = "That was the last one; Home goes to the first." if last else "Skipped; it stays in the queue."
        self.told = Told(where)
        self.move(1)

    def explain(self) -> None:
        """Show the present comment anew, now that there is evidence for it."""
        if self.shown is not None:
            shown = self.shown
            self.shown = self._with(self.review.card(shown.card.ref), shown.flips, shown.meanwhile)

    def _is_visiting(self) -> bool:
        """Whether the comment shown has left the queue, so that the next one already stands at the cursor."""
        return self.shown is not None and self.review.position(self.shown.card.ref) is None

    # Deciding

    def flip(self, label: Label) -> None:
        """Switch a label of the comment shown and stay."""
        if self.shown is not None:
            self.shown = self._with(self.shown.card, self.shown.flips ^ {label}, self.shown.meanwhile)

    def accept(self) -> None:
        """Settle the comment shown with the labels as they stand, and go on."""
        if self.shown is None:
            return
        card = self.shown.card
        try:
            recorded = self.review.accept(card, self.shown.flips, round(self._now() - self._since, 1))
        except DecidedMeanwhile as refusal:
            self._show_both_sides(self.shown, refusal)
            return
        self.told = Told(f"✓ {settled_in_words(recorded)} · {named(card)}", Role.GOOD)
        self._go_on_from(card.ref)

    def hold(self, note: str) -> None:
        """Set the comment shown aside for a colleague, and go on."""
        if self.shown is None:
            return
        card = self.shown.card
        try:
            self.review.hold([card], note)
        except DecidedMeanwhile as refusal:
            self._show_both_sides(self.shown, refusal)
            return
        self.told = Told(f"‖ held{f' “{note}”' if note else ''} · {named(card)}", Role.GOOD)
        self._go_on_from(card.ref)

    def release(self) -> None:
        """Put the held comment shown back into the queue."""
        if self.shown is None or self.shown.card.state is not State.HELD:
            self.told = Told("Only a held comment can be put back; / is:held finds them.", Role.WARNING)
            return
        card = self.shown.card
        self.review.release([card.ref])
        self.told = Told(f"put back into the queue · {named(card)}", Role.GOOD)
        self._go_on_from(card.ref)

    def _go_on_from(self, ref: int) -> None:
        self._rows.forget(ref)
        place = self.review.position(ref)  # still there where a search looks at settled comments too
        self.look_at(self.cursor if place is None else place + 1)

    def _show_both_sides(self, mine: Shown, refusal: DecidedMeanwhile) -> None:
        """Show what others made of the comment, and what was about to be recorded; nothing is lost but the key."""
        self._rows.forget(mine.card.ref)
        present = self.review.card(mine.card.ref)
        former = mine.card.posted.comment.text if present.digest != mine.card.digest else None
        theirs = present.in_effect
        why = str(refusal) if theirs is None or former is not None else f"Meanwhile {entry_in_words(theirs)}."
        self.cursor = self._nearest(self.cursor)
        self._show(mine.card.ref, Meanwhile(why, mine.labels, mine.action, former))
        self.told = Told("Not recorded; both sides are shown.", Role.WARNING)

    # Taking back

    def undo(self) -> None:
        """Take back the last step and show the comment it was about."""
        taken = self.review.undo()
        if self._is_done(taken, "taken back", "Nothing of yours is left to take back."):
            place = self.review.position(taken.refs[0])
            self.look_at(self.cursor if place is None else place)
            self._show(taken.refs[0])  # also where a search hides it from the queue

    def redo(self) -> None:
        """Do again what was taken back last, and go on from there."""
        if self._is_done(self.review.redo(), "done again", "There is nothing to do again."):
            self.look_at(self.cursor)

    def _is_done(self, taken: TakenBack, did: str, nothing: str) -> bool:
        """Say what was taken back or done again, and whether anything was."""
        for ref in taken.refs:
            self._rows.forget(ref)
        if not taken.entries:
            self.told = Told(left_in_words(taken) if taken.left else nothing, Role.WARNING)
            return False
        more = f" and {plural(len(taken) - 1, 'more comment')}" if len(taken) > 1 else ""
        step = step_in_words(self.review.card(taken.refs[0]), taken.entries[0])
        self.told = Told(f"{did}: {step}{more}", Role.GOOD)
        return True

    # Choosing what waits

    def search(self, query: str) -> bool:
        """Show the comments that a query asks for; say why not where it can't be understood."""
        try:
            self._begin_anew(filter=self.review.asked(query))
        except TriageError as error:
            before = self.told if self._refused is None or self.told is not self._refused[0] else self._refused[1]
            self.told = Told(str(error), Role.WARNING)
            self._refused = (self.told, before)
            return False
        self.query = query.strip()
        self.told = Told(f"{plural(len(self.review), 'comment')} found." if self.query else "The whole queue again.")
        return True

    def look_anew(self) -> None:
        """Read the lines and the comment shown anew, where the desk's own list has changed."""
        self._rows.clear()
        self.explain()

    def leave_search(self) -> None:
        """Say again what was said before a search that wasn't understood, unless more has happened since."""
        if self._refused is not None and self.told is self._refused[0]:
            self.told = self._refused[1]

    def cycle_order(self) -> None:
        """Take the next order."""
        orders = list(Order)
        self._begin_anew(order=orders[(orders.index(self.review.order) + 1) % len(orders)])
        self.told = Told(f"Order: {ORDERS[self.review.order]}.")

    def refresh(self) -> None:
        """Read the queue and the comment shown anew, and stay at it."""
        self.explain()
        self.review.read_anew()
        self.told = Told("Reading anew.")
        self.take_over()

    def take_over(self) -> None:
        """Go on in a queue that was read anew, once it is ready: at the comment shown, wherever it stands now."""
        if not self.review.take_over():
            return
        self.told = Told("Read anew.") if self.told.text == "Reading anew." else self.told
        self._rows.clear()
        place = self.review.position(self.shown.card.ref) if self.shown else None
        self.cursor = self._nearest(self.cursor) if place is None else place
        if self.shown is None:
            self.look_at(0)

    def _begin_anew(self, order: Order | None = None, filter: Filter | None = None) -> None:
        self.review.refresh(order, filter)
        self._rows.clear()
        self.look_at(0)


def named(card: Card) -> str:
    """Return a comment as the status line calls it: its author and first words."""
    comment = card.posted.comment
    return f"{one_line(comment.author) or 'nobody named'}: {one_line(comment.text[:80])}"


def settled_in_words(recorded: Recorded) -> str:
    """Return what a key press settled: the action, and the labels behind it."""
    return f"{recorded.action.phrase} ({labels_in_words(recorded.labels)})"


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
    what = labels_in_words(meant.labels) if meant.labels is not None else f"{meant.kind}"
    return f"{what} · {named(card)}"
