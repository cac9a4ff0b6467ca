"""Two models side by side on the decisions held out about one label: ranking, fit, and what is suggested.

A desk meets a model at its thresholds: a better fit there can still be more work for less. What a suggestion is worth
is read from the threshold itself. A desk that wants comments suggested from .2 on takes four wrong suggestions for a
right one, which makes right and wrong ones comparable. Source: Vickers and Elkin 2006, Decision Curve Analysis.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.labels import LABELS, Label
from training import measures
from training.examples import Examples
from training.measures import BINS, Floats, Interval
from training.redraws import Redraws

DRAWS: Final = 1_000

FEWEST_OF_A_KIND: Final = 5
"""Models are told apart where at least so many decisions held out carry a label, and so many don't."""

_SAME: Final = 1e-9
_PRICES: Final = (0.05, 0.9)
"""A threshold prices a wrong suggestion within these: beyond .9, one would outweigh more than nine right ones."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of two models on the same decisions."""

    incumbent: float
    candidate: float
    gain: Interval
    """Where the gain lies when decisions are drawn anew; above 0 is better whatever the figure."""

    @property
    def is_better(self) -> bool:
        """Whether the candidate is better beyond noise."""
        return self.gain.low > _SAME

    @property
    def is_worse(self) -> bool:
        """Whether the candidate is worse beyond noise."""
        return self.gain.high < -_SAME

    @property
    def is_known(self) -> bool:
        """Whether both models have the figure, here and in redraws."""
        return not any(np.isnan([self.incumbent, self.candidate, self.gain.low, self.gain.high]))


UNKNOWN: Final = Change(np.nan, np.nan, Interval(np.nan, np.nan))
"""The change of a figure that can't be had; always this one, so that two comparisons of the same can be equal."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the decisions held out about one label."""

    n: int
    positives: int
    own: int
    """Decisions made blind or against the suggestion."""
    attentive: bool
    """Whether people override about as often as the scores they were shown expect."""
    both_kinds: bool
    """Whether enough decisions carry the label, and enough don't; else only what is suggested can be compared."""
    auc: Change
    average_precision: Change
    log_loss: Change
    ece: Change
    precision: Change
    """Of what is suggested at the desk's threshold, the share that carries the label."""
    recall: Change
    """Of what carries the label, the share that is suggested."""
    benefit: Change
    """Right suggestions a decision, less wrong ones at the price that the threshold sets."""

    @property
    def is_better(self) -> bool:
        """Whether the candidate ranks better, or people were seen to judge and its scores serve them better."""
        return self.both_kinds and (self.average_precision.is_better or self.suggests_better or self.fits_better)

    @property
    def fits_better(self) -> bool:
        """Whether the scores fit better, and are no worse at the threshold for it."""
        better = self.attentive and self.log_loss.is_better
        return better and self.benefit.candidate >= self.benefit.incumbent - _SAME

    @property
    def suggests_better(self) -> bool:
        """Whether what is suggested is worth more to the desk."""
        return self.attentive and self.benefit.is_better

    @property
    def is_worse(self) -> bool:
        """Whether the candidate ranks worse, its scores fit worse, or its suggestions are worth less."""
        ranks_or_fits = self.auc.is_worse or self.average_precision.is_worse or self.log_loss.is_worse
        return self.suggests_worse or (self.both_kinds and ranks_or_fits)

    @property
    def suggests_worse(self) -> bool:
        """Whether suggestions are worth less, or right or complete less often and nothing is won by it."""
        lost = (self.precision.is_worse and not self.recall.is_better) or (
            self.recall.is_worse and not self.precision.is_better
        )
        return self.benefit.is_worse or lost

    def changes(self) -> Iterator[tuple[str, Change]]:
        """Yield each figure that can be had, under its name."""
        for name in FIGURES:
            change: Change = getattr(self, name)
            if change.is_known:
                yield name, change


FIGURES: Final = ("auc", "average_precision", "log_loss", "ece", "precision", "recall", "benefit")
"""The figures of a comparison, in its order."""

_LESS_IS_BETTER: Final = ("log_loss", "ece")


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """What one model says of the decisions on a label."""

    scores: Floats
    """NaN where not judged."""
    threshold: float


def compare(held_out: Examples, label: Label, incumbent: Scored, candidate: Scored, level: float) -> Comparison:
    """Return two models side by side on decisions about one label, intervals at `level`."""
    column = LABELS.index(label)
    decided = ~np.isnan(held_out.truth[:, column])
    rows, truth = held_out[decided], held_out.truth[decided, column]
    old, new = (Scored(one.scores[decided], one.threshold) for one in (incumbent, candidate))
    judged = ~np.isnan(old.scores + new.scores)
    redraws, price = Redraws.of(rows.group, DRAWS), _price(incumbent.threshold)
    before, after = (_figures(redraws, truth, one, rows.weight, judged, price) for one in (old, new))
    changes = (_change(name, before[name], after[name], level) for name in FIGURES)
    carried = truth[judged].sum()
    both_kinds = min(carried, judged.sum() - carried) >= FEWEST_OF_A_KIND
    return Comparison(
        len(rows), int(truth.sum()), own(rows, column), _is_attentive(rows, column), bool(both_kinds), *changes
    )


def own(rows: Examples, column: int) -> int:
    """Return how many decisions don't merely repeat a suggestion."""
    return int((~rows.echoes[:, column]).sum())


def _price(threshold: float) -> float:
    """Return what a wrong suggestion costs, a right one being worth 1."""
    at = float(np.clip(threshold, *_PRICES))
    return at / (1 - at)


def _figures(
    redraws: Redraws, truth: Floats, of: Scored, weight: Floats, judged: NDArray[np.bool_], price: float
) -> dict[str, Floats]:
    """Return each figure of a model, first as it is and then for each redraw; NaN where it can't be had."""
    # a score that is missing reaches no threshold: NaN compares false
    suggested = weight * (of.scores >= of.threshold)
    right, all_suggested = redraws.sum(suggested * truth), redraws.sum(suggested)
    wrong = all_suggested - right
    ranked = _ranking(redraws, truth, np.where(judged, of.scores, 0.0), weight * judged)
    return ranked | {
        "precision": measures.ratio(right, all_suggested),
        "recall": measures.ratio(right, redraws.sum(weight * truth)),
        "benefit": measures.ratio(right - price * wrong, redraws.sum(weight)),
    }


def _ranking(redraws: Redraws, truth: Floats, scores: Floats, weight: Floats) -> dict[str, Floats]:
    """Return the figures of scores where they were given; those of no weight count nothing."""
    curve, among = redraws.curve(truth, scores, weight), redraws.sum(weight)
    gaps = np.abs(redraws.sums(measures.bins(scores), BINS, weight * (truth - scores)))
    return {
        "auc": measures.auc_of(curve),
        "average_precision": measures.average_precision_of(curve),
        "log_loss": measures.ratio(redraws.sum(weight * measures.surprise(truth, scores)), among),
        "ece": measures.ratio(gaps.sum(axis=1), among),
    }


def _change(name: str, before: Floats, after: Floats, level: float) -> Change:
    """Return a figure as it is by both models, and where its gain lies in redraws."""
    gain = before - after if name in _LESS_IS_BETTER else after - before
    change = Change(float(before[0]), float(after[0]), measures.interval(gain[1:], level))
    return change if change.is_known else UNKNOWN


def _is_attentive(rows: Examples, column: int) -> bool:
    """Return whether suggestions were overridden at least half as often as their scores expect."""
    shown, truth = rows.shown[:, column], rows.truth[:, column]
    answered = ~np.isnan(shown)
    suggested = np.where(rows.echoes[:, column], truth, 1 - truth)
    # a calibrated .3 that is not suggested expects to be overridden three times in ten
    expected = np.where(suggested == 1, 1 - shown, shown)[answered].sum()
    return bool((answered & ~rows.echoes[:, column]).sum() >= expected / 2)
