"""Parquet: scores as numbers, everything else as strings."""

import io
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from moderation.formats.writing_csv import as_text
from moderation.labels import LABELS

_NUMBERS: Final = frozenset(label.value for label in LABELS)

_GROUP_ROWS: Final = 50_000
_GROUP_BYTES: Final = 32 << 20
"""What a row group holds at most, give or take a stretch: readers skip by groups, and one is held in memory."""

Row = Mapping[str, object]


class ParquetRows:
    """Writes rows as Parquet, a row group for each batch; the columns named by a label hold scores."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str]) -> None:
        self._schema = _schema(columns)
        self._file = pq.ParquetWriter(stream, self._schema, compression="zstd")

    def write(self, rows: Sequence[Row]) -> None:
        """Write rows as one row group."""
        if rows:
            self._file.write_batch(_batch(rows, self._schema))

    def finish(self) -> None:
        """Write the footer."""
        self._file.close()


class ParquetOfStretches:
    """Makes one Parquet file of Arrow streams, its row groups the same wherever one stream ends and the next begins."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._file: Any = None
        self._group: list[Any] = []

    def add(self, stretch: bytes) -> None:
        """Take the rows of the Arrow streams that stand behind one another in a stretch."""
        rest = pa.BufferReader(stretch)
        while rest.tell() < len(stretch):
            with pa.ipc.open_stream(rest) as batches:
                self._begin(batches.schema)
                for batch in batches:
                    self._take(batch)

    def finish(self) -> None:
        """Write the last group and the footer."""
        self._write_group()
        self._file.close()

    def _begin(self, schema: Any) -> None:
        if self._file is None:
            self._file = pq.ParquetWriter(self._stream, schema, compression="zstd")

    def _take(self, batch: Any) -> None:
        self._group.append(batch)
        rows, size = sum(len(each) for each in self._group), sum(each.nbytes for each in self._group)
        if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        if self._group:
            self._file.write_table(pa.Table.from_batches(self._group))
            self._group = []


def arrow_stream(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Return rows as an Arrow stream, which holds their types as well."""
    schema, stream = _schema(columns), io.BytesIO()
    with pa.ipc.new_stream(stream, schema) as batches:
        if rows:
            batches.write_batch(_batch(rows, schema))
    return stream.getvalue()


def _schema(columns: Sequence[str]) -> Any:
    # Fixed beforehand: a first batch of nulls would otherwise decide the type.
    return pa.schema([(column, pa.float64() if column in _NUMBERS else pa.string()) for column in columns])


def _batch(rows: Sequence[Row], schema: Any) -> Any:
    arrays = [_column([row.get(field.name) for row in rows], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _column(values: Sequence[object], wanted: Any) -> Any:
    plain = float if wanted == pa.float64() else str
    if all(type(value) is plain or value is None for value in values):
        # All at once is a fifth of the time; half surrogate pairs it refuses.
        with suppress(UnicodeEncodeError, pa.ArrowException):
            return pa.array(values, wanted, from_pandas=True)
    return pa.array([_value(value, wanted) for value in values], wanted)


def _value(value: object, wanted: pa.DataType) -> object:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if wanted == pa.float64():
        return _number(value)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else as_text(value)


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None
