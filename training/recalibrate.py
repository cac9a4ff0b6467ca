"""Fits a desk's own reading of scores, on decisions read by models that they did not teach.

A map that is fitted where the model was fitted learns how sure the model is of what it knows by heart. Which kind of
map is chosen by how well it reads decisions that did not fit it, and a simpler one is kept unless another is better
beyond noise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from scipy.sparse import csr_matrix
from scipy.special import expit, logit

from moderation.scoring.recalibration import KNOTS, Recalibration
from training.measures import surprise
from training.pull import DECIMALS, Floats, correction

FEWEST_FOR_A_LINE: Final = 50
"""Decisions from which a line is tried."""

FEWEST_FOR_STEPS: Final = 1_000
"""Decisions from which steps are tried. Source: Niculescu-Mizil and Caruana 2005, §5. Two news sites as desks, a
candidate's log loss on unseen articles by steps through 250 decisions: +.013 and +.026; a line: .000 and +.010."""

SHARE_OF_A_KIND: Final = 0.1
"""Of those numbers, so many must carry the label and so many must not: 5 for a line, 100 for steps."""

FOLDS: Final = 5

_PULL: Final = np.array([10.0, 3.0])
"""Of the slope towards 1 and of the level towards 0."""

_LEAST_SLOPE: Final = 0.1
"""A line as flat as this says that the scores rank nothing here; they are left alone."""

_LINE_IN_STEPS: Final = 0.05
"""The part of a line in the map of steps, so that two scores of one step keep their order."""

_AT_KNOTS: Final = logit(KNOTS)


class Kind(StrEnum):
    """What a map is, the simplest first."""

    NONE = "none"
    PLATT = "Platt"
    ISOTONIC = "isotonic"


@dataclass(frozen=True, slots=True, eq=False)
class Unseen:
    """Decisions on one label, read by models that they did not teach."""

    log_odds: Floats
    truth: Floats
    weight: Floats
    group: NDArray[np.int64]
    """What shares a number stands on one side of any split."""

    def __getitem__(self, rows: NDArray[np.bool_]) -> "Unseen":
        return Unseen(self.log_odds[rows], self.truth[rows], self.weight[rows], self.group[rows])

    def suffice(self, fewest: int) -> bool:
        """Return whether there are so many decisions, those of one key press being one, and enough of either kind."""
        count, carried = float(self.weight.sum()), float(self.weight @ self.truth)
        return count >= fewest and min(carried, count - carried) >= SHARE_OF_A_KIND * fewest


NONE_UNSEEN: Final = Unseen(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Refit:
    """The map that was chosen, and the log loss of each that was tried on decisions that did not fit it."""

    kind: Kind
    chances: Floats | None
    """What each knot becomes; None for no map."""
    n: int
    log_loss: dict[str, float]

    def document(self) -> dict[str, object]:
        """Return what a model's manifest states of it."""
        return {"kind": self.kind.value, "decisions": self.n, "log_loss": self.log_loss}


def refitted(unseen: Unseen) -> Refit:
    """Return the simplest map whose cross-validated log loss is within a standard error of the least."""
    losses = {kind: _losses(unseen, fit) for kind, fit in _tried(unseen).items()}
    best = min(losses.values(), key=lambda loss: _mean(loss, unseen.weight))
    chosen = next(kind for kind, loss in losses.items() if not _is_worse(loss - best, unseen))
    chances = _FITS[chosen](unseen)
    stated = {kind.value: round(_mean(loss, unseen.weight), 6) for kind, loss in losses.items()}
    return Refit(chosen if chances is not None else Kind.NONE, chances, round(float(unseen.weight.sum())), stated)


Fit = Callable[[Unseen], Floats | None]


def _tried(unseen: Unseen) -> dict[Kind, Fit]:
    """Return the kinds of map that there are decisions enough for."""
    fewest = {Kind.NONE: 0, Kind.PLATT: FEWEST_FOR_A_LINE, Kind.ISOTONIC: FEWEST_FOR_STEPS}
    return {kind: fit for kind, fit in _FITS.items() if unseen.suffice(fewest[kind])}


def _losses(unseen: Unseen, fit: Fit) -> Floats:
    """Return the log loss of each decision by a map that it did not fit, shape (n,)."""
    fold = folds(unseen.group)
    chances = np.empty(len(fold))
    for number in range(FOLDS):
        read = Recalibration(fit(unseen[fold != number]))
        chances[fold == number] = read(expit(unseen.log_odds[fold == number]))
    return surprise(unseen.truth, chances)


def folds(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the fold of each decision; always the same draw, so that one log gives one model."""
    _, number = np.unique(group, return_inverse=True)
    return np.asarray(np.random.default_rng(0).permutation(len(number))[number] % FOLDS)


def _mean(loss: Floats, weight: Floats) -> float:
    return float(weight @ loss / max(weight.sum(), 1e-9))


def _is_worse(more: Floats, unseen: Unseen) -> bool:
    """Return whether the mean of a difference of losses is more than a standard error, over groups, above 0."""
    _, number = np.unique(unseen.group, return_inverse=True)
    of_group = np.bincount(number, unseen.weight * more)
    return bool(of_group.sum() > np.sqrt((of_group**2).sum()))


def _unchanged(_: Unseen) -> None:
    """Return no map."""


def _line(unseen: Unseen) -> Floats | None:
    """Return the line over log-odds that fits best, as a map; None where it is all but flat. Source: Platt 1999."""
    columns = csr_matrix(np.column_stack([unseen.log_odds, np.ones(len(unseen.truth))]))
    steeper, level = correction(columns, unseen.log_odds, unseen.truth, unseen.weight, _PULL).tolist()
    if 1 + steeper < _LEAST_SLOPE:
        return None
    return _within((1 + steeper) * _AT_KNOTS + level)


def _steps(unseen: Unseen) -> Floats | None:
    """Return the rising steps that fit best, joined by lines, as a map. Source: Zadrozny and Elkan 2002."""
    line = _line(unseen)
    if line is None:
        return None
    places, weight = unseen.log_odds, unseen.weight
    step = _rising(places, unseen.truth, weight)
    count, carried = np.bincount(step, weight), np.bincount(step, weight * unseen.truth)
    # a step of three decisions that all carry the label is no chance of 1
    middle = np.bincount(step, weight * places) / count
    chance = np.maximum.accumulate((carried + np.interp(expit(middle), KNOTS, line)) / (count + 1))
    joined = np.interp(_AT_KNOTS, middle, logit(chance))
    beyond = np.minimum(_AT_KNOTS - middle[0], 0.0) + np.maximum(_AT_KNOTS - middle[-1], 0.0)
    return _within((1 - _LINE_IN_STEPS) * (joined + beyond) + _LINE_IN_STEPS * logit(line))


def _rising(places: Floats, truth: Floats, weight: Floats) -> NDArray[np.int64]:
    """Return the number of the step that each decision stands on, lowest first; decisions at one place share one.

    By SciPy: loading scikit-learn's takes .6 s, a tenth of what 10,000 decisions may.
    """
    _, place = np.unique(places, return_inverse=True)
    together = np.bincount(place, weight)
    chance = np.bincount(place, weight * truth) / together
    begins = isotonic_regression(chance, weights=together).blocks
    return np.asarray(np.searchsorted(begins, place, side="right") - 1)


def _within(log_odds: Floats) -> Floats:
    """Return log-odds at the knots as chances that rise, far from 0 and 1 as well."""
    drawn_in = (
        np.clip(np.round(log_odds, DECIMALS), -24.0, 24.0) + (np.arange(len(log_odds)) - len(log_odds) / 2) * 1e-4
    )
    return np.asarray(expit(drawn_in))


_FITS: Final[dict[Kind, Fit]] = {Kind.NONE: _unchanged, Kind.PLATT: _line, Kind.ISOTONIC: _steps}
