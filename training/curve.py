"""How a model grew with a desk's decisions: what it would be had it learnt from the first 50, 200 or 1,000 of them.

Every point is fitted as the candidate is and measured on the same decisions held out, so that points differ by what
was learnt and by nothing else. What is read of a text is read once for all of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact
from moderation.scoring.scorer import Scorer
from moderation.text import plural
from training import measures, vocabulary
from training.candidate import HEADS_OF, Learnt, lessons_on, taught_label, why_kept
from training.evaluate import scored
from training.examples import Examples, Split
from training.kinship import Kinship
from training.measures import Interval
from training.outcome import CurvePoint, LearningCurve
from training.pull import Floats

STEPS: Final = (50, 200, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000)
"""Decisions at which a point is taken, up to half of those learnt from: all points together cost three fifths of the
candidate's fit at most."""

DRAWS: Final = 200
LEVEL: Final = 0.95

LITTLE: Final = 0.01
"""A change of average precision that no desk would label for."""

_TOO_FEW: Final = "There are too few decisions yet to say whether more would help."


@dataclass(frozen=True, slots=True, eq=False)
class Grown:
    """The scores of a model that learnt from the first decisions, for those held out; NaN is not judged."""

    decisions: int
    carrying: int
    scores: Floats


def learning_curve(
    base: Artefact, parts: Split, found: Learnt, judged: Floats, before: Floats, after: Floats
) -> Mapping[Label, LearningCurve]:
    """Return how each label that was learnt grew, from the shipped model to the candidate.

    `judged` is what the shipped model says of the decisions learnt from, `before` and `after` what those two say of
    the decisions held out, shape (n, 3). A label that those can't measure has no curve.
    """
    curves = {}
    with threadpool_limits(limits=1):
        for column, label in enumerate(LABELS):
            if label in found.labels and not why_kept(label, parts.taught, parts.held_out):
                grown = list(_grown(label, base, parts, judged[:, column], before[:, column]))
                last = Grown(len(parts.taught), parts.taught.carrying(label), after[:, column])
                curves[label] = drawn(parts.held_out, label, [*grown, last])
    return curves


def steps(count: int) -> tuple[int, ...]:
    """Return at how many of `count` decisions a point is taken before the last."""
    return tuple(step for step in STEPS if 2 * step <= count)


def _grown(label: Label, base: Artefact, parts: Split, judged: Floats, before: Floats) -> Iterator[Grown]:
    """Yield the shipped model, then what the first decisions teach it."""
    yield Grown(0, 0, before)
    read = _abuse(base, parts, judged, before) if label is Label.ABUSE else _by_model(label, base, parts, judged)
    for step in steps(len(parts.taught)):
        first = parts.taught[:step]
        enough = not why_kept(label, first, parts.held_out)
        scores = read(step, enough)
        yield Grown(step, first.carrying(label), before if scores is None else scores)


Read = Callable[[int, bool], Floats | None]
"""Given how many of the first decisions teach and whether they suffice, says the scores; None where nothing changes."""


def _abuse(base: Artefact, parts: Split, judged: Floats, before: Floats) -> Read:
    """Return what reads by words: their features are hashed once for all points."""
    usable = _usable(Label.ABUSE, parts.taught, judged)
    kinship = Kinship(base.arrays)
    lessons = lessons_on(base, parts.taught[usable], logit(judged[usable]), kinship)
    seen = ~np.isnan(before)
    held_out = lessons_on(base, parts.held_out[seen], logit(before[seen]), kinship)
    until = np.concatenate([[0], np.cumsum(usable)])

    def read(step: int, enough: bool) -> Floats | None:
        """Return the log-odds that the first decisions' words give."""
        if not enough:
            return None
        scores = np.full(len(before), np.nan)
        scores[seen] = vocabulary.learnt(lessons[: until[step]]).applied(held_out)
        return scores

    return read


def _by_model(label: Label, base: Artefact, parts: Split, judged: Floats) -> Read:
    """Return what reads by the model that the first decisions make of the shipped one."""
    usable = _usable(label, parts.taught, judged)
    column = LABELS.index(label)

    def read(step: int, enough: bool) -> Floats | None:
        """Return the scores of that model."""
        chosen = usable[:step]
        first = parts.taught[:step]
        taught = taught_label(label, base, first, first[chosen], logit(judged[:step][chosen]), enough=enough)
        return None if taught is None else scored(parts.held_out, Scorer(_alone(taught.artefact, label)))[:, column]

    return read


def _usable(label: Label, taught: Examples, judged: Floats) -> NDArray[np.bool_]:
    """Return which decisions say something of a label, and were judged by the model."""
    return ~np.isnan(taught.truth[:, LABELS.index(label)] + judged)


def _alone(artefact: Artefact, label: Label) -> Artefact:
    """Return the model without the heads of other labels, which take their time to score."""
    idle = {head for other, head in HEADS_OF.items() if other is not label}
    return replace(artefact, arrays={name: array for name, array in artefact.arrays.items() if name not in idle})


def drawn(held_out: Examples, label: Label, grown: Sequence[Grown]) -> LearningCurve:
    """Return models measured on the decisions held out, and what their growth lets one expect."""
    truth = held_out.truth[:, LABELS.index(label)]
    seen = ~np.isnan(np.stack([truth, *(one.scores for one in grown)])).any(axis=0)
    truth, group = truth[seen], held_out.group[seen]
    ranked = [one.scores[seen] for one in grown]
    if len(np.unique(truth)) < 2:
        return LearningCurve((), _TOO_FEW)

    def figures(weights: Floats) -> Floats:
        """Return AUC and average precision of every point, for each redraw."""
        aucs, precisions = zip(*(measures.rankings(truth, scores, weights) for scores in ranked), strict=True)
        return np.stack([*aucs, *precisions], axis=1)

    exact = figures(np.ones((1, len(truth))))[0].reshape(2, -1)
    again = measures.redrawn(figures, group, np.ones(len(truth)), DRAWS).reshape(DRAWS, 2, -1)
    points = tuple(
        CurvePoint(one.decisions, one.carrying, float(auc), float(precision), *map(_bounds, again[:, :, place].T))
        for place, (one, auc, precision) in enumerate(zip(grown, *exact, strict=True))
    )
    gain = measures.interval(again[:, 1, -1] - again[:, 1, -2], LEVEL)
    return LearningCurve(points, outlook(points, gain))


def _bounds(figures: Floats) -> tuple[float, float] | None:
    """Return where a figure lies in 95 of 100 redraws; None where no redraw has it."""
    found = measures.interval(figures, LEVEL)
    return None if np.isnan(found.low) else (found.low, found.high)


def outlook(points: Sequence[CurvePoint], gain: Interval) -> str:
    """Return whether more decisions would still help, judged by what those since the last point but one added.

    `gain` is where the average precision they added lies in 95 of 100 redraws. Wholly above 0: more still help.
    Within LITTLE of 0: hardly. Wholly below 0: they did harm. Otherwise nobody can tell yet.
    """
    earlier, last = points[-2:]
    if np.isnan(gain.low) or earlier.average_precision is None or last.average_precision is None:
        return _TOO_FEW
    between = (
        f"from {earlier.decisions:,} to {plural(last.decisions, 'decision')}, average precision went from "
        f"{earlier.average_precision:.3f} to {last.average_precision:.3f} ({gain.low:+.3f} to {gain.high:+.3f})"
    )
    if gain.low > 0:
        return f"More decisions would still help: {between}."
    if gain.high < 0:
        return f"The latest decisions did not help, and more like them would not: {between}."
    if gain.low > -LITTLE and gain.high < LITTLE:
        return f"More decisions would hardly help: {between}."
    return f"Whether more decisions would help can't be told yet: {between}."
