"""Rows as Arrow columns: scores as numbers, everything else as strings.

Columns are laid out in memory here and handed to Arrow as they lie. Its own conversion loads pandas wherever that is
installed, which is 57 MB and half a second in every worker, and takes no half surrogate pairs.
"""

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from moderation.formats.writing.as_csv import as_text
from moderation.labels import LABELS

_NUMBERS: Final = frozenset(label.value for label in LABELS)

Row = Mapping[str, object]


def arrow_stream(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Return rows as an Arrow stream, which holds their types as well."""
    schema, stream = _schema(columns), io.BytesIO()
    with pa.ipc.new_stream(stream, schema) as batches:
        if rows:
            batches.write_batch(_batch(rows, schema))
    return stream.getvalue()


def _schema(columns: Sequence[str]) -> Any:
    """Return the columns with their types: those named by a label hold scores."""
    # Fixed beforehand: a first batch of nulls would otherwise decide the type.
    return pa.schema([(column, pa.float64() if column in _NUMBERS else pa.string()) for column in columns])


def _batch(rows: Sequence[Row], schema: Any) -> Any:
    """Return rows as one batch of this schema; what is missing, None or not a number is null."""
    columns = {name: [row.get(name) for row in rows] for name in schema.names}
    arrays = [_numbers(column) if name in _NUMBERS else _strings(column) for name, column in columns.items()]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _numbers(values: Sequence[object]) -> Any:
    numbers = np.array([_number(value) for value in values], np.float64)
    return pa.Array.from_buffers(pa.float64(), len(numbers), [_bits(~np.isnan(numbers)), pa.py_buffer(numbers)])


def _strings(values: Sequence[object]) -> Any:
    texts = [value if type(value) is str else _string(value) for value in values]
    encoded = [b"" if text is None else text.encode("utf-8", "replace") for text in texts]
    ends = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(each) for each in encoded], out=ends[1:])
    there = _bits(np.array([text is not None for text in texts], np.bool_))
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)), there)


def _bits(there: Any) -> Any:
    return pa.py_buffer(np.packbits(there, bitorder="little"))


def _string(value: object) -> str | None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else as_text(value)


def _number(value: object) -> float:
    if isinstance(value, float):
        return value
    try:
        return math.nan if value is None else float(str(value))
    except ValueError:
        return math.nan
