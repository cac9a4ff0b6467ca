"""What a reader is handed: bytes that can be peeked at, unpacked and freed of their encoding, and a tally of repairs.

Nothing here seeks, so that a pipe reads like a file. What must jump about in its file, an archive or a database,
gets a copy on disk where the bytes come from a pipe or out of another file.
"""

import io
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, cast

from moderation.errors import UnreadableExport
from moderation.formats.records import Repair
from moderation.text import one_line

HEAD_BYTES: Final = 1 << 18
"""How much of a file is looked at to recognise it."""

_MOST_EXPANSION: Final = 600  # deflate ends at 1,032; text of people stays under 30
_EXPANSION_FREE: Final = 32 << 20
_MOST_UNPACKED: Final = 1 << 40
_MOST_COPIED: Final = 64 << 30
"""Bytes of a pipe or an archive's member that are copied to disk to be read."""

_COPIED: Final = 1 << 20
_WORDS_NAMED: Final = 20


class Repairs:
    """Counts what was mended while a file is read."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Count repairs of one sort."""
        if count:
            self._counts[what] += count

    def add_word(self, what: str, word: str) -> None:
        """Count a word that nobody knows by name: the first few, since a file may be made of nothing else."""
        named = f"{what}: {one_line(word.strip())[:40]}"
        if named not in self._counts and sum(known.startswith(what) for known in self._counts) >= _WORDS_NAMED:
            named = f"{what}: others"
        self._counts[named] += 1

    def counted(self) -> Iterator[Repair]:
        """Yield each sort of repair once, with how often it was made."""
        for what, count in self._counts.items():
            yield Repair(what, count)


class Growth:
    """How much came out of something packed, and whether that is out of all proportion."""

    def __init__(self, name: str, packed: Callable[[], int]) -> None:
        self.name, self._packed = name, packed
        self.unpacked = 0

    def add(self, count: int) -> None:
        """Count bytes that came out; raises UnreadableExport where they are too many for those that went in."""
        self.unpacked += count
        grown = self.unpacked > max(_EXPANSION_FREE, _MOST_EXPANSION * self._packed())
        if grown or self.unpacked > _MOST_UNPACKED:
            raise UnreadableExport(
                f"{self.name} unpacks to more than {_MOST_EXPANSION} times its size, which no export does: "
                "unpack it yourself if you trust it, and import what comes out."
            )


@dataclass(frozen=True, slots=True)
class Source:
    """A file on its way to a reader."""

    stream: BinaryIO
    """All of its bytes, from the first."""
    head: bytes
    """The first bytes of the stream, again: at most HEAD_BYTES."""
    name: str
    """For messages."""
    file: BinaryIO | None = None
    """The file with exactly these bytes where it can seek; None for a pipe and for what comes out of another file."""
    repairs: Repairs = field(default_factory=Repairs)
    growths: tuple[Growth, ...] = ()
    """What it was unpacked from, which counts what is unpacked of it again."""
    held: ExitStack = field(default_factory=ExitStack)
    """What else is closed with it."""

    def close(self) -> None:
        """Close the file, unless it is the caller's, and the copies made of it."""
        self.held.close()
        self.stream.close()


class Passing(io.RawIOBase):
    """A stream that passes on the bytes of another, piece by piece, and closes it with itself if it owns it."""

    def __init__(self, below: BinaryIO, *, owned: bool = True) -> None:
        self._below, self._owned = below, owned

    def piece(self, size: int) -> bytes | memoryview:
        """Return up to `size` bytes; none at the end."""
        return self._below.read(size) or b""

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Put the next piece into a buffer and return its length."""
        piece = self.piece(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Close this stream, and the one below if it is owned."""
        if self._owned:
            self._below.close()
        super().close()


# Seeking back would do for files, but exports come through pipes as well.
class _HeadFirst(Passing):
    """A stream whose first bytes were read already and come once more."""

    def __init__(self, head: bytes, below: BinaryIO, *, owned: bool) -> None:
        super().__init__(below, owned=owned)
        self._head = memoryview(head)

    def piece(self, size: int) -> bytes | memoryview:
        """Return the head first."""
        piece, self._head = self._head[:size], self._head[size:]
        return piece or super().piece(size)


class _Seeking(Passing):
    """A file that can seek."""

    def seekable(self) -> bool:
        """Return that it can seek."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place and return it."""
        return self._below.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._below.tell()


def seekable(source: Source) -> BinaryIO:
    """Return a source's bytes as a file that can seek: the file itself, or a copy without a name on disk.

    Raises UnreadableExport where the copy would be larger than any export or doesn't fit the disk.
    """
    below = source.file or source.held.enter_context(_copied(source))
    below.seek(0)
    return io.BufferedReader(_Seeking(below, owned=False), HEAD_BYTES)


def _copied(source: Source) -> BinaryIO:
    with copying(source):
        copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  # closed with the source
    try:
        copy_into(copy, source)
    except UnreadableExport:
        copy.close()
        raise
    return copy


def copy_into(copy: BinaryIO, source: Source) -> None:
    """Copy a source's bytes into a file; raises UnreadableExport where they are too many or don't fit the disk."""
    with copying(source):
        while (part := source.stream.read(_COPIED)) and copy.tell() <= _MOST_COPIED:
            copy.write(part)
        copy.flush()
    if part:
        raise UnreadableExport(f"{source.name} is larger than {_MOST_COPIED >> 30} GiB, which no export is.")


@contextmanager
def copying(source: Source) -> Iterator[None]:
    """Raise UnreadableExport, which says where and why, where the disk for copies can't be written to."""
    try:
        yield
    except OSError as fault:
        where = one_line(tempfile.tempdir or "the folder for temporary files")
        raise UnreadableExport(
            f"{source.name} must be copied to {where} to be read, which failed: {fault.strerror or fault}."
        ) from fault


def first_bytes(stream: BinaryIO, count: int) -> bytes:
    """Read exactly `count` bytes, or all there are: a pipe hands out less at a time."""
    parts: list[bytes] = []
    while count > 0 and (part := stream.read(count)):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def again_from(head: bytes, rest: BinaryIO, source: Source) -> Source:
    """Return the source with another stream under it: `head`, read already, then `rest`."""
    stream = io.BufferedReader(_HeadFirst(head, rest, owned=True), HEAD_BYTES)
    return Source(stream, head, source.name, None, source.repairs, source.growths, source.held)


def peeked(
    stream: BinaryIO, name: str, repairs: Repairs, *, owned: bool = True, growths: tuple[Growth, ...] = ()
) -> Source:
    """Return a stream as a source, its first bytes read already; raises UnreadableExport where they can't be."""
    try:
        file = stream if stream.seekable() and stream.tell() == 0 else None
        head = first_bytes(stream, HEAD_BYTES)
    except OSError as fault:
        raise UnreadableExport(f"{name} can't be read: {fault.strerror or fault}.") from fault
    whole = io.BufferedReader(_HeadFirst(head, stream, owned=owned), HEAD_BYTES)
    return Source(whole, head, name, file, repairs, growths)
