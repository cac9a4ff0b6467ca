"""`triage queue`: the queue of the desk, printed."""

import argparse

from moderation.orders import Order, way_of
from moderation.searching import first_of
from moderation.text import plural
from tui.cli.console import Console, Exit, count
from tui.cli.documents import comment_document
from tui.cli.listing import queue_line
from tui.cli.opening import explaining, open_desk

PAGE = 200

COUNTED = 1_000
"""Of the unscored; counting a million would be felt."""


def add_queue_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which comments are asked for and in which order."""
    parser.add_argument("--order", choices=[order.value for order in Order], default=Order.RISK.value)
    parser.add_argument("--filter", default="", metavar="Q", help='such as: label:abuse "so called", or @NAME')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage queue`."""
    add_queue_arguments(parser)
    parser.add_argument("--limit", type=count, metavar="N", help="at most N comments")


def run(options: argparse.Namespace, console: Console) -> int:
    """Print the queue, a line a comment: id, scores, suggested labels, author, text."""
    from moderation.intake import blocks  # with the scorer, which the desk's first frame doesn't wait for

    with open_desk(options) as store:
        asked = store.asked(options.filter)
        shown = first_of(store, Order(options.order), asked, options.limit)
        review = explaining(store, console) if console.as_json else None
        for page in blocks(shown, PAGE):
            if review is not None:
                for ref in page:
                    console.document(comment_document(review.card(ref)))
            else:
                for row in store.rows(page):
                    console.data(queue_line(row, console.width))
        found, unscored = store.waiting(asked), store.unscored_waiting(COUNTED)
    console.say(f"{plural(len(shown), 'comment')} of {found:,}, order: {way_of(Order(options.order), asked)}.")
    if unscored and asked.scored is None:
        many = f"{unscored:,}{' or more' if unscored == COUNTED else ''}"
        console.say(f"{many} that wait are not scored: no condition on scores finds them, --filter scored:no does.")
    return Exit.DONE
