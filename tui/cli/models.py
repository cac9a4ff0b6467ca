"""`triage models`: the versions of a desk's model, and which one serves."""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from moderation.errors import NoModel, WrongUse
from moderation.intake import score_unscored
from moderation.registry import BASE, CARD, Version, folder_of, load_scorer, remove, versions
from moderation.shared_models import put_in_service
from moderation.store.store import Store
from moderation.text import plural
from tui.cli import differing, thresholds
from tui.cli.console import Console, Exit
from tui.cli.learning import report_beside
from tui.cli.opening import add_who, desk_if_any, models_of, open_desk, who
from tui.cli.progress import progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage models`."""
    parser.add_argument(
        "action",
        nargs="*",
        metavar="show V|card V|diff V|use V|rollback|remove V|rebuild V|thresholds",
        help="show a version's manifest or card, or which waiting comments it would change, put one in service, go "
        "back, delete one, build one again from the log and compare the bytes, or choose thresholds from the desk's "
        "history (default: list them)",
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help="use: why, as the log keeps it")
    differing.add_arguments(parser)
    thresholds.add_arguments(parser)
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """List the versions, or do what is asked with one."""
    refuse_misplaced(options)
    match options.action:
        case []:
            list_versions(options, console)
        case ["show" | "card" as what, version]:
            describe(options, console, what, version)
        case ["use", version]:
            with open_desk(options) as store:
                use(store, version, who(options), options.reason, console)
        case ["remove", version]:
            with open_desk(options) as store:
                delete(store, version, console)
        case ["diff", version]:
            with open_desk(options) as store:
                differing.show_difference(store, version, options.limit, console)
        case ["rebuild", version]:
            from tui.cli.rebuilding import built_again  # with what fits models, 1 s that listing them doesn't pay

            return built_again(options, version, console)
        case ["rollback"]:
            with open_desk(options) as store:
                rescored(store, store.roll_back(who(options), is_there(models_of(store))), console)
        case ["thresholds"]:
            with open_desk(options) as store:
                if version := thresholds.show_thresholds(options, store, console):
                    scored_anew(store, version, console)
        case _:
            said = " ".join(options.action)
            raise WrongUse(
                f"models {said}: write show V, card V, diff V, use V, rollback, remove V, rebuild V or thresholds; "
                "`triage models` lists the versions."
            )
    return Exit.DONE


def refuse_misplaced(options: argparse.Namespace) -> None:
    """Raise WrongUse where an option is given to an action that would pass over it."""
    if options.action != ["thresholds"]:
        thresholds.refuse_wishes(options)
    if options.action[:1] != ["diff"]:
        differing.refuse_limit(options)
    if options.reason and options.action[:1] != ["use"]:
        raise WrongUse("--reason belongs to `triage models use V`.")


def is_there(models: Path) -> Callable[[str], bool]:
    """Return a test of whether a version can still be served."""
    named = {each.version for each in versions(models)}
    return named.__contains__


def found_models(options: argparse.Namespace) -> tuple[Path | None, str]:
    """Return the folder of the desk's models and the version in service; the shipped one where there is no desk."""
    store = desk_if_any(options)
    if store is None:
        return None, BASE
    with store:
        return models_of(store), store.model_in_service()


def list_versions(options: argparse.Namespace, console: Console) -> None:
    """Print every version, oldest first, the one in service marked."""
    models, in_service = found_models(options)
    found = versions(models)
    if console.as_json:
        console.document([version.document(in_service) for version in found])
        return
    marked = [("*" if each.version == in_service else "", each.version, each.parent, each.created_at) for each in found]
    console.table(marked, ("in service", "version", "parent", "made"))


def describe(options: argparse.Namespace, console: Console, what: str, version: str) -> None:
    """Print a version's manifest facts, or its card.

    Raises:
        NoModel: there is no such version, or it has no card.

    """
    models, in_service = found_models(options)
    folder = folder_of(models, version)
    if what == "show":
        print_stated(stated(models, version).document(in_service), console)
        return
    card = folder / CARD
    if not card.is_file():
        raise NoModel(f"Model {version} has no card; `triage models show {version}` prints its figures.")
    console.page(card.read_text(encoding="utf-8", errors="replace"))


def print_stated(document: Mapping[str, object], console: Console) -> None:
    """Print what a version's manifest states: one line of JSON for programs, indented for people."""
    if console.as_json:
        console.document(document)
    else:
        console.page(json.dumps(document, indent=2))


def stated(models: Path | None, version: str) -> Version:
    """Return what a version's manifest states; the version is known to exist."""
    return next(each for each in versions(models) if each.version == version)


def use(store: Store, version: str, name: str, reason: str, console: Console) -> None:
    """Put a version in service, once it has been read and verified, and score what it hasn't scored.

    Raises WrongUse where the gate didn't pass it and nobody says why it serves all the same.
    """
    load_scorer(models_of(store), version)
    if version != store.model_in_service():
        report = report_beside(folder_of(models_of(store), version))
        if not reason.strip() and report is not None and report.passes is False:
            raise WrongUse(
                f"The gate did not pass {version} (`triage models card {version}`): say why it serves all the same "
                "with --reason TEXT, for the log."
            )
        put_in_service(store, version, name, reason)
    rescored(store, version, console)


def delete(store: Store, version: str, console: Console) -> None:
    """Delete a version that doesn't serve, and say what can't be done without it."""
    models, stack = models_of(store), store.models_put_in_service()
    next_to_last = stack[-2] if len(stack) > 1 else ""
    remove(version, models, stack[-1])
    store.forget_model(version)  # else another machine would lay it down again
    console.say(f"{version} removed.")
    if version == next_to_last:
        left = next(filter(is_there(models), reversed(stack[:-1])))
        console.say(f"`triage models rollback` would have gone back to it, and goes back to {left} now.")
    if tested := [each.version for each in versions(models) if each.settings.get("incumbent") == version]:
        console.say(f"{', '.join(tested)} stood against it, and can't be built again without it.")


def rescored(store: Store, version: str, console: Console) -> None:
    """Score the desk by the version that serves now, and say so."""
    count = scored_anew(store, version, console)
    if console.as_json:
        console.document({"in_service": version, "scored": count})


def scored_anew(store: Store, version: str, console: Console) -> int:
    """Score the desk by the version that serves now, and return how many comments it scored."""
    with progress(console, "scoring", total=store.unscored_count(version)) as advance:
        count = score_unscored(store, load_scorer(models_of(store), version), advance)
    console.say(f"{version} is in service; {plural(count, 'comment')} scored anew.")
    return count
