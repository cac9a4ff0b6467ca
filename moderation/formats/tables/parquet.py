"""Parquet, a batch of rows at a time.

Arrow needs to seek: a pipe is copied to a temporary file first.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from moderation.errors import UnreadableExport
from moderation.formats.columns import layout, missing
from moderation.formats.records import BROKEN_OFF, Export, Item
from moderation.formats.rows import Rows
from moderation.formats.sources import Source, seekable
from moderation.text import one_line

_ROWS: Final = 4_096
_DAMAGES: Final = (pa.ArrowException, OSError, UnicodeDecodeError)


def open_parquet(source: Source) -> Export:
    """Return the export of a Parquet file; raises UnreadableExport where it is damaged or has no text column."""
    try:
        table = pq.ParquetFile(seekable(source))
        names = tuple(table.schema_arrow.names)
    except _DAMAGES as fault:
        raise UnreadableExport(f"{source.name} is a damaged Parquet file ({one_line(str(fault))}).") from fault
    if missing(names):
        raise UnreadableExport(
            f"{source.name} is a table without a column of texts (it has {one_line(', '.join(names[:12]))}): "
            "name the column text, body or content."
        )
    return Export("parquet", _read(source, table), columns=names, unknown=layout(names).unknown)


def _read(source: Source, table: Any) -> Iterator[Item]:
    rows, number = Rows(source.repairs), 0
    try:
        for batch in table.iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield from rows.read({name: _plain(cell) for name, cell in row.items()}, f"row {number:,}")
    except _DAMAGES as fault:
        source.repairs.add(f"{BROKEN_OFF}: the Parquet file is damaged behind row {number:,} ({one_line(str(fault))})")


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, datetime | date) else cell
