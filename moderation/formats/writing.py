"""Tables out: CSV that is safe in a spreadsheet, JSON Lines verbatim, Parquet typed.

A file is written under another name beside its own and renamed when it is whole, so that a half-written one is
never taken for the answer.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, Self

from moderation.formats.writing_csv import CsvRows
from moderation.formats.writing_jsonl import JsonLines

To = Literal["csv", "jsonl", "parquet"]


class Rows(Protocol):
    """What each format does with rows."""

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows."""

    def finish(self) -> None:
        """Write what stands at the end."""


class TableWriter:
    """Writes rows to a file or stream; as a context manager it keeps the file only if nothing was raised."""

    def __init__(self, rows: Rows, stream: BinaryIO, partial: Path | None, target: Path | None) -> None:
        self._rows, self._stream, self._partial, self._target = rows, stream, partial, target

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows; a value that is missing, None or not a number becomes an empty cell or null."""
        self._rows.write(rows)

    def close(self) -> None:
        """Finish the table and, if it is a file, give it its name."""
        self._rows.finish()
        self._stream.flush()
        if self._partial and self._target:
            self._stream.close()
            self._partial.replace(self._target)

    def abandon(self) -> None:
        """Throw away an unfinished file."""
        if self._partial:
            self._stream.close()
            self._partial.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()


def open_table(target: Path | BinaryIO, to: To, columns: Sequence[str]) -> TableWriter:
    """Return a writer of a table with these columns.

    A path is written as `NAME.partial` beside it until it is closed; a stream is left open. JSON Lines write
    each row's own fields, whatever `columns` says. Raises OSError where the file can't be made.
    """
    if not isinstance(target, Path):
        return TableWriter(_rows(target, to, columns), target, None, None)
    partial = target.with_name(target.name + ".partial")
    stream = partial.open("wb")
    return TableWriter(_rows(stream, to, columns), stream, partial, target)


def _rows(stream: BinaryIO, to: To, columns: Sequence[str]) -> Rows:
    if to == "csv":
        return CsvRows(stream, columns)
    if to == "jsonl":
        return JsonLines(stream)
    from moderation.formats.writing_parquet import ParquetRows  # pyarrow takes 0.3 s to load

    return ParquetRows(stream, columns)
