"""Deciding about many marked comments as one step, which one undo takes back.

With each mark stands what the comment was when it was marked: one that somebody has decided since, or that reads
otherwise, is left and told, since a moderator who marked it had another comment in mind.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from moderation.errors import WrongUse
from moderation.filters import Filter, State
from moderation.labels import LABELS, Label, Labels
from moderation.policy import Action, Policy
from moderation.queue import Basis, Settlement
from moderation.review import Review
from moderation.text import plural
from moderation.unscored import NO_LABEL, is_judged
from moderation.waves import Wave, settlements_along, wave

MOST: Final = 10_000
"""Comments that can be marked at once: settling as many takes a second, in which no key is answered."""


class Marked(Struct, frozen=True):
    """A comment as it was when it was marked."""

    digest: str
    seen: int
    """The row of the log that was in effect, 0 for none."""
    action: Action | None
    """What accepting it as it stands leads to; None where nothing was judged, so that it isn't accepted with others."""
    copies: int = 0
    """Near-copies that stand behind it and would be decided with it."""


class Together(Struct, frozen=True):
    """What one key did to marked comments."""

    refs: tuple[int, ...]
    left: tuple[int, ...] = ()
    """Comments that somebody decided since they were marked, or that read otherwise; they stay as they are."""
    along: tuple[int, ...] = ()
    """Near-copies of the marked that were decided with them."""
    actions: Mapping[Action, int] = field(default_factory=dict)
    """What the site will do -> with how many of all these."""
    unscored: tuple[int, ...] = ()
    """Comments that were to be accepted and can't be, since nothing is suggested of them."""


def as_marked(review: Review, refs: Sequence[int]) -> dict[int, Marked]:
    """Return what comments are at the moment they are marked; raises WrongUse for too many at once."""
    _refuse_too_many(len(refs))
    policy = review.store.policy()
    return {
        basis.ref: as_marked_one(review, basis, policy, _copies(review, basis.ref))
        for basis in review.store.bases(refs)
    }


def as_marked_one(review: Review, basis: Basis, policy: Policy, copies: int) -> Marked:
    """Return what one comment is at the moment it is marked."""
    labels = review.labels_for(basis)
    action = policy.action(labels) if is_judged(labels) else None
    return Marked(basis.digest, basis.seen, action, copies)


def _refuse_too_many(count: int) -> None:
    if count > MOST:
        raise WrongUse(f"These are {plural(count, 'comment')}; up to {MOST:,} can be marked at once.")


def _copies(review: Review, ref: int) -> int:
    # A search shows each comment by itself, and so decides each by itself.
    return len(review.store.copies(ref)) if review.filter.is_default else 0


def matching(review: Review, query: str) -> list[int]:
    """Return the comments of the queue, as it is, that a query finds, in their order; raises WrongUse.

    A query that says nothing of where comments stand finds them wherever the queue has them from.
    """
    if not query.strip():
        _refuse_too_many(len(review))  # before a million are read to be refused
        return list(review.refs_between(0, len(review) - 1)) if len(review) else []
    pattern = review.asked(query)
    if pattern.states == Filter().states and "is:" not in query.lower():
        pattern = replace(pattern, states=frozenset(State))
    found = review.store.matching(pattern)
    return [ref for ref in review.refs_between(0, len(review) - 1) if ref in found] if len(review) else []


def accept(review: Review, marked: Mapping[int, Marked], seconds: float | None = None, note: str = "") -> Together:
    """Settle each marked comment as it was suggested to be."""
    return _settle(review, marked, review.labels_for, seconds, note)


def label(
    review: Review, marked: Mapping[int, Marked], on: frozenset[Label], seconds: float | None = None, note: str = ""
) -> Together:
    """Settle all marked comments with the same labels.

    A label that was not judged, and is not among them, stays so: nobody has said anything about it. Of a comment of
    which nothing was judged, no label at all is said to be carried where none is named.
    """
    return _settle(review, marked, lambda basis: _alike(basis, on), seconds, note)


def hold(review: Review, marked: Mapping[int, Marked], note: str = "") -> Together:
    """Set the marked aside for a colleague, and their near-copies with them."""
    bases, left = _as_they_were(review, marked)
    refs = tuple(basis.ref for basis in bases)
    along = [(one, basis.ref) for basis, found in _waves(review, bases, marked) for one in found.along]
    copies = {one.ref: ref for one, ref in along if one.ref not in marked}
    if refs:
        seen = {basis.ref: basis.seen for basis in (*bases, *(one for one, _ in along))}
        review.store.hold([*refs, *copies], review.who, note, seen, copies)
        review.catch_up([*refs, *copies])
    return Together(refs, left, tuple(copies))


def release(review: Review, marked: Mapping[int, Marked]) -> Together:
    """Put those of the marked comments that are held back into the queue."""
    held = review.store.among(list(marked), Filter(states=frozenset({State.HELD})))
    refs = tuple(ref for ref in marked if ref in held)
    if refs:
        review.release(refs)
    return Together(refs, tuple(ref for ref in marked if ref not in held))


def _settle(
    review: Review,
    marked: Mapping[int, Marked],
    labels_of: Callable[[Basis], Labels],
    seconds: float | None,
    note: str,
) -> Together:
    present, left = _as_they_were(review, marked)
    bases = [basis for basis in present if is_judged(labels_of(basis))]
    kept = {basis.ref for basis in bases}
    unscored = tuple(basis.ref for basis in present if basis.ref not in kept)
    settlements = [Settlement(basis.ref, labels_of(basis), basis.answers, basis.digest, basis.seen) for basis in bases]
    # Two marked may stand for one wave, where another stood for it at the second mark: its copies go along once.
    copies: dict[int, Settlement] = {}
    for basis, found in _waves(review, bases, marked):
        for one in settlements_along(found, basis, labels_of(basis)):
            if one.ref not in marked:
                copies.setdefault(one.ref, one)
    along = tuple(copies.values())
    if settlements:
        review.record([*settlements, *along], seconds, note)
    policy = review.store.policy()
    actions = Counter(policy.action(one.labels) for one in (*settlements, *along))
    settled = tuple(one.ref for one in settlements)
    return Together(settled, left, tuple(one.ref for one in along), actions, unscored)


def _waves(review: Review, bases: Sequence[Basis], marked: Mapping[int, Marked]) -> Iterator[tuple[Basis, Wave]]:
    """Yield the marked that have near-copies behind them in this queue, with those that would go along."""
    if review.filter.is_default:
        yield from ((basis, wave(review.store, basis)) for basis in bases if marked[basis.ref].copies)


def _as_they_were(review: Review, marked: Mapping[int, Marked]) -> tuple[list[Basis], tuple[int, ...]]:
    """Return what decisions about the marked start from, and those that are no longer what was marked."""
    present = review.store.bases(list(marked))
    same = [
        basis for basis in present if (basis.digest, basis.seen) == (marked[basis.ref].digest, marked[basis.ref].seen)
    ]
    kept = {basis.ref for basis in same}
    return same, tuple(ref for ref in marked if ref not in kept)


def _alike(basis: Basis, on: frozenset[Label]) -> Labels:
    scores = basis.answers.scores
    if not on and all(score is None for score in scores.values()):
        return NO_LABEL  # no suggestion says it, so that the moderator does
    return {label: True if label in on else None if scores[label] is None else False for label in LABELS}
