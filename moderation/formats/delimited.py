"""CSV and TSV with a header row, in the dialects that exports really come in.

The delimiter is read off the header alone, since reader text is full of commas and semicolons. Cells that a
spreadsheet would have run come guarded by a quote, WP-CLI's and our own: it is taken off again.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from moderation.formats.cells import shown
from moderation.formats.dialects import Dialect, choose_dialect
from moderation.formats.encodings import unescaped
from moderation.formats.phpcsv import php_rows
from moderation.formats.records import Export, Item, Reject
from moderation.formats.rows import Rows
from moderation.formats.sources import Repairs, Source
from moderation.formats.tablerows import strict_rows
from moderation.text import plural

_LONGEST_LINE: Final = 64 << 20
_DANGEROUS: Final = frozenset("=+-@\t\r\n\0＝＋－＠")


def open_delimited(source: Source) -> Export | None:
    """Return the export of a table, or None where the first row is no header with a text column."""
    dialect = choose_dialect(source.head)
    if dialect is None:
        return None
    names = numbered(dialect.header, source.repairs)
    return Export("tsv" if dialect.delimiter == "\t" else "csv", _read(source, dialect, names), columns=names)


def _read(source: Source, dialect: Dialect, names: tuple[str, ...]) -> Iterator[Item]:
    rows, repairs = Rows(source.repairs), source.repairs
    # Every line end comes out as a newline here, in C and before any offset exists.
    text = io.TextIOWrapper(source.stream, "utf-8", errors="surrogateescape", newline=None)
    lines = (unescaped(line, repairs) for line in iter(partial(text.readline, _LONGEST_LINE), ""))
    table = php_rows(lines, len(names)) if dialect.php else strict_rows(lines, dialect.csv_options())
    for _ in range(dialect.header_line):
        next(table, None)
    width = len(names)
    for number, row in enumerate(table, dialect.header_line + 1):
        place = f"row {number:,}" if row.line == number else f"row {number:,}, line {row.line:,}"
        if row.fault or len(row.cells) != width:
            reason = row.fault or f"the row has {plural(len(row.cells), 'field')}, the header {width:,}"
            yield Reject(place, reason, shown(row.raw))
            continue
        yield from rows.read(_named(names, row.cells, dialect), place, row.raw)


def _named(names: Sequence[str], cells: Sequence[str], dialect: Dialect) -> Mapping[str, object]:
    if dialect.line_ends_written_out:
        cells = [cell.replace(r"\r\n", "\n").replace(r"\n", "\n") for cell in cells]
    if dialect.php or dialect.all_quoted:
        cells = [_unguarded(cell, dialect) if cell[:1] == "'" else cell for cell in cells]
    return dict(zip(names, cells, strict=True))


def _unguarded(cell: str, dialect: Dialect) -> str:
    """Return a cell without the quote that keeps spreadsheets from running it; other tables are taken at their word."""
    first = cell[1:].lstrip(" ")[:1]
    return cell[1:] if first in _DANGEROUS or (dialect.all_quoted and cell.startswith("''")) else cell


def numbered(header: Sequence[str], repairs: Repairs) -> tuple[str, ...]:
    """Return the names of a header, each one different: what has none or another's is named by its place."""
    names: dict[str, None] = {}
    for position, name in enumerate(header, 1):
        clean = name.strip() or f"column_{position}"
        if clean in names:
            repairs.add("columns of one name numbered")
            clean = f"{clean}_{position}"
        names[clean] = None
    return tuple(names)
