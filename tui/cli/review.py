"""`triage review`: the review desk."""

import argparse
import os
import sys

from moderation.errors import WrongUse
from moderation.queue import Order
from moderation.review import Review
from moderation.text import plural
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, open_desk, scorer_in_service, who
from tui.cli.queue import add_queue_arguments


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
    from tui.cli.jobs import jobs_of
    from tui.desk.actions.acting import SETTLING_SECONDS
    from tui.desk.app import ReviewDesk  # 150 ms that `--help` and a refused call don't pay

    ReviewDesk(review, jobs_of(review.store, review.who), settling=SETTLING_SECONDS).run()
    progress = review.progress()
    return f"{plural(progress.session, 'decision')} made, {plural(progress.waiting, 'comment')} waiting."
