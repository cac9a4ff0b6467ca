"""Stretches of a table as bytes: made apart from each other, by workers, and put behind one another.

CSV and JSON Lines are such by nature. Parquet is not, as its rows lie in groups with a table of them at the end, so
its stretches travel and are kept as Arrow streams and become one file at last, always in the same groups.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol

from moderation.formats.writing.as_csv import csv_header, csv_lines
from moderation.formats.writing.as_jsonl import json_lines

To = Literal["csv", "jsonl", "parquet"]

Row = Mapping[str, object]


class Assembling(Protocol):
    """Puts stretches together on a stream."""

    def add(self, stretch: bytes) -> None:
        """Take the next stretch."""

    def finish(self) -> None:
        """Write what stands at the end."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table looks like: its format, and its columns where the format has a header."""

    to: To
    columns: tuple[str, ...] = ()

    def opening(self) -> bytes:
        """Return what stands in front of the first stretch."""
        return csv_header(self.columns) if self.to == "csv" else b""

    def stretch(self, rows: Sequence[Row]) -> bytes:
        """Return rows as bytes."""
        if self.to == "csv":
            return csv_lines(rows, self.columns)
        if self.to == "jsonl":
            return json_lines(rows)
        from moderation.formats.writing.arrowrows import arrow_stream  # pyarrow takes 0.3 s to load

        return arrow_stream(rows, self.columns)

    def assembling(self, stream: BinaryIO) -> Assembling:
        """Return what puts stretches together on a stream, the opening first."""
        if self.to != "parquet":
            return _Following(stream)
        from moderation.formats.writing.as_parquet import ParquetOfStretches

        return ParquetOfStretches(stream)


class _Following:
    """One stretch follows the other."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def add(self, stretch: bytes) -> None:
        """Write a stretch."""
        self._stream.write(stretch)

    def finish(self) -> None:
        """Do nothing: there is no end."""
