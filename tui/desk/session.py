"""One moderator's sitting at the desk: which comment is shown, what was done to it, and what to say about it.

It knows the review and no widget, so that every key is a method that can be read and tested without a terminal.
What it says stays until it says something else: nothing that matters disappears by itself.
"""

from collections.abc import Callable, Container, Iterable
from time import monotonic

from msgspec.structs import replace

from moderation.errors import DecidedMeanwhile, NotScored, TriageError
from moderation.labels import Label, Labels
from moderation.queue import Card, Filter, Order, QueueRow
from moderation.review import NO_LABELS, Review
from moderation.text import plural
from moderation.unscored import NO_LABEL
from moderation.waves import Along
from tui.desk.company import InCompany
from tui.desk.covered import Covered
from tui.desk.marks import Marks
from tui.desk.page.shown import Meanwhile, Shown
from tui.desk.rows import RowCache
from tui.desk.sayings import named, noted, settled_in_words
from tui.desk.settings import Settings
from tui.desk.taking_back import TakingBack
from tui.desk.text.lines import Role
from tui.desk.told import Told
from tui.desk.unscored import beside_a_search, nothing_to_accept
from tui.desk.veil import Veil
from tui.desk.wellbeing import Wellbeing
from tui.desk.words import entry_in_words

__all__ = ["Session", "Told"]


_STILL_COUNTING = Told("The first are here; the rest is being counted.")


class Session(InCompany, Covered, TakingBack):
    """A place in the queue, the comment shown there, and the labels as they stand."""

    def __init__(self, review: Review, now: Callable[[], float] = monotonic, settings: Settings | None = None) -> None:
        self.review = review
        self.settings = settings or Settings()
        self.keys = self.settings.named_keys
        self.veil = Veil(review, self.settings.mask)
        self.wellbeing = Wellbeing(self.settings.severe, self.settings.pause_after)
        self.query = ""
        self.told = Told(f"{self.keys.name('help')} shows every key")
        self.doing: dict[str, str] = {}
        """What is at work beside the desk: its name, and how far it is."""
        self.marks = Marks()
        self._refused: tuple[Told, Told] | None = None
        """What was said of a search that wasn't understood, and what had been said before it."""
        self.cursor = 0
        self.shown: Shown | None = None
        self._rows = RowCache(review, self.veil.rows)
        self._range = range(0)
        self._now = now
        self._since = now()
        self.look_at(review.free_place(0))

    # Looking

    def row(self, place: int) -> QueueRow | None:
        """Return the queue's line at a place."""
        return self._rows.at(place)

    def look_at(self, place: int) -> None:
        """Show the comment at a place of the queue, or the nearest there is."""
        ref = self._ref_at(place)
        if ref is None:  # the count was kept by hand, and reading to the end has corrected it
            ref = self._ref_at(place)
        self._show(ref)
        self._stretch()

    def _ref_at(self, place: int) -> int | None:
        """Put the cursor at a place and return the comment there, past those that others took out of the queue."""
        self.cursor = self._nearest(place)
        while (ref := self.review.ref_at(self.cursor)) is not None and not self.review.belongs(ref):
            self._rows.forget(ref)
            self.review.catch_up_from(self.cursor)
            self.cursor = self._nearest(place)
        return ref

    def _nearest(self, place: int) -> int:
        return max(min(place, len(self.review) - 1), 0)

    def _stretch(self) -> None:
        """Let a range that is being marked reach to the cursor."""
        begun = None if self.marks.anchor is None else self.review.position(self.marks.anchor)
        reach = range(0) if begun is None else range(min(begun, self.cursor), max(begun, self.cursor) + 1)
        if reach != self._range:
            self._range = reach
            self.marks.changes += 1

    def _show(self, ref: int | None, meanwhile: Meanwhile | None = None) -> None:
        self._since = self._now()
        self.shown = None if ref is None else self._read(ref, meanwhile=meanwhile)
        if self.shown is not None and (pause := self.wellbeing.saw(self.shown.card)):
            self.told = Told(pause, Role.PLAIN)

    def _read(self, ref: int, flips: frozenset[Label] = frozenset(), meanwhile: Meanwhile | None = None) -> Shown:
        return self._with(self._take_up(ref), flips, meanwhile)

    def _with(self, card: Card, flips: frozenset[Label] = frozenset(), meanwhile: Meanwhile | None = None) -> Shown:
        labels = self.review.labels_for(card, flips)
        return Shown(
            card,
            labels,
            self.review.action_for(labels),
            flips,
            meanwhile,
            marks=len(self.marks),
            marked=self.marks.actions,
            order=self.review.order,
            way=self.review.slice_of(card.ref),
            aside=self.aside(card),
            overtaken=self.is_overtaken(card),
            keys=self.keys,
        )

    def restate(self) -> None:
        """Show the present comment with the marks as they are by now."""
        self._stretch()
        if self.shown is not None:
            self.shown = replace(self.shown, marks=len(self.marks), marked=self.marks.actions)

    def is_marked(self, place: int, ref: int) -> bool:
        """Whether a comment of the queue is marked, or within the range being marked."""
        return ref in self.marks or place in self._range

    @property
    def seconds(self) -> float:
        """How long the present comment has been on screen."""
        return round(self._now() - self._since, 1)

    def move(self, by: int) -> None:
        """Look at a comment further on or back."""
        if self._is_visiting():
            by -= by > 0  # the next one has moved up to the cursor already
        self.look_at(self.cursor + by)

    def skip(self) -> None:
        """Leave the comment waiting and look at the next."""
        last = self.cursor + 1 >= len(self.review)
        first = self.keys.name("top")
        where = f"That was the last one; {first} goes to the first." if last else "Skipped; it stays in the queue."
        self.told = Told(where)
        self._go_past(self.cursor + (not self._is_visiting()))

    def explain(self) -> None:
        """Show the present comment anew, now that there is evidence for it."""
        if self.shown is not None:
            self.shown = self._read(self.shown.card.ref, self.shown.flips, self.shown.meanwhile)
        self._rows.clear()  # what is covered of them is known from now on

    def _is_visiting(self) -> bool:
        """Whether the comment shown has left the queue, so that the next one already stands at the cursor."""
        return self.shown is not None and self.review.position(self.shown.card.ref) is None

    # Deciding

    def flip(self, label: Label) -> None:
        """Switch a label of the comment shown and stay."""
        if self.shown is not None:
            self.shown = self._with(self.shown.card, self.shown.flips ^ {label}, self.shown.meanwhile)

    def accept_none(self) -> None:
        """Settle the comment shown as carrying no label, and go on."""
        self.accept(given=NO_LABEL)

    def accept(self, note: str = "", along: Along | None = None, given: Labels = NO_LABELS) -> None:
        """Settle the comment shown with the labels as they stand, for a reason or none, and go on.

        Its near-copies are settled with it, or those that were picked to go along.
        """
        if self.shown is None:
            return
        self.uncover(False)  # the status row quotes it
        card = self.shown.card
        try:
            recorded = self.review.accept(card, self.shown.flips, self.seconds, note, along=along, named=given)
        except NotScored:
            self.told = nothing_to_accept(self.keys)
            return
        except DecidedMeanwhile as refusal:
            self._show_both_sides(self.shown, refusal)
            return
        self.told = Told(f"✓ {settled_in_words(recorded)}{noted(note)} · {named(card)}", Role.GOOD)
        for copy in recorded.left:  # one of them may be the row of the queue now
            self._rows.forget(copy)
        self._go_on_from(card.ref, recorded.next)

    def hold(self, note: str) -> None:
        """Set the comment shown aside for a colleague, and go on."""
        if self.shown is None:
            return
        self.uncover(False)
        card = self.shown.card
        try:
            self.review.hold([card], note)
        except DecidedMeanwhile as refusal:
            self._show_both_sides(self.shown, refusal)
            return
        held = card.copies - len(self.review.store.copies(card.ref)) if card.copies else 0
        many = f" with {plural(held, 'near-copy', 'near-copies')}" if held > 0 else ""
        self.told = Told(f"‖ held{many}{noted(note)} · {named(card)}", Role.GOOD)
        self._go_on_from(card.ref)

    def first_but(self, refs: Container[int]) -> int | None:
        """Return the comment to go on with, from the cursor down, where these leave the queue; None past its end."""
        ahead = map(self.review.ref_at, range(self.cursor, len(self.review)))
        taken = self.review.company.taken()
        return next((ref for ref in ahead if ref is not None and ref not in refs and ref not in taken), None)

    def go_on_to(self, ref: int | None, changed: Iterable[int]) -> None:
        """Show a comment after others have changed; the one that is on screen already stays as it is."""
        for one in changed:
            self._rows.forget(one)
        place = None if ref is None else self.review.position(ref)
        if place is not None and self.shown is not None and self.shown.card.ref == ref:
            self.cursor = place
            self.restate()
        else:
            self.look_at(self.review.free_place(self.cursor) if place is None else place)

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
        self.told = self._found() if self.query else Told("The whole queue again.")
        return True

    def _found(self) -> Told:
        found = f"{plural(len(self.review), 'comment')} found.{beside_a_search(self.review)}"
        return Told(found) if self.review.is_whole else _STILL_COUNTING

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
        self.told = Told(self.review.explained, Role.PLAIN)

    def refresh(self) -> None:
        """Read the queue and the comment shown anew, and stay at it."""
        self.explain()
        self.review.read_anew()
        self.told = Told("Reading anew.")
        self.take_over()

    def take_over(self) -> None:
        """Go on in a queue that was read anew, once it is ready: at the comment shown, wherever it stands now."""
        if self.told is _STILL_COUNTING:
            self.told = self._found()
        if not self.review.take_over():
            return
        self.told = Told("Read anew.") if self.told.text == "Reading anew." else self.told
        self._rows.clear()
        place = self.review.position(self.shown.card.ref) if self.shown else None
        before, self.cursor = self.cursor, self._nearest(self.cursor) if place is None else place
        self.came_above(before)
        self._resume()

    def _begin_anew(self, order: Order | None = None, filter: Filter | None = None) -> None:
        self.review.refresh(order, filter)
        self._rows.clear()
        self.above = 0
        self.look_at(self.review.free_place(0))
