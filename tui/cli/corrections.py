"""`triage corrections`: what readers ask an article's wording to be changed to, for whoever can change it."""

import argparse
from collections.abc import Sequence

from moderation.corrections import corrections, explain_decided, move, subject_named
from moderation.disputes import Correction, Stage
from moderation.errors import WrongUse
from moderation.handover import FORMATS, To, counted, document, format_of, hand_over
from moderation.store.store import Store
from moderation.text import one_line, plural
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, open_desk, scorer_in_service, who
from tui.cli.outputs import STREAM, target_of

_ALL = 1_000_000
_HOW = "write `triage corrections set STATE --article ID --term TERM --as NAME`"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage corrections`."""
    parser.add_argument("change", nargs="*", metavar="set STATE", help="move the correction named below to a state")
    parser.add_argument("--state", action="append", choices=list(Stage), default=[], help="only these; may be repeated")
    parser.add_argument("--to", choices=FORMATS, help="format of OUT (default: by its name, else markdown)")
    parser.add_argument("-o", "--output", metavar="OUT", help="a file for an editor; `-` is stdout")
    parser.add_argument("--article", metavar="ID", help="the article's id, or SITE:ID")
    parser.add_argument("--term", metavar="TERM", help="the contested expression, in any of its forms")
    parser.add_argument("--note", default="", metavar="REASON", help="why; a correction is declined with a reason")
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Move a correction if asked to; print or write the corrections."""
    wanted = change(options)
    with open_desk(options) as store:
        if store.unexplained_disputes(1):  # decided by hand: only then is a model loaded
            explain_decided(store, scorer_in_service(store), limit=_ALL)
        if wanted is not None:
            moved = move(store, subject_named(store, options.article, options.term), wanted, who(options), options.note)
            _print(store, [moved], console)
            console.say(f"{_titled(moved)} is {moved.stage} now.")
            return Exit.DONE
        found = [one for one in corrections(store) if one.stage in (options.state or Stage)]
        if options.output or options.to:
            _write(store, found, options, console)
        else:
            _print(store, found, console)
            console.say(f"{plural(len(found), 'correction')}; `-o FILE.md` or `-o FILE.csv` writes them for an editor.")
    return Exit.DONE


def change(options: argparse.Namespace) -> Stage | None:
    """Return the state that `set STATE` asks for, None where nothing is to be changed.

    Raises:
        WrongUse: the words are not of that form, or it isn't said which correction.

    """
    match options.change:
        case []:
            if options.article or options.term or options.note:
                raise WrongUse(f"corrections: --article, --term and --note go with a change; {_HOW}.")
            return None
        case ["set", state] if state in set(Stage):
            if not (options.article and options.term):
                raise WrongUse(f"corrections set {state}: which one? {_HOW.capitalize()}.")
            return Stage(state)
    raise WrongUse(f"corrections {' '.join(options.change)}: {_HOW}, STATE one of {', '.join(Stage)}.")


def _write(store: Store, found: Sequence[Correction], options: argparse.Namespace, console: Console) -> None:
    output = options.output or STREAM
    to: To = options.to or ("markdown" if output == STREAM else format_of(output))
    hand_over(store, found, target_of(output, apart_from=[store.path]), to)
    if console.as_json and output != STREAM:
        console.document({"path": output, "to": to, "corrections": len(found)})
    console.say(f"{plural(len(found), 'correction')} written to {output}.")


def _print(store: Store, found: Sequence[Correction], console: Console) -> None:
    if console.as_json:
        for one in found:
            console.document(document(store, one))
    else:
        for one in found:
            console.data(_line(one)[: console.width])


def _line(one: Correction) -> str:
    proposals = ", ".join(one_line(counted(each)) for each in one.proposals[:2])
    since = f" +{one.new:,} new" if one.new else ""
    return (
        f"{one.stage + since:<10} {plural(one.readers, 'reader'):<11} {one_line(one.name):<24} "
        f"{one_line(one.subject.article_id):<8} {one_line(one.title)}{f'  → {proposals}' if proposals else ''}"
    )


def _titled(one: Correction) -> str:
    return f"“{one_line(one.name)}” in “{one_line(one.title or one.subject.article_id)}”"
