"""What a moderator does: look at the queue, judge a comment, go on, take it back.

The desk and `triage decide` both go through here, so that a key and a command make the same decision. The queue
is kept in step by hand: at a million comments reading it again after each key would be felt.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from moderation.comments import InContext
from moderation.company import Company
from moderation.decisions import accepted
from moderation.filters import Filter, State
from moderation.labels import LABELS, Label, Labels
from moderation.people import Changes, GoingOn, WentOn
from moderation.policy import Action
from moderation.progress import Progress, Recorded, midnight
from moderation.queue import Basis, Card, Mix, Order, QueueRow, Settlement, Slice, TakenBack
from moderation.store.store import Store
from moderation.suggestions import Evidence
from moderation.waiting import Queue

__all__ = ["NO_FLIPS", "Explains", "Progress", "Recorded", "Review"]

NO_FLIPS: frozenset[Label] = frozenset()


class Explains(Protocol):
    """The part of a scorer that a review needs."""

    def explain(self, posted: InContext) -> Mapping[Label, Evidence]:
        """Return the evidence for each label."""
        ...


class Review:
    """One moderator at one queue."""

    def __init__(
        self,
        store: Store,
        who: str,
        scorer: Callable[[], Explains] | None = None,
        order: Order = Order.RISK,
        filter: Filter | None = None,
        mix: Mix | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.who = who
        self.company = Company(store, who, clock)
        self.order = order
        self.filter = filter or Filter()
        self.mix = mix or Mix()
        self._open_scorer = scorer
        self._explains: Explains | None = None
        self._shown: dict[int, int] = {}
        self._began_after = store.last_row()
        self._progress: Progress | None = None
        self._queue: Queue | None = None
        self._anew: Queue | None = None
        """The same queue as it is now, until it is read as far as to take its place."""
        self._put_off: set[int] = set()

    # The queue

    @property
    def queue(self) -> Queue:
        """The comments in their order; the first are read when it is first asked for."""
        if self._queue is None:
            self._queue = Queue(self.store, self.order, self.filter, self.mix)
        return self._queue

    def __len__(self) -> int:
        return len(self.queue)

    def refresh(self, order: Order | None = None, filter: Filter | None = None) -> None:
        """Read the queue anew, in another order or through another filter where one is given."""
        self.order = order or self.order
        self.filter = filter or self.filter
        self._queue = self._anew = None
        self._put_off.clear()
        self._progress = None

    def asked(self, query: str) -> Filter:
        """Return the filter that a query asks for; `@NAME` stands for a saved one. Raises WrongUse."""
        return self.store.asked(query)

    def ref_at(self, place: int) -> int | None:
        """Return the comment at a place of the queue; None where there is none."""
        return self.queue.ref_at(place)

    def refs_between(self, first: int, last: int) -> Sequence[int]:
        """Return the comments from one place to another, both included, whichever comes first."""
        return self.queue.between(first, last)

    def rows(self, start: int, count: int) -> list[QueueRow]:
        """Return the lines of the queue from a position on."""
        return looked_over(self.store, self.store.rows(self.queue.between(start, start + count - 1)))

    def position(self, ref: int) -> int | None:
        """Return where a comment stands in the queue, None where it has left it or is not read yet."""
        return self.queue.position(ref)

    def slice_of(self, ref: int) -> Slice | None:
        """Return by which of its ways a comment came into the mixed order; None in any other."""
        return self.queue.slice_of(ref)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the queue is left to be read."""
        return self.queue.is_whole and self._anew is None

    def read_on(self) -> bool:
        """Read one more piece of the queue and return whether more is left; for a worker, after the first frame."""
        return (self._anew or self.queue).read_on()

    def read_anew(self) -> None:
        """Begin to read the queue anew beside the present one, which stays until `take_over`."""
        self._anew = Queue(self.store, self.order, self.filter, self.mix)

    def take_over(self) -> bool:
        """Put the queue that was read anew in the place of the present one, and return whether it was ready."""
        if self._anew is None or not self._anew.is_whole:
            return False
        self._queue, self._anew = self._anew, None
        return True

    def catch_up(self, refs: Sequence[int]) -> None:
        """Look at comments again: out of the queue if they no longer belong, in at their place if they do now.

        Where hundreds have come at once the queue is read anew, beside the present one.
        """
        if self._anew is not None and not self._anew.catch_up(refs):
            self.read_anew()
        if self._queue is not None and not self._queue.catch_up(refs) and self._anew is None:
            self.read_anew()

    # The others

    def follow(self, staying: int | None = None) -> Changes:
        """Take in what anybody did since the last look, cheaply where nothing happened; return what it was.

        The comment that stays is the one on screen: it keeps its place until another is looked at. Where too much
        happened the queue is left as it is: `Changes.many` says that it has to be read anew.
        """
        changes = self.company.look()
        due = self._put_off.union(changes.refs)
        self._put_off = due & {staying}
        self.catch_up([ref for ref in due if ref != staying])
        if self.company.sits_elsewhere and (changes.refs or changes.many):
            self._progress = None  # one's own decisions at another desk count as well
        return changes

    def go_on(self, place: int) -> int | None:
        """Claim the first comment from a place of the queue on that nobody else has; None where others have them all.

        Where none is left from there on, those before it are gone to.
        """
        while (found := self.company.claim_first(self.queue, place, self.filter.states)) is None:
            if not self.follow().refs:  # what the queue still has may have been decided since the last look
                return None
        return found

    def free_place(self, place: int) -> int:
        """Return the first place from one on that nobody else is known to have open; that place where there is none."""
        return self.company.free_place(self.queue, place)

    # The comment

    def load_scorer(self) -> None:
        """Load what explains suggestions, so that cards carry evidence from now on; may be called from a worker.

        Raises NoModel, ModelNotTrusted.
        """
        if self._explains is None and self._open_scorer is not None:
            self._explains = self._open_scorer()

    def forget_scorer(self) -> None:
        """Let the model go, since another may serve; the next `load_scorer` loads the one that does."""
        self._explains = None

    def card(self, ref: int) -> Card:
        """Return a comment's card, with evidence once the scorer is loaded."""
        card = self.store.card(ref)
        card = replace(card, cues=self.store.look_out().cues(card.posted.comment.text, card.posted.comment.author))
        self._shown[ref] = card.seen
        return replace(card, evidence=self._explains.explain(card.posted)) if self._explains else card

    def labels_for(self, shown: Card | Basis, flips: frozenset[Label] = NO_FLIPS) -> Labels:
        """Return the labels that accepting records: as decided, or else as suggested, with some flipped.

        A label that was not judged becomes yes by a flip and unjudged by the next.
        """
        basis = shown.basis if isinstance(shown, Card) else shown
        offered = basis.decided or accepted(basis.answers.suggested, basis.answers.scores)
        return {label: not offered[label] if label in flips else offered[label] for label in LABELS}

    def action_for(self, labels: Labels) -> Action:
        """Return what the site will do with a comment of these labels."""
        return self.store.policy().action(labels)

    # Deciding

    def accept(
        self,
        shown: int | Card,
        flips: frozenset[Label] = NO_FLIPS,
        seconds: float | None = None,
        note: str = "",
    ) -> Recorded:
        """Settle a comment as shown, with some labels flipped.

        Give the card that was on screen: its text and state are what the decision answers. A bare row number
        answers the comment as it is now. Raises DecidedMeanwhile.
        """
        basis = shown.basis if isinstance(shown, Card) else self.store.bases([shown])[0]
        return self._settle([basis], flips, seconds, note, self._going_on_from(basis.ref))

    def accept_all(
        self, refs: Sequence[int], flips: frozenset[Label] = NO_FLIPS, seconds: float | None = None, note: str = ""
    ) -> Recorded:
        """Settle several comments as one step; those that somebody has decided meanwhile are left.

        Raises WrongUse where none remains.
        """
        bases = self.store.bases(refs)
        if self.filter.states == {State.WAITING}:
            left = tuple(basis.ref for basis in bases if basis.seen)
            return replace(self._settle([basis for basis in bases if not basis.seen], flips, seconds, note), left=left)
        return self._settle(bases, flips, seconds, note)

    def hold(self, shown: Sequence[int | Card], note: str = "", seen: Mapping[int, int] | None = None) -> int:
        """Set comments aside for a colleague, as one step; return its number.

        A bare row number stands for the card that was last read of it, if any was, unless `seen` gives the row of the
        log that was in effect when it was. Raises DecidedMeanwhile.
        """
        refs = [one.ref if isinstance(one, Card) else one for one in shown]
        seen = {**{ref: self._shown[ref] for ref in refs if ref in self._shown}, **(seen or {})}
        seen |= {one.ref: one.seen for one in shown if isinstance(one, Card)}
        try:
            return self.store.hold(refs, self.who, note, seen)
        finally:
            self.catch_up(refs)  # a comment that somebody else decided leaves the queue as well

    def release(self, refs: Sequence[int], note: str = "") -> int:
        """Put held comments back, as one step; return its number."""
        step = self.store.release(refs, self.who, note)
        self.catch_up(refs)
        return step

    def undo(self, steps: int = 1) -> TakenBack:
        """Take back this moderator's latest steps, of this session or any before."""
        return self._step_by_step(self.store.undo, steps)

    def redo(self, steps: int = 1) -> TakenBack:
        """Put back what this moderator undid last."""
        return self._step_by_step(self.store.redo, steps)

    def progress(self) -> Progress:
        """Return how far this moderator has come; counted anew only after an undo, kept up by each decision."""
        if self._progress is None:
            today = self.store.moderator_stats(self.who, after=self.store.last_row(before=midnight()))
            session = self.store.moderator_stats(self.who, after=self._began_after)
            self._progress = Progress(0, today.settled, session.settled, today.agreed, today.scored)
        return replace(self._progress, waiting=self.store.waiting())

    def note(self, text: str, step: int | None = None) -> int:
        """Say why a step was decided, afterwards; without one, this moderator's latest. Raises WrongUse."""
        return self.store.note(self.store.last_step(self.who) if step is None else step, self.who, text)

    def _settle(
        self,
        bases: Sequence[Basis],
        flips: frozenset[Label],
        seconds: float | None,
        note: str,
        on: GoingOn | None = None,
    ) -> Recorded:
        settlements = [
            Settlement(basis.ref, self.labels_for(basis, flips), basis.answers, basis.digest, basis.seen)
            for basis in bases
        ]
        went = self._record(settlements, seconds, note, on)
        labels = settlements[0].labels
        return Recorded(went.step, tuple(basis.ref for basis in bases), labels, self.action_for(labels), went.next)

    def record(self, settlements: Sequence[Settlement], seconds: float | None = None, note: str = "") -> int:
        """Put decisions in the log as one step, and return its number; raises DecidedMeanwhile."""
        return self._record(settlements, seconds, note).step

    def _record(
        self, settlements: Sequence[Settlement], seconds: float | None, note: str, on: GoingOn | None = None
    ) -> WentOn:
        try:
            went = self.store.settle_and_go_on(settlements, self.who, on, note, seconds)
        finally:
            # A comment that somebody else decided leaves the queue as well.
            self.catch_up([one.ref for one in settlements])
        if on:
            self.company.went_on(went.next)
        self._count_in(settlements)
        return went

    def _going_on_from(self, ref: int) -> GoingOn | None:
        """Return the wish to go on with what follows a comment; None at a desk that hasn't opened, or beside it."""
        place = self.position(ref) if self.company.is_seated else None
        if place is None:
            return None
        return self.company.going_on(self.queue, place, self.filter.states, but=ref)

    def _count_in(self, settlements: Sequence[Settlement]) -> None:
        again = any(one.seen for one in settlements)  # a decision made again is not one more
        self._progress = None if self._progress is None or again else self._progress.with_more(settlements)

    def _step_by_step(self, take_back: Callable[[str], TakenBack], steps: int) -> TakenBack:
        """Take back one step after another: in the mixed order a place is that of the queue before its step."""
        taken = TakenBack()
        for _ in range(steps):
            one_step = take_back(self.who)
            self.catch_up(one_step.refs)
            taken += one_step
        self._progress = None
        return taken


def looked_over(store: Store, rows: list[QueueRow]) -> list[QueueRow]:
    """Return lines of the queue with those flagged that meet the desk's own list, by their whole texts."""
    watch = store.look_out()
    if not watch.entries:
        return rows
    words = store.words_of([row.ref for row in rows])
    return [replace(row, watched=True) if watch.cues(*words[row.ref]) else row for row in rows]
