"""CSV as PHP's fputcsv writes it, WP-CLI's among it: a quote behind a backslash is not doubled.

No CSV library reads that: they end the field at the quote and split the row wrongly without an error. A quote
behind a backslash in front of a delimiter can mean two things, so both readings run side by side and the first
that has the header's width at the end of a line is taken.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from moderation.formats.cells import shown
from moderation.formats.tables.tablerows import Row

# In this order: fputcsv never doubles the quote right behind a backslash.
_QUOTE: Final = re.compile(r'\\"|""|"')
_BARE: Final = re.compile(r"[^,\n]*")
_LONGEST_ROW: Final = 1 << 18
"""Characters after which quotes are taken never to match; WordPress stores at most 65,535 bytes of text."""


class _Reading:
    """One way to read a row, fed line by line."""

    def __init__(self, *, backslash_may_end: bool) -> None:
        self._backslash_may_end = backslash_may_end
        self._cell: list[str] = []
        self._quoted = False
        self.cells: list[str] = []
        self.broken = False

    @property
    def complete(self) -> bool:
        """Whether the row could end here."""
        return not self._quoted and not self.broken

    def feed(self, line: str) -> None:
        """Read one more line."""
        at = 0
        while at < len(line) and not self.broken:
            at = self._inside(line, at) if self._quoted else self._cell_at(line, at)

    def _cell_at(self, line: str, at: int) -> int:
        if line[at] == '"':
            self._quoted = True
            return at + 1
        end = _BARE.match(line, at).end()  # type: ignore[union-attr]  # matches anywhere
        self._cell.append(line[at:end])
        return self._finish(line, end)

    def _inside(self, line: str, at: int) -> int:
        mark = _QUOTE.search(line, at)
        if mark is None:
            self._cell.append(line[at:])
            return len(line)
        end = mark.end()
        if mark[0] == '"' or (mark[0] == '\\"' and self._backslash_may_end and line[end : end + 1] in ",\n"):
            self._cell.append(line[at : end - 1])
            self._quoted = False
            return self._finish(line, end)
        self._cell.append(line[at:end] if mark[0] == '\\"' else line[at : end - 1])
        return end

    def _finish(self, line: str, end: int) -> int:
        self.broken = line[end : end + 1] not in (",", "\n", "")
        self.cells.append("".join(self._cell))
        self._cell.clear()
        if line[end : end + 2] in (",\n", ","):
            self.cells.append("")
            return len(line)
        return end + 1


class _Lines:
    """Lines that can be put back, and the number of the last one taken."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._again = iter(lines), deque[str]()
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        return line

    def put_back(self, taken: list[str]) -> None:
        """Have these lines come once more."""
        self._again.extendleft(reversed(taken))
        self.number -= len(taken)


def php_rows(lines: Iterable[str], width: int) -> Iterator[Row]:
    """Yield the rows of a table of `width` columns; what can't be one comes as a row with a fault.

    Where quotes never match, the lines are taken one by one, so that what is lost is bounded and time is linear.
    """
    feed = _Lines(lines)
    for line in feed:
        if line == "\n":
            continue
        held = _up_to_even(line, feed)
        # Without a backslash in front of a quote it is everybody's CSV, and read in C: 8 us a row against 24.
        cells = _as_csv(held, width)
        if cells:
            yield Row(cells, feed.number - len(held) + 1, held[0])
        else:
            feed.put_back(held)
            yield from _row_by_readings(feed, width)


def _up_to_even(line: str, feed: _Lines) -> list[str]:
    """Return a line and those behind it that a row takes if its quotes are to match."""
    held, length, odd = [line], len(line), line.count('"') % 2
    while odd and length < _LONGEST_ROW and (line := next(feed, "")):
        held.append(line)
        length += len(line)
        odd ^= line.count('"') % 2
    return held


def _as_csv(lines: list[str], width: int) -> list[str] | None:
    """Return the cells of a row in which every quote is doubled; None where it is no row of that width."""
    if len(lines) == 1 and '"' not in lines[0]:
        rows = [lines[0].removesuffix("\n").split(",")]
    elif any('\\"' in line for line in lines):
        return None
    else:
        try:
            rows = list(csv.reader(lines, strict=True))
        except csv.Error:
            return None
    return rows[0] if len(rows) == 1 and len(rows[0]) == width else None


def _row_by_readings(feed: _Lines, width: int) -> Iterator[Row]:
    """Yield the next row, read in both ways; the lines it takes one by one where it can't be read."""
    held: list[str] = []
    length, readings = 0, _readings()
    for line in feed:
        held.append(line)
        length += len(line)
        cells = _fed(readings, line, width)
        if cells is None and length < _LONGEST_ROW and not all(reading.broken for reading in readings):
            continue
        yield from _rows_of(held, feed.number - len(held) + 1, width, cells)
        return
    yield from _rows_of(held, feed.number - len(held) + 1, width, None)


def _rows_of(held: list[str], begins: int, width: int, cells: list[str] | None) -> Iterator[Row]:
    """Yield the row that lines make together, or each of them for itself where they make none."""
    if cells is not None:
        yield Row(cells, begins, shown("".join(held[:20])))
        return
    for line_number, line in enumerate(held, begins):
        alone = _fed(_readings(), line, width)
        yield Row(alone or (), line_number, shown(line), "" if alone else "the quotes do not match")


def _fed(readings: tuple[_Reading, _Reading], line: str, width: int) -> list[str] | None:
    """Feed a line to both readings; return the cells of a whole row, None where it goes on or is broken."""
    for reading in readings:
        reading.feed(line)
    whole = [reading.cells for reading in readings if reading.complete]
    return next((cells for cells in whole if len(cells) == width), whole[0] if len(whole) == len(readings) else None)


def _readings() -> tuple[_Reading, _Reading]:
    return _Reading(backslash_may_end=False), _Reading(backslash_may_end=True)
