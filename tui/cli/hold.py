"""`triage hold`: comments set aside for a colleague."""

import argparse

from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, open_desk, who


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage hold`."""
    parser.add_argument("ids", nargs="+", metavar="ID", help="comments to set aside")
    parser.add_argument("--note", default="", metavar="T", help="what to ask the colleague")
    parser.add_argument("--release", action="store_true", help="put held comments back into the queue")
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Hold or release the comments as one step."""
    with open_desk(options) as store:
        refs = [store.find(comment_id) for comment_id in options.ids]
        change = store.release if options.release else store.hold
        change(refs, who(options), options.note)
    done = "release" if options.release else "hold"
    for comment_id in options.ids:
        if console.as_json:
            console.document({"id": comment_id, "decision": done, "labels": None})
    console.say(f"{'Released' if options.release else 'Held'}: {', '.join(options.ids)}.")
    return Exit.DONE
