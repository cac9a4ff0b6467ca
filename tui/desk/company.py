"""Keeping a sitting in step with the other desks: what they did, what they have open, where to go on.

What arrives or leaves moves rows of the queue, never the comment that is being judged: it stays where it is on
screen, also when somebody else has settled it, and what became of it is said beside it.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from moderation.filters import State
from moderation.people import Changes
from moderation.queue import Card
from moderation.review import Review
from moderation.text import one_line
from tui.desk.marks import Marks
from tui.desk.page.shown import Shown
from tui.desk.rows import RowCache
from tui.desk.words import entry_in_words

_MINUTE = 60
_HOUR = 3600


class InCompany:
    """The part of a sitting that knows of the others."""

    review: Review
    shown: Shown | None
    cursor: int
    marks: Marks
    _rows: RowCache
    look_at: Callable[[int], None]
    _show: Callable[[int | None], None]

    neighbours = 0
    """Another number whenever somebody came, left, or opened another comment."""

    above = 0
    """Comments that came in above the cursor, out of the way; none once the top of the queue is looked at."""

    served: str | None = None
    """The model that somebody put in service since that was last asked for."""

    _company: object = None
    _fresh: Card | None = None
    """The comment shown as it is by now, where somebody changed that."""

    def who_has(self, ref: int) -> str:
        """Return who else has a comment open; empty for nobody."""
        return self.review.company.who_has(ref)

    def sit_down(self) -> None:
        """Claim the comment to begin with: the one shown, or the first that nobody else has open."""
        self._go_to(self.review.go_on(self.cursor))

    def _go_on_from(self, ref: int, claimed: int | None = None) -> None:
        """Look at what was claimed with a decision; claim what to go on with where nothing was.

        Where others have all that is left, nothing is shown: a key must not decide what somebody else is reading.
        """
        self._rows.forget(ref)
        self.marks.drop([ref])
        place = self.review.position(ref)  # still there where a search looks at settled comments too
        beyond = self.cursor if place is None else place + 1
        if claimed is None and self.review.company.is_seated:
            claimed = self.review.go_on(beyond)
            if claimed is None and place is None and len(self.review):
                self._show(None)
                return
        found = None if claimed is None else self.review.position(claimed)
        self.look_at(beyond if found is None else found)

    def _go_past(self, place: int) -> None:
        """Look at the first comment from a place on that nobody else has, claimed where one could meet somebody."""
        claimed = self.review.go_on(place) if self.review.company.others and place < len(self.review) else None
        found = None if claimed is None else self.review.position(claimed)
        self.look_at(self.review.free_place(place) if found is None else found)

    def follow(self) -> bool:
        """Take in what others did since the last look; return whether the queue, or who is here, reads otherwise."""
        before, cursor = self._ahead(), self.cursor
        changes = self.review.follow(self._ref)
        self.served = changes.served or self.served
        for ref in changes.refs:
            self._rows.forget(ref)
        if changes.many:
            self._rows.clear()
        moved = bool(changes.refs) or changes.many
        if moved:
            self._stay(*before)
            self.came_above(cursor)
        return any((self._notice(changes), moved, self._resume()))

    def came_above(self, cursor: int) -> None:
        """Count what came in above the cursor since it stood somewhere else for the same comment."""
        self.above = self.above + max(self.cursor - cursor, 0) if cursor else 0

    def _resume(self) -> bool:
        """Show a comment where none was left to show and one has become free; return whether there was one."""
        if self.shown is not None or not len(self.review):
            return False
        place = self.review.free_place(0)
        if self.review.ref_at(place) in self.review.company.taken():
            return False
        self._go_to(self.review.go_on(place))
        return self.shown is not None

    def restate_company(self) -> bool:
        """Say beside the comment shown what is known of it by now; return whether that is something else."""
        if self.shown is None or self.shown.aside == (aside := self.aside(self.shown.card)):
            return False
        self.shown = replace(self.shown, aside=aside, overtaken=self.is_overtaken(self.shown.card))
        return True

    def is_overtaken(self, card: Card) -> bool:
        """Whether somebody else decided a comment, or its text changed, since its card was read."""
        fresh = self._fresh
        if fresh is None or fresh.ref != card.ref:
            return False
        anothers = fresh.in_effect is not None and fresh.in_effect.who != self.review.who
        return fresh.digest != card.digest or (anothers and fresh.seen != card.seen)

    def aside(self, card: Card) -> str:
        """Return what others have to do with a comment, in a sentence; empty for nothing."""
        if self._fresh is not None and self._fresh.ref == card.ref:
            return _became_of(card, self._fresh)
        who = self.who_has(card.ref)
        return f"{one_line(who)} has this one open." if who else ""

    @property
    def _ref(self) -> int | None:
        return self.shown.card.ref if self.shown else None

    def _ahead(self) -> tuple[int | None, int | None]:
        """Return the comment shown, and the one that stands at the cursor where that is another."""
        at_cursor = self.review.ref_at(self.cursor) if self.cursor < len(self.review) else None
        return self._ref, at_cursor

    def _stay(self, *wanted: int | None) -> None:
        """Put the cursor where the comment shown stands now, or else the one that stood there."""
        places = [self.review.position(ref) for ref in wanted if ref is not None]
        found = next((place for place in places if place is not None), self.cursor)
        self.cursor = max(min(found, len(self.review) - 1), 0)

    def _notice(self, changes: Changes) -> bool:
        """Take note of who is here and of what became of the comment shown; return whether it is news."""
        if self.shown is not None and (changes.many or self.shown.card.ref in changes.refs):
            self._fresh = self.review.store.card(self.shown.card.ref)
        company = tuple((one.who, one.ref) for one in self.review.company.others)
        came = company != self._company
        self.neighbours += came
        self._company = company
        return came

    def _go_to(self, ref: int | None) -> None:
        """Look at the comment claimed, unless it is on screen already; at none where others have all there is."""
        place = None if ref is None else self.review.position(ref)
        if place is None:
            self._show(None)
        elif ref != self._ref:
            self.look_at(place)


def _became_of(card: Card, fresh: Card) -> str:
    """Return what somebody did to a comment since its card was read, and how long ago; empty for nothing."""
    if fresh.state is State.ERASED:
        return "It was erased since; there is nothing left of it to decide on. Go on to the next."
    if fresh.digest != card.digest:
        return "Its text was changed on the site; what you read is the former one."
    known = max((entry.n for entry in card.history), default=0)
    news = [entry for entry in fresh.history if entry.n > known]
    return f"{one_line(entry_in_words(news[-1], fresh.history))}, {ago(news[-1].at)}." if news else ""


def ago(stamp: str, now: datetime | None = None) -> str:
    """Return how long ago a time of the log was, up to an hour; then the hour in the moderator's own zone."""
    at = datetime.fromisoformat(stamp)
    seconds = ((now or datetime.now(at.tzinfo)) - at).total_seconds()
    if seconds < 1:
        return "just now"
    if seconds < _MINUTE:
        return f"{seconds:.0f} s ago"
    return f"{seconds // _MINUTE:.0f} min ago" if seconds < _HOUR else f"at {at.astimezone():%H:%M}"
