"""Tables out: CSV that is safe in a spreadsheet, JSON Lines verbatim, Parquet typed.

Each format has a module of its own behind this one; where the bytes go, and that a half-written file is never taken
for the answer, is the business of `outputs`.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, Self

from moderation.formats.writing.as_csv import CsvRows
from moderation.formats.writing.as_jsonl import JsonLines
from moderation.formats.writing.outputs import Output, naming, output_to

To = Literal["csv", "jsonl", "parquet"]


class Rows(Protocol):
    """What each format does with rows."""

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows."""

    def finish(self) -> None:
        """Write what stands at the end."""


class TableWriter:
    """Writes rows to a file or stream; as a context manager it keeps the file only if nothing was raised."""

    def __init__(self, rows: Rows, output: Output) -> None:
        self._rows, self._output = rows, output

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows; a value that is missing, None or not a number becomes an empty cell or null."""
        with naming(self._output.partial):
            self._rows.write(rows)

    def close(self) -> None:
        """Finish the table and, if it is a file, give it its name; where that fails nothing is left behind."""
        with naming(self._output.partial), ExitStack() as on_failure:
            on_failure.callback(self.abandon)
            self._rows.finish()
            self._output.keep()
            on_failure.pop_all()

    def abandon(self) -> None:
        """Throw away an unfinished file."""
        self._output.discard()

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

    A path is written under another name beside it until it is closed; a stream is left open. JSON Lines write
    each row's own fields, whatever `columns` says.

    Raises:
        WrongUse: the path is a folder, or can't be written.

    """
    output = output_to(target) if isinstance(target, Path) else Output(target)
    with ExitStack() as on_failure:
        on_failure.callback(output.discard)
        writer = TableWriter(_rows(output.stream, to, columns), output)
        on_failure.pop_all()
    return writer


def _rows(stream: BinaryIO, to: To, columns: Sequence[str]) -> Rows:
    if to == "csv":
        return CsvRows(stream, columns)
    if to == "jsonl":
        return JsonLines(stream)
    from moderation.formats.writing.as_parquet import ParquetRows  # pyarrow takes 0.3 s to load

    return ParquetRows(stream, columns)
