"""The exports a command reads, one after the other, and how far it has come among them."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from moderation.errors import WrongUse
from tui.cli.outputs import STREAM

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.I)


def files_of(paths: Sequence[str], *, but: Path | None = None) -> Iterator[str]:
    """Yield paths, and in the place of a folder the files in it and below, by name, but for what stands aside.

    Nor is `but` an input, the file that is written to, with what is kept beside it under longer names.

    Raises:
        WrongUse: there is no file in a folder, or a path is a web address.

    """
    refuse_addresses(paths)
    for path in paths:
        if path == STREAM or not Path(path).is_dir():
            yield path
            continue
        files = sorted(file for file in _below(Path(path)) if but is None or not _is_beside(file, but))
        if not files:
            raise WrongUse(f"{path} is a folder without files.")
        yield from map(str, files)


def is_aside(file: Path, folder: Path) -> bool:
    """Return whether a file of a folder is no data of it: hidden, or a note beside Parquet (`_SUCCESS`).

    The first sign of its name says so, or that of a folder it lies in.
    """
    return any(part.startswith((".", "_")) for part in file.relative_to(folder).parts)


def refuse_addresses(paths: Iterable[str]) -> None:
    """Raise WrongUse where a path is an address on the web, from which nothing is fetched."""
    if address := next((path for path in paths if _ADDRESS.match(path)), None):
        raise WrongUse(f"{address} is an address, not a file: download it first and name the file.")


def _below(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if file.is_file() and not is_aside(file, folder):
            yield file


def _is_beside(file: Path, written: Path) -> bool:
    return str(file.absolute()).startswith(str(written.absolute()))


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open an export for reading; `-` is stdin, which stays open."""
    if path == STREAM:
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as source:
        yield source


class Inputs:
    """Opens exports, and tells how many bytes of them were read."""

    def __init__(self, paths: Sequence[str]) -> None:
        """Take paths that are there; `-` is stdin, whose size nobody knows."""
        self.name = Path(paths[0]).name if len(paths) == 1 else f"{len(paths):,} exports"
        self.size = None if STREAM in paths else sum(Path(path).stat().st_size for path in paths)
        self._source: BinaryIO | None = None
        self._before = 0

    @contextmanager
    def opened(self, path: str) -> Iterator[BinaryIO]:
        """Open an export for reading."""
        with opened(path) as source:
            self._source = None if path == STREAM else source
            try:
                yield source
            finally:
                self._source = None
                self._before += 0 if path == STREAM else Path(path).stat().st_size

    def tell(self) -> int:
        """Return how many bytes were read."""
        within = self._source.tell() if self._source and not self._source.closed else 0
        return self._before + within
