"""`triage show`: one comment with everything known about it."""

import argparse

from tui.cli.console import Console, Exit
from tui.cli.documents import comment_document
from tui.cli.listing import card_lines
from tui.cli.opening import explaining, open_desk


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage show`."""
    parser.add_argument("id", metavar="ID", help="the site's id of the comment, or SITE:ID")


def run(options: argparse.Namespace, console: Console) -> int:
    """Print the comment with context, suggestions, evidence and history."""
    with open_desk(options) as store:
        card = explaining(store, console).card(store.find(options.id))
        if console.as_json:
            console.document(comment_document(card))
        else:
            for line in card_lines(card):
                console.data(line)
    return Exit.DONE
