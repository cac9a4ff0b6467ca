"""The exports a command reads, one after the other, and how far it has come among them."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tui.cli.outputs import STREAM


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
        if path == STREAM:
            yield sys.stdin.buffer
            return
        with Path(path).open("rb") as source:
            self._source = source
            yield source
            self._source = None
            self._before += Path(path).stat().st_size

    def tell(self) -> int:
        """Return how many bytes were read."""
        within = self._source.tell() if self._source and not self._source.closed else 0
        return self._before + within
