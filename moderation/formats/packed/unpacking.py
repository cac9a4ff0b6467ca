"""From a file as it lies on disk to the bytes packed in it: gzip, zstd, bzip2 and xz, by their first bytes.

Unpacking stops at a ratio and a size, because forty kilobytes of gzip can hold gigabytes of nothing.
"""

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from moderation.errors import UnreadableExport
from moderation.formats.records import BROKEN_OFF
from moderation.formats.sources import HEAD_BYTES, Growth, Passing, Repairs, Source, peeked
from moderation.text import one_line

_ZSTD_BITE: Final = 1 << 10  # four bytes can become 128 KiB: a kilobyte at a time stays under 32 MiB


class Readable(Protocol):
    """What unpacked bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes."""


class Unpacking(Passing):
    """What something packed holds, up to where it is broken or grows out of all proportion."""

    def __init__(self, below: BinaryIO, unpacker: Readable, growths: Sequence[Growth], repairs: Repairs) -> None:
        """Read from `unpacker`, which reads from `below`; the first of the growths is this stream's own."""
        super().__init__(below)
        self._unpacker, self._growths, self._repairs = unpacker, growths, repairs

    def piece(self, size: int) -> bytes | memoryview:
        """Return the next unpacked piece; a damaged one ends the stream and is noted."""
        try:
            piece = self._unpacker.read(size)
        except _damages() as fault:
            own = self._growths[0]
            self._repairs.add(f"{BROKEN_OFF}: {own.name} is damaged after {own.unpacked:,} unpacked bytes ({fault})")
            return b""
        for growth in self._growths:
            growth.add(len(piece))
        return piece


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


_UNPACKERS: Final[dict[bytes, Callable[[BinaryIO], Readable]]] = {
    b"\x1f\x8b": lambda packed: gzip.GzipFile(fileobj=packed),
    b"\x28\xb5\x2f\xfd": _Zstd,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ": lzma.LZMAFile,
}
"""What unpacks a file that begins with these bytes."""

PACKED: Final = tuple(_UNPACKERS)
"""How packed files begin."""


def source_of(file: Path | BinaryIO, name: str) -> Source:
    """Return a file or stream as a source, unpacked if it is packed by its first bytes.

    Raises UnreadableExport where the file can't be opened or is packed twice.
    """
    name = name or _name(file)
    return unpacked(peeked(_opened(file), name, Repairs(), owned=isinstance(file, Path)))


def unpacked(source: Source) -> Source:
    """Return a source as it is, or what is packed in it; raises UnreadableExport where that is packed again."""
    unpacker = _unpacker(source.head)
    if unpacker is None:
        return source
    packed = _Counting(source.stream)
    below = io.BufferedReader(packed, HEAD_BYTES)
    growths = (Growth(source.name, lambda: packed.count), *source.growths)
    stream = io.BufferedReader(Unpacking(below, unpacker(below), growths, source.repairs), HEAD_BYTES)
    source = peeked(stream, source.name, source.repairs, growths=growths)
    if not source.head and any(source.repairs.counted()):
        raise UnreadableExport(
            f"{source.name} is packed, but damaged from its beginning on: download or copy it again."
        )
    if _unpacker(source.head):
        raise UnreadableExport(f"{source.name} is packed twice: unpack it once and import what comes out.")
    return source


def _unpacker(head: bytes) -> Callable[[BinaryIO], Readable] | None:
    return next((unpacker for magic, unpacker in _UNPACKERS.items() if head.startswith(magic)), None)


def _name(file: Path | BinaryIO) -> str:
    return one_line(file.name) if isinstance(file, Path) else "the input"


def _opened(file: Path | BinaryIO) -> BinaryIO:
    if not isinstance(file, Path):
        return file
    try:
        return file.open("rb")
    except OSError as fault:
        raise UnreadableExport(f"{one_line(str(file))} can't be opened: {fault.strerror or fault}.") from fault


def _damages() -> tuple[type[Exception], ...]:
    """Return what unpackers raise at damaged data, zstd's only where it is in use."""
    loaded = sys.modules.get("zstandard")
    # gzip raises the first three, each at another place of damage
    return (EOFError, OSError, zlib.error, lzma.LZMAError, *((loaded.ZstdError,) if loaded else ()))
