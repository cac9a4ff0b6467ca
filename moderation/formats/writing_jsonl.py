"""JSON Lines, verbatim: every field of a row as it came, one row a line."""

import json
from collections.abc import Mapping, Sequence
from typing import BinaryIO

import msgspec


class JsonLines:
    """Writes rows as JSON Lines; NaN becomes null."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._encoder = msgspec.json.Encoder(enc_hook=str)

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows."""
        try:
            self._stream.write(self._encoder.encode_lines(rows))
        except (OverflowError, UnicodeEncodeError, msgspec.ValidationError):
            self._stream.write(b"".join(_slowly(row) for row in rows))

    def finish(self) -> None:
        """Do nothing: JSON Lines have no end."""


def _slowly(row: Mapping[str, object]) -> bytes:
    """Write what msgspec refuses: integers beyond 64 bits, half surrogate pairs."""
    line = json.dumps(dict(row), ensure_ascii=False, default=str)
    return line.encode("utf-8", "replace") + b"\n"
