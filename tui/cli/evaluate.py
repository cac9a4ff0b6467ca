"""`triage evaluate`: a labelled file against a model."""

import argparse

from moderation.labels import LABELS
from moderation.registry import load_scorer
from training.evaluate import Evaluation, Metrics, evaluate
from training.measures import Interval
from tui.cli.console import Console, Exit
from tui.cli.labelled import examples_of
from tui.cli.progress import progress
from tui.cli.score import model_to_use


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage evaluate`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="labelled files: JSONL with `labels`, or CSV columns")
    parser.add_argument("--model", metavar="V", help="model version (default: the one in service)")


def run(options: argparse.Namespace, console: Console) -> int:
    """Print, for each label, how well the model ranks and suggests."""
    model = model_to_use(options)
    scorer = load_scorer(model.models, model.version)
    examples = examples_of(options.files, console)
    with progress(console, "scoring", total=len(examples)) as advance:
        found = evaluate(examples, scorer, intervals=True, progress=advance)
    if console.as_json:
        console.document(found.document())
    else:
        print_evaluation(found, console)
    return Exit.DONE


def print_evaluation(found: Evaluation, console: Console) -> None:
    """Print the figures as one table, ranking figures with their 95 % intervals."""
    console.data(f"model {found.model}")
    rows = [(label.title, *figures(found.labels[label])) for label in LABELS]
    console.table(rows, ("label", "n", "judged", "positives", "AUC", "AP", "precision", "recall", "F1", "ECE", "from"))


def figures(of: Metrics) -> tuple[object, ...]:
    """Return a label's figures in the order of the table's columns; `from` is the threshold."""
    ranks = [with_interval(getattr(of, name), of.intervals.get(name)) for name in ("auc", "average_precision")]
    return (of.n, of.n_judged, of.positives, *ranks, of.precision, of.recall, of.f1, of.ece, of.threshold)


def with_interval(figure: float | None, interval: Interval | None) -> str:
    """Return a figure and where it lies in 95 of 100 redraws: `.92 [.88, .95]`."""
    if figure is None:
        return "-"
    return f"{figure:.2f}" + (f" [{interval.low:.2f}, {interval.high:.2f}]" if interval else "")
