"""Parquet, a batch of rows at a time.

Arrow needs to seek: a pipe is copied to a temporary file first.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from moderation.errors import UnreadableExport
from moderation.formats.columns import layout, missing
from moderation.formats.records import BROKEN_OFF, Export, Item
from moderation.formats.rows import Rows
from moderation.formats.sources import Growth, Source, seekable
from moderation.formats.tables.parquetfooter import Sizes, sizes_of_columns
from moderation.text import one_line

_ROWS: Final = 64
"""Rows at once: 4,096 are .3 us a row faster, and hold gigabytes where each names the same 2 MB of a dictionary."""

_BATCH_BYTES: Final = 64 << 20
_LARGE_CELL: Final = 1 << 20
"""Bytes a cell on average that no column of people's words has."""

_NUMBER_BYTES: Final = 8
"""Bytes a cell at most of a column that holds nothing but numbers of words in a dictionary."""

_DAMAGES: Final = (pa.ArrowException, OSError, ValueError)
"""UnicodeDecodeError, of names, is a ValueError."""


def open_parquet(source: Source) -> Export:
    """Return the export of a Parquet file; raises UnreadableExport where it is damaged or has no text column."""
    try:
        file = seekable(source)
        size = file.seek(0, io.SEEK_END)
        table = pq.ParquetFile(file)
        rows = _rows_at_once(source, sizes_of_columns(file, size))
        names = tuple(table.schema_arrow.names)
    except _DAMAGES as fault:
        raise UnreadableExport(f"{source.name} is a damaged Parquet file ({one_line(str(fault))}).") from fault
    if missing(names):
        raise UnreadableExport(
            f"{source.name} is a table without a column of texts (it has {one_line(', '.join(names[:12]))}): "
            "name the column text, body or content."
        )
    return Export("parquet", _read(source, table, rows, size), columns=names, unknown=layout(names).unknown)


def _rows_at_once(source: Source, columns: Sequence[Sizes]) -> int:
    """Return how many rows fit the memory; raises UnreadableExport where a column is a bomb: 30 KB held 1 GB."""
    largest = 1
    for column in columns:
        a_cell = column.unpacked // max(1, column.values)
        if a_cell > _LARGE_CELL:
            _growth(source, column.packed).add(column.unpacked)
        # Each cell may be the one long word of a dictionary.
        largest = max(largest, column.unpacked if a_cell <= _NUMBER_BYTES and column.has_dictionary else a_cell)
    return max(1, min(_ROWS, _BATCH_BYTES // largest))


def _growth(source: Source, packed: int) -> Growth:
    return Growth(source.name, lambda: packed)


def _read(source: Source, table: Any, at_once: int, size: int) -> Iterator[Item]:
    rows, number, growth = Rows(source.repairs), 0, _growth(source, size)
    try:
        for batch in table.iter_batches(batch_size=at_once):
            for row in batch.to_pylist():
                growth.add(sum(len(cell) for cell in row.values() if isinstance(cell, str)))
                number += 1
                yield from rows.read({name: _plain(cell) for name, cell in row.items()}, f"row {number:,}")
    except _DAMAGES as fault:
        source.repairs.add(f"{BROKEN_OFF}: the Parquet file is damaged behind row {number:,} ({one_line(str(fault))})")


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, datetime | date) else cell
