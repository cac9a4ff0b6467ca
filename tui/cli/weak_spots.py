"""What a page about a model shows, in brief on a terminal: the curves as a few numbers, weak parts, worst mistakes."""

from collections.abc import Iterator
from typing import Final

from moderation.labels import LABELS
from moderation.text import one_line
from training.report import curves
from training.report.mistakes import Mistake, worst
from training.report.slices import Part, Slices
from training.report.subject import Column, Subject
from tui.cli.console import Console

FOUND: Final = (0.5, 0.75, 0.9)
"""Of what carries a label; three points tell how its curve bends."""

_PREVIEW: Final = 70


def print_curves(subject: Subject, console: Console) -> None:
    """Print the precision-recall curve and the reliability of each label, a line for each."""
    rows = [(label.title, *_right_at(subject.column(label))) for label in LABELS]
    console.data("")
    console.table(rows, ("suggestions right, to find", *(f"{share:.0%}" for share in FOUND)))
    console.data("")
    console.data("carry it, of those scored so; (off) where the scores are wrong beyond chance")
    for label in LABELS:
        bins = curves.reliability(subject.column(label))
        if bins:
            console.data(f"{label.title}: {', '.join(map(_bin_text, bins))}")


def print_weak_spots(subject: Subject, console: Console) -> None:
    """Print how the model does on parts of the comments, and the comments on which it is most wrong."""
    slices = Slices(subject)
    for label in LABELS:
        column = subject.column(label)
        parts = [part for _, of_kind in slices.of(column) for part in of_kind]
        console.data("")
        if parts:
            console.table([_row(part) for part in parts], (label.title, "", "n", "carry it", "found", "right", "AUC"))
        for carried, words in ((True, "missed"), (False, "false alarm")):
            for mistake in worst(subject, column, carried):
                console.data(f"{label.title}, {words}: {_quoted(subject, mistake)}")


def weak_spots(subject: Subject) -> dict[str, object]:
    """Return the same as JSON states it, by label: parts of the comments, and ids of the worst mistakes."""
    slices = Slices(subject)
    found: dict[str, object] = {}
    for label in LABELS:
        column = subject.column(label)
        found[label.value] = {
            "reliability": [
                {"from": each.start, "to": each.end, "n": each.count, "score": each.score, "share": each.share}
                for each in curves.reliability(column)
            ],
            "slices": [_document(part) for _, parts in slices.of(column) for part in parts],
            "missed": list(_ids(subject, worst(subject, column, carried=True))),
            "false_alarms": list(_ids(subject, worst(subject, column, carried=False))),
        }
    return found


def _right_at(column: Column) -> list[float | None]:
    found = curves.found(column)
    return [found.precision_at(share) if found else None for share in FOUND]


def _bin_text(each: curves.Bin) -> str:
    return f"{each.start:.1f}-{each.end:.1f} {each.share:.0%} of {each.count:,}{' (off)' if each.is_off else ''}"


def _row(part: Part) -> tuple[object, ...]:
    name = f"{part.slice.name} (weaker)" if part.is_weaker else part.slice.name
    return (part.slice.by.value, name, part.n, part.carrying, part.recall, part.precision, part.auc)


def _document(part: Part) -> dict[str, object]:
    return {
        "by": part.slice.by.value,
        "name": part.slice.name,
        "n": part.n,
        "positives": part.carrying,
        "recall": part.recall,
        "precision": part.precision,
        "auc": part.auc,
        "weaker": part.is_weaker,
    }


def _ids(subject: Subject, mistakes: tuple[Mistake, ...]) -> Iterator[str]:
    yield from (subject.names[each.row].removeprefix(":") for each in mistakes)


def _quoted(subject: Subject, mistake: Mistake) -> str:
    """Return a comment as one line: score, id, beginning of the text."""
    text = subject.examples.posted[mistake.row].comment.text
    (score, *_) = mistake.scores
    name = one_line(subject.names[mistake.row].removeprefix(":"))
    cut = one_line(text[:_PREVIEW]) + ("…" if len(text) > _PREVIEW else "")
    return f"{score:.2f}  {name}  {cut}" if score is not None else f"{name}  {cut}"
