"""Labelled files as examples, for `triage evaluate` and `triage retrain --decisions`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from moderation.errors import WrongUse
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Item, Reject
from moderation.text import plural
from training.examples import Examples, from_labelled
from tui.cli.console import Console


def examples_of(paths: Sequence[str], console: Console) -> Examples:
    """Return the labelled comments of files; what can't be read is said.

    Raises:
        WrongUse: no comment in them has a label.

    """
    examples = from_labelled(_items(paths, console))
    if not len(examples):
        columns = "`labels`, or columns abuse, off_topic, disputed_terminology"
        raise WrongUse(f"{', '.join(paths)}: no comment with labels in it. A labelled file has {columns}.")
    return examples


def _items(paths: Sequence[str], console: Console) -> Iterator[Item]:
    for path in paths:
        unlabelled = 0
        with Path(path).open("rb") as source:
            for item in open_export(source, name=path).items:
                if isinstance(item, Reject):
                    console.say(f"left out: {path}: {item.place}: {item.reason}")
                unlabelled += isinstance(item, Found) and not item.labels
                yield item
        if unlabelled:
            console.say(f"{path}: {plural(unlabelled, 'comment')} without labels left out.")
