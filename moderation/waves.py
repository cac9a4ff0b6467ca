"""Which near-copies are decided together with the comment on screen, looked at once more at the moment of the key.

The group was made as they arrived; since then one may have been edited, decided by somebody else or scored otherwise.
Such a one is left waiting: nothing is decided unseen but what reads the same and is suggested the same.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from moderation.comments import text_digest
from moderation.labels import Label, Labels
from moderation.queue import Basis, Settlement
from moderation.store.store import Store

_OF_THE_TEXT = frozenset({Label.ABUSE, Label.DISPUTED_TERMINOLOGY})
"""Labels on which a copy has to be suggested the same; whether it is off-topic depends on where it stands."""


class Wave(Struct, frozen=True):
    """The near-copies of a comment, sorted."""

    along: tuple[Basis, ...] = ()
    """Decided with it."""
    left: tuple[int, ...] = ()
    """Left waiting."""


Along = Mapping[int, str]
"""Comments picked by hand to be decided along with another, each with the digest of the text that was on screen."""


def wave(store: Store, basis: Basis, picked: Along | None = None) -> Wave:
    """Return which of a comment's waiting near-copies are decided along with it, or which of those that were picked."""
    refs = store.copies(basis.ref) if picked is None else list(picked)
    if not refs:
        return Wave()
    bases = store.bases(refs)
    if picked is None:
        along = _near_copies(store, basis, bases)
    else:
        along = [one for one in bases if one.digest == picked[one.ref]]
    along = [one for one in along if not one.seen]
    kept = {one.ref for one in along}
    return Wave(tuple(along), tuple(ref for ref in refs if ref not in kept))


def _near_copies(store: Store, basis: Basis, bases: Sequence[Basis]) -> list[Basis]:
    """Return those that read the same as the comment on screen, as they are now, and are suggested the same."""
    from moderation.reading import read  # 14 ms that the desk's first frame doesn't pay
    from moderation.sameness import Tier, likeness

    sample_text = store.texts([basis.ref])[basis.ref]
    if text_digest(sample_text) != basis.digest:
        return []  # on screen was another text: the decision is about to be refused
    sample = read(sample_text)
    alike = [one for one in bases if _is_suggested_alike(one, basis)]
    # Most of a wave is the same to the letter, and each wording is read once.
    worded = {one.digest: one.ref for one in alike}
    texts = store.texts(list(worded.values()))
    copies = {digest for digest, ref in worded.items() if likeness(sample, read(texts[ref])).tier >= Tier.COPY}
    return [one for one in alike if one.digest in copies]


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
    if bool(one.answers.model) != bool(sample.answers.model):
        return False  # what no model has scored is suggested nothing, which is not the same as no label
    return one.answers.suggested & _OF_THE_TEXT == sample.answers.suggested & _OF_THE_TEXT and (
        one.answers.scores[Label.ABUSE] is None
    ) == (sample.answers.scores[Label.ABUSE] is None)
