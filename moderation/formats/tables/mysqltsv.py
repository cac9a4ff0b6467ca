r"""Tables as MySQL's `SELECT … INTO OUTFILE` writes them: nothing quoted, `\N` for none, a backslash before the rest.

csv.reader can't tell `\N` from an N, nor `\t` from a t, so these rows are taken apart here, as LOAD DATA would.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from moderation.formats.cells import shown
from moderation.formats.tables.tablerows import Row

CALLED_FOR: Final = re.compile(r"(?:^|\t)\\N(?:\t|$)|(?<!\\)(?:\\\\)*\\$", re.M)
"""A cell that is none, or a line end with a backslash before it: no other program writes them."""

_CELL: Final = re.compile(r"(?s)((?:[^\t\\]|\\.)*+)\t")
_ESCAPE: Final = re.compile(r"(?s)\\(.)")
_MEANS: Final = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}
_SAMPLE: Final = 1 << 16
_LONGEST_ROW: Final = 4_000
"""Lines of one row; WordPress stores at most 65,535 bytes of text."""


def looks_like_outfile(head: bytes) -> bool:
    """Return whether a text begins with rows of MySQL's and not with a header."""
    return b"\t" in head.partition(b"\n")[0] and bool(CALLED_FOR.search(head[:_SAMPLE].decode("utf-8", "replace")))


def mysql_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of a table, cells by tabs, escapes taken off; a line end behind a backslash ends no row."""
    held: list[str] = []
    for number, line in enumerate(lines, 1):
        held.append(line)
        if _goes_on(line) and len(held) < _LONGEST_ROW:
            continue
        if held != ["\n"]:
            yield _row(held, number)
        held = []
    if held:
        yield _row(held, number)


def _goes_on(line: str) -> bool:
    body = line.removesuffix("\n")
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _row(held: list[str], last: int) -> Row:
    text = "".join(held).removesuffix("\n")
    # Only a tab that is a reader's own needs the care of the pattern; behind a last backslash, where a file broke off,
    # it would look for the end of the last cell from each of its characters.
    end = "\\\t" if _goes_on(text) else "\t"
    cells = _CELL.findall(text + end) if "\\\t" in text else text.split("\t")
    return Row([_cell(cell) for cell in cells], last - len(held) + 1, shown(held[0]))


def _cell(written: str) -> str:
    if "\\" not in written or written == r"\N":
        return "" if written == r"\N" else written
    return _ESCAPE.sub(lambda escape: _MEANS.get(escape[1], escape[1]), written)
