"""Where a table's bytes go: a file that has its name only when it is whole, or a stream.

A file is written under another name beside its own and renamed when it is whole. What is no file can't be replaced
(a rename over `/dev/null` or a pipe would leave an ordinary file there), so it is written through.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE
from typing import BinaryIO, Final

from moderation.errors import WrongUse
from moderation.leftovers import clear_left_behind

_DATABASE: Final = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Output:
    """A stream to write to, and what becomes of it at the end."""

    stream: BinaryIO
    ours: bool = False
    """Whether we opened it, and so close it."""
    partial: Path | None = None
    """The file's name while it is written; None where there is no file to replace."""
    target: Path | None = None

    def keep(self) -> None:
        """Pass on what was written and, if it is a file, give it its name."""
        self.stream.flush()
        if self.ours:
            self.stream.close()
        if self.partial and self.target:
            self.partial.replace(self.target)

    def discard(self) -> None:
        """Throw away an unfinished file."""
        if self.ours:
            # The disk that was full is still full, and the first error is the one to tell.
            with suppress(OSError):
                self.stream.close()
        if self.partial:
            self.partial.unlink(missing_ok=True)


def output_to(path: Path) -> Output:
    """Return the output that a path names; behind a symbolic link it is the link's target.

    Until it is whole it has a name of this process' own: two may write the same file, and each one's is whole.

    Raises:
        WrongUse: it is a folder, or can't be written.

    """
    target = replaceable(path)
    try:
        if target is None:
            return Output(path.open("wb"), ours=True)
        clear_left_behind(target.parent, target.name)
        partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
        return Output(private(partial, like=target), True, partial, target)
    except OSError as fault:
        raise unwritable(path, fault) from fault


def private(path: Path, *, like: Path) -> BinaryIO:
    """Return a new file that its owner alone may read, whatever the umask; where it will replace one, as that was.

    What is written holds readers' words. Whoever opened an earlier file to others meant it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    stream = os.fdopen(handle, "w+b")
    open_like(path, like)
    return stream


def open_like(path: Path, like: Path) -> None:
    """Open a new file to those to whom the one that it will replace is open; where there is none, leave it as it is."""
    if like.is_file():
        with suppress(PermissionError):  # a stick with a file system of Windows knows no modes
            path.chmod(S_IMODE(like.stat().st_mode))


def replaceable(path: Path) -> Path | None:
    """Return the file that a path names, there or not; None for what is no file and can only be written through.

    Raises:
        WrongUse: it is a folder, a database, which may be somebody's desk, or write-protected.

    """
    try:
        if path.is_dir():
            raise WrongUse(f"{path} is a folder; name a file in it.")
        if path.exists() and not path.is_file():
            return None
        target = Path(os.path.realpath(path))
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(13, "it is write-protected")
        is_database = target.exists() and _begins_with(target, _DATABASE)
    except OSError as fault:
        raise unwritable(path, fault) from fault
    if is_database:
        raise WrongUse(f"{path} is a database, such as a desk, and would be gone; name another file.")
    return target


def _begins_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def keep_name(path: Path) -> None:
    """Have the name of a new file outlast a power cut as well; Windows opens no folders, and needs no telling."""
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def naming(path: Path | None) -> Iterator[None]:
    """Let an error of the disk say which file it is about: of a file that is open the system doesn't."""
    try:
        yield
    except OSError as fault:
        fault.filename = fault.filename or (str(path) if path else None)
        raise


def unwritable(path: Path, fault: OSError) -> WrongUse:
    """Return the refusal of a path that can't be written."""
    return WrongUse(f"{path} can't be written: {fault.strerror}. Name another file.")
