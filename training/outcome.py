"""What a retraining comes to: values that the command line prints, a page draws, a card states and the desk shows.

Everything but the `trial` goes into the JSON document, which holds ids and figures and no word that a reader wrote.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from moderation.labels import Label
from training.comparison import Comparison
from training.evaluate import Metrics
from training.examples import Examples


class Stage(StrEnum):
    """What a retraining is at, as a screen announces it."""

    READING = "reading decisions"
    LEARNING = "learning"
    MEASURING = "measuring on decisions held out"
    DOUBTING = "looking for decisions worth a second look"
    CURVE = "looking at what each decision added"
    COMPARING = "looking at what would change"
    RESCORING = "scoring comments anew"


Progress = Callable[[Stage, int], None]
"""Told the stage, and how many comments have passed in it."""


@dataclass(frozen=True, slots=True)
class LabelReport:
    """One label on the decisions held out, by both models."""

    candidate: Metrics
    incumbent: Metrics
    comparison: Comparison | None
    """None where the label can't be compared, or was not learnt."""
    kept: str
    """Why the label stays as it was; empty where it was learnt."""

    def document(self) -> dict[str, object]:
        """Return the candidate's metrics as JSON states them, with the incumbent's and the gain beside them."""
        stated = {**self.candidate.document(), "incumbent": self.incumbent.document(), "kept": self.kept or None}
        if self.comparison:
            stated["gain"] = {name: [change.gain.low, change.gain.high] for name, change in self.comparison.changes()}
        return stated


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A model that learnt from so many decisions, measured on those held out."""

    decisions: int
    carrying: int
    """Those of them that carry the label."""
    auc: float | None
    average_precision: float | None
    auc_interval: tuple[float, float] | None = None
    """Where it lies in 95 of 100 redraws of the decisions held out."""
    average_precision_interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """How one label's ranking grew with the decisions learnt from."""

    points: tuple[CurvePoint, ...]
    """Fewest decisions first; the first, of none, is the shipped model, the last is the candidate."""
    outlook: str
    """Whether more decisions would still help, in a sentence."""


@dataclass(frozen=True, slots=True)
class Noise:
    """How many decisions on one label look like slips, by models that never saw them."""

    share: float
    """Of the decisions, estimated."""
    before: float | None
    """The same when the model in service was taught; None where it was not estimated."""
    suspects: int
    """Decisions worth a second look."""


@dataclass(frozen=True, slots=True)
class Check:
    """A list of sentences with known answers, or pairs that differ in one name, by both models."""

    name: str
    n: int
    incumbent: float
    candidate: float
    worse: bool
    """Whether the candidate is worse beyond noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """The decisions held out, and what both models say of them; it stays in memory."""

    held_out: Examples
    known_authors: frozenset[str]
    """Authors of the comments learnt from."""
    before: NDArray[np.float64]
    """Scores of the model in service, shape (n, 3)."""
    after: NDArray[np.float64]
    """Scores of the candidate, shape (n, 3)."""
    thresholds_before: NDArray[np.float64]
    thresholds_after: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a retraining came to."""

    candidate: str
    incumbent: str
    decisions: int
    held_out: int
    metrics: Mapping[Label, LabelReport]
    promoted: bool
    why: str
    doubts: tuple[str, ...]
    """Reasons not to trust the log."""
    waiting_changes: int
    """Waiting comments whose suggestion the candidate changes."""
    curves: Mapping[Label, LearningCurve]
    noise: Mapping[Label, Noise]
    checks: tuple[Check, ...]
    trial: Trial | None = field(default=None, compare=False)
    """None where the outcome was read back from its document."""
    passes: bool = False
    """Whether the gate would put the candidate in service."""

    def document(self) -> dict[str, object]:
        """Return what `triage retrain --json` prints."""
        return {
            "candidate": self.candidate,
            "incumbent": self.incumbent,
            "decisions": self.decisions,
            "held_out": self.held_out,
            "metrics": {label.value: report.document() for label, report in self.metrics.items()},
            "promoted": self.promoted,
            "passes": self.passes,
            "why": self.why,
            "doubts": list(self.doubts),
            "waiting_changes": self.waiting_changes,
            "learning_curve": {label.value: asdict(curve) for label, curve in self.curves.items()},
            "noise": {label.value: asdict(found) for label, found in self.noise.items()},
            "checks": [asdict(check) for check in self.checks],
        }
