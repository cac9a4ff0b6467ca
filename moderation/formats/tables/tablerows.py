"""Rows of a CSV file, read strictly, each fault kept to the row it is in.

csv's forgiving mode turned three rows into one at an unclosed quote, without a word; its strict mode gives up.
So it is given a block of lines at a time, all of them at C's speed, and after a fault reading goes on at the line
behind the one that broke.
"""

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final, NamedTuple

from moderation.formats.cells import shown
from moderation.formats.encodings import unescaped
from moderation.formats.sources import Repairs

LONGEST_LINE: Final = 64 << 20
_LONGEST_ROW: Final = 16 << 20
"""Characters after which a quoted field counts as never closed."""

_BITE: Final = 1 << 18


class Row(NamedTuple):
    """One row of a table, or the reason why it is none."""

    cells: Sequence[str]
    line: int
    """Line of the file it begins on, from 1."""
    raw: str
    """Its first line."""
    fault: str = ""


def blocks_of_lines(stream: BinaryIO, repairs: Repairs) -> Iterator[list[str]]:
    """Yield a text as lists of whole lines, every line end a newline; stray bytes are read as cp1252 and counted."""
    # Line ends are folded here, in C and before any offset exists.
    decoder = io.IncrementalNewlineDecoder(getincrementaldecoder("utf-8")("surrogateescape"), translate=True)
    parts: list[str] = []
    ended = False
    while not ended:
        piece = stream.read(_BITE)
        ended = not piece
        whole, newline, rest = unescaped(decoder.decode(piece, final=ended), repairs).rpartition("\n")
        if newline or ended or sum(map(len, parts)) > LONGEST_LINE:
            yield list(io.StringIO("".join((*parts, whole, newline, rest if ended else "")), newline="\n"))
            parts.clear()
        parts.append(rest)


def strict_rows(blocks: Iterable[list[str]], options: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the rows of a table; a broken one as a fault, after which reading goes on at its second line."""
    # A setting of the whole process, but nobody wants it lower.
    csv.field_size_limit(_LONGEST_ROW)  # the default, 131,072, is less than one pasted novel
    held: list[str] = []
    begins, enough = 1, 0
    for block in blocks:
        held += block
        if len(held) >= enough:
            read = yield from _rows_of(held, begins, options, ended=False)
            begins += read
            del held[:read]
            enough = 2 * len(held)  # a row that runs on is tried again with twice as many lines: linear time
    yield from _rows_of(held, begins, options, ended=True)


def _rows_of(lines: list[str], begins: int, options: Mapping[str, Any], *, ended: bool) -> Generator[Row, None, int]:
    """Yield the rows that lines make and return how many lines they took; a row that may go on is left."""
    done = 0
    new = tuple.__new__  # 0.1 us a row against 0.35 by Row's own
    while done < len(lines):
        reader, start = csv.reader(islice(lines, done, None), strict=True, **options), done
        try:
            for cells in reader:
                if cells:
                    yield new(Row, (cells, begins + done, lines[done], ""))
                done = start + reader.line_num
        except csv.Error as fault:
            said = str(fault)
            if "end of data" in said and not ended and sum(map(len, lines[done:])) < _LONGEST_ROW:
                return done
            yield Row((), begins + done, shown(lines[done]), _plain(said))
            done += 1
    return done


def _plain(said: str) -> str:
    never = "end of data" in said or "field limit" in said
    return "a quote is never closed" if never else f"stray quote ({said})"
