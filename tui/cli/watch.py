"""`triage watch`: the words and authors that a desk looks out for."""

import argparse
from datetime import date, datetime

from moderation.errors import WrongUse
from moderation.store.store import Store
from moderation.watching import Entry, Watched, checked, until_day
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, open_desk, who


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage watch`."""
    changes = "add word|author PATTERN | remove PATTERN"
    parser.add_argument("change", nargs="*", metavar=changes, help="* stands for a part of a word: annex*, *bot")
    parser.add_argument("--until", metavar="DAY", help="its last day, such as 2026-12-31, or 30d (default: no end)")
    parser.add_argument("--why", default="", metavar="T", help="what a colleague reads beside a hit")
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Change the list if asked to; print it, the expired entries marked."""
    with open_desk(options) as store:
        if options.change:
            console.say(changed(store, options.change, options))
        entries = store.watched()
    if console.as_json:
        console.document([document(entry) for entry in entries])
    elif entries:
        console.table([line(entry) for entry in entries])
    else:
        console.say("Nothing is looked out for. `triage watch add word PATTERN --why T` begins the list.")
    return Exit.DONE


def changed(store: Store, words: list[str], options: argparse.Namespace) -> str:
    """Make the change that the words ask for and say what was done; raises WrongUse where they ask for none."""
    match words:
        case ["add", kind, *pattern] if kind in set(Watched) and pattern:
            watched = Watched(kind)
            until = until_day(options.until, _today()) if options.until else ""
            entry = store.watch(
                Entry(watched, checked(watched, " ".join(pattern)), options.why, who(options), "", until)
            )
            return f"Looking out for the {entry.kind} {entry.pattern}{f', until {entry.until}' if entry.until else ''}."
        case ["remove", *pattern] if pattern:
            return _removed(store, " ".join(pattern))
    raise WrongUse(
        f"watch {' '.join(words)}: write `triage watch add word PATTERN`, `triage watch add author PATTERN` or "
        "`triage watch remove PATTERN`."
    )


def _removed(store: Store, pattern: str) -> str:
    kinds = [entry.kind for entry in store.watched() if entry.pattern.lower() == pattern.lower()]
    if not kinds:
        raise WrongUse(f'"{pattern}" is not on the list; `triage watch` prints it.')
    for kind in kinds:
        store.unwatch(kind, pattern)
    return f"No longer looking out for the {' and the '.join(kinds)} {pattern}."


def _today() -> date:
    return datetime.now().astimezone().date()


def line(entry: Entry) -> tuple[str, str, str, str, str]:
    """Return an entry as a row of the table."""
    until = f"until {entry.until}" if entry.until else "no end"
    return entry.kind, entry.pattern, "expired" if entry.expired(_today()) else until, entry.who, entry.why


def document(entry: Entry) -> dict[str, object]:
    """Return an entry for programs."""
    return {
        "kind": entry.kind.value,
        "pattern": entry.pattern,
        "why": entry.why,
        "who": entry.who,
        "at": entry.at,
        "until": entry.until or None,
        "expired": entry.expired(_today()),
    }
