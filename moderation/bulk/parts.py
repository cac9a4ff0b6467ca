"""What is kept of a run that may be broken off: the output so far in `OUT.partial`, and a journal of its parts.

What is kept is compared with the journal byte by byte, and with the export as it is read again, before anything is put
behind it: a run that was broken off ends in the bytes of one that was not.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import BinaryIO, Final, Self

from moderation.bulk.identity import Identity
from moderation.bulk.journal import Journal, Part
from moderation.bulk.tasks import Job, Scored, Task
from moderation.errors import WrongUse
from moderation.formats.writing.outputs import keep_name, naming, open_like, private, unwritable
from moderation.formats.writing.stretches import Layout, To
from moderation.text import one_line, plural

PART: Final = 20
"""Blocks a part: on the disk for certain every half second or so, and at most one is done again."""

PART_SECONDS: Final = 5
"""What ends a part before its time on a machine that is slow or busy."""

PART_BYTES: Final = 32 << 20
"""Bytes that end a part before its time; a part is held in memory where it is compared, or becomes Parquet."""

_BITE: Final = 1 << 20


class Parts:
    """The finished parts of an output, and the one that is being written.

    As a context manager it leaves what is finished where something was raised, and says so in a note to it.
    """

    def __init__(self, out: Path, identity: Identity, *, restart: bool = False) -> None:
        """Take up what an earlier run of the same identity has kept beside `out`, unless it is to `restart`.

        Raises:
            WrongUse: another process is writing this output.

        """
        self._out = out
        self._to: To = identity.to
        self._blocks = 1 if identity.explain else PART
        self._journal = _journal_of(out)
        self._partial = _beside(out, "partial")
        earlier, parts = self._journal.read()
        self.anew = identity.changes_from(earlier) if earlier and parts and not restart else ""
        """What has changed since a run whose parts are of no use any more; empty where there is none."""
        self._stream = self._opened(parts)
        self._parts = [] if restart or earlier != identity else list(_sound(parts, self._stream))
        if not self._parts:
            self._journal.begin(identity)
        self._keep(len(self._parts))
        self._compared = 0
        self.checked = 0
        """Comments whose kept rows were found to be those of the export."""

    @property
    def comments(self) -> int:
        """Comments whose rows are kept."""
        return sum(part.comments for part in self._parts)

    @property
    def _end(self) -> int:
        return self._parts[-1].end if self._parts else 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written yet."""
        return self._stream.tell() == 0

    @property
    def is_behind(self) -> bool:
        """Whether rows are kept that were not compared with the export so far."""
        return self._compared < len(self._parts)

    def left(self, jobs: Iterator[Job]) -> Iterator[Job]:
        """Yield the jobs whose rows aren't kept: from the first part on that was read otherwise than now."""
        for part in list(self._parts):
            begun = list(islice(jobs, part.blocks))
            if _digest_of(job.digest() for job in begun if isinstance(job, Task)) != part.input:
                self._keep(self._compared)
                yield from begun
                break
            self._compared += 1
            self.checked += part.comments
        yield from jobs

    def add(self, scored: Scored) -> None:
        """Write the rows of the next block; with the last one of a part, the part is finished."""
        with naming(self._partial):
            self._write(scored.rows)
            self._open.append((scored.comments, scored.digest))
            if len(self._open) >= self._blocks or self._is_enough():
                self._finish_part()

    def finish(self) -> None:
        """Give the output its name; what was kept is no longer needed."""
        if self._open:
            with naming(self._partial):
                self._finish_part()
        whole = self._assembled() if self._to == "parquet" else self._partial
        self._stream.close()
        whole.replace(self._out)
        keep_name(self._out)
        self._remove()

    def _write(self, rows: bytes) -> None:
        left = memoryview(rows)
        while left:
            left = left[self._stream.write(left) :]
        self._sha.update(rows)

    def _is_enough(self) -> bool:
        return self._stream.tell() - self._end >= PART_BYTES or monotonic() - self._begun >= PART_SECONDS

    def _finish_part(self) -> None:
        os.fsync(self._stream.fileno())
        comments, digests = zip(*self._open, strict=True)
        read = _digest_of(digests)
        part = Part(len(digests), sum(comments), read, self._stream.tell(), self._sha.hexdigest())
        self._journal.add(part)
        self._parts.append(part)
        self._compared += 1
        self._begin_part()

    def _begin_part(self) -> None:
        self._open: list[tuple[int, bytes]] = []
        self._sha = hashlib.sha256()
        self._begun = monotonic()

    def _keep(self, parts: int) -> None:
        """Keep only the first parts, in the journal first."""
        self._journal.keep(parts)
        del self._parts[parts:]
        self._stream.truncate(self._end)
        self._stream.seek(self._end)
        self._begin_part()

    def _opened(self, parts: Sequence[Part]) -> BinaryIO:
        # Killed between giving the output its name and deleting the journal: take the name back.
        if parts and self._to != "parquet" and not self._partial.exists() and _size(self._out) == parts[-1].end:
            self._out.replace(self._partial)
        handle = os.open(self._partial, os.O_RDWR | os.O_CREAT, 0o600)
        open_like(self._partial, self._out)
        return os.fdopen(handle, "r+b", buffering=0)

    def _assembled(self) -> Path:
        """Return a file with the stretches put together."""
        whole = _beside(self._out, "assembled")
        with naming(whole), ExitStack() as on_failure, private(whole, like=self._partial) as stream:
            on_failure.callback(whole.unlink)
            assembling = Layout(self._to).assembling(stream)
            for stretch in self._stretches():
                assembling.add(stretch)
            assembling.finish()
            stream.flush()
            os.fsync(stream.fileno())
            on_failure.pop_all()
        return whole

    def _stretches(self) -> Iterator[bytes]:
        self._stream.seek(0)
        for part in self._parts:
            yield b"".join(_bites(self._stream, part.end - self._stream.tell()))

    def _remove(self) -> None:
        self._journal.empty()  # first: a journal without its parts would be one of damaged parts
        self._stream.close()
        self._partial.unlink(missing_ok=True)
        self._journal.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self._leave(error)
            return
        try:
            self.finish()
        except (OSError, KeyboardInterrupt) as fault:
            self._leave(fault)
            raise

    def _leave(self, error: BaseException) -> None:
        """Leave what is finished to a run that goes on."""
        _, self._parts = self._journal.read()  # a part may have been noted just before the interruption
        if not self._parts:
            self._remove()
            return
        self._stream.close()
        self._journal.close()
        error.add_note(f"{plural(self.comments, 'comment')} are kept; the same command goes on from there.")


def _beside(out: Path, what: str) -> Path:
    return out.with_name(f"{out.name}.{what}")


def _journal_of(out: Path) -> Journal:
    try:
        return Journal(_beside(out, "progress"))
    except BlockingIOError as taken:
        raise WrongUse(
            f"{one_line(str(out))} is being written by another run. Wait until it is done, or name another file."
        ) from taken
    except OSError as fault:
        raise unwritable(out, fault) from fault


def _sound(parts: Iterable[Part], stream: BinaryIO) -> Iterator[Part]:
    """Yield parts as long as their bytes are those that were written."""
    size, begin = stream.seek(0, os.SEEK_END), 0
    stream.seek(0)
    for part in parts:
        if part.end > size:
            return
        sha = hashlib.sha256()
        for bite in _bites(stream, part.end - begin):
            sha.update(bite)
        if sha.hexdigest() != part.sha256:
            return
        yield part
        begin = part.end


def _bites(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield that many bytes of a stream, a bite at a time, or as many as there are."""
    while size > 0 and (bite := stream.read(min(size, _BITE))):
        yield bite
        size -= len(bite)


def _digest_of(digests: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return -1
