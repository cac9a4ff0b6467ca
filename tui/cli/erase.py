"""`triage erase`: what an author wrote, gone from the desk and from the files made of it."""

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from moderation.erasure import Ahead, Erased, erase, look_ahead, written_from
from moderation.errors import WrongUse
from moderation.filters import State
from moderation.store.store import Store
from moderation.text import one_line, plural
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, open_desk, who

_NAMED: Final = 20
"""Files of a kind that are named one by one; `--json` names them all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage erase`."""
    parser.add_argument("--author", required=True, metavar="NAME", help="whose comments, the name to the letter")
    parser.add_argument("--site", default="", metavar="S", help="only on this site of the desk (default: on all)")
    parser.add_argument("--yes", action="store_true", help="don't ask for the name again")
    parser.add_argument("--note", default="", metavar="T", help="why, for the log; the name may not stand in it")
    add_who(parser, "who erases")


def run(options: argparse.Namespace, console: Console) -> int:
    """Show what would go, ask for the name again, erase, and say what is left to do.

    Raises:
        WrongUse: nobody of that name wrote here, or nobody was there to confirm it.

    """
    name = who(options)
    with open_desk(options) as store:
        ahead = look_ahead(store, options.author, options.site)
        show(ahead, store, console)
        if not options.yes:
            confirm(ahead, console)
        erased = erase(store, ahead, name, options.note)
        in_service = store.model_in_service()
    if console.as_json:
        console.document(document(ahead, erased, in_service))
    tell(ahead, erased, in_service, console)
    return Exit.DONE if erased.is_done and not erased.files.failed else Exit.SOME_FAILED


def show(ahead: Ahead, store: Store, console: Console) -> None:
    """Say what an erasure would take."""
    counts = ", ".join(f"{ahead.in_state(state):,} {state}" for state in State if ahead.in_state(state))
    what = f"{plural(len(ahead.wrote), 'comment')} ({counts})" if ahead.wrote else "nothing more"
    before = f"; {plural(len(ahead.before), 'comment')} erased before" if ahead.before else ""
    console.tell(f'"{one_line(ahead.name)}" on {", ".join(map(one_line, ahead.sites))}: {what}{before}.')
    if ahead.alike:
        named = " and ".join(f'"{one_line(other)}"' for other in ahead.alike)
        console.tell(f"{named} stay: those are other names, to be erased by themselves if they are the same person.")
    console.tell(
        "Erased for good are author, texts, former texts and the notes of moderators about them, in the desk and in "
        f"{plural(len(written_from(store)), 'file')} written from it. Ids, decisions and figures stay in the log."
    )


def confirm(ahead: Ahead, console: Console) -> None:
    """Have the name typed again; raises WrongUse where it isn't, or where nobody is there to type it."""
    if not sys.stdin.isatty():
        raise WrongUse("Nothing was erased: without a terminal to ask at, say --yes.")
    if console.ask("Type the name again to erase: ") != ahead.name.strip():
        raise WrongUse("That is another name; nothing was erased.")


def tell(ahead: Ahead, erased: Erased, in_service: str, console: Console) -> None:
    """Say what was done, and what is left to people."""
    console.say(f"{plural(erased.comments, 'comment')} erased; {plural(len(erased.files.blanked), 'file')} rewritten.")
    _list("Rewritten", erased.files.blanked, console)
    _list("Not found where it was written, so look after it yourself", erased.files.missing, console)
    _list(
        "Could not be rewritten; mend it and run this again, or look after it yourself",
        [f"{path}: {why}" for path, why in erased.files.failed],
        console,
    )
    _list("Came in from an export, which is not the desk's to change", ahead.sources, console)
    if erased.models:
        named = [f"{version} (in service)" if version == in_service else version for version in erased.models]
        console.tell(
            f"Learnt from these comments, or can't say that they did not: {', '.join(named)}. The next model is built "
            "without them: run `triage retrain`, then `triage models remove V`."
        )
    if not erased.is_done:
        console.tell("The desk file is being read elsewhere and may still hold what was erased: run this again.")


def _list(what: str, paths: Sequence[str], console: Console) -> None:
    for path in paths[:_NAMED]:
        console.say(f"{what}: {path}")
    if len(paths) > _NAMED:
        console.say(f"{what}: {plural(len(paths) - _NAMED, 'more file')}; --json names them all.")


def document(ahead: Ahead, erased: Erased, in_service: str) -> dict[str, object]:
    """Return what an erasure did as a JSON value."""
    return {
        "comments": erased.comments,
        "ids": [one.shown for one in ahead.wrote],
        "step": erased.step or None,
        "rewritten": list(erased.files.blanked),
        "missing": list(erased.files.missing),
        "failed": [{"path": path, "why": why} for path, why in erased.files.failed],
        "sources": list(ahead.sources),
        "alike": list(ahead.alike),
        "models": list(erased.models),
        "in_service": in_service,
        "done": erased.is_done,
    }
