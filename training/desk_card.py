"""The card that lies beside a desk's own model: where it comes from, how well it does, and what speaks against it.

Written by the retraining from what the retraining measured, so that no figure in it can be older than the model. It
holds ids and figures and no word that a reader wrote: the model outlives the comments.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from moderation.formats.writing.markdown import escaped
from moderation.labels import LABELS, Label
from moderation.locations import REPORT
from moderation.registry import CARD
from moderation.scoring.artefact import Artefact
from training.checklist import compared
from training.comparison import Change
from training.evaluate import Metrics
from training.failures import KNOWN
from training.outcome import LabelReport, LearningCurve, Noise, Outcome

FIGURES: Final = ("auc", "average_precision", "precision", "recall", "f1", "ece", "log_loss")

_OPENING: Final = """# Model card: `{version}`

Three scores for a reader's comment, by the standard of one desk. They rank and explain; they are not fit to remove
anything without a person. The shipped model is what it grew from: `triage models card base` says what that learnt from.
Which model serves, and since when, is what `triage models` and `triage log` say.
"""

_MEASURED: Final = """## Measured on decisions that neither model has learnt from

{held_out:,} decisions, later than all it learnt from. `{incumbent}` is the model that served. Precision, recall and F1
are at the thresholds that serve; a comment that is not judged counts as one that is not suggested.
"""

_COMPARED: Final = (
    "Every sentence of a list that carries the label is compared with every like-worded one that doesn't; the figure "
    "is the share of these in which the first scores higher. Of names of groups it is that of the group that "
    "fares worst."
)

_NO_PROOF: Final = (
    "What was learnt is one desk's standard: on another desk, or after a change of policy, nothing here holds.",
    "Labels that stayed as they were do what the shipped model does, as its card says.",
)


def beside(artefact: Artefact, outcome: Outcome) -> dict[str, bytes]:
    """Return the files for people that lie beside a model, name -> content: its card, and the report as JSON."""
    report = {key: value for key, value in outcome.document().items() if key != "promoted"}
    return {
        CARD: written(artefact, outcome).encode("utf-8", "replace"),
        REPORT: (json.dumps(report, indent=1) + "\n").encode(),
    }


def written(artefact: Artefact, outcome: Outcome) -> str:
    """Return the card of a desk's own model, in Markdown."""
    lines = [
        _OPENING.format(version=artefact.version),
        *_origin(artefact),
        *_measured(outcome),
        *_curves(outcome.curves),
        *_noise(outcome.noise),
        *_checks(outcome),
        *_section("The log looked doubtful", map(escaped, outcome.doubts)),
        *_section("Known failures", [*_NO_PROOF, *KNOWN]),
    ]
    return "\n".join(lines)


def _origin(artefact: Artefact) -> Iterator[str]:
    """Yield what it takes to build this model again."""
    stated = artefact.settings
    position = stated.get("log_position")
    versions, until = stated.get("versions"), stated.get("lessons_until") or "no known time"
    rows = {
        "grown from": f"`{artefact.parent}`",
        "stood against": f"`{stated.get('incumbent')}`",
        "learnt from": f"{stated.get('lessons')} decisions, the last of {until}",
        "learnt": ", ".join(_titles(stated.get("learnt"))),
        "read from": "a labelled file" if position is None else f"the desk's log up to row {position}{_sealed(stated)}",
        "fingerprint of the lessons": f"`{stated.get('lessons_fingerprint')}`",
        "fingerprint of what was held out": f"`{stated.get('held_out_fingerprint')}`",
        "seed": str(stated.get("seed")),
        "versions": ", ".join(f"{name} {number}" for name, number in _mapping(versions).items()),
        "thresholds": ", ".join(f"{label.title} {artefact.thresholds[label]:.3f}" for label in LABELS),
    }
    yield from ("## Where it comes from", "", "| what | |", "|---|---|")
    yield from (f"| {name} | {value} |" for name, value in rows.items())
    yield from ("", _again(artefact), "")


def _sealed(stated: Mapping[str, object]) -> str:
    """Return the seal of the log that was learnt from, as `triage check --noted` takes it."""
    seal = stated.get("log_seal")
    return f", sealed `{stated.get('log_position')}:{seal}`" if seal else ""


def _again(artefact: Artefact) -> str:
    """Return how this model is built again, which for a labelled file only whoever has the file can do."""
    stood_against = artefact.settings.get("incumbent")
    if artefact.settings.get("log_position") is None:
        return (
            f"`triage retrain --decisions FILE --promote never` with the same file, while `{stood_against}` is in "
            "service, builds it again under the same name; the desk keeps no copy of the file."
        )
    return (
        f"`triage models rebuild {artefact.version}` builds it again and compares the bytes, as long as "
        f"`{stood_against}` is there."
    )


def _measured(outcome: Outcome) -> Iterator[str]:
    yield _MEASURED.format(held_out=outcome.held_out, incumbent=outcome.incumbent)
    yield f"| label | model | n | carry it | {' | '.join(name.replace('_', ' ') for name in FIGURES)} |"
    yield f"|---|---|---|---|{'---|' * len(FIGURES)}"
    for label, report in outcome.metrics.items():
        yield _row(label, outcome.incumbent, report.incumbent)
        yield _row(label, outcome.candidate, report.candidate)
    yield ""
    for label, report in outcome.metrics.items():
        yield from _gains(label, report)
    yield ""


def _row(label: Label, model: str, metrics: Metrics) -> str:
    figures = " | ".join(_figure(getattr(metrics, name)) for name in FIGURES)
    return f"| {label.title} | `{model}` | {metrics.n:,} | {metrics.positives:,} | {figures} |"


def _gains(label: Label, report: LabelReport) -> Iterator[str]:
    """Yield where the gains lie when the decisions are drawn anew, or why the label stays as it was."""
    if report.kept:
        yield f"- {label.title} stays as it was: {report.kept}"
    for name, change in report.comparison.changes() if report.comparison else ():
        yield f"- {label.title}: gain in {name.replace('_', ' ')} {_between(change)} (above 0 is better)"


def _between(change: Change) -> str:
    return f"{change.gain.low:+.4f} to {change.gain.high:+.4f}"


def _curves(curves: Mapping[Label, LearningCurve]) -> Iterator[str]:
    if curves:
        yield from ("## Learning curve", "", "| label | decisions | carry it | AUC | AP |", "|---|---|---|---|---|")
    for label, curve in curves.items():
        for point in curve.points:
            figures = f"{_figure(point.auc)} | {_figure(point.average_precision)}"
            yield f"| {label.title} | {point.decisions:,} | {point.carrying:,} | {figures} |"
    yield from _section("", (f"{label.title}: {escaped(curve.outlook)}" for label, curve in curves.items()))


def _noise(noise: Mapping[Label, Noise]) -> Iterator[str]:
    before = {label: f", {one.before:.1%} before" if one.before is not None else "" for label, one in noise.items()}
    yield from _section(
        "Decisions that look like slips",
        (
            f"{label.title}: {one.share:.1%}{before[label]}; {one.suspects:,} worth a second look"
            for label, one in noise.items()
        ),
    )


def _checks(outcome: Outcome) -> Iterator[str]:
    if not outcome.checks:
        return
    yield from (
        "## Checks",
        "",
        _COMPARED,
        "",
        f"| list | compared | `{outcome.incumbent}` | `{outcome.candidate}` | |",
        "|---|---|---|---|---|",
    )
    for check in outcome.checks:
        worse = "worse beyond noise" if check.worse else ""
        yield f"| {escaped(check.name)} | {compared(check)} | {check.incumbent:.3f} | {check.candidate:.3f} | {worse} |"
    yield ""


def _section(title: str, points: Iterable[str]) -> list[str]:
    """Return a list under a title; nothing where there are no points."""
    listed = [f"- {point}" for point in points]
    head = [f"## {title}", ""] if title else [""]
    return [*head, *listed, ""] if listed else []


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _titles(keys: object) -> list[str]:
    """Return the names of labels as people read them."""
    return [Label(key).title for key in keys] if isinstance(keys, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
