"""What a retraining came to, read back from the document that `triage retrain --json` prints.

The desk never loads what learns; it knows the document. Fields it doesn't know are passed over and those that are
missing count as not measured, so that a report of another edition of the program can be read.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from moderation.errors import TriageError
from moderation.labels import Label, Labels

Interval = tuple[float, float]


class UnreadableReport(TriageError):
    """A process beside the desk answered something else than its document."""


class Measured(Struct, frozen=True):
    """One model on one label of the decisions held out; None where that can't be measured."""

    n: int = 0
    positives: int = 0
    auc: float | None = None
    average_precision: float | None = None
    precision: float | None = None
    recall: float | None = None
    ece: float | None = None


class OfLabel(Measured, frozen=True):
    """The candidate on one label, with the model in service beside it."""

    incumbent: Measured = Measured()
    kept: str | None = None
    """Why the label stays as it was."""
    gain: Mapping[str, Interval] = field(default_factory=dict)
    """Measure -> interval of what the candidate adds to it."""


class CurvePoint(Struct, frozen=True):
    """A model that learnt from so many decisions."""

    decisions: int
    auc: float | None = None
    average_precision: float | None = None


class Curve(Struct, frozen=True):
    """How a label's ranking grew with the decisions learnt from; the last point is the candidate."""

    points: tuple[CurvePoint, ...] = ()
    outlook: str = ""


class Noise(Struct, frozen=True):
    """How many decisions on a label look like slips."""

    share: float
    before: float | None = None
    suspects: int = 0


class Check(Struct, frozen=True):
    """A list of sentences with known answers: the share of pairs that each model puts in the right order."""

    name: str
    n: int = 0
    incumbent: float | None = None
    candidate: float | None = None
    worse: bool = False


_AS_MEASURED: Final = "the candidate is "
"""Stands before what was measured, where something else is said first."""
_MEASURED: Final = ("better", "not better", "worse")
"""How that begins."""


class Report(Struct, frozen=True):
    """What a retraining came to."""

    candidate: str
    incumbent: str
    decisions: int = 0
    held_out: int = 0
    metrics: Mapping[Label, OfLabel] = field(default_factory=dict)
    passes: bool | None = None
    """Whether the gate would let it serve; None in a report that doesn't say."""
    why: str = ""
    doubts: tuple[str, ...] = ()
    waiting_changes: int = 0
    learning_curve: Mapping[Label, Curve] = field(default_factory=dict)
    noise: Mapping[Label, Noise] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether it came to another model than the one it was measured against."""
        return self.candidate != self.incumbent

    @property
    def is_refused(self) -> bool:
        """Whether it does harm or the log is in doubt, and it isn't merely no better."""
        return self.passes is False and (bool(self.doubts) or self.verdict.startswith("worse"))

    @property
    def verdict(self) -> str:
        """What was measured, as said of the candidate: "better on abuse: …"; all of it where that is unknown."""
        return self.why.rpartition(_AS_MEASURED)[2]

    @property
    def reason(self) -> str:
        """Why it may serve or may not, in whole sentences; what the doubts are is left to their own list."""
        told = self.verdict
        if told.startswith(_MEASURED) or told != self.why:
            told = f"{_AS_MEASURED}{told}"
            told = f"The log is in doubt. Measured on such decisions, {told}" if self.doubts else told
        return told[:1].upper() + told[1:]

    @property
    def suspects(self) -> int:
        """Decisions worth a second look, of all labels."""
        return sum(noise.suspects for noise in self.noise.values())


class Change(Struct, frozen=True):
    """A waiting comment whose suggestion two models differ on, as `triage models diff --json` writes it."""

    id: str
    site: str
    suggested_before: frozenset[Label]
    suggested_after: frozenset[Label]
    scores_before: Mapping[Label, float | None]
    scores_after: Mapping[Label, float | None]

    def labels(self, *, after: bool) -> Labels:
        """Return what one of the models suggests."""
        suggested = self.suggested_after if after else self.suggested_before
        return {label: label in suggested for label in Label}

    @property
    def moved(self) -> frozenset[Label]:
        """The labels that come or go."""
        return self.suggested_before ^ self.suggested_after


_CANT: Final = "What was answered is no report of a retraining that this desk can read: {}"


def read_report(document: Any) -> Report:
    """Return the report that a document states; raises UnreadableReport where it is none."""
    try:
        return msgspec.convert(document, Report, strict=False)
    except msgspec.ValidationError as error:
        raise UnreadableReport(_CANT.format(error)) from error


def read_change(line: str) -> Change:
    """Return the change that a line of JSON states; raises UnreadableReport where it states none."""
    try:
        return msgspec.json.decode(line, type=Change)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UnreadableReport(_CANT.format(error)) from error
