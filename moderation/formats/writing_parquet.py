"""Parquet: scores as numbers, everything else as strings, a row group for each batch."""

import math
from collections.abc import Mapping, Sequence
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from moderation.formats.writing_csv import as_text
from moderation.labels import LABELS

_NUMBERS: Final = frozenset(label.value for label in LABELS)


class ParquetRows:
    """Writes rows as Parquet; the columns named by a label hold scores."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str]) -> None:
        # Fixed beforehand: a first batch of nulls would otherwise decide the type.
        types = [(column, pa.float64() if column in _NUMBERS else pa.string()) for column in columns]
        self._schema = pa.schema(types)
        self._file = pq.ParquetWriter(stream, self._schema, compression="zstd")

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows as one row group."""
        if rows:
            arrays = [pa.array([_value(row.get(f.name), f.type) for row in rows], f.type) for f in self._schema]
            self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def finish(self) -> None:
        """Write the footer."""
        self._file.close()


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
