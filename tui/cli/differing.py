"""`triage models diff`: the comments that wait and change side if another version serves, read before the switch.

They are written as they are found, the riskiest first: the desk shows the first of them while the rest is scored.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import islice

from moderation.difference import Changed, changed
from moderation.errors import WrongUse
from moderation.labels import LABELS
from moderation.queue import QueueRow
from moderation.registry import load_scorer
from moderation.store.store import Store
from moderation.text import one_line, plural
from tui.cli.console import Console, count
from tui.cli.documents import labels_scores
from tui.cli.listing import score_text
from tui.cli.opening import models_of
from tui.cli.progress import progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `triage models diff` takes beside the verb's own."""
    parser.add_argument("--limit", type=count, metavar="N", help="diff: at most N comments")


def refuse_limit(options: argparse.Namespace) -> None:
    """Raise WrongUse where a limit is given to another action, which would pass over it."""
    if options.limit is not None:
        raise WrongUse("--limit belongs to `triage models diff V`.")


def show_difference(store: Store, version: str, limit: int | None, console: Console) -> None:
    """Print the waiting comments whose suggestion a version changes; raises NoModel, ModelNotTrusted."""
    in_service, waiting = store.model_in_service(), store.waiting()
    incumbent, scorer = (load_scorer(models_of(store), each) for each in (in_service, version))
    shown = 0
    with progress(console, "comparing", total=waiting) as advance:
        for one in islice(changed(store, incumbent, scorer, advance), limit):
            (row,) = store.rows([one.ref])
            if console.as_json:
                console.document(difference_document(row, one))
                sys.stdout.flush()  # a desk reads along
            else:
                console.data(difference_line(row, one, console.width))
            shown += 1
    found = f"{'At least ' if shown == limit else ''}{plural(shown, 'comment')} of {waiting:,} waiting"
    console.say(f"{found} would change side if {version} served instead of {in_service}; nothing was changed.")


def difference_document(row: QueueRow, one: Changed) -> dict[str, object]:
    """Return a change as JSON: ids and figures, no word of the reader."""
    return {
        "id": row.id,
        "site": row.site,
        "suggested_before": [label.value for label in LABELS if label in one.before],
        "suggested_after": [label.value for label in LABELS if label in one.after],
        "scores_before": labels_scores(one.scores_before),
        "scores_after": labels_scores(one.scores_after),
    }


def difference_line(row: QueueRow, one: Changed, width: int) -> str:
    """Return a change as a line: the id, each label that comes or goes with both scores, author, text."""
    author = one_line(row.author)[:16] or "-"
    return f"{one_line(row.id):<10} {', '.join(_moves(one)):<36} {author:<16} {one_line(row.preview)}"[:width]


def _moves(one: Changed) -> Iterator[str]:
    """Yield `+abuse 0.31 to 0.74` for each label that is suggested by one of the models alone."""
    for label in LABELS:
        if (label in one.before) != (label in one.after):
            before, after = (score_text(scores[label]).strip() for scores in (one.scores_before, one.scores_after))
            yield f"{'+' if label in one.after else '-'}{label.title} {before} to {after}"
