"""The sizes of a Parquet file's columns, read off its footer without Arrow.

Arrow throws where a footer contradicts itself, and does so in a place where Python can't catch it: asking for a
column's sizes ended the process. Its reader of rows, which meets the same footer, raises as it should.
Source: apache/parquet-format, parquet.thrift, and Thrift's compact protocol.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

_END: Final = 8
"""Bytes behind a footer: its length, and the word PAR1."""

_LONGEST: Final = 8 << 20
"""Bytes of a footer, about 60,000 columns of row groups; read in ten seconds."""

_DEEPEST: Final = 32
_LONGEST_NUMBER: Final = 10  # bytes of 64 bits, seven a byte

_BOOLEANS: Final = (1, 2)
_BYTE: Final = 3
_NUMBERS: Final = (4, 5, 6)
_DOUBLE: Final = 7
_BINARY: Final = 8
_LISTS: Final = (9, 10)
_MAP: Final = 11
_STRUCT: Final = 12

# Numbers of fields: of FileMetaData, RowGroup, ColumnChunk and ColumnMetaData.
_ROW_GROUPS: Final = 4
_COLUMNS: Final = 1
_META_DATA: Final = 3
_VALUES, _UNPACKED, _PACKED, _DICTIONARY_AT = 5, 6, 7, 11


class Sizes(NamedTuple):
    """What a footer states of one column in one group of rows."""

    values: int
    unpacked: int
    packed: int
    has_dictionary: bool


def sizes_of_columns(file: BinaryIO, size: int) -> list[Sizes]:
    """Return the sizes of all columns in all groups of rows; raises ValueError where the footer is none or endless."""
    file.seek(size - _END)
    length = int.from_bytes(file.read(4), "little")
    if length > min(_LONGEST, size - _END):
        raise ValueError(f"its footer has {length:,} bytes")
    file.seek(size - _END - length)
    try:
        return list(_of_file(_Compact(file.read(length))))
    except IndexError as fault:
        raise ValueError("its footer breaks off") from fault


def _of_file(footer: "_Compact") -> Iterator[Sizes]:
    for _ in footer.structs(_ROW_GROUPS):
        for _ in footer.structs(_COLUMNS):
            yield _of_chunk(footer)


def _of_chunk(footer: "_Compact") -> Sizes:
    stated: dict[int, int] = {}
    for number, kind in footer.fields():
        if number == _META_DATA and kind == _STRUCT:
            stated = footer.numbers()
        else:
            footer.skip(kind)
    return Sizes(stated.get(_VALUES, 0), stated.get(_UNPACKED, 0), stated.get(_PACKED, 0), _DICTIONARY_AT in stated)


class _Compact:
    """Walks through bytes of Thrift's compact protocol; raises IndexError at their end, ValueError over nonsense."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    def fields(self) -> Iterator[tuple[int, int]]:
        """Yield number and kind of each field of a struct; whoever takes them reads or skips it."""
        number = 0
        while head := self._byte():
            step = head >> 4
            number = number + step if step else self._number()
            yield number, head & 15

    def structs(self, wanted: int) -> Iterator[None]:
        """Go through a struct, and stop at the beginning of each struct in one of its lists."""
        for number, kind in self.fields():
            if number != wanted or kind not in _LISTS:
                self.skip(kind)
                continue
            count, within = self._head_of_list()
            for _ in range(count):
                if within == _STRUCT:
                    yield
                else:
                    self._skip_element(within, 0)

    def numbers(self) -> dict[int, int]:
        """Return the whole numbers among the fields of a struct."""
        found: dict[int, int] = {}
        for number, kind in self.fields():
            if kind in _NUMBERS:
                found[number] = self._number()
            else:
                self.skip(kind)
        return found

    def skip(self, kind: int, depth: int = 0) -> None:
        """Go past a value."""
        if depth > _DEEPEST:
            raise ValueError("its footer is nested too deeply")
        if kind in _NUMBERS:
            self._unsigned()
        elif kind == _STRUCT:
            for _, inner in self.fields():
                self.skip(inner, depth + 1)
        elif kind in _LISTS or kind == _MAP:
            self._skip_many(kind, depth)
        elif kind not in _BOOLEANS:
            self._skip_bytes(kind)

    def _skip_many(self, kind: int, depth: int) -> None:
        if kind == _MAP:
            count = self._unsigned()
            kinds = self._byte() if count else 0
            for _ in range(count):
                self._skip_element(kinds >> 4, depth)
                self._skip_element(kinds & 15, depth)
            return
        count, within = self._head_of_list()
        for _ in range(count):
            self._skip_element(within, depth)

    def _skip_element(self, kind: int, depth: int) -> None:
        self.skip(_BYTE if kind in _BOOLEANS else kind, depth + 1)

    def _skip_bytes(self, kind: int) -> None:
        lengths = {_BYTE: 1, _DOUBLE: 8}
        if kind != _BINARY and kind not in lengths:
            raise ValueError("its footer is none")
        length = lengths[kind] if kind in lengths else self._unsigned()  # which moves on by itself
        self._at += length

    def _head_of_list(self) -> tuple[int, int]:
        head = self._byte()
        return (self._unsigned() if head >> 4 == 15 else head >> 4), head & 15

    def _byte(self) -> int:
        byte = self._raw[self._at]
        self._at += 1
        return byte

    def _unsigned(self) -> int:
        value = 0
        for place in range(_LONGEST_NUMBER):
            byte = self._byte()
            value |= (byte & 127) << 7 * place
            if byte < 128:
                return value
        raise ValueError("its footer holds a number without an end")

    def _number(self) -> int:
        """Return a number with its sign, which zigzag keeps in the lowest bit."""
        value = self._unsigned()
        return value >> 1 ^ -(value & 1)
