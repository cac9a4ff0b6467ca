"""The program itself, run in this process as `python -m tui` runs it: a child forked after its imports starts soon."""

import importlib
import os
import runpy
import sys
from typing import Final

_STATES_ITS_PROGRESS: Final = ("TRIAGE_PROGRESS", "lines")
"""The variable by which the review desk has a job say how far it is."""


def load() -> None:
    """Import what the program imports only once a verb needs it."""
    for name in ("main", "taking", "export", "models", "retrain", "score", "stats", "decide"):
        importlib.import_module(f"tui.cli.{name}")
    for name in ("moderation.scoring.scorer", "moderation.bulk.working", "moderation.bulk.crews", "training.retrain"):
        importlib.import_module(name)


def triage(*words: object) -> int:
    """Run a command line and return its exit code; how far a job is, is printed as for a desk, at every step."""
    os.environ.__setitem__(*_STATES_ITS_PROGRESS)
    vars(importlib.import_module("tui.cli.progress"))["SECONDS_BETWEEN"] = 0.0
    sys.argv = ["triage", *map(str, words)]
    try:
        runpy.run_module("tui", run_name="__main__")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 0
