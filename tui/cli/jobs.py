"""What the open desk has done beside it: retraining, imports, scoring, each a process of its own.

A thread would hold the interpreter and cost the desk 100 ms a key. A job outlives the desk that started it: it is
an ordinary command on the same file, which keeps what it did.
"""

import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from moderation.store.store import Store
from moderation.text import plural
from tui.cli.learning import learning_of
from tui.cli.running import Running
from tui.desk.background import Jobs, Sending
from tui.desk.beside import Job, Say


def jobs_of(store: Store, who: str, sending: Sending | None = None) -> Jobs:
    """Return what can be done beside a desk."""
    desk = store.address
    return Jobs(
        learning=learning_of(store, who, partial(command, desk)),
        take_in=lambda path: command(desk, ["import", "--", os.path.expanduser(path)], taken_in),  # noqa: PTH111
        score=lambda say: scored(store, say),
        sending=sending,
    )


def scored(store: Store, say: Say) -> str:
    """Score what the model in service hasn't scored; return nothing where there was nothing to do."""
    model = store.model_in_service()
    if not (missing := store.unscored_count(model)) and not store.is_rescored(model):
        return ""
    say(f"scoring {plural(missing, 'comment')}")
    return command(
        store.address, ["models", "use", model], lambda found: f"{plural(found['scored'], 'comment')} scored."
    )(say)


def command(desk: str, words: Sequence[str], in_words: Callable[[Any], str]) -> Job:
    """Return a job that runs a verb at low priority and puts its JSON document into a sentence."""

    def job(say: Say) -> str:
        """Run the verb, say how far it is, and return what came of it."""
        answer: list[str] = []
        last = Running(desk, words).run(say, answer.append)
        document = "".join(answer)
        return in_words(json.loads(document)) if document.strip() else last or "It was stopped."

    return job


def taken_in(document: Any) -> str:
    """Return what came of an import, in a sentence."""
    return " ".join(map(_file, document["files"]))


def _file(taken: Any) -> str:
    if "error" in taken:
        return str(taken["error"])
    name, new, updated = Path(taken["path"]).name, plural(taken["new"], "new comment"), taken["updated"]
    rejected = f", {taken['rejected']:,} rejected: {taken['rejects']}" if taken["rejected"] else ""
    return f"{name}: {new}, {updated:,} updated, {taken['unchanged']:,} unchanged{rejected}."
