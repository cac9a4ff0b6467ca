"""What a moderator does: look at the queue, judge a comment, go on, take it back.

The desk and `triage decide` both go through here, so that a key and a command make the same decision.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final, TypeVar

from msgspec.structs import replace

from moderation.asked import Explains, Foresees, KnowsStrongWords
from moderation.browsing import Browsing
from moderation.corrections import explain_decided, with_correction
from moderation.decisions import accepted
from moderation.errors import DecidedMeanwhile
from moderation.filters import Filter, State
from moderation.labels import LABELS, Label, Labels
from moderation.people import Changes, GoingOn, WentOn
from moderation.progress import Progress, Recorded, midnight
from moderation.queue import Basis, Card, Mix, Order, Settlement, Slice, TakenBack
from moderation.store.store import Store
from moderation.unscored import said
from moderation.waves import Along, Wave, settlements_along, wave

__all__ = ["NO_FLIPS", "Explains", "Progress", "Recorded", "Review"]

NO_FLIPS: frozenset[Label] = frozenset()
NO_LABELS: Final[Labels] = {}

_TRIES: Final = 2
"""Looks at a wave of near-copies while others decide about some of them."""

T = TypeVar("T")


class Review(Browsing):
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
        super().__init__(store, who, order, filter, mix, clock)
        self._open_scorer = scorer
        self._explains: Explains | None = None
        self._shown: dict[int, int] = {}
        self.began_after = store.last_row()
        self._progress: Progress | None = None

    # The queue

    def refresh(self, order: Order | None = None, filter: Filter | None = None) -> None:
        """Read the queue anew, in another order or through another filter where one is given."""
        super().refresh(order, filter)
        self._progress = None

    def follow(self, staying: int | None = None) -> Changes:
        """Take in what anybody did since the last look, and return what it was; see `Browsing.follow`."""
        changes = super().follow(staying)
        if self.company.sits_elsewhere and (changes.refs or changes.many):
            self._progress = None  # one's own decisions at another desk count as well
        return changes

    # The comment

    def load_scorer(self) -> None:
        """Load what explains suggestions, so that cards carry evidence from now on; may be called from a worker.

        Raises NoModel, ModelNotTrusted.
        """
        if self._explains is None and self._open_scorer is not None:
            self._explains = self._open_scorer()

    @property
    def explains(self) -> Explains | None:
        """What explains suggestions, None until it is loaded."""
        return self._explains

    def forget_scorer(self) -> None:
        """Let the model go, since another may serve; the next `load_scorer` loads the one that does."""
        self._explains = None

    def card(self, ref: int) -> Card:
        """Return a comment's card, with evidence once the scorer is loaded."""
        card = self.store.card(ref) if self.is_grouped else replace(self.store.card(ref), copies=0)
        card = with_correction(self.store, card)
        card = replace(card, cues=self.store.look_out().cues(card.posted.comment.text, card.posted.comment.author))
        self._shown[ref] = card.seen
        return replace(card, evidence=self._explains.explain(card.posted)) if self._explains else card

    def foresee(self, place: int) -> None:
        """Have the comment at a place explained beforehand, where the scorer can do that beside the desk."""
        ref = self.ref_at(place) if isinstance(self._explains, Foresees) and place < len(self) else None
        if ref is not None and isinstance(self._explains, Foresees):
            self._explains.foresee(self.store.in_context(ref))

    def strong_stretches(self, asked: Sequence[tuple[str, bool | None]]) -> Sequence[Sequence[tuple[int, int]]]:
        """Return what to cover of readers' texts, each with whether it is taken for abuse, None where that is unknown.

        Until a scorer tells the strong words, all of a text that is taken for abuse is.
        """
        if isinstance(self._explains, KnowsStrongWords):
            return self._explains.stretches(asked)
        is_awaited = self._explains is None and self._open_scorer is not None
        return [((0, len(text)),) if taken and is_awaited else () for text, taken in asked]

    def labels_for(self, shown: Card | Basis, flips: frozenset[Label] = NO_FLIPS) -> Labels:
        """Return the labels that accepting records: as decided, or else as suggested, with some flipped.

        A label that was not judged becomes yes by a flip and unjudged by the next.
        """
        basis = shown.basis if isinstance(shown, Card) else shown
        offered = basis.decided or accepted(basis.answers.suggested, basis.answers.scores)
        return {label: not offered[label] if label in flips else offered[label] for label in LABELS}

    # Deciding

    def accept(
        self,
        shown: int | Card,
        flips: frozenset[Label] = NO_FLIPS,
        seconds: float | None = None,
        note: str = "",
        *,
        along: Along | None = None,
        named: Labels = NO_LABELS,
    ) -> Recorded:
        """Settle a comment as shown, with some labels flipped or named, and its near-copies likewise, as one step.

        Give the card that was on screen: its text and state are what the decision answers. A bare row number
        answers the comment as it is now. `along` says which comments go with it in place of all its near-copies: an
        empty one settles it alone. Raises DecidedMeanwhile, and NotScored where there is nothing to accept.
        """
        basis = shown.basis if isinstance(shown, Card) else self.store.bases([shown])[0]
        labels = said({**self.labels_for(basis, flips), **named}, basis.answers)
        one = Settlement(basis.ref, labels, basis.answers, basis.digest, basis.seen, way=self._way(basis.ref))
        going_on = self._going_on_from(basis.ref)

        def settle(wave: Wave) -> Recorded:
            """Record the decision with those that go along."""
            settlements = [one, *settlements_along(wave, basis, labels)]
            went = self._record(settlements, seconds, note, going_on, wave.left)
            refs = tuple(settled.ref for settled in settlements)
            return Recorded(went.step, refs, labels, self.action_for(labels), went.next, wave.left)

        return self._with_wave(basis, along, settle)

    def accept_all(
        self, refs: Sequence[int], flips: frozenset[Label] = NO_FLIPS, seconds: float | None = None, note: str = ""
    ) -> Recorded:
        """Settle several comments as one step; those that somebody has decided meanwhile are left.

        Raises WrongUse where none remains, and NotScored.
        """
        bases = self.store.bases(refs)
        if self.filter.states == {State.WAITING}:
            left = tuple(basis.ref for basis in bases if basis.seen)
            return replace(self._settle([basis for basis in bases if not basis.seen], flips, seconds, note), left=left)
        return self._settle(bases, flips, seconds, note)

    def hold(
        self,
        shown: Sequence[int | Card],
        note: str = "",
        seen: Mapping[int, int] | None = None,
        *,
        along: Along | None = None,
    ) -> int:
        """Set comments aside for a colleague, as one step; return its number.

        A bare row number stands for the card that was last read of it, if any was, unless `seen` gives the row of the
        log that was in effect when it was. The near-copies of a single card go with it, or those that `along` names.
        Raises DecidedMeanwhile.
        """
        refs = [one.ref if isinstance(one, Card) else one for one in shown]
        seen = {**{ref: self._shown[ref] for ref in refs if ref in self._shown}, **(seen or {})}
        seen |= {one.ref: one.seen for one in shown if isinstance(one, Card)}

        def hold(wave: Wave) -> int:
            """Set them aside with those that go along."""
            copies = {one.ref: refs[0] for one in wave.along if one.ref not in refs}
            everything = [*refs, *copies]
            try:
                known = seen | {one.ref: one.seen for one in wave.along}
                return self.store.hold(everything, self.who, note, known, copies)
            finally:
                self.catch_up([*everything, *wave.left])  # what somebody else decided leaves the queue as well

        if len(shown) > 1 or not isinstance(shown[0], Card):
            return hold(Wave())
        return self._with_wave(shown[0].basis, along, hold)

    def release(self, refs: Sequence[int], note: str = "") -> int:
        """Put held comments back, as one step; return its number."""
        step = self.store.release(refs, self.who, note)
        self.catch_up(refs)
        return step

    def undo(self, steps: int = 1) -> TakenBack:
        """Take back this moderator's latest steps, of this session or any before."""
        return self._step_by_step(lambda who: self.store.undo(who, on=self.company.coming_back()), steps)

    def redo(self, steps: int = 1) -> TakenBack:
        """Put back what this moderator undid last."""
        return self._step_by_step(self.store.redo, steps)

    def progress(self) -> Progress:
        """Return how far this moderator has come; counted anew only after an undo, kept up by each decision."""
        if self._progress is None:
            today = self.store.moderator_stats(self.who, after=self.store.last_row(before=midnight()))
            session = self.store.moderator_stats(self.who, after=self.began_after)
            self._progress = Progress(0, today.settled, session.settled, today.agreed, today.scored)
        return replace(self._progress, waiting=self.store.waiting())

    def note(self, text: str, step: int | None = None) -> int:
        """Say why a step was decided, afterwards; without one, this moderator's latest. Raises WrongUse."""
        return self.store.note(self.store.last_step(self.who) if step is None else step, self.who, text)

    def _settle(self, bases: Sequence[Basis], flips: frozenset[Label], seconds: float | None, note: str) -> Recorded:
        settlements = [
            Settlement(
                basis.ref, said(self.labels_for(basis, flips), basis.answers), basis.answers, basis.digest, basis.seen
            )
            for basis in bases
        ]
        went = self._record(settlements, seconds, note)
        labels = settlements[0].labels
        return Recorded(went.step, tuple(basis.ref for basis in bases), labels, self.action_for(labels), went.next)

    def _way(self, ref: int) -> Slice | None:
        """Return by which way of the mixed order a comment is here; only there is the slice at random a fair one."""
        return self.slice_of(ref) if self.order is Order.MIXED and self.filter.is_default else None

    def _with_wave(self, basis: Basis, along: Along | None, decide: Callable[[Wave], T]) -> T:
        """Decide about a comment and those that go with it; what others decide in that moment is left to them."""
        # A search shows each comment by itself, and so decides each by itself.
        wanted = {} if along is None and not self.is_grouped else along
        for _ in range(_TRIES):
            together = wave(self.store, basis, wanted)
            with suppress(DecidedMeanwhile):
                return decide(together)
            if not together.along:
                break
        return decide(wave(self.store, basis, wanted))

    def record(self, settlements: Sequence[Settlement], seconds: float | None = None, note: str = "") -> int:
        """Put decisions in the log as one step, and return its number; raises DecidedMeanwhile."""
        return self._record(settlements, seconds, note).step

    def _record(
        self,
        settlements: Sequence[Settlement],
        seconds: float | None,
        note: str,
        on: GoingOn | None = None,
        left: Sequence[int] = (),
    ) -> WentOn:
        try:
            went = self.store.settle_and_go_on(settlements, self.who, on, note, seconds)
        finally:
            # A comment that somebody else decided leaves the queue as well.
            self.catch_up([*(one.ref for one in settlements), *left])
        if on:
            self.company.went_on(went.next)
        self._count_in(settlements)
        if self._explains and any(one.labels[Label.DISPUTED_TERMINOLOGY] for one in settlements):
            # Ten at most, for a key waits; the corrections desk looks up the others.
            explain_decided(self.store, self._explains, [one.ref for one in settlements], limit=10)
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
            if one_step.next is not None:
                self.company.went_on(one_step.next)
            taken += one_step
        self._progress = None
        return taken
