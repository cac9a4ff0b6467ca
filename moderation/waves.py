"""Which near-copies are decided together with the comment on screen, looked at once more at the moment of the key.

The group was made as they arrived; since then one may have been edited, decided by somebody else or scored otherwise.
Such a one is left waiting: nothing is decided unseen but what reads the same and is suggested the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.comments import text_digest
from moderation.labels import Label, Labels
from moderation.queue import Basis, Settlement
from moderation.reading import read
from moderation.sameness import Tier, likeness
from moderation.store.store import Store

_OF_THE_TEXT = frozenset({Label.ABUSE, Label.DISPUTED_TERMINOLOGY})
"""Labels on which a copy has to be suggested the same; whether it is off-topic depends on where it stands."""


@dataclass(frozen=True, slots=True)
class Wave:
    """The near-copies of a comment, sorted."""

    along: tuple[Basis, ...] = ()
    """Decided with it."""
    left: tuple[int, ...] = ()
    """Left waiting."""


def wave(store: Store, basis: Basis, only: Sequence[int] | None = None) -> Wave:
    """Return which of a comment's waiting near-copies are decided along with it.

    With `only`, of those that a moderator picked, whatever they are suggested as: they were on screen.
    """
    refs = store.copies(basis.ref) if only is None else list(only)
    if not refs:
        return Wave()
    texts = store.texts([basis.ref, *refs])
    sample = read(texts[basis.ref])
    # On screen was another text by now: the decision is about to be refused.
    if text_digest(texts[basis.ref]) != basis.digest:
        return Wave()
    bases = store.bases([ref for ref in refs if ref in texts])
    along = [
        one
        for one in bases
        if not one.seen
        and (
            only is not None
            or (_is_suggested_alike(one, basis) and likeness(sample, read(texts[one.ref])).tier >= Tier.COPY)
        )
    ]
    kept = {one.ref for one in along}
    return Wave(tuple(along), tuple(ref for ref in refs if ref not in kept))


def settlements_along(wave: Wave, basis: Basis, labels: Labels) -> list[Settlement]:
    """Return the decisions about near-copies: the labels of the one on screen, each answering its own suggestion."""
    return [
        Settlement(one.ref, _labels(one, labels), one.answers, one.digest, one.seen, copy=basis.ref)
        for one in wave.along
    ]


def _labels(one: Basis, labels: Labels) -> Labels:
    """Return the labels of the sample, but that what was not judged of a copy is not said to be clean."""
    return {label: on or (None if one.answers.scores[label] is None else on) for label, on in labels.items()}


def _is_suggested_alike(one: Basis, sample: Basis) -> bool:
    return one.answers.suggested & _OF_THE_TEXT == sample.answers.suggested & _OF_THE_TEXT and (
        one.answers.scores[Label.ABUSE] is None
    ) == (sample.answers.scores[Label.ABUSE] is None)
