"""`triage undo`: takes back your last decisions, for scripts."""

import argparse

from moderation.text import plural
from tui.cli.console import Console, Exit, count
from tui.cli.documents import log_document
from tui.cli.listing import log_line
from tui.cli.opening import add_who, open_desk, who


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage undo`."""
    parser.add_argument("steps", nargs="?", type=count, default=1, metavar="N", help="how many steps (default: 1)")
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Take back the steps and print the rows this adds to the log."""
    with open_desk(options) as store:
        taken_back = store.undo(who(options), options.steps)
    for entry in taken_back:
        if console.as_json:
            console.document(log_document(entry))
        else:
            console.data(log_line(entry))
    for entry in taken_back.left:
        console.say(f"{entry.id} stays as it is: somebody else has decided it since.")
    console.say(f"{plural(len(taken_back), 'decision')} taken back.")
    return Exit.DONE
