"""Where things lie on disk: the desk file, the models beside it, and a person's settings."""

import hashlib
import os
import re
import sys
from pathlib import Path
from typing import Final

from moderation.errors import UnreadableExport

DESK_VARIABLE = "TRIAGE_DESK"
SETTINGS_VARIABLE = "TRIAGE_SETTINGS"

REPORT = "report.json"
"""Lies beside a model, and says what its retraining came to."""


_SHARED: Final = ("postgresql://", "postgres://")


def is_shared(address: str) -> bool:
    """Whether an address is that of a desk in PostgreSQL, which several machines can share."""
    return address.startswith(_SHARED)


def shown_address(address: str) -> str:
    """Return an address as it may be shown."""
    return re.sub(r"(://[^:@/]*):[^@/]*@", r"\1:***@", address)


def shared_path(address: str) -> Path:
    """Return the name beside which this machine keeps the files of a desk in PostgreSQL: its models, its journals.

    Two spellings of one address are two names.
    """
    from platformdirs import user_data_path

    named = re.sub(r"[^A-Za-z0-9]+", "-", address.partition("://")[2]).strip("-")[:60]
    known = hashlib.sha256(address.encode()).hexdigest()[:8]
    return user_data_path("comment-triage", appauthor=False) / "shared" / f"{named}-{known}"


def desk_address(given: str | None = None) -> Path | str:
    """Return what `Store.open` takes: a file, or the address of a desk that several machines share."""
    named = given or os.environ.get(DESK_VARIABLE)
    return named if named and is_shared(named) else desk_path(given)


def desk_path(given: str | None = None) -> Path:
    """Return the desk file: the one given, else the one `TRIAGE_DESK` names, else the platform's data folder.

    Of a desk in PostgreSQL, the name that its files have on this machine.
    """
    named = given or os.environ.get(DESK_VARIABLE)
    if named:
        return shared_path(named) if is_shared(named) else Path(named).expanduser()
    from platformdirs import user_data_path  # 6 ms, and most calls name their desk

    return user_data_path("comment-triage", appauthor=False) / "desk.sqlite"


def settings_are_named(given: str | None = None) -> bool:
    """Whether the settings file is one that was asked for, and has to be there."""
    return bool(given or os.environ.get(SETTINGS_VARIABLE))


def settings_path(given: str | None = None) -> Path:
    """Return the settings file: the one given, else the one `TRIAGE_SETTINGS` names, else in the platform's folder."""
    named = given or os.environ.get(SETTINGS_VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("comment-triage", appauthor=False) / "settings.toml"


def models_folder(desk: Path) -> Path:
    """Return the folder of the models of a desk, `DESK.models/`."""
    return desk.with_name(desk.name + ".models")


def outbox_folder(desk: Path) -> Path:
    """Return the folder of the journals of what a desk sends by itself, `DESK.outbox/`."""
    return desk.with_name(desk.name + ".outbox")


def sample_data_folder() -> Path:
    """Return the folder of sample data: the clone's, or the one installed with the program.

    Raises:
        UnreadableExport: neither is there.

    """
    clone = Path(__file__).resolve().parents[1] / "sample_data"
    installed = Path(sys.prefix) / "share" / "comment-triage" / "sample_data"
    for folder in (clone, installed):
        if (folder / "comments.jsonl").exists():
            return folder
    raise UnreadableExport(f"The sample data is not at {installed}; install the program again, or run it from a clone.")


def demo_desk_address(given: str | None) -> Path | str:
    """Return the desk of the demo: the one named, else one of its own beside the platform's default desk."""
    if given or os.environ.get(DESK_VARIABLE):
        return desk_address(given)
    return desk_path(None).with_name("demo.sqlite")
