"""`triage retrain`: the desk's decisions become a candidate, measured before it may serve."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from moderation.errors import WrongUse
from moderation.labels import LABELS, Label
from moderation.text import plural
from training import checklist
from training.evaluate import Metrics
from training.outcome import LearningCurve, Noise, Outcome, Progress, Stage
from training.retrain import retrain
from tui.cli.console import Console, Exit, state
from tui.cli.labelled import examples_of
from tui.cli.opening import add_who, models_of, open_desk, who
from tui.cli.pages import add_html, check_page, write_retraining
from tui.cli.progress import SECONDS_BETWEEN, is_asked_for_lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage retrain`."""
    parser.add_argument(
        "--promote",
        choices=("auto", "never", "always"),
        default="auto",
        help="put the candidate in service if it is better (auto), never, or in any case",
    )
    parser.add_argument("--reason", metavar="TEXT", default="", help="why, for the log; `--promote always` needs it")
    parser.add_argument("--decisions", metavar="FILE", help="learn from a labelled file instead of the desk's log")
    add_html(parser)
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Fit, measure and promote or not; say which model is better and by how much."""
    if options.reason and options.promote != "always":
        raise WrongUse("`--reason` says why a model is promoted in any case; give it with `--promote always`.")
    if options.promote == "always" and not options.reason.strip():
        raise WrongUse("`--promote always` passes over what was measured: say why with --reason TEXT, for the log.")
    check_page(options.html, [options.decisions] if options.decisions else [])
    examples = examples_of([options.decisions], console) if options.decisions else None
    with open_desk(options, create=examples is not None) as store, announced(console) as progress:
        outcome = retrain(store, models_of(store), options.promote, examples, progress, who(options), options.reason)
        if options.html is not None:
            write_retraining(options.html, outcome, store, console)
    if console.as_json:
        console.document(outcome.document())
    else:
        print_outcome(outcome, console)
    return Exit.DONE


@contextmanager
def announced(console: Console) -> Iterator[Progress]:
    """Say each stage of a retraining as it begins, on a terminal; to the desk that started it also how far it is."""
    at: list[Stage] = []
    last = 0.0

    def progress(stage: Stage, comments: int) -> None:
        """Say a stage that hasn't been said, and to a desk the comments passed, four times a second at most."""
        nonlocal last
        is_new = at[-1:] != [stage]
        if is_new:
            at.append(stage)
        if is_asked_for_lines():
            if is_new or monotonic() - last >= SECONDS_BETWEEN:
                last = monotonic()
                state(in_steps(stage, comments))
        elif console.interactive and is_new:
            console.say(f"{stage} …")

    yield progress


def in_steps(stage: Stage, comments: int) -> str:
    """Return how far a retraining is, as the desk reads it: the step of how many, and what is done."""
    steps = list(Stage)
    passed = f": {plural(comments, 'comment')}" if comments else ""
    return f"retraining {steps.index(stage) + 1}/{len(steps)}, {stage}{passed}"


def print_outcome(outcome: Outcome, console: Console) -> None:
    """Print both models' figures on the decisions held out, and what came of it."""
    console.data(f"{plural(outcome.decisions, 'decision')}, {outcome.held_out:,} of them held out to measure on.")
    rows = []
    for label in LABELS:
        report = outcome.metrics[label]
        rows.append((f"{label.title}, {outcome.incumbent}", *_figures(report.incumbent)))
        rows.append((f"{label.title}, {outcome.candidate}", *_figures(report.candidate)))
    console.table(rows, ("label, model", "n", "positives", "AUC", "AP", "precision", "recall"))
    for label in LABELS:
        if outcome.metrics[label].kept:
            console.data(f"{label.title} stays as it was: {outcome.metrics[label].kept}")
    for label, curve in outcome.curves.items():
        console.data(f"{label.title}, average precision by decisions learnt from: {_grown(curve)}.")
        console.data(curve.outlook)
    for label, noise in outcome.noise.items():
        console.data(_slips(label, noise))
    if outcome.checks:
        console.data(checklist.said(outcome.checks))
    console.data(
        f"{outcome.candidate} would change the suggestion of {plural(outcome.waiting_changes, 'waiting comment')}."
    )
    verdict = "Promoted" if outcome.promoted else "Not promoted"
    console.data(outcome.why if outcome.candidate == outcome.incumbent else f"{verdict}: {outcome.why}")


def _grown(curve: LearningCurve) -> str:
    """Return a learning curve as one line, the shipped model first."""
    known = [point for point in curve.points if point.average_precision is not None]
    names = [f"{point.decisions:,}" if point.decisions else "as shipped" for point in known]
    return ", ".join(f"{name} {point.average_precision:.3f}" for name, point in zip(names, known, strict=True))


def _slips(label: Label, noise: Noise) -> str:
    """Return how many decisions look like slips, and how to see those worth a second look."""
    before = f" ({noise.before:.1%} when the model in service was taught)" if noise.before is not None else ""
    look = f"; {noise.suspects:,} worth a second look: `triage queue --filter recheck:yes`" if noise.suspects else ""
    return f"{label.title}: about {noise.share:.1%} of the decisions look like slips{before}{look}."


def _figures(metrics: Metrics) -> tuple[object, ...]:
    ranks = (metrics.auc, metrics.average_precision, metrics.precision, metrics.recall)
    return (metrics.n, metrics.positives, *ranks)
