"""From a desk's decisions to a model that serves, or a sentence why not.

The order of steps is what makes a kill at any moment harmless: the candidate lies complete in the desk's models before
one row of the log puts it in service, and comments are scored anew only after that, so there is never a time without
one whole model. What is promoted is what was measured: it is not fitted again on the decisions held out, which would
be a model nobody has looked at; they teach the next one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from moderation.difference import changed
from moderation.errors import NothingToTrainOn
from moderation.intake import score_unscored
from moderation.labels import LABELS, Label
from moderation.registry import install, load_scorer
from moderation.scoring.artefact import Artefact
from moderation.scoring.scorer import Scorer
from moderation.shared_models import put_in_service
from moderation.store.store import Store
from moderation.text import plural
from training.candidate import Learnt, asked, learnt, lessons_until
from training.checklist import checks
from training.curve import learning_curve
from training.desk_card import beside
from training.evaluate import measured, scored
from training.examples import FEWEST_HELD_OUT, Examples, Split, from_log, split
from training.gate import Verdict, judge
from training.noise import FoundNoise, noise_of
from training.origin import Origin, traced
from training.outcome import Check, LabelReport, LearningCurve, Outcome, Progress, Stage, Trial
from training.soundness import Known, Learned, doubts, nodding

FEWEST_DECISIONS: Final = 50

Promote = Literal["auto", "never", "always"]


def retrain(
    store: Store,
    models: Path,
    promote: Promote = "auto",
    decisions: Examples | None = None,
    progress: Progress = lambda _stage, _comments: None,
    who: str = "triage retrain",
    reason: str = "",
) -> Outcome:
    """Learn from a desk's decisions (or those given), measure, and put the candidate in service if it is better.

    `auto` promotes only what is better beyond noise, from a log that looks sound; `always` promotes whatever was
    measured, and the log keeps the `reason` given for it. Raises NothingToTrainOn where there are too few decisions.
    """
    progress(Stage.READING, 0)
    examples, position = _examples(store) if decisions is None else (decisions, None)
    incumbent = load_scorer(models, store.model_in_service())
    trial = tried(examples, position, incumbent, progress, store.seal_at(position) if position else "")
    scorer = Scorer(trial.artefact)
    changes = sum(1 for _ in changed(store, incumbent, scorer, lambda count: progress(Stage.COMPARING, count)))
    is_new = scorer.version != incumbent.version
    passes = is_new and _is_sound(trial)
    taken_back = store.taken_back(scorer.version)
    promoted = is_new and (promote == "always" or (promote == "auto" and passes and not taken_back))
    outcome = Outcome(
        scorer.version,
        incumbent.version,
        len(examples),
        len(trial.trial.held_out),
        trial.reports,
        promoted,
        _why(trial, promote, taken_back, is_new=is_new),
        trial.doubts,
        changes,
        trial.curves,
        trial.noise.of,
        trial.checks,
        trial.trial,
        passes,
    )
    if is_new:
        install(trial.artefact, models, beside(trial.artefact, outcome))
    if position is not None:
        store.put_suspects(trial.noise.suspects)
    if promoted:
        put_in_service(store, scorer.version, who, _noted(trial, promote, reason))
    if promoted or not is_new:  # a promotion that was killed while it scored anew goes on here
        score_unscored(store, scorer, lambda count: progress(Stage.RESCORING, count))
    return outcome


def _examples(store: Store) -> tuple[Examples, int]:
    """Return what a desk decided, and the row of its log up to which that is all."""
    row, lessons = store.lessons()
    return from_log(lessons), row


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """A candidate with what was measured of it."""

    artefact: Artefact
    reports: Mapping[Label, LabelReport]
    verdict: Verdict
    doubts: tuple[str, ...]
    checks: tuple[Check, ...]
    trial: Trial
    curves: Mapping[Label, LearningCurve]
    noise: FoundNoise


def tried(examples: Examples, position: int | None, incumbent: Scorer, progress: Progress, log_seal: str = "") -> Tried:
    """Return the candidate that examples teach, measured: the same examples and incumbent give the same bytes.

    `position` is the row of the log they were read up to, None for a file; `log_seal` what seals that row. Raises
    NothingToTrainOn.
    """
    origin = Origin(position, incumbent.version, lessons_until(incumbent.artefact), log_seal)
    parts = split(examples, origin.unseen_after)
    _refuse_too_few(examples, parts)
    progress(Stage.LEARNING, 0)
    base = Scorer.shipped()
    # read once for all who ask: learning, the curve and the doubts. Those learnt from come first.
    judged = scored(examples, Scorer(asked(base.artefact, examples)))
    found = learnt(replace(base.artefact, thresholds=incumbent.artefact.thresholds), parts, judged[: len(parts.taught)])
    if not found.labels:
        raise NothingToTrainOn(_nothing_learnt(found, examples))
    found = replace(found, artefact=traced(found.artefact, base.artefact, parts, origin))
    return _measured(examples, parts, found, base, judged, incumbent, progress)


def _measured(
    examples: Examples,
    parts: Split,
    found: Learnt,
    base: Scorer,
    judged: NDArray[np.float64],
    incumbent: Scorer,
    progress: Progress,
) -> Tried:
    """Measure a candidate against the model in service, and the log against the shipped model."""
    held_out, candidate = parts.held_out, Scorer(found.artefact)
    new = scored(held_out, candidate, lambda count: progress(Stage.MEASURING, count))
    old = scored(held_out, incumbent)
    authors = frozenset(posted.comment.author for posted in parts.taught.posted) - {""}
    trial = Trial(held_out, authors, old, new, incumbent.thresholds, candidate.thresholds)
    checked = checks(incumbent, candidate, found.labels)
    verdict = judge(trial, found.labels, checked)
    after = measured(held_out, new, candidate.thresholds)
    before = measured(held_out, old, incumbent.thresholds)
    reports = {
        label: LabelReport(after[label], before[label], verdict.labels.get(label), found.kept.get(label, ""))
        for label in LABELS
    }
    on_held_out = {label.value: after[label].document() for label in LABELS}
    artefact = replace(found.artefact, metrics=on_held_out)
    progress(Stage.DOUBTING, 0)
    noise = noise_of(examples, judged, noise_before(incumbent.artefact))
    artefact = replace(artefact, settings={**artefact.settings, "noise": noise.shares})
    reasons = doubts(examples, Known(judged, base.thresholds), Learned(held_out, new, found.unseen, noise.of))
    progress(Stage.CURVE, 0)
    shipped = old if incumbent.version == base.version else scored(held_out, base)
    curves = learning_curve(base.artefact, parts, found, judged[: len(parts.taught)], shipped, new)
    return Tried(artefact, reports, verdict, tuple(reasons), checked, trial, curves, noise)


def noise_before(artefact: Artefact) -> Mapping[str, float]:
    """Return how many decisions looked like slips when a model was taught, by label key; empty where unknown."""
    stated = artefact.settings.get("noise")
    return stated if isinstance(stated, dict) else {}


def _refuse_too_few(examples: Examples, parts: Split) -> None:
    """Raise NothingToTrainOn where a candidate could not be learnt or not be measured."""
    if len(examples) < FEWEST_DECISIONS:
        raise NothingToTrainOn(
            f"{plural(len(examples), 'decision')} so far; a candidate needs {FEWEST_DECISIONS} to learn from and be "
            f"measured on, {FEWEST_DECISIONS - len(examples)} more."
        )
    if len(parts.held_out) < FEWEST_HELD_OUT:
        raise NothingToTrainOn(
            f"Only {plural(len(parts.held_out), 'decision')} can be measured on: later than what the model in service "
            f"has learnt, and no copies of earlier comments. {FEWEST_HELD_OUT} are needed; decide some more."
        )


def _nothing_learnt(found: Learnt, examples: Examples) -> str:
    """Return why no label can be learnt, and who only nodded, as sentences."""
    reasons = "; ".join(f"{label.title}: {why}" for label, why in found.kept.items())
    return " ".join(["No label can be learnt from these decisions yet:", f"{reasons}.", *nodding(examples)])


def _is_sound(trial: Tried) -> bool:
    """Return whether a candidate may serve without anybody insisting."""
    return trial.verdict.better and not trial.doubts


def _noted(trial: Tried, promote: Promote, reason: str) -> str:
    """Return what the log says of a promotion: the reason given, and for one that was refused that it was."""
    if promote != "always" or _is_sound(trial):
        return reason
    return f"promoted whatever was measured: {reason}".rstrip(": ")


def _why(trial: Tried, promote: Promote, taken_back: str, *, is_new: bool) -> str:
    """Return in a sentence or two why a candidate was promoted or not, as said after a colon."""
    if not is_new:
        return "the model in service has learnt from these very decisions; there is nothing new."
    if trial.doubts:
        stated = "as asked, in spite of doubts" if promote == "always" else "the log is in doubt"
        return f"{stated}: {' '.join(trial.doubts)} Measured on such decisions, the candidate is {trial.verdict.why}"
    if promote == "never" or (promote == "always" and not trial.verdict.better):
        return f"as asked; the candidate is {trial.verdict.why}"
    if taken_back and promote == "auto" and trial.verdict.better:
        again = f"`triage models use {trial.artefact.version}` puts it in service again"
        return f"{taken_back} took this very model back, and no decision came since; {again}. It is {trial.verdict.why}"
    return trial.verdict.why
