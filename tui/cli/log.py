"""`triage log`: the append-only log."""

import argparse
import sys
import time

from moderation.store.store import Store
from tui.cli.console import Console, Exit
from tui.cli.documents import log_document
from tui.cli.listing import log_line
from tui.cli.opening import open_desk

POLL_SECONDS = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage log`."""
    parser.add_argument("--follow", action="store_true", help="go on printing rows as they are made")


def run(options: argparse.Namespace, console: Console) -> int:
    """Print every row, oldest first; with `--follow`, wait for more until stopped."""
    with open_desk(options) as store:
        last = print_after(store, 0, console)
        while options.follow:
            sys.stdout.flush()
            time.sleep(POLL_SECONDS)
            last = print_after(store, last, console)
    return Exit.DONE


def print_after(store: Store, n: int, console: Console) -> int:
    """Print the rows after `n`; return the number of the last one printed."""
    for entry in store.log(n):
        n = entry.n
        if console.as_json:
            console.document(log_document(entry))
        else:
            console.data(log_line(entry))
    return n
