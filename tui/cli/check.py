"""`triage check`: integrity of desk and models."""

import argparse
import re

from moderation.checking import Checked, check
from moderation.store.chain import Seal
from moderation.text import plural
from tui.cli.console import Console, Exit
from tui.cli.opening import models_of, open_desk

_WHAT_NOW = (
    "Where the desk itself is at fault, keep it as it is, as evidence, and work on with the last backup "
    "(`triage backup` made it); a model that is missing or damaged is put back, rolled back or trained again."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage check`."""
    parser.add_argument(
        "--noted",
        type=noted,
        metavar="N:SEAL",
        help="a seal that an earlier check or backup printed: whether row N of the log still bears it",
    )
    parser.add_argument("--scores", action="store_true", help="score every comment again, and compare")


def noted(word: str) -> Seal:
    """Return a seal as it was noted, as an argument's type."""
    found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{16})", word.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"{word} is no seal; it looks like 1234:0123456789abcdef")
    return Seal(int(found[1]), found[2])


def run(options: argparse.Namespace, console: Console) -> int:
    """Check the desk against its log and each model against its manifest; exit 1 on any fault."""
    with open_desk(options) as store:
        models_of(store)  # of a shared desk those of other machines are laid down first
        checked = check(store, options.noted, every_score=options.scores)
    if console.as_json:
        console.document(checked.document())
    say(checked, console)
    return Exit.SOME_FAILED if checked.faults else Exit.DONE


def say(checked: Checked, console: Console) -> None:
    """Say what was found, and the seal to be noted."""
    for sentence in (*checked.faults, *checked.notes):
        console.say(sentence)
    found = plural(len(checked.faults), "fault") if checked.faults else "no faults"
    console.say(f"{checked.desk}: {found}. The log has {plural(checked.seal.n, 'row')}, sealed {checked.seal}.")
    if checked.faults:
        console.say(_WHAT_NOW)
