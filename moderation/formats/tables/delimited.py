"""CSV and TSV, in the dialects and with the headers that exports really come in.

The delimiter is read off the header alone, since reader text is full of commas and semicolons. Cells that a
spreadsheet would have run come guarded by a quote, WP-CLI's and our own: it is taken off again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from moderation.errors import UnreadableExport
from moderation.formats.cells import shown
from moderation.formats.columns import Layout, layout
from moderation.formats.records import Export, Item, Reject
from moderation.formats.rows import Rows
from moderation.formats.sources import Repairs, Source
from moderation.formats.tables.coraltables import importer_dialect
from moderation.formats.tables.dialects import Dialect, choose_dialect, rows_of
from moderation.formats.tables.mysqltsv import looks_like_outfile
from moderation.formats.tables.systems import system_of
from moderation.formats.tables.tablerows import blocks_of_lines
from moderation.text import FORMULA_STARTS, plural

_SWALLOWED: Final = 2
"""Lines of a text that begin like rows of the table, from which on it is said that a quote may be missing: one that was
never closed, and swallowed rows up to the next."""

_Mending = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table on its way to its comments."""

    dialect: Dialect
    names: tuple[str, ...]
    meaning: Layout
    repairs: Repairs


def open_delimited(source: Source) -> Export | None:
    """Return the export of a table, or None where the first row is no header with a text column.

    Raises UnreadableExport for what MySQL wrote without a header.
    """
    dialect = importer_dialect(source.head) or choose_dialect(source.head)
    if dialect is None:
        if looks_like_outfile(source.head):
            raise UnreadableExport(
                f"{source.name} looks like what MySQL's SELECT ... INTO OUTFILE writes, which names no columns: put a "
                "line above it that does, its names apart by tabs, for example id, author, text, parent_id."
            )
        return None
    names = numbered(dialect.header, source.repairs)
    system = system_of(names, dialect)
    meaning = system.layout(names) if system else layout(names)
    unknown = (*(system.unknown if system else ()), *meaning.unknown)
    plain = "tsv" if dialect.delimiter == "\t" else "csv"
    items = _read(source, _Table(dialect, names, meaning, source.repairs))
    above = dialect.header_line
    return Export(system.format if system else plain, items, columns=names, unknown=unknown, lines_above=above)


def _read(source: Source, table: _Table) -> Iterator[Item]:
    rows, width, meaning = Rows(source.repairs), len(table.names), table.meaning
    found = rows_of(blocks_of_lines(source.stream, source.repairs), table.dialect)
    for _ in range(table.dialect.header_line):
        next(found, None)
    mended, text_at = _mending(table), table.names.index(meaning.text or "")
    begins_a_row = re.compile(rf"^\d+{re.escape(table.dialect.delimiter)}(?!\d)", re.M)
    for number, (cells, line, raw, fault) in enumerate(found, table.dialect.header_line + 1):
        place = f"row {number:,}" if line == number else f"row {number:,}, line {line:,}"
        if fault or len(cells) != width:
            reason = fault or f"the row has {plural(len(cells), 'field')}, the header {width:,}"
            yield Reject(place, reason, shown(raw))
            continue
        if mended:
            cells = mended(cells)
        if "\n" in cells[text_at] and len(begins_a_row.findall(cells[text_at])) >= _SWALLOWED:
            source.repairs.add("texts that hold what looks like rows kept as they are (a quote may be missing)")
        yield from rows.read(dict(zip(table.names, cells)), place, raw, meaning)  # noqa: B905  # the width is right


def _mending(table: _Table) -> _Mending | None:
    """Return what makes the cells of a row what they were before they were written; None where they are that."""
    if table.dialect.line_ends_written_out:
        return lambda cells: [_unguarded(cell.replace(r"\r\n", "\n").replace(r"\n", "\n"), table) for cell in cells]
    if table.dialect.php or table.dialect.all_quoted:
        return lambda cells: [_unguarded(cell, table) for cell in cells] if _starts_quoted(cells) else cells
    return None


def _starts_quoted(cells: Sequence[str]) -> bool:
    return "\0'" in "\0".join(("", *cells))  # a fifth of the time of asking each cell


def _unguarded(cell: str, table: _Table) -> str:
    """Return a cell without the quote that keeps spreadsheets from running it; other tables are taken at their word."""
    if not cell.startswith("'"):
        return cell
    dangerous = cell[1:].lstrip(" ")[:1] in FORMULA_STARTS
    if dangerous and table.dialect.php:
        table.repairs.add("WP-CLI's quotes in front of = + - @ taken off")
    return cell[1:] if dangerous or (table.dialect.all_quoted and cell.startswith("''")) else cell


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
