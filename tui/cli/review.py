"""`triage review`: the review desk."""

import argparse
import gc
import os
import sys
from typing import TYPE_CHECKING

from moderation.errors import WrongUse
from moderation.locations import settings_are_named, settings_path
from moderation.queue import Order
from moderation.review import Review
from moderation.store.store import Store
from moderation.text import plural
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, models_of, open_desk, who
from tui.cli.queue import add_queue_arguments
from tui.cli.settings import add_settings
from tui.desk.settings import Settings, read_settings

if TYPE_CHECKING:
    from tui.cli.explaining import ExplainingProcess
    from tui.desk.background import Sending


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage review`."""
    add_queue_arguments(parser)
    add_who(parser)
    add_settings(parser)
    parser.set_defaults(order=None)  # what the settings say, unless it is asked for


def run(options: argparse.Namespace, console: Console) -> int:
    """Open the desk; each decision is on disk before the next comment is shown."""
    gc.disable()  # until the first frame, 30 ms: nothing made on the way there is ever thrown away
    settings = read_settings(settings_path(options.settings), named=settings_are_named(options.settings))
    order, name = Order(options.order or settings.order), who(options)
    refuse_without_terminal()
    with open_desk(options, create=True) as store:
        store.spare_memory()
        review = Review(store, name, lambda: explaining(store), order, store.asked(options.filter), settings.mix)
        left = open_review(review, settings)
    console.say(left)
    return Exit.DONE


def explaining(store: Store) -> "ExplainingProcess":
    """Load the model in service in a process beside the desk; raises NoModel, ModelNotTrusted."""
    from tui.cli.explaining import ExplainingProcess  # after the first frame

    return ExplainingProcess(models_of(store), store.model_in_service())


def can_draw() -> bool:
    """Whether the desk can be drawn here: Textual draws on `dumb` terminals and into pipes too, unreadably."""
    streams = (sys.stdin, sys.stdout, sys.stderr)  # it is stderr that Textual writes to
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM", "dumb") != "dumb"


def refuse_without_terminal() -> None:
    """Raise WrongUse where the desk can't be drawn."""
    if not can_draw():
        raise WrongUse("The review desk needs a terminal. `triage queue` and `triage decide` do without one.")


def sending(review: Review, settings: Settings) -> "Sending | None":
    """Return how decisions are sent as they are made; None where the settings don't say that they are."""
    if settings.outbox is None:
        return None
    from tui.cli.sending import sending_of

    return sending_of(review.store, settings.outbox, review.who)


def open_review(review: Review, settings: Settings) -> str:
    """Run the desk until it is left; return the sentence to part with."""
    os.environ.setdefault("ESCDELAY", "50")  # ms that Textual waits after Esc for the rest of a sequence; 100 are felt
    from tui.cli.jobs import jobs_of
    from tui.desk.actions.acting import SETTLING_SECONDS
    from tui.desk.app import ReviewDesk  # 150 ms that `--help` and a refused call don't pay
    from tui.desk.background import end_with_terminal

    end_with_terminal(lambda: os._exit(Exit.HUNG_UP))  # all is on disk already
    jobs = jobs_of(review.store, review.who, sending(review, settings))
    greets = not review.store.knows(review.who)
    desk = ReviewDesk(review, jobs, settings, greets=greets, settling=SETTLING_SECONDS)
    desk.run()
    progress = review.progress()
    left = f"{plural(progress.session, 'decision')} made, {plural(progress.waiting, 'comment')} waiting."
    sent = f" To the site: {desk.sending_in_words}; what isn't sent leaves when a desk sends again."
    return left + (sent if desk.sending_in_words else "")
