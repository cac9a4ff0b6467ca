"""Excel workbooks (.xlsx, .xlsm): the first sheet that has a column of texts.

Excel keeps fifteen digits of a number, so longer ids arrive rounded, and 32,767 characters of a text; both are said.
A formula counts for the value that Excel last saw in it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from moderation.errors import UnreadableExport
from moderation.formats.columns import layout, missing
from moderation.formats.packed.archives import Archive
from moderation.formats.records import Export, Found, Item, Skipped
from moderation.formats.rows import Rows
from moderation.formats.sources import Source
from moderation.formats.tables.delimited import numbered
from moderation.formats.tables.workbooks import refuse_unreadable
from moderation.text import one_line

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_DIGITS_KEPT: Final = 10**15
_LONGEST_CELL: Final = 32_767  # in UTF-16 units
_ROUNDED: Final = "ids of more than 15 digits, which Excel rounds; they can't be written back"
_CUT: Final = "texts that fill a cell, which Excel cuts at 32,767 characters"


def open_excel(archive: Archive) -> Export:
    """Return the export in a workbook; raises UnreadableExport where no sheet has a column of texts."""
    source = archive.source
    names, sheet = _first_with_texts(archive)
    if sheet is None:
        raise UnreadableExport(
            f"{source.name} is a workbook without a column of texts (its sheets: {_listed(names)}): "
            "name the column text, body or content in the first line of a sheet."
        )
    columns = numbered(_header(sheet), source.repairs)
    others = [other for other in names if other != sheet.name]
    return Export("xlsx", _read(source, sheet, columns, others), columns=columns, unknown=layout(columns).unknown)


def _first_with_texts(archive: Archive) -> tuple[list[str], "CalamineSheet | None"]:
    """Return the names of a workbook's sheets, and the first of them that has a column of texts."""
    name = archive.source.name
    try:
        import python_calamine as calamine
    except ImportError as fault:
        raise UnreadableExport(
            f"{name} is an Excel workbook, which takes an extra to read: pip install 'comment-triage[excel]'. "
            "Or save the sheet as CSV and import that."
        ) from fault
    refuse_unreadable(archive)
    archive.file.seek(0)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(archive.file)
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        sheets = map(workbook.get_sheet_by_name, names)
        return names, next((sheet for sheet in sheets if not missing(_header(sheet))), None)
    except calamine.CalamineError as fault:
        raise UnreadableExport(f"{name} is a damaged workbook ({one_line(str(fault))}).") from fault


def _header(sheet: "CalamineSheet") -> list[str]:
    return [str(cell) for cell in next(_rows(sheet), (0, []))[1]]


def _rows(sheet: "CalamineSheet") -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows that hold anything, with the numbers that Excel shows beside them."""
    return ((number, cells) for number, cells in enumerate(sheet.iter_rows(), 1) if any(cell != "" for cell in cells))


def _listed(names: Sequence[str]) -> str:
    return one_line(", ".join(names[:12]))


def _read(source: Source, sheet: "CalamineSheet", columns: tuple[str, ...], others: Sequence[str]) -> Iterator[Item]:
    reader = _Reader(source, columns)
    for number, cells in islice(_rows(sheet), 1, None):
        yield from reader.row(cells, f"row {number:,}")
    for other in others:
        yield Skipped("sheet", one_line(other))


class _Reader:
    """Reads the rows of a sheet."""

    def __init__(self, source: Source, columns: tuple[str, ...]) -> None:
        self._repairs, self._columns = source.repairs, columns
        self._rows, self._id = Rows(source.repairs), layout(columns).id

    def row(self, cells: Sequence[Any], place: str) -> Iterator[Item]:
        """Yield what a row holds."""
        row = dict(zip(self._columns, map(_plain, cells), strict=True))
        cell = row.get(self._id) if self._id else None
        for item in self._rows.read(row, place):
            if not isinstance(item, Found):
                yield item
                continue
            if isinstance(cell, int) and abs(cell) >= _DIGITS_KEPT:
                self._repairs.add(_ROUNDED)
                item = replace(item, comment=replace(item.comment, writable=False))
            yield self._cut(item)

    def _cut(self, found: Found) -> Found:
        text = found.comment.text
        # A character is two units at most, so most texts need not be encoded.
        if len(text) * 2 < _LONGEST_CELL or len(text.encode("utf-16-le", "replace")) < 2 * _LONGEST_CELL:
            return found
        self._repairs.add(_CUT)
        return replace(found, comment=replace(found.comment, truncated=True))


def _plain(cell: Any) -> object:
    """Return a cell as other tables have it: whole numbers without a point, times as ISO 8601."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell
