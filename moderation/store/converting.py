"""Values on their way into PostgreSQL and back, unchanged to the last code point.

PostgreSQL's text holds neither NUL nor half of a surrogate pair, both of which an export can carry; such a code point
is written as a mark and six hexadecimal digits, and so is the mark itself, a code point that Unicode gives to nobody.
"""

import re
from typing import Any, Final

from psycopg import adapters
from psycopg.adapt import AdaptersMap, Dumper, Loader
from psycopg.types.numeric import FloatDumper, Int8Dumper

from moderation.store.texts import Unpaired, as_text

_MARK: Final = "\U0010ffff"
_UNKNOWN: Final = 705
"""The number of the type of a value whose type nothing tells."""

_TAKEN_APART: Final = re.compile(f"[\0\ud800-\udfff{_MARK}]")
_WRITTEN: Final = re.compile(f"{_MARK}([0-9a-f]{{6}})")


def held(text: str) -> bytes:
    """Return text as PostgreSQL takes it."""
    if text.isascii() and "\0" not in text:
        return text.encode()
    return _TAKEN_APART.sub(lambda match: f"{_MARK}{ord(match[0]):06x}", text).encode()


def given(stored: bytes) -> str:
    """Return what `held` was given."""
    text = stored.decode()
    return _WRITTEN.sub(lambda match: chr(int(match[1], 16)), text) if _MARK in text else text


class _TextDumper(Dumper):
    """Text; its type is left to the server, which knows the column."""

    def dump(self, obj: str) -> bytes:
        """Return the text as it is held."""
        return held(obj)


class _UnpairedDumper(Dumper):
    """Text that SQLite is given as bytes."""

    def dump(self, obj: Unpaired) -> bytes:
        """Return the text as it is held."""
        return held(as_text(obj))


class _TruthDumper(Int8Dumper):
    """Truth values, which are numbers in every column of the store."""

    def dump(self, obj: Any) -> bytes:
        """Return 1 or 0."""
        return b"1" if obj else b"0"


class _RealDumper(FloatDumper):
    """Numbers; "not a number" is null, as in SQLite."""

    def dump(self, obj: float) -> Any:
        """Return the number, or nothing for null."""
        return None if obj != obj else super().dump(obj)


class _TextLoader(Loader):
    def load(self, data: Any) -> str:
        """Return the text that was held."""
        return given(bytes(data))


class _NumberLoader(Loader):
    """Sums of whole numbers, which PostgreSQL counts as decimals."""

    def load(self, data: Any) -> int | float:
        """Return a whole number where it is one."""
        written = bytes(data).decode()
        return float(written) if "." in written else int(written)


def adapted() -> AdaptersMap:
    """Return how values are converted on the connections of the store."""
    ours = AdaptersMap(adapters)
    ours.register_dumper(str, _TextDumper)
    ours.register_dumper(Unpaired, _UnpairedDumper)
    ours.register_dumper(bool, _TruthDumper)
    ours.register_dumper(int, Int8Dumper)  # one type whatever the value, so that a statement is prepared once
    ours.register_dumper(float, _RealDumper)
    for name in ("text", "varchar", "name", _UNKNOWN):
        ours.register_loader(name, _TextLoader)
    ours.register_loader("numeric", _NumberLoader)
    return ours
