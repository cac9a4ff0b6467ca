"""`triage review`: the review desk."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from moderation.errors import WrongUse
from moderation.queue import Order
from moderation.review import Review
from moderation.text import plural
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, open_desk, scorer_in_service, who
from tui.cli.queue import add_queue_arguments

_RETRAIN: Final = "import os, sys; os.nice(10); from tui.cli.main import main; sys.exit(main(sys.argv[1:]))"
_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage review`."""
    add_queue_arguments(parser)
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Open the desk; each decision is on disk before the next comment is shown."""
    order, name = Order(options.order), who(options)
    refuse_without_terminal()
    with open_desk(options, create=True) as store:
        asked = store.asked(options.filter)
        left = open_review(Review(store, name, lambda: scorer_in_service(store), order, asked))
    console.say(left)
    return Exit.DONE


def can_draw() -> bool:
    """Whether the desk can be drawn here: Textual draws on `dumb` terminals and into pipes too, unreadably."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def refuse_without_terminal() -> None:
    """Raise WrongUse where the desk can't be drawn."""
    if not can_draw():
        raise WrongUse("The review desk needs a terminal. `triage queue` and `triage decide` do without one.")


def open_review(review: Review) -> str:
    """Run the desk until it is left; return the sentence to part with."""
    from tui.desk.app import ReviewDesk  # 150 ms that `--help` and a refused call don't pay

    ReviewDesk(review, retrain=lambda: retrained(review.store.path, review.who)).run()
    progress = review.progress()
    return f"{plural(progress.session, 'decision')} made, {plural(progress.waiting, 'comment')} waiting."


def retrained(desk: Path, name: str) -> str:
    """Retrain a desk in a process of its own, at low priority, and return what came of it in a sentence.

    A thread would hold the interpreter and cost the open desk 100 ms a key.
    """
    words = [f"--desk={desk}", "retrain", f"--as={name}", "--json"]
    run = [sys.executable, "-P", "-c", _RETRAIN, *words]  # -P: not what lies in the current folder
    calm = {**os.environ, **_ONE_THREAD}
    done = subprocess.run(run, capture_output=True, text=True, check=False, env=calm)  # noqa: S603 - our own words
    if done.returncode:
        return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "The retraining was stopped."
    outcome = json.loads(done.stdout)
    verdict = "in service" if outcome["promoted"] else "not promoted"
    return f"{outcome['candidate']} {verdict}: {outcome['why']}"
