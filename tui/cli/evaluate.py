"""`triage evaluate`: a labelled file against a model."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moderation.labels import LABELS, Label
from moderation.scoring.artefact import LESSON_REFS
from moderation.scoring.prior import FEWEST, estimated_rate, taught_rates
from moderation.scoring.scorer import Scorer
from moderation.text import plural
from training.evaluate import Evaluation, Metrics, measured, scored
from training.examples import Examples
from training.measures import Interval
from training.report.subject import of_file
from tui.cli.console import Console, Exit
from tui.cli.labelled import examples_of
from tui.cli.opening import desk_if_any
from tui.cli.outputs import kept_in_mind
from tui.cli.pages import add_html, check_page, write_evaluation
from tui.cli.progress import progress
from tui.cli.rates import add_rate, rates_of
from tui.cli.score import model_to_use
from tui.cli.weak_spots import print_curves, print_weak_spots, weak_spots


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage evaluate`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="labelled files: JSONL with `labels`, or CSV columns")
    parser.add_argument("--model", metavar="V", help="model version (default: the one in service)")
    add_rate(parser)
    add_html(parser)
    parser.add_argument(
        "--verbose", action="store_true", help="also print how it does on parts of the comments, and its worst mistakes"
    )


def run(options: argparse.Namespace, console: Console) -> int:
    """Print, for each label, how well the model ranks and suggests."""
    check_page(options.html, options.files)
    rates = rates_of(options)
    scorer = replace(model_to_use(options), rates=rates).scorer()
    examples = examples_of(options.files, console)
    with progress(console, "scoring", total=len(examples)) as advance:
        scores = scored(examples, scorer, advance)
    found = Evaluation(scorer.version, measured(examples, scores, scorer.thresholds, intervals=True))
    subject = of_file(examples, scorer.version, scores, scorer.thresholds)
    if options.html is not None:
        if (store := desk_if_any(options)) is not None:
            with store:
                kept_in_mind(store, Path(options.html), "page")
        write_evaluation(options.html, subject, console)
    known = lessons_among(options, scorer, examples)
    if console.as_json:
        more = {"weak_spots": weak_spots(subject)} if options.verbose else {}
        console.document({**found.document(), "learnt_from": known, **more})
        return Exit.DONE
    print_evaluation(found, console)
    print_curves(subject, console)
    if options.verbose:
        print_weak_spots(subject, console)
    for remark in remarks(found, scores, {**taught_rates(scorer.artefact.settings), **dict(rates)}):
        console.say(remark)
    if known:
        console.say(
            f"{known:,} of these {plural(len(examples), 'comment')} taught this very model: it will be worse on others."
        )
    return Exit.DONE


def lessons_among(options: argparse.Namespace, scorer: Scorer, examples: Examples) -> int:
    """Return how many of the labelled comments say what one says that taught the model, as far as the desk tells."""
    refs = scorer.artefact.arrays.get(LESSON_REFS)
    if refs is None or (store := desk_if_any(options)) is None:
        return 0
    with store:
        taught = set(store.words_by(refs.tolist()))
    return sum(posted.comment.text in taught for posted in examples.posted)


def print_evaluation(found: Evaluation, console: Console) -> None:
    """Print the figures as one table, with their 95 % intervals, and what was left unjudged."""
    console.data(f"model {found.model}")
    rows = [(label.title, *figures(found.labels[label])) for label in LABELS]
    console.table(rows, ("label", "n", "positives", "AUC", "AP", "precision", "recall", "F1", "ECE", "from"))


def figures(of: Metrics) -> tuple[object, ...]:
    """Return a label's figures in the order of the table's columns; `from` is the threshold."""
    drawn = ("auc", "average_precision", "precision", "recall")
    with_bounds = [with_interval(getattr(of, name), of.intervals.get(name)) for name in drawn]
    return (of.n, of.positives, *with_bounds, of.f1, of.ece, of.threshold)


def remarks(found: Evaluation, scores: NDArray[np.float64], rates: Mapping[Label, float]) -> Iterator[str]:
    """Yield what the table can't say: how many had no score, and which rate the scores (n, 3) alone point to."""
    for column, label in enumerate(LABELS):
        of = found.labels[label]
        if of.not_judged:
            count = plural(of.not_judged, "comment")
            yield f"{label.title}: {count} not judged; they count in recall, and not in AUC, AP and ECE."
        if of.n_judged >= FEWEST and of.positives and label in rates:
            rate = estimated_rate(scores[:, column], rates[label])
            yield (
                f"{label.title}: {of.positives / of.n:.1%} of the comments carry it, scores are read at "
                f"{rates[label]:.1%}, and by the scores alone it is {rate:.1%}; `--rate {label}=SHARE` sets it."
            )


def with_interval(figure: float | None, interval: Interval | None) -> str:
    """Return a figure and where it lies in 95 of 100 redraws: `.92 [.88, .95]`."""
    if figure is None:
        return "-"
    return f"{figure:.2f}" + (f" [{interval.low:.2f}, {interval.high:.2f}]" if interval else "")
