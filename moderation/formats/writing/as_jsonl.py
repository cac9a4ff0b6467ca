"""JSON Lines, verbatim: every field of a row as it came, one row a line."""

import json
from collections.abc import Mapping, Sequence
from typing import Final, SupportsInt

import msgspec


def json_lines(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Return rows as JSON Lines; NaN becomes null."""
    try:
        return _ENCODER.encode_lines(rows)
    except (OverflowError, UnicodeEncodeError, msgspec.ValidationError):
        return b"".join(_slowly(row) for row in rows)


def is_spliceable(line: bytes) -> bool:
    """Return whether members can be put in front of the closing brace of a line: it is one object, on one line."""
    return line.startswith(b"{") and line.endswith(b"}") and b"\n" not in line and b"\r" not in line


def spliced(lines: Sequence[bytes], added: Sequence[Mapping[str, object]]) -> bytes:
    """Return lines that are JSON objects with members added at their ends, and nothing else of them changed."""
    members = json_lines(added).split(b"\n")
    return b"".join(b"%b,%b\n" % (line[:-1], more[1:]) for line, more in zip(lines, members, strict=False))


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


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_as_json)
