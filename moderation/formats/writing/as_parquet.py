"""Parquet of stretches of rows, each an Arrow stream."""

from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

_GROUP_ROWS: Final = 50_000
_GROUP_BYTES: Final = 32 << 20
"""What a row group holds at most, give or take a stretch: readers skip by groups, and one is held in memory."""


class ParquetOfStretches:
    """Makes one Parquet file of Arrow streams, its row groups the same wherever one stream ends and the next begins."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._file: Any = None
        self._group: list[Any] = []
        self._rows = self._bytes = 0

    def add(self, stretch: bytes) -> None:
        """Take the rows of the Arrow streams that stand behind one another in a stretch."""
        rest = pa.BufferReader(stretch)
        while rest.tell() < len(stretch):
            with pa.ipc.open_stream(rest) as batches:
                self._file = self._file or _writer(self._stream, batches.schema)
                for batch in batches:
                    self._take(batch)

    def finish(self) -> None:
        """Write the last group and the footer."""
        self._write_group()
        self._file.close()

    def _take(self, batch: Any) -> None:
        self._group.append(batch)
        self._rows += len(batch)
        self._bytes += batch.nbytes
        if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        if self._group:
            self._file.write_table(pa.Table.from_batches(self._group))
            self._group = []
            self._rows = self._bytes = 0


def _writer(stream: BinaryIO, schema: Any) -> Any:
    return pq.ParquetWriter(stream, schema, compression="zstd")
