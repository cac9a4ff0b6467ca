"""The file of a desk: making it where there is none, knowing it again, and its faults said as sentences."""

import os
import sqlite3
from pathlib import Path
from typing import Final

from moderation.errors import NoDesk, UnusableDesk
from moderation.store.connection import BUSY_SECONDS
from moderation.store.mounts import refuse_networked

_SENTENCES: Final = (
    ("not a database", "is not a desk but some other kind of file; name another with --desk."),
    ("malformed", "is damaged; run `triage check`, or put the last backup in its place."),
    ("readonly", "can't be written; check its permissions and those of its folder."),
    ("unable to open", "can't be opened; check its permissions and those of its folder."),
    ("disk is full", "can't grow, because the disk is full; nothing of this step was kept."),
    ("disk I/O", "could not be read or written: its disk is full, or fails. Make room there, then run `triage check`."),
    ("locked", f"has been kept busy by another program for {BUSY_SECONDS:.0f} seconds; try again."),
)


def identity(path: Path) -> tuple[int, int]:
    """Return what a file is, whatever its name: its device and its number there."""
    found = path.stat()
    return found.st_dev, found.st_ino


def unusable(path: Path, fault: sqlite3.Error) -> UnusableDesk:
    """Return the sentence for what SQLite says is wrong with a file."""
    for symptom, sentence in _SENTENCES:
        if symptom in str(fault):
            return UnusableDesk(f"The file {path} {sentence}")
    return UnusableDesk(f"The desk {path} can't be used: {fault}.")


def prepare_place(path: Path, *, create: bool) -> None:
    """See that a file is there to be opened, its owner's alone where it is made; raises NoDesk, UnusableDesk."""
    refuse_networked(path)
    if path.is_dir():
        raise UnusableDesk(f"The desk {path} is a folder; name a file in it, such as {path / 'desk.sqlite'}.")
    if not path.exists():
        if not create:
            raise NoDesk(f"There is no desk at {path}; `triage import FILE` makes one.")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its side files the same mode
    elif not create and path.stat().st_size == 0:
        raise UnusableDesk(f"The file {path} is empty, not a desk; `triage import FILE` makes one of it.")
