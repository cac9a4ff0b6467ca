"""A backup: the desk with its models and the journals of what it sent, whole under its final name or not there.

Everything is laid down in a hidden folder beside the name asked for, looked through there as `triage check` does, and
moved into place at the end, the desk file last. So a killed backup leaves nothing that could be taken for one, and the
next one clears away what it left.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from msgspec import Struct, structs

from moderation.checking import Checked, check
from moderation.errors import UnusableDesk, WrongUse
from moderation.formats.writing.outputs import keep_name
from moderation.locations import models_folder, outbox_folder
from moderation.locking import lock
from moderation.store.store import Store

_UNFINISHED: Final = ".unfinished"
"""Stands in a folder of a backup until its desk file has its name."""

_FOLDERS: Final = (models_folder, outbox_folder)
_LOCK: Final = "lock"

_OF_THE_COPY: Final = (
    ("full", "the disk is full"),
    ("I/O error", "the disk failed, or allows no file of this size"),
    ("readonly", "the folder can't be written"),
)
"""What SQLite says where it is the copy that fails: the desk itself is only read."""


class Backup(Struct, frozen=True):
    """A backup that was made."""

    path: Path
    comments: int
    bytes: int
    checked: Checked
    """What a look through the copy found; what is wrong with the copy is wrong with the desk."""

    def document(self) -> dict[str, object]:
        """Return what `triage backup --json` prints."""
        looked = self.checked.document()
        folder = models_folder(self.path)
        return {
            "backup": str(self.path),
            "models_folder": str(folder) if folder.is_dir() else None,
            "comments": self.comments,
            "bytes": self.bytes,
            **{name: looked[name] for name in ("log", "models", "faults", "notes")},
        }


def back_up(store: Store, out: Path) -> Backup:
    """Write a copy of a desk as of one moment, whoever works on it meanwhile, for its owner alone.

    Raises:
        WrongUse: there is something of that name, or no folder to put it in, or the desk is a server's.
        UnusableDesk: it can't be written, or the desk can't be read; nothing is left of it.

    """
    if store.is_shared:
        store.copy_to(out)  # says what copies a database
    out = out.parent.resolve() / out.name
    _refuse(out)
    with suppress(UnusableDesk):  # a desk that can take no more, its disk being full, is the one to back up
        store.wrote(str(out), "backup")  # an erasure has to say that it still holds what is erased here
    try:
        with _workplace(out) as place:
            return _made(store, place / out.name, out)
    except OSError as fault:
        raise _unwritable(out, fault.strerror or str(fault)) from fault
    except UnusableDesk as fault:
        told = next((why for sign, why in _OF_THE_COPY if sign in str(fault.__cause__)), "")
        if not told:
            raise
        raise _unwritable(out, told) from fault


def _refuse(out: Path) -> None:
    """Refuse a name that is taken, or being taken; what a killed backup left of it is cleared away."""
    if not out.parent.is_dir():
        raise WrongUse(f"There is no folder {out.parent} to put the backup in; make it, or name another.")
    for left in out.parent.glob(f".{_literally(out.name)}.*.partial"):
        _clear(left, out)
    for path in (out, *(folder(out) for folder in _FOLDERS)):
        if (path / _UNFINISHED).exists() and not out.exists():
            shutil.rmtree(path)
        if path.exists() or path.is_symlink():
            raise WrongUse(f"There is something at {path} already, and a backup replaces nothing; name another.")


def _clear(left: Path, out: Path) -> None:
    """Take away the hidden folder of a killed backup; raises WrongUse where its lock says that it is at work."""
    with suppress(FileNotFoundError), (left / _LOCK).open("ab") as held:
        try:
            lock(held)
        except BlockingIOError as taken:
            raise WrongUse(f"{out} is being written by another backup; wait for it, or name another.") from taken
        except OSError:  # a file system without locks: nobody can tell
            return
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _workplace(out: Path) -> Iterator[Path]:
    """Make a hidden folder beside the final name, on the same disk; it is gone afterwards."""
    place = Path(mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
    try:
        with (place / _LOCK).open("ab") as held:
            with suppress(OSError):  # a file system without locks: then nobody clears up after a killed backup
                lock(held)
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _literally(name: str) -> str:
    return "".join(f"[{character}]" if character in "[?*" else character for character in name)


def _made(store: Store, copy: Path, out: Path) -> Backup:
    # Journals first: one that tells of more than the copy's decisions would have them taken for sent.
    _copy_folder(outbox_folder(store.path), outbox_folder(copy))
    store.copy_to(copy)
    # Models last: the log of the copy may name one that was put in service while the journals were copied.
    _copy_folder(models_folder(store.path), models_folder(copy))
    with Store.open(copy) as copied:
        checked, comments = check(copied), copied.stats().comments
    size = copy.stat().st_size
    _onto_disk(copy)
    _put_in_place(copy, out)
    return Backup(out, comments, size, structs.replace(checked, desk=str(out)))


def _unwritable(out: Path, why: str) -> UnusableDesk:
    return UnusableDesk(
        f"The backup {out} can't be written: {why}. Nothing of it is left; name a place on another disk."
    )


def _copy_folder(source: Path, target: Path) -> None:
    """Copy what lies whole in a folder of the desk; what is being written there has a hidden name."""
    if not source.is_dir():
        return
    target.mkdir(mode=0o700)
    for path in sorted(source.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        try:
            _copy_private(path, target / path.name)
        except FileNotFoundError:  # removed meanwhile
            shutil.rmtree(target / path.name, ignore_errors=True)
    (target / _UNFINISHED).touch(mode=0o600)


def _copy_private(source: Path, target: Path) -> None:
    """Copy a file, or a folder of them, so that its owner alone can read the copy."""
    if source.is_dir():
        target.mkdir(mode=0o700)
        for path in source.iterdir():
            _copy_private(path, target / path.name)
    elif source.is_file():
        target.touch(mode=0o600)
        shutil.copyfile(source, target)


def _onto_disk(copy: Path) -> None:
    """See every byte of the copy onto the disk before anything has its name."""
    for side in ("-wal", "-shm", ".lock"):
        copy.with_name(copy.name + side).unlink(missing_ok=True)
    for path in (copy, *(path for folder in _FOLDERS for path in folder(copy).rglob("*") if path.is_file())):
        with path.open("rb") as file:
            os.fsync(file.fileno())
        keep_name(path)


def _put_in_place(copy: Path, out: Path) -> None:
    """Give everything its name, the desk file last: what is there under it is whole."""
    with ExitStack() as on_failure:
        for folder in _FOLDERS:
            if folder(copy).is_dir():
                folder(copy).rename(folder(out))
                on_failure.callback(shutil.rmtree, folder(out), ignore_errors=True)
        _name(copy, out)
        keep_name(out)
        on_failure.pop_all()
    for folder in _FOLDERS:
        (folder(out) / _UNFINISHED).unlink(missing_ok=True)


def _name(copy: Path, out: Path) -> None:
    """Give the copy its final name, unless somebody has taken it meanwhile."""
    try:
        os.link(copy, out)
    except FileExistsError:
        raise
    except OSError:  # sticks and shares without hard links
        if out.exists():
            raise FileExistsError(17, "somebody has just put a file there") from None
        copy.rename(out)
