"""`triage models rebuild V`: whether the log that taught a model still gives the same bytes."""

import argparse

from training.rebuild import rebuild
from tui.cli.console import Console, Exit
from tui.cli.opening import models_of, open_desk
from tui.cli.retrain import announced


def built_again(options: argparse.Namespace, version: str, console: Console) -> int:
    """Build a version again from the log that taught it and compare the bytes; exit 1 where they differ."""
    with open_desk(options) as store, announced(console) as progress:
        found = rebuild(store, models_of(store), version, progress)
    if console.as_json:
        console.document(found.document())
    for sentence in found.differences:
        console.say(sentence)
    told = "to the byte what the log teaches" if found.is_same else "not what the log teaches here and now"
    console.say(f"{version} is {told}.")
    return Exit.DONE if found.is_same else Exit.SOME_FAILED
