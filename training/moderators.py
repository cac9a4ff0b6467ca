"""Looks for a moderator who decides comments of like scores otherwise than the others, beyond chance.

Each is compared with all others within bands of a score that none of them taught, so that whoever is given the worse
comments isn't blamed for them. A desk whose policy is its own has it in all its moderators, and nobody stands out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.labels import LABELS, Label
from moderation.text import one_line
from training.examples import Examples
from training.measures import Floats

FEWEST: Final = 50
"""Decisions of a moderator, and of the others together, to be compared on a label."""

LEAST: Final = 0.15
"""Colleagues who differ by less on like comments are two people; so many in a hundred more, and it is two policies."""

CHANCE: Final = 0.01
"""Of naming anybody in a log where all decide alike, over all labels and moderators together (Bonferroni's rule)."""

BANDS: Final = 10
"""Of like scores, with as many decisions each."""

Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Difference:
    """How often one moderator does something, and how often the others do on comments of like scores."""

    label: Label
    overrides: bool
    """Whether it is overriding what was suggested; else it is marking."""
    theirs: float
    others: float
    z: float

    def told(self, who: str, others: str) -> str:
        """Return the difference as a sentence."""
        name, title = one_line(who), self.label.title
        here, there = f"{100 * self.theirs:.0f}", f"{100 * min(max(self.others, 0.0), 1.0):.0f}"
        if self.overrides:
            return (
                f"{name} overrides {here} of 100 suggestions on {title} where {others}, on comments of like scores, "
                f"would override {there}."
            )
        return f"{name} marks {here} of 100 comments as {title} where {others}, on like scores, would mark {there}."


def differing(examples: Examples, prior: Floats, thresholds: Floats) -> Iterator[str]:
    """Yield a sentence for each moderator who stands out, the one who does most first.

    `prior` are scores (n, 3) that none of them taught, suggested from `thresholds` (3,) on where nothing was shown.
    """
    left = _judged_alone(examples)
    while (names := _compared(examples.who[left])).size > 1:
        found = [
            (abs(one.z), str(who), one) for who in names for one in _of(str(who), examples, prior, thresholds, left)
        ]
        # corrected for everyone who was looked at, on each label, by what is marked and by what is overridden
        bar = NormalDist().inv_cdf(1 - CHANCE / (2 * 2 * len(LABELS) * len(names)))
        found = [one for one in found if one[0] > bar]
        if not found:
            return
        _, who, most = max(found, key=lambda one: one[:2])
        others = [str(name) for name in names if name != who]
        yield most.told(who, one_line(others[0]) if len(others) == 1 else "the others")
        # whoever stands out is no measure for the rest
        left &= examples.who != who


def _judged_alone(examples: Examples) -> Bool:
    """Return the decisions of known moderators made one by one, each moderator's first among near-copies."""
    keys = np.array([examples.group, np.unique(examples.who, return_inverse=True)[1]]).T
    first = np.zeros(len(examples), np.bool_)
    first[np.unique(keys, axis=0, return_index=True)[1]] = True
    return np.asarray(first & (examples.weight == 1) & (examples.who != ""))


def _compared(who: NDArray[np.str_]) -> NDArray[np.str_]:
    """Return the moderators with decisions enough."""
    names, counts = np.unique(who, return_counts=True)
    return names[counts >= FEWEST]


def _of(who: str, examples: Examples, prior: Floats, thresholds: Floats, left: Bool) -> Iterator[_Difference]:
    """Yield how a moderator differs on each label, by more than colleagues do."""
    for column, label in enumerate(LABELS):
        usable = left & ~np.isnan(examples.truth[:, column] + prior[:, column])
        theirs = examples.who[usable] == who
        if min(theirs.sum(), (~theirs).sum()) < FEWEST:
            continue
        truth, scores = examples.truth[usable, column], prior[usable, column]
        answered = ~np.isnan(examples.shown[usable, column])
        against = np.where(answered, ~examples.echoes[usable, column], truth != (scores >= thresholds[column]))
        band = np.argsort(np.argsort(scores, kind="stable"), kind="stable") * BANDS // len(scores)
        for does, overrides in ((truth == 1, False), (against, True)):
            share, others, z = _stratified(does, theirs, band)
            if abs(share - others) >= LEAST:
                yield _Difference(label, overrides, share, others, z)


def _stratified(does: Bool, theirs: Bool, band: NDArray[np.int64]) -> tuple[float, float, float]:
    """Return a share of theirs, what the others' would be on like scores, and how sure the difference is.

    Sources: Cochran 1954, Mantel and Haenszel 1959 (the test, one z over all bands); Greenland and Robins 1985 (the
    common difference of shares).
    """

    def count(rows: Bool) -> Floats:
        """Return how many rows each band has."""
        return np.bincount(band[rows], minlength=BANDS).astype(np.float64)

    n, own, did, own_did = count(theirs | ~theirs), count(theirs), count(does), count(does & theirs)
    both = (own > 0) & (own < n)
    n, own, did, own_did = n[both], own[both], did[both], own_did[both]
    expected = own * did / n
    spread = own * (n - own) * did * (n - did) / (n * n * np.maximum(n - 1, 1))
    z = float((own_did - expected).sum() / np.sqrt(spread.sum())) if spread.sum() > 0 else 0.0
    weight = own * (n - own) / n
    apart = own_did / own - (did - own_did) / (n - own)
    difference = float((weight * apart).sum() / weight.sum()) if weight.sum() > 0 else 0.0
    share = float(does[theirs].mean())
    return share, share - difference, z
