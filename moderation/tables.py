"""Rows whose columns aren't known beforehand, into a table whose columns are.

JSON records name their own fields, a CSV or Parquet file has one header. The columns are those of the first
block; a field that turns up later goes into the column `other_fields` as JSON, so that nothing is lost and
nothing has to be read twice.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Final, Protocol

OTHER_FIELDS: Final = "other_fields"

Row = Mapping[str, object]


class Writer(Protocol):
    """Something that writes rows and finishes its file when its block is left."""

    def write(self, rows: Sequence[Row]) -> None:
        """Write rows in order."""

    def __enter__(self) -> "Writer": ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


class FreeTable:
    """A table whose rows each name their own columns, such as JSON Lines."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, rows: Sequence[Row], header: Sequence[str] = ()) -> None:
        """Write rows as they are."""
        self._writer.write(rows)

    def __enter__(self) -> "FreeTable":
        self._writer.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._writer.__exit__(kind, error, at)


class FittedTable:
    """A table that takes its columns from the first rows written to it."""

    def __init__(
        self, open_writer: Callable[[Sequence[str]], Writer], last: Sequence[str], *, alone: bool = True
    ) -> None:
        """Make a table that calls `open_writer` with its columns, those named in `last` at the end.

        `alone` says that one input fills the table; another one could have columns that the first has not.
        """
        self._open_writer = open_writer
        self._last = last
        self._alone = alone
        self._columns: tuple[str, ...] = ()
        self._writer: Writer | None = None

    def write(self, rows: Sequence[Row], header: Sequence[str] = ()) -> None:
        """Write rows; `header` is the input's own, where it has one that every row keeps to."""
        if self._writer is None:
            self._columns = self._columns_of(rows, header)
            self._writer = self._open_writer(self._columns)
            self._writer.__enter__()
        self._writer.write([self._fitted(row) for row in rows])

    def _columns_of(self, rows: Sequence[Row], header: Sequence[str]) -> tuple[str, ...]:
        named = dict.fromkeys(name for row in rows for name in row) or dict.fromkeys(self._last)
        first = [name for name in named if name not in self._last]
        complete = OTHER_FIELDS in first or (self._alone and header)
        return (*first, *([] if complete else [OTHER_FIELDS]), *(name for name in self._last if name in named))

    def _fitted(self, row: Row) -> Row:
        others = {name: value for name, value in row.items() if name not in self._columns}
        if not others:
            return row
        kept = {name: value for name, value in row.items() if name not in others}
        return {**kept, OTHER_FIELDS: _merged(row.get(OTHER_FIELDS), others)}

    def __enter__(self) -> "FittedTable":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._writer is None and error is None:
            self.write([])
        if self._writer is not None:
            self._writer.__exit__(kind, error, at)


def _merged(own: object, others: Row) -> str:
    """Return later fields as JSON, beside what the input itself has in a field of that column's name."""
    before = _parsed(own) if isinstance(own, str) else own
    if isinstance(before, dict) and before.keys().isdisjoint(others):
        others = {**before, **others}
    elif own not in (None, ""):
        others = {OTHER_FIELDS: own, **others}
    return json.dumps(others, ensure_ascii=False, default=str)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


Table = FittedTable | FreeTable
