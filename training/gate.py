"""Decides whether a candidate may replace the model in service, and says why in one sentence.

Every decision held out is measured, accepted suggestions as well as overrides. On overrides alone the model in
service would be wrong each time by construction, and any other model would win; with acceptances it has the home
advantage, since people lean towards what they are shown, and a candidate has to overcome that. Two traps remain, and
both are closed here. Where nothing but acceptances is held out, the model in service is right by construction and
nothing has been measured: a label needs decisions that were made blind or against the suggestion. And a model that
learns from people who nod becomes ever surer of itself, which log loss rewards: a better log loss counts only where
people override about as often as the scores that were shown expect of attentive people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.labels import LABELS, Label
from moderation.text import plural
from training import measures
from training.examples import Examples
from training.measures import Interval

FEWEST_OF_A_KIND: Final = 5
"""A label is measured where at least so many decisions held out carry it, and so many don't."""

FEWEST_OWN: Final = 5
"""And where at least so many were made blind or against the suggestion."""

DRAWS: Final = 1_000
LEVEL: Final = 0.95
"""Of the intervals, for all labels together: each label's is wider, by Bonferroni's rule."""

_SAME: Final = 1e-9


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


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the decisions held out about one label."""

    n: int
    positives: int
    own: int
    """Decisions made blind or against the suggestion."""
    attentive: bool
    """Whether people override about as often as the scores they were shown expect."""
    average_precision: Change
    log_loss: Change

    @property
    def is_better(self) -> bool:
        """Whether the candidate ranks better, or its scores fit better and people were seen to judge them."""
        return self.average_precision.is_better or (self.attentive and self.log_loss.is_better)

    @property
    def is_worse(self) -> bool:
        """Whether the candidate ranks worse, or its scores fit worse."""
        return self.average_precision.is_worse or self.log_loss.is_worse


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says."""

    better: bool
    why: str
    labels: Mapping[Label, Comparison]
    """The labels that could be measured."""


def judge(
    held_out: Examples, incumbent: NDArray[np.float64], candidate: NDArray[np.float64], changed: frozenset[Label]
) -> Verdict:
    """Compare two models' scores, shape (n, 3), on decisions neither has seen; only changed labels can differ.

    Better means better beyond noise on at least one label and worse beyond noise on none.
    """
    measurable = [label for label in LABELS if label in changed and _is_measurable(held_out, label)]
    # three labels looked at: one of them seems better by chance three times as often
    level = 1 - (1 - LEVEL) / max(len(measurable), 1)
    compared = {
        label: found
        for label in measurable
        if (found := compare(held_out, label, incumbent, candidate, level)) is not None
    }
    better = any(one.is_better for one in compared.values()) and not any(one.is_worse for one in compared.values())
    return Verdict(better, _sentence(compared), compared)


def has_both_kinds(held_out: Examples, label: Label) -> bool:
    """Return whether enough of the decisions held out carry a label, and enough don't."""
    return min(held_out.carrying(label), held_out.carrying(label, carried=False)) >= FEWEST_OF_A_KIND


def _is_measurable(held_out: Examples, label: Label) -> bool:
    """Return whether the decisions held out can tell two models apart on a label."""
    return has_both_kinds(held_out, label) and _own(held_out.of(label), LABELS.index(label)) >= FEWEST_OWN


def compare(
    held_out: Examples, label: Label, incumbent: NDArray[np.float64], candidate: NDArray[np.float64], level: float
) -> Comparison | None:
    """Return two models side by side on one label; None where too few comments got a score from both."""
    column = LABELS.index(label)
    usable = ~np.isnan(held_out.truth[:, column] + incumbent[:, column] + candidate[:, column])
    rows, old, new = held_out[usable], incumbent[usable, column], candidate[usable, column]
    if not has_both_kinds(rows, label):
        return None
    truth, each = rows.truth[:, column], rows.weight[None]

    def gains(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the gain in ranking and in fit for each redraw, above 0 where the candidate is better."""
        ranking = measures.average_precision(truth, new, weights) - measures.average_precision(truth, old, weights)
        fit = measures.log_loss(truth, old, weights) - measures.log_loss(truth, new, weights)
        return np.stack([ranking, fit], axis=1)

    drawn = measures.redrawn(gains, rows.group, rows.weight, DRAWS)
    changes = [
        Change(float(figure(truth, old, each)[0]), float(figure(truth, new, each)[0]), measures.interval(gain, level))
        for figure, gain in zip((measures.average_precision, measures.log_loss), drawn.T, strict=True)
    ]
    return Comparison(len(rows), int(truth.sum()), _own(rows, column), _is_attentive(rows, column), *changes)


def _own(rows: Examples, column: int) -> int:
    """Return how many decisions don't merely repeat a suggestion."""
    return int((~rows.echoes[:, column]).sum())


def _is_attentive(rows: Examples, column: int) -> bool:
    """Return whether suggestions were overridden at least half as often as their scores expect."""
    shown, truth = rows.shown[:, column], rows.truth[:, column]
    answered = ~np.isnan(shown)
    suggested = np.where(rows.echoes[:, column], truth, 1 - truth)
    # a calibrated .3 that is not suggested expects to be overridden three times in ten
    expected = np.where(suggested == 1, 1 - shown, shown)[answered].sum()
    return bool((answered & ~rows.echoes[:, column]).sum() >= expected / 2)


def _sentence(compared: Mapping[Label, Comparison]) -> str:
    """Return the verdict as a desk's lead reads it."""
    if not compared:
        return "not better: too few of the decisions held out can tell the two models apart."
    worse = [f"worse on {label.title}: {text}" for label, one in compared.items() for text in _told(one, worse=True)]
    better = [f"better on {label.title}: {text}" for label, one in compared.items() for text in _told(one, worse=False)]
    if worse:
        return "; ".join([*worse, *better]) + "."
    if better:
        return "; ".join(better) + ", no label worse."
    measured = ", ".join(f"{label.title} {_ranking(one.average_precision)}" for label, one in compared.items())
    held_out = plural(max(one.n for one in compared.values()), "decision")
    return f"not better beyond noise on {held_out} held out: {measured}."


def _told(one: Comparison, *, worse: bool) -> list[str]:
    """Return the figure on which a label got worse, or better: the ranking, or else the fit; none where neither did."""
    ranking, fit = one.average_precision, one.log_loss
    if ranking.is_worse if worse else ranking.is_better:
        return [_ranking(ranking)]
    if fit.is_worse if worse else (one.attentive and fit.is_better):
        return [_fit(fit)]
    return []


def _ranking(change: Change) -> str:
    """Return a change of average precision: `average precision .61 -> .68 (+.02 to +.12)`."""
    return f"average precision {_both(change)} ({_signed(change.gain.low)} to {_signed(change.gain.high)})"


def _fit(change: Change) -> str:
    """Return a change of log loss, of which less is better: `log loss .31 -> .28 (-.05 to -.01)`."""
    return f"log loss {_both(change)} ({_signed(-change.gain.high)} to {_signed(-change.gain.low)})"


def _both(change: Change) -> str:
    return f"{change.incumbent:.3f} -> {change.candidate:.3f}".replace("0.", ".")


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("0.", ".")
