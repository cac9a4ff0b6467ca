"""`triage check`: integrity of desk and models."""

import argparse

from moderation.errors import TriageError
from moderation.locations import shown_address
from moderation.registry import load_scorer, versions
from moderation.store.store import Store
from moderation.text import plural
from tui.cli.console import Console, Exit
from tui.cli.opening import models_of, open_desk


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage check`: none of its own."""


def run(options: argparse.Namespace, console: Console) -> int:
    """Check the desk against its log and each model against its manifest; exit 1 on any fault."""
    with open_desk(options) as store:
        faults = [*store.faults(), *model_faults(store)]
        path = shown_address(store.address)
    if console.as_json:
        console.document({"desk": path, "faults": faults})
    for fault in faults:
        console.say(fault)
    console.say(f"{path}: {plural(len(faults), 'fault') if faults else 'no faults'}.")
    return Exit.SOME_FAILED if faults else Exit.DONE


def model_faults(store: Store) -> list[str]:
    """Return a sentence for each model that can't be trusted, the one in service among them."""
    named = {store.model_in_service(), *(model.version for model in versions(models_of(store)))}
    return [fault for version in sorted(named) if (fault := _fault(store, version))]


def _fault(store: Store, version: str) -> str | None:
    try:
        load_scorer(models_of(store), version)
    except TriageError as error:
        return str(error)
    return None
