"""What the template of the page is given: every figure already a word, every drawing already a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Final

from moderation.labels import LABELS, Label
from moderation.text import one_line, plural, visible
from training.checklist import compared, said
from training.evaluate import Metrics
from training.measures import Interval
from training.outcome import Check, LearningCurve, Outcome
from training.report import curves, figures
from training.report.curves import Confusion
from training.report.mistakes import Mistake, Turned, differing, turned, worst
from training.report.slices import By, Part, Slices
from training.report.subject import Column, Subject

MOST_QUOTED: Final = 400
"""Characters of a comment on the page; some are a megabyte long."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """A share as a bar with whiskers, in a sentence's words."""

    name: str
    words: str
    share: float | None
    low: float
    high: float
    before: float | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with its heading and the one line that explains it."""

    title: str
    caption: str
    svg: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A comment as it stands on the page."""

    name: str
    """`SITE:ID`."""
    text: str
    article: str
    rest: int
    """Characters that were left out."""
    carried: bool
    scores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelView:
    """One label's part of the page."""

    label: Label
    title: str
    definition: str
    metrics: tuple[Metrics, ...]
    gauges: tuple[Gauge, ...]
    counts: tuple[Confusion, ...]
    drawings: tuple[Drawing, ...]
    turned: Turned | None
    mended: tuple[Quoted, ...]
    broken: tuple[Quoted, ...]
    missed: tuple[Quoted, ...]
    false_alarms: tuple[Quoted, ...]
    parts: tuple[tuple[By, tuple[tuple[Part, Part | None], ...]], ...]
    """Parts of the comments by kind, by the model the page is about and the one it is compared with."""
    kept: str
    is_measured: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The whole of it."""

    kind: str
    verdict: str
    reason: str
    tone: str
    """`good`, `bad` or `plain`."""
    facts: tuple[str, ...]
    models: tuple[str, ...]
    doubts: tuple[str, ...]
    labels: tuple[LabelView, ...]
    checks: tuple[tuple[Check, str], ...]
    """Lists of sentences, each with what its share is a share of."""
    listed: str
    """How the lists came out, in a sentence."""
    noise: tuple[str, ...]


def of_evaluation(subject: Subject) -> Page:
    """Return the page about one model on labelled comments."""
    (model,) = subject.models
    n = len(subject.examples)
    found = [_finds(label, subject.metrics[0][label]) for label in LABELS if subject.metrics[0][label].positives]
    verdict = (
        f"{model.version} finds {_listed(found)}." if found else f"None of {plural(n, 'comment')} carries a label."
    )
    facts = (f"{plural(n, 'labelled comment')}", *_days(subject))
    labels = _labels(subject, None)
    return Page("How a model does", verdict, "", "plain", facts, (model.version,), (), labels, (), "", ())


def of_retraining(subject: Subject, outcome: Outcome) -> Page:
    """Return the page about a candidate beside the model in service."""
    verdict, reason = _headline(outcome)
    facts = (
        plural(outcome.decisions, "decision"),
        f"{outcome.held_out:,} of them held out to measure on",
        *_days(subject),
        f"{plural(outcome.waiting_changes, 'waiting comment')} would change side",
    )
    noise = tuple(_noisy(label, outcome) for label in LABELS if label in outcome.noise)
    models = (outcome.candidate, outcome.incumbent)
    tone = "good" if outcome.promoted else "bad" if outcome.doubts else "plain"
    labels = _labels(subject, outcome)
    checks = tuple((check, compared(check)) for check in outcome.checks)
    listed = said(outcome.checks)
    return Page("Retraining", verdict, reason, tone, facts, models, outcome.doubts, labels, checks, listed, noise)


def _headline(outcome: Outcome) -> tuple[str, str]:
    """Return what was done, with whether it was asked for, and what was measured."""
    verdict = "Promoted" if outcome.promoted else "Not promoted"
    was_asked, semicolon, measured = outcome.why.partition("; ")
    if semicolon and was_asked == "as asked":
        return f"{verdict}, as asked", measured
    in_spite = "as asked, in spite of doubts: "
    if outcome.why.startswith(in_spite):
        return f"{verdict} as asked, in spite of doubts", outcome.why.removeprefix(in_spite)
    return verdict, outcome.why


def _labels(subject: Subject, outcome: Outcome | None) -> tuple[LabelView, ...]:
    slices = Slices(subject)
    return tuple(_label(label, subject, slices, outcome) for label in LABELS)


def _label(label: Label, subject: Subject, slices: Slices, outcome: Outcome | None) -> LabelView:
    columns = [subject.column(label, model) for model in range(len(subject.models))]
    metrics = tuple(each[label] for each in subject.metrics)
    differ = turned(subject, *columns) if len(columns) > 1 else None
    is_measured = curves.found(columns[0]) is not None
    curve = outcome.curves.get(label) if outcome else None
    return LabelView(
        label,
        label.title,
        label.definition,
        metrics,
        _gauges(metrics),
        tuple(curves.confusion(column) for column in columns),
        _drawings(label, columns, metrics[0].threshold, curve) if is_measured else (),
        differ,
        tuple(_quoted(subject, each) for each in differing(subject, columns[0], differ.mended)) if differ else (),
        tuple(_quoted(subject, each) for each in differing(subject, columns[0], differ.broken)) if differ else (),
        tuple(_quoted(subject, each) for each in worst(subject, columns[0], carried=True)),
        tuple(_quoted(subject, each) for each in worst(subject, columns[0], carried=False)),
        _beside(*(slices.of(column, redrawn=place == 0) for place, column in enumerate(columns))),
        outcome.metrics[label].kept if outcome else "",
        is_measured,
    )


def _beside(
    first: tuple[tuple[By, tuple[Part, ...]], ...], second: tuple[tuple[By, tuple[Part, ...]], ...] = ()
) -> tuple[tuple[By, tuple[tuple[Part, Part | None], ...]], ...]:
    """Return each part by one model with the same part by the other, if any: what is cut off depends on neither."""
    before = [part for _, parts in second for part in parts]
    others: Iterator[Part | None] = iter(before) if before else repeat(None)
    return tuple((by, tuple(zip(parts, islice(others, len(parts)), strict=True))) for by, parts in first)


def _gauges(metrics: Sequence[Metrics]) -> tuple[Gauge, ...]:
    """Return what a desk feels: how much is found, how many suggestions are right, how well it ranks."""
    return (
        _gauge("found", "of 100 that carry it are found", "recall", metrics),
        _gauge("right", "of 100 suggestions are right", "precision", metrics),
        _gauge("ranked", "in 100 pairs, the one that carries it scores higher", "auc", metrics),
    )


def _gauge(name: str, words: str, figure: str, metrics: Sequence[Metrics]) -> Gauge:
    share = getattr(metrics[0], figure)
    bounds = metrics[0].intervals.get(figure) or Interval(share or 0.0, share or 0.0)
    before = getattr(metrics[1], figure) if len(metrics) > 1 else None
    return Gauge(name, words, share, bounds.low, bounds.high, before)


def _drawings(
    label: Label, columns: Sequence[Column], threshold: float, curve: LearningCurve | None
) -> tuple[Drawing, ...]:
    made = [
        Drawing(
            "Found against right",
            "Read from left to right: to find more you accept more false alarms. The dot is where the desk stands.",
            figures.precision_recall(columns),
        ),
        Drawing(
            "Can the score be believed?",
            "On the dotted line, 70 of 100 comments scored .70 carry the label; below it the score says too much. "
            "The pale bars are the play of chance.",
            figures.reliability(columns),
        ),
        Drawing(
            "How scores spread",
            _hills(columns[0]),
            figures.spread(columns, threshold),
        ),
    ]
    if curve and sum(point.average_precision is not None for point in curve.points) > 1:
        said = curve.outlook or "Where the line still climbs, more decisions help."
        made.append(Drawing("What your decisions did", said, figures.learning(label, curve)))
    return tuple(made)


def _hills(column: Column) -> str:
    """Return what the histogram counts, and how to read it."""
    up, down = (curves.spread(column, carrying).count for carrying in (True, False))
    return (
        f"Of those with a score, up: the {up:,} that carry it; down: the {down:,} that don't. Each side adds up to "
        "100 %, so compare where the bars stand, not how many comments they hold. Right of the line is suggested; the "
        "further apart the two sides, the easier the choice."
    )


def _quoted(subject: Subject, mistake: Mistake) -> Quoted:
    posted = subject.examples.posted[mistake.row]
    text = posted.comment.text
    title = one_line(posted.article.title)[:120] if posted.article else ""
    scores = tuple("not judged" if score is None else f"{score:.2f}" for score in mistake.scores)
    shown, rest = visible(text[:MOST_QUOTED]), max(len(text) - MOST_QUOTED, 0)
    return Quoted(one_line(subject.names[mistake.row]), shown, title, rest, mistake.carried, scores)


def _finds(label: Label, of: Metrics) -> str:
    return f"{of.recall:.0%} of {label.title}" if of.recall is not None else f"no {label.title}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _days(subject: Subject) -> tuple[str, ...]:
    first, last = subject.period
    return (f"{first} to {last}" if first != last else first,) if first else ()


def _noisy(label: Label, outcome: Outcome) -> str:
    """Return how many decisions on a label look like slips, in a sentence."""
    found = outcome.noise[label]
    before = f", {found.before:.1%} when the model in service was taught" if found.before is not None else ""
    look = f"; {plural(found.suspects, 'decision')} worth a second look" if found.suspects else ""
    return f"{label.title}: about {found.share:.1%} of the decisions look like slips{before}{look}."
