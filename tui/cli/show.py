"""`triage show`: one comment with everything known about it."""

import argparse

from moderation.review import Review
from tui.cli.console import Console, Exit
from tui.cli.documents import comment_document
from tui.cli.listing import card_lines
from tui.cli.opening import open_desk, scorer_in_service


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage show`."""
    parser.add_argument("id", metavar="ID", help="the site's id of the comment, or SITE:ID")


def run(options: argparse.Namespace, console: Console) -> int:
    """Print the comment with context, suggestions, evidence and history."""
    with open_desk(options) as store:
        card = Review(store, "", lambda: scorer_in_service(store)).card(store.find(options.id))
        if console.as_json:
            console.document(comment_document(card))
        else:
            for line in card_lines(card):
                console.data(line)
    return Exit.DONE
