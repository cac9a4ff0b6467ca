"""`OUT.progress`: which parts of an output are finished, a line each, behind a line that says of which run.

A line is written when its part's bytes are on the disk for certain, so that whatever is killed or loses its power
leaves a journal that promises no more than there is. A line that was cut ends what is believed.
"""

import errno
import os
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import msgspec
from msgspec import Struct

from moderation.bulk.identity import Identity
from moderation.formats.writing.outputs import naming
from moderation.locking import lock

_LONGEST_LINE: Final = 1 << 24

_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS})
"""What file systems say that know no locks: runs there go without."""


class Part(Struct, frozen=True):
    """A part of an output that is finished."""

    blocks: int
    comments: int
    input: str
    """SHA-256 of what was read for it."""
    end: int
    """Where its bytes end in `OUT.partial`; they begin where the part before it ends."""
    sha256: str
    """Of its bytes."""


Line = TypeVar("Line", Identity, Part)


class Journal:
    """The journal of a run, locked as long as it is open."""

    def __init__(self, path: Path) -> None:
        """Open and lock a journal, made where there is none.

        Raises:
            BlockingIOError: another process has it.

        """
        self.path = path
        self._stream = _locked(path)
        self._ends = [0]

    def read(self) -> tuple[Identity | None, list[Part]]:
        """Return whose journal it is and what parts it names, as far as it can be believed; the rest is cut off."""
        self._stream.seek(0)
        self._ends = [0]
        parts: list[Part] = []
        identity = self._next(Identity)
        while identity and (part := self._next(Part)):
            parts.append(part)
        self._stream.truncate(self._ends[-1])
        return identity, parts

    def begin(self, identity: Identity) -> None:
        """Begin anew, as the journal of this run."""
        self.empty()
        self._append(identity)

    def add(self, part: Part) -> None:
        """Note that a part is on the disk."""
        self._append(part)

    def keep(self, parts: int) -> None:
        """Forget all but the first parts."""
        del self._ends[parts + 2 :]
        self._stream.truncate(self._ends[-1])

    def empty(self) -> None:
        """Forget all."""
        self._ends = [0]
        self._stream.truncate(0)

    def remove(self) -> None:
        """Delete the journal: its run is done, or has left nothing."""
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let others have it."""
        self._stream.close()

    def _next(self, kind: type[Line]) -> Line | None:
        line = self._stream.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            return None
        with suppress(msgspec.MsgspecError):
            value = msgspec.json.decode(line, type=kind)
            self._ends.append(self._ends[-1] + len(line))
            return value
        return None

    def _append(self, value: Identity | Part) -> None:
        line = msgspec.json.encode(value) + b"\n"
        with naming(self.path):
            self._stream.seek(self._ends[-1])
            self._stream.write(line)
            self._stream.flush()
            os.fsync(self._stream.fileno())
        self._ends.append(self._ends[-1] + len(line))


def _locked(path: Path) -> BinaryIO:
    while True:
        stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        with ExitStack() as on_failure:
            on_failure.callback(stream.close)
            _lock(stream)
            # Whoever had the lock may have deleted the file before letting go of it.
            if _is_still(path, stream):
                on_failure.pop_all()
                return stream


def _lock(stream: BinaryIO) -> None:
    try:
        lock(stream)
    except OSError as fault:
        if fault.errno not in _NO_LOCKS:
            raise


def _is_still(path: Path, stream: BinaryIO) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(stream.fileno()))
    return False
