"""Rows of a CSV file, read strictly, each fault kept to the row it is in.

csv's forgiving mode turned three rows into one at an unclosed quote, without a word; its strict mode gives up.
So the lines of the row in hand are remembered, and after a fault reading goes on at the second of them.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from moderation.formats.cells import shown

_LONGEST_ROW: Final = 16 << 20
"""Characters after which a quoted field counts as never closed."""


class Row(NamedTuple):
    """One row of a table, or the reason why it is none."""

    cells: Sequence[str]
    line: int
    """Line of the file it begins on, from 1."""
    raw: str
    fault: str = ""


class _RowTooLong(Exception):  # never leaves this module
    """A quoted field runs on past any row."""


class _Lines:
    """Lines for csv.reader, remembering those of the row in hand so that they can be read again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._again = iter(lines), deque[str]()
        self.row: list[str] = []
        self.begins = 1
        self._length = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.row.append(line)
        self._length += len(line)
        if self._length > _LONGEST_ROW:
            raise _RowTooLong
        return line

    def accept(self) -> None:
        """Forget the lines of a row that was read."""
        self.begins += len(self.row)
        self.row.clear()
        self._length = 0

    def reject(self) -> str:
        """Return the first line of a row that broke, and put its other lines back."""
        first, *others = self.row
        self._again.extendleft(reversed(others))
        self.row = [first]
        self.accept()
        return first


def strict_rows(lines: Iterable[str], options: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the rows of a table; a broken one as a fault, after which reading goes on at its second line."""
    # A setting of the whole process, but nobody wants it lower.
    csv.field_size_limit(_LONGEST_ROW)  # the default, 131,072, is less than one pasted novel
    feed = _Lines(lines)
    reader = csv.reader(feed, strict=True, **options)
    while True:
        begins = feed.begins
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _RowTooLong) as fault:
            reason = "a quote is never closed" if isinstance(fault, _RowTooLong) else _plain(fault)
            # csv.reader starts afresh at the next call, so the lines put back are read as new rows
            yield Row((), begins, shown(feed.reject()), reason)
        else:
            raw = feed.row[0] if feed.row else ""
            feed.accept()
            if cells:
                yield Row(cells, begins, raw)


def _plain(fault: csv.Error) -> str:
    said = str(fault)
    return "a quote is never closed" if "end of data" in said else f"stray quote ({said})"
