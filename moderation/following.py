"""Files that grow and folders that fill: what is new in them at each look, and never the same twice.

A file whose records are whole lines is read on from where it ended, up to its last whole line; any other is read as
a whole, once nobody has written to it for a second. Nothing is kept between two runs: importing is idempotent.
"""

import io
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.packed.unpacking import PACKED
from moderation.formats.sources import HEAD_BYTES, Passing
from moderation.formats.tables.tablerows import LONGEST_LINE

QUIET_SECONDS: Final = 1.0
"""How long a file that is read as a whole must have been left alone."""

PATIENCE_SECONDS: Final = 10.0
"""How long a last line without its end, or a row with an open quote, waits for the rest before it is taken as it is."""

_BITE: Final = 1 << 20
_MARK_BYTES: Final = 4_096
_NO_TEXT: Final = (*PACKED, b"PK\x03\x04")
_UNFINISHED: Final = (".partial", ".part", ".tmp", ".crdownload", "~")


class Signature(NamedTuple):
    """By what it is noticed that a file has changed."""

    device: int
    inode: int
    size: int
    changed: int
    """Nanoseconds."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file, or all of it, that is to be taken in now."""

    path: Path
    start: int
    end: int | None
    """None for a file that is read as a whole."""
    goes_on_at: int = 0
    """Where the next stretch begins: at the beginning of a line that was taken before its end had come."""
    above: bytes = b""
    """The header, where the stretch begins below it."""
    held: BinaryIO | None = None
    """The file that `path` named before another took its place."""

    def opened(self) -> BinaryIO:
        """Return its bytes, behind the header of its table; raises OSError where the file is gone."""
        if self.end is None:
            return self.path.open("rb")
        below = self.held or self.path.open("rb")
        below.seek(self.start)
        return io.BufferedReader(_Part(self.above, below, self.end - self.start, owned=not self.held), HEAD_BYTES)


class _Part(Passing):
    """Some bytes, then so many of another stream."""

    def __init__(self, first: bytes, below: BinaryIO, count: int, *, owned: bool) -> None:
        super().__init__(below, owned=owned)
        self._first, self._left = first, count

    def piece(self, size: int) -> bytes | memoryview:
        """Return the next bytes."""
        piece, self._first = self._first[:size], self._first[size:]
        if piece:
            return piece
        taken = super().piece(min(size, self._left))
        self._left -= len(taken)
        return taken


class FollowedFile:
    """One file, and how far it has been read."""

    def __init__(self, path: Path, encoding: str | None = None, *, holds: bool = False) -> None:
        """Follow a file; `holds` keeps it open, so that its last lines are read even where it was moved away."""
        self.path = path
        self._encoding, self._holds = encoding, holds
        self._seen: Signature | None = None
        self._since = 0.0
        self._whole_after = QUIET_SECONDS
        self._settled = False
        self._held: BinaryIO | None = None
        self._above: bytes | None = None
        self._quotes = False
        self._position, self._mark = 0, b""

    def look(self, now: float) -> Stretch | None:
        """Return what is to be taken in now, if anything; `now` is in seconds, of any clock.

        Raises UnreadableExport for what is no export and is not being written.
        """
        seen = _signature(self.path)
        if last := self._rest_of_moved(seen):
            return last
        if seen is None or seen.size == 0:
            return None
        if seen != self._seen:
            self._notice(seen, now)
        if self._settled:
            return None
        quiet = now - self._since
        if self._above is None and not self._is_lines(quiet >= QUIET_SECONDS):
            return Stretch(self.path, 0, None) if quiet >= self._whole_after else None
        return self._grown(seen.size, patient=quiet >= PATIENCE_SECONDS)

    def accept(self, stretch: Stretch) -> None:
        """Remember that a stretch was taken in."""
        self._settled = stretch.end is None or (self._seen is not None and stretch.end == self._seen.size)
        if stretch.end is not None:
            self._position = stretch.goes_on_at
            self._mark = self._mark if stretch.held else self._before(self._position)
        if self._holds and self._held is None and stretch.end is not None:
            self._held = self.path.open("rb")

    def refuse(self) -> None:
        """Remember that what the file holds now can't be read; it is tried again when it has changed."""
        self._settled = True

    def close(self) -> None:
        """Let go of the file."""
        if self._held:
            self._held.close()
        self._held = None

    def _forget(self) -> None:
        """Begin anew: another file has this name, or this one was written anew."""
        self.close()
        self._above, self._quotes = None, False
        self._position, self._mark = 0, b""

    def _notice(self, seen: Signature, now: float) -> None:
        was = self._seen
        self._seen, self._since, self._settled = seen, now, False
        if was and (was[:2] != seen[:2] or seen.size < self._position or self._before(self._position) != self._mark):
            self._forget()

    def _before(self, position: int) -> bytes:
        """Return the bytes in front of a position, by which a file that was written anew is told from one that grew."""
        with self.path.open("rb") as stream:
            stream.seek(max(0, position - _MARK_BYTES))
            return stream.read(min(position, _MARK_BYTES))

    def _is_lines(self, quiet: bool) -> bool:
        """Find out whether the records of the file are whole lines, and what stands above them."""
        with self.path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            is_text = b"\0" not in head and not head.startswith(_NO_TEXT)
            begun = is_text and b"\n" not in head and not head.lstrip().startswith((b"[", b"<"))
            self._whole_after = PATIENCE_SECONDS if begun else QUIET_SECONDS
            if begun or not is_text:
                return False
            stream.seek(0)
            try:
                export = open_export(stream, name=self.path.name, encoding=self._encoding)
            except UnreadableExport:
                if quiet:
                    raise
                return False  # its beginning may not be all there yet
        if export.lines_above is not None:
            self._above, self._quotes = _first_lines(head, export.lines_above), bool(export.columns)
        return export.lines_above is not None

    def _grown(self, size: int, *, patient: bool) -> Stretch | None:
        """Return the whole lines that have come; with patience, a line without its end as well."""
        above = self._above if self._position and self._above else b""
        with self.path.open("rb") as stream:
            end = end_of_rows(stream, self._position, size, quotes=self._quotes)
        if end > self._position:
            return Stretch(self.path, self._position, end, end, above)
        if patient and size > self._position:
            return Stretch(self.path, self._position, size, self._position, above)
        return None

    def _rest_of_moved(self, seen: Signature | None) -> Stretch | None:
        """Return what was still written to the file before another took its place."""
        if self._held is None or (seen and seen[:2] == _signature_of(os.fstat(self._held.fileno()))[:2]):
            return None
        size = os.fstat(self._held.fileno()).st_size
        if size > self._position:
            return Stretch(self.path, self._position, size, size, self._above or b"", self._held)
        if seen:
            self._forget()
            self._seen = None
        return None


def end_of_rows(stream: BinaryIO, start: int, end: int, *, quotes: bool) -> int:
    """Return where the last whole row between two places of a file ends; `start` where there is none.

    A row ends with its line; with `quotes`, a line end between two of them ends none.
    """
    found, odd = start, False
    at = start if quotes else max(start, end - LONGEST_LINE)
    stream.seek(at)
    while at < end and (piece := stream.read(min(_BITE, end - at))):
        cut = _last_end(piece, odd) if quotes else piece.rfind(b"\n")
        found = at + cut + 1 if cut >= 0 else found
        odd ^= quotes and piece.count(b'"') % 2 == 1
        at += len(piece)
    return found


def _last_end(piece: bytes, odd: bool) -> int:
    """Return the place of the last line end outside of quotes, -1 for none; `odd` says the piece begins inside."""
    outside, end = (odd + piece.count(b'"')) % 2 == 0, len(piece)
    while end >= 0:
        # From quote to quote, so that each byte is looked at once however many there are.
        quote = piece.rfind(b'"', 0, end)
        cut = piece.rfind(b"\n", quote + 1, end) if outside else -1
        if cut >= 0:
            return cut
        outside, end = not outside, quote
    return -1


def _first_lines(head: bytes, count: int) -> bytes:
    """Return the first lines that aren't blank."""
    lines = (line for line in io.BytesIO(head) if line.strip())
    return b"".join(islice(lines, count))


def _signature(path: Path) -> Signature | None:
    """Return what tells a file from what it was; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return _signature_of(found) if stat.S_ISREG(found.st_mode) else None


def _signature_of(found: os.stat_result) -> Signature:
    return Signature(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


class Followed:
    """The files and folders that are followed."""

    def __init__(self, paths: Sequence[Path], encoding: str | None, *, but: str) -> None:
        """Follow these; files of folders whose names begin like `but`, the desk's own, are left alone."""
        self._paths, self._encoding, self._but = paths, encoding, but
        self._files: dict[Path, FollowedFile] = {}

    def files(self) -> list[FollowedFile]:
        """Return the files there are now, those of folders by name."""
        there = {path: holds for named in self._paths for path, holds in self._named_by(named)}
        for gone in self._files.keys() - there.keys():
            self._files.pop(gone).close()
        for path, holds in there.items():
            if path not in self._files:
                self._files[path] = FollowedFile(path, self._encoding, holds=holds)
        return [self._files[path] for path in there]

    def close(self) -> None:
        """Let go of all files."""
        for file in self._files.values():
            file.close()

    def _named_by(self, named: Path) -> Iterator[tuple[Path, bool]]:
        if not named.is_dir():
            yield named, True
            return
        for path in sorted(named.iterdir()):
            if not path.name.startswith((".", self._but)) and not path.name.endswith(_UNFINISHED) and path.is_file():
                yield path, False


def look_once(
    followed: Followed,
    now: float,
    take: Callable[[Stretch], None],
    refused: Callable[[Path, UnreadableExport | OSError], None],
) -> None:
    """Take in whatever is new in the files followed; what can't be read is refused once, until it changes."""
    for file in followed.files():
        try:
            stretch = file.look(now)
            if stretch:
                take(stretch)
                file.accept(stretch)
        except (UnreadableExport, OSError) as error:
            file.refuse()
            refused(file.path, error)
