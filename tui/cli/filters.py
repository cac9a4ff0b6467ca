"""`triage filters`: the queries with names that a desk's people keep for each other."""

import argparse

from moderation.errors import WrongUse
from moderation.sought import SavedFilter
from moderation.store.store import Store
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, open_desk, who


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage filters`."""
    changes = "save NAME QUERY | remove NAME"
    parser.add_argument("change", nargs="*", metavar=changes, help="keep a query under a name, or drop it")
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Save or remove a filter if asked to; print those there are, each with how many comments it finds."""
    with open_desk(options) as store:
        if options.change:
            console.say(changed(store, options.change, who(options)))
        found = [(saved, store.waiting(store.asked(saved.query))) for saved in store.saved_filters()]
    if console.as_json:
        console.document([document(*each) for each in found])
    elif found:
        console.table([(saved.name, count, saved.query, saved.who, saved.at[:10]) for saved, count in found])
    else:
        console.say("No filter is saved. `triage filters save NAME QUERY` saves one.")
    return Exit.DONE


def changed(store: Store, words: list[str], name: str) -> str:
    """Make the change that the words ask for and say what was done; raises WrongUse where they ask for none."""
    match words:
        case ["save", kept, *query] if query:
            before = store.save_filter(kept, " ".join(query), name)
            instead = f"; it was: {before.query}" if before else ""
            return f"Saved as @{kept}: `triage queue --filter @{kept}` prints it{instead}."
        case ["remove", kept]:
            removed = store.remove_filter(kept)
            return f"Removed @{removed.name}; it was: {removed.query}"
    raise WrongUse(
        f"filters {' '.join(words)}: write `triage filters save NAME QUERY` or `triage filters remove NAME`."
    )


def document(saved: SavedFilter, count: int) -> dict[str, object]:
    """Return a saved filter for programs."""
    return {"name": saved.name, "query": saved.query, "comments": count, "who": saved.who, "at": saved.at}
