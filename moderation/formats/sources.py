"""What a reader is handed: bytes that can be peeked at, unpacked and freed of their encoding, and a tally of repairs.

Nothing here seeks, so that a pipe reads like a file. Unpacking stops at a ratio and a size, because forty
kilobytes of gzip can hold gigabytes of nothing.
"""

import gzip
import io
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from moderation.errors import UnreadableExport
from moderation.formats.records import BROKEN_OFF, Repair
from moderation.text import one_line

HEAD_BYTES: Final = 1 << 18
"""How much of a file is looked at to recognise it."""

_MOST_EXPANSION: Final = 600  # deflate ends at 1,032; text of people stays under 30
_EXPANSION_FREE: Final = 32 << 20
_ZSTD_BITE: Final = 1 << 10  # four bytes can become 128 KiB: a kilobyte at a time stays under 32 MiB
_MOST_UNPACKED: Final = 1 << 40
_WORDS_NAMED: Final = 20
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"


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


@dataclass(frozen=True, slots=True)
class Source:
    """A file on its way to a reader."""

    stream: BinaryIO
    """All of its bytes, from the first."""
    head: bytes
    """The first bytes of the stream, again: at most HEAD_BYTES."""
    name: str
    """For messages."""
    repairs: Repairs = field(default_factory=Repairs)


class _Readable(Protocol):
    """What unpacked bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes."""


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


class _Counting(Passing):
    """Counts the bytes that were taken."""

    count = 0

    def piece(self, size: int) -> bytes | memoryview:
        """Return the next piece, counted."""
        piece = super().piece(size)
        self.count += len(piece)
        return piece


class _Zstd:
    """Unpacks zstd, frame behind frame; unlike the library's own reader it notices a missing end."""

    def __init__(self, packed: BinaryIO) -> None:
        import zstandard  # 30 ms that a plain file need not pay

        # Reddit's public dumps need a window of 2 GiB.
        self._unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 31)
        self._packed, self._left = packed, b""
        self._frame: Any = None
        self._ready = memoryview(b"")

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; raises EOFError where a frame has no end."""
        while not self._ready:
            packed = self._left or self._packed.read(_ZSTD_BITE)
            if not packed and self._frame:
                raise EOFError("the end is missing")
            if not packed:
                return b""
            self._frame = self._frame or self._unpacker.decompressobj()
            self._ready, self._left = memoryview(self._frame.decompress(packed)), b""
            if self._frame.eof:
                self._left, self._frame = self._frame.unused_data, None
        piece, self._ready = self._ready[:size], self._ready[size:]
        return bytes(piece)


class _Unpacking(Passing):
    """What a packed stream holds, up to where it is broken or grows out of all proportion."""

    def __init__(self, packed: _Counting, source: Source) -> None:
        super().__init__(io.BufferedReader(packed, HEAD_BYTES))
        self._packed, self._source = packed, source
        zstd = source.head.startswith(_ZSTD)
        self._unpacker: _Readable = _Zstd(self._below) if zstd else gzip.GzipFile(fileobj=self._below)
        self._unpacked = 0

    def piece(self, size: int) -> bytes | memoryview:
        """Return the next unpacked piece; a damaged one ends the stream and is noted."""
        try:
            piece = self._unpacker.read(size)
        except _damages() as fault:
            self._source.repairs.add(
                f"{BROKEN_OFF}: the packed data is damaged after {self._unpacked:,} bytes ({fault})"
            )
            return b""
        self._unpacked += len(piece)
        self._refuse_bomb()
        return piece

    def _refuse_bomb(self) -> None:
        grown = self._unpacked > max(_EXPANSION_FREE, _MOST_EXPANSION * self._packed.count)
        if grown or self._unpacked > _MOST_UNPACKED:
            raise UnreadableExport(
                f"{self._source.name} unpacks to more than {_MOST_EXPANSION} times its size, which no export does: "
                "unpack it yourself if you trust it, and import what comes out."
            )


def source_of(file: Path | BinaryIO, name: str) -> Source:
    """Return a file or stream as a source, unpacked if it is gzip or zstd by its first bytes.

    Raises UnreadableExport where the file can't be opened or is packed twice.
    """
    name = name or _name(file)
    source = _peeked(_opened(file), name, Repairs(), owned=isinstance(file, Path))
    if _is_packed(source.head):
        source = _unpacked(source)
        if _is_packed(source.head):
            raise UnreadableExport(f"{name} is packed twice: unpack it once and import what comes out.")
    return source


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
    return Source(stream, head, source.name, source.repairs)


def _name(file: Path | BinaryIO) -> str:
    return one_line(file.name) if isinstance(file, Path) else "the input"


def _opened(file: Path | BinaryIO) -> BinaryIO:
    if not isinstance(file, Path):
        return file
    try:
        return file.open("rb")
    except OSError as fault:
        raise UnreadableExport(f"{one_line(str(file))} can't be opened: {fault.strerror or fault}.") from fault


def _peeked(stream: BinaryIO, name: str, repairs: Repairs, *, owned: bool) -> Source:
    try:
        head = first_bytes(stream, HEAD_BYTES)
    except OSError as fault:
        raise UnreadableExport(f"{name} can't be read: {fault.strerror or fault}.") from fault
    return Source(io.BufferedReader(_HeadFirst(head, stream, owned=owned), HEAD_BYTES), head, name, repairs)


def _is_packed(head: bytes) -> bool:
    return head.startswith((_GZIP, _ZSTD))


def _unpacked(source: Source) -> Source:
    raw = _Unpacking(_Counting(source.stream), source)
    return _peeked(io.BufferedReader(raw, HEAD_BYTES), source.name, source.repairs, owned=True)


def _damages() -> tuple[type[Exception], ...]:
    """Return what unpackers raise at damaged data, zstd's only where it is in use."""
    loaded = sys.modules.get("zstandard")
    # gzip raises the first three, each at another place of damage
    return (EOFError, OSError, zlib.error, *((loaded.ZstdError,) if loaded else ()))
