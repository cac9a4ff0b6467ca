"""Measures a model on labelled comments: how well it ranks, how well it suggests, how far its scores can be believed.

Ranking and calibration are measured where the model gave a score; precision and recall over every labelled comment,
since a comment it couldn't judge is one it didn't suggest. Both counts are reported.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext
from moderation.labels import LABELS, Label
from moderation.suggestions import Suggestions
from training import measures
from training.examples import Examples
from training.measures import Interval

BLOCK: Final = 1_000
"""Comments scored at a time."""

INTERVALS: Final = ("auc", "average_precision", "precision", "recall")
"""The figures that get an interval."""

DRAWS: Final = 1_000
LEVEL: Final = 0.95

Progress = Callable[[int], None]
"""Told how many comments have been scored."""


class Scores(Protocol):
    """The part of a scorer that measuring needs."""

    @property
    def version(self) -> str:
        """The model's version."""

    @property
    def thresholds(self) -> NDArray[np.float64]:
        """The score from which each label is suggested, shape (3,)."""

    def score(self, batch: list[InContext]) -> Suggestions:
        """Return the model's word on a batch."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """How a model does on one label; a figure that can't be had is None."""

    n: int
    """Comments where the label was decided."""
    n_judged: int
    """Those of them that the model gave a score."""
    positives: int
    auc: float | None
    average_precision: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    ece: float | None
    log_loss: float | None
    threshold: float
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    """For `auc`, `average_precision`, `precision` and `recall`, when asked for: where 95 of 100 redraws lie."""

    @property
    def not_judged(self) -> int:
        """How many comments of a known label got no score."""
        return self.n - self.n_judged

    def document(self) -> dict[str, object]:
        """Return the metrics as JSON states them; `intervals` only where they were asked for."""
        stated = {**asdict(self), "not_judged": self.not_judged}
        stated["intervals"] = {name: [found.low, found.high] for name, found in self.intervals.items()}
        return stated if self.intervals else {key: value for key, value in stated.items() if key != "intervals"}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A model against labelled comments."""

    model: str
    labels: Mapping[Label, Metrics]

    def document(self) -> dict[str, object]:
        """Return what `triage evaluate --json` prints."""
        return {"model": self.model, "labels": {label.value: found.document() for label, found in self.labels.items()}}


def evaluate(
    examples: Examples, scorer: Scores, *, intervals: bool = False, progress: Progress = lambda _: None
) -> Evaluation:
    """Return how a model does on labelled comments, label by label."""
    scores = scored(examples, scorer, progress)
    return Evaluation(scorer.version, measured(examples, scores, scorer.thresholds, intervals=intervals))


def scored(examples: Examples, scorer: Scores, progress: Progress = lambda _: None) -> NDArray[np.float64]:
    """Return the scores of examples, shape (n, 3), NaN where not judged."""
    scores = np.empty((len(examples), len(LABELS)), dtype=np.float64)
    for start in range(0, len(examples), BLOCK):
        part = list(examples.posted[start : start + BLOCK])
        scores[start : start + len(part)] = scorer.score(part).scores
        progress(start + len(part))
    return scores


def measured(
    examples: Examples, scores: NDArray[np.float64], thresholds: NDArray[np.float64], *, intervals: bool = False
) -> dict[Label, Metrics]:
    """Return the metrics of scores (n, 3) against what was decided."""
    return {
        label: metrics(
            examples.truth[:, column],
            scores[:, column],
            float(thresholds[column]),
            examples.group if intervals else None,
        )
        for column, label in enumerate(LABELS)
    }


def metrics(
    truth: NDArray[np.float64],
    scores: NDArray[np.float64],
    threshold: float,
    group: NDArray[np.int64] | None = None,
) -> Metrics:
    """Return the metrics of one label; NaN in `truth` is not decided, NaN in `scores` not judged.

    With `group`, near-copies sharing a number, figures get 95 % intervals by redrawing whole groups.
    """
    decided = ~np.isnan(truth)
    truth, scores = truth[decided], scores[decided]
    judged = ~np.isnan(scores)
    seen, given, each = truth[judged], scores[judged], np.ones((1, int(judged.sum())))
    # a score that is missing reaches no threshold: NaN compares false
    precision, recall, f1 = _at_threshold(truth == 1, scores >= threshold)
    return Metrics(
        n=len(truth),
        n_judged=len(seen),
        positives=int(truth.sum()),
        auc=_one(measures.auc(seen, given, each)) if len(seen) else None,
        average_precision=_one(measures.average_precision(seen, given, each)) if len(seen) else None,
        precision=precision,
        recall=recall,
        f1=f1,
        ece=measures.calibration_error(seen, given, each[0]) if len(seen) else None,
        log_loss=_one(measures.log_loss(seen, given, each)) if len(seen) else None,
        threshold=threshold,
        intervals=_intervals(truth, scores, threshold, group[decided]) if group is not None and len(seen) else {},
    )


def _intervals(
    truth: NDArray[np.float64], scores: NDArray[np.float64], threshold: float, group: NDArray[np.int64]
) -> dict[str, Interval]:
    """Return where each figure lies when groups are drawn anew; those that can't be had in any redraw are left out."""
    judged = ~np.isnan(scores)
    carried, suggested = truth == 1, scores >= threshold

    def figures(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the four figures for each redraw."""
        ranked = measures.rankings(truth[judged], scores[judged], weights[:, judged])
        right = weights @ (carried & suggested)
        precision, recall = measures.ratio(right, weights @ suggested), measures.ratio(right, weights @ carried)
        return np.stack([*ranked, precision, recall], axis=1)

    drawn = measures.redrawn(figures, group, np.ones(len(truth)), DRAWS)
    named = zip(INTERVALS, drawn.T, strict=True)
    return {name: measures.interval(found, LEVEL) for name, found in named if not np.isnan(found).all()}


def _at_threshold(
    carried: NDArray[np.bool_], suggested: NDArray[np.bool_]
) -> tuple[float | None, float | None, float | None]:
    """Return precision, recall and F1; None where nothing was suggested, or nothing carries the label."""
    right = int((carried & suggested).sum())
    precision = right / int(suggested.sum()) if suggested.any() else None
    recall = right / int(carried.sum()) if carried.any() else None
    among = int(suggested.sum()) + int(carried.sum())
    return precision, recall, 2 * right / among if among else None


def _one(figures: NDArray[np.float64]) -> float | None:
    return None if np.isnan(figures[0]) else float(figures[0])
