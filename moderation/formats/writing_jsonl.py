"""JSON Lines, verbatim: every field of a row as it came, one row a line."""

import json
from collections.abc import Mapping, Sequence
from typing import BinaryIO, SupportsInt

import msgspec


class JsonLines:
    """Writes rows as JSON Lines; NaN becomes null."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._encoder = msgspec.json.Encoder(enc_hook=_as_json)

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
    without_nan = json.loads(json.dumps(dict(row), default=_as_json), parse_constant=lambda _: None)
    return json.dumps(without_nan, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _as_json(value: object) -> object:
    """Return what JSON has for a value of another type: NumPy's numbers, sets, dates."""
    if isinstance(value, float):
        return float(value)
    if isinstance(value, SupportsInt) and not isinstance(value, str):
        return int(value)
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)
