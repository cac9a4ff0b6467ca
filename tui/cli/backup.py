"""`triage backup`: the desk and its models, copied while others work."""

import argparse
from pathlib import Path

from moderation.backup import Backup, back_up
from moderation.text import plural
from tui.cli.console import Console, Exit
from tui.cli.opening import open_desk


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage backup`."""
    parser.add_argument("out", metavar="OUT", help="the backup: a desk like any other, to be opened with --desk OUT")


def run(options: argparse.Namespace, console: Console) -> int:
    """Copy the desk, look through the copy, and say what is in it; exit 1 where the look found a fault.

    Raises:
        WrongUse: the desk is a server's, or OUT can't be a backup.

    """
    with open_desk(options) as store:
        made = back_up(store, Path(options.out))
    if console.as_json:
        console.document(made.document())
    say(made, console)
    return Exit.SOME_FAILED if made.checked.faults else Exit.DONE


def say(made: Backup, console: Console) -> None:
    """Say what the backup holds, that it was looked through, and what to note."""
    checked = made.checked
    for sentence in (*checked.faults, *checked.notes):
        console.say(sentence)
    size = f"{made.bytes / 1e6:,.1f} MB"
    own = f"{plural(checked.models - 1, 'model')} beside it" if checked.models > 1 else "no models but the shipped one"
    found = f"{plural(len(checked.faults), 'fault')}, as the desk has" if checked.faults else "no faults"
    console.tell(
        f"{made.path}: {plural(made.comments, 'comment')}, {plural(checked.seal.n, 'row')} of the log, {own}; {size}. "
        f"Looked through: {found}. Sealed {checked.seal}: note that somewhere else."
    )
