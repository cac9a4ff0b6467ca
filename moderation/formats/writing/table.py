"""Tables out: CSV that is safe in a spreadsheet, JSON Lines verbatim, Parquet typed.

A table is the stretches of its rows, one behind the other, as those of a bulk run are; where the bytes go, and that a
half-written file is never taken for the answer, is the business of `outputs`.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from moderation.formats.writing.outputs import Output, naming, output_to
from moderation.formats.writing.stretches import Layout, To


class TableWriter:
    """Writes rows to a file or stream; as a context manager it keeps the file only if nothing was raised."""

    def __init__(self, layout: Layout, output: Output) -> None:
        self._layout, self._output = layout, output
        self._assembling = layout.assembling(output.stream)
        # A stretch without rows, so that a table without any has its columns.
        self._assembling.add(layout.opening() + layout.stretch([]))

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows; a value that is missing, None or not a number becomes an empty cell or null."""
        with naming(self._output.partial):
            self._assembling.add(self._layout.stretch(rows))

    def close(self) -> None:
        """Finish the table and, if it is a file, give it its name; where that fails nothing is left behind."""
        with naming(self._output.partial), ExitStack() as on_failure:
            on_failure.callback(self.abandon)
            self._assembling.finish()
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
        writer = TableWriter(Layout(to, tuple(columns)), output)
        on_failure.pop_all()
    return writer
