"""What it would take to read an Excel workbook, measured before a library that trusts it does.

The reader lays out every cell between the first and the last: two cells in the corners of a sheet, five kilobytes on
disk, took 4 GB, and those of the largest sheet ended the process without an exception.
"""

import re
from contextlib import closing
from typing import Final
from xml.parsers import expat

from moderation.errors import NoExport, UnreadableExport
from moderation.formats.packed.archives import Archive
from moderation.formats.sources import HEAD_BYTES, Source

MOST_CELLS: Final = 12_000_000
"""Cells of a sheet, blank ones too: a sheet of Excel's full length with eleven columns, about 500 MB in memory."""

_FOREIGN: Final = {
    "xl/workbook.bin": "a binary workbook: save it as .xlsx or the sheet as CSV, and import that",
    "word/document.xml": "a Word document: export the comments from the site itself",
    "ppt/presentation.xml": "a presentation: export the comments from the site itself",
    "META-INF/manifest.xml": "an OpenDocument file: save the sheet as CSV or .xlsx, and import that",
}
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_ROW: Final = re.compile(r"[0-9]{1,7}\Z")
_CELLS_WITHIN: Final = b"sheetData"
_LETTERS: Final = 26


def is_workbook(archive: Archive) -> bool:
    """Return whether an archive is an Excel workbook; raises NoExport where it is another office document."""
    names = {member.filename for member in archive.members}
    for name, what in _FOREIGN.items():
        if name in names:
            raise NoExport(f"{archive.source.name} is {what}.")
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def refuse_unreadable(archive: Archive) -> None:
    """Raise UnreadableExport where a workbook is damaged, a bomb, or would not fit the memory."""
    for member in archive.members:
        part = archive.opened(member, archive.source.repairs)
        with closing(part):
            _Sheet(part, archive.source.name).measure()


class _Sheet:
    """Measures a part of a workbook, of which nobody can say before whether it will be taken for a sheet."""

    def __init__(self, part: Source, workbook: str) -> None:
        self._part, self._workbook = part, workbook
        self._row = self._column = self._last_row = self._last_column = 0
        self._parser = expat.ParserCreate("utf-8")  # whatever the part says: the reader takes it for UTF-8
        self._parser.StartElementHandler = self._element
        self._parser.StartDoctypeDeclHandler = self._doctype

    def measure(self) -> None:
        """Read the part from end to end; pictures and macros are none of the XML that a sheet must be."""
        is_xml, before, holds_cells = True, b"", False
        while piece := self._part.stream.read(HEAD_BYTES):
            holds_cells = holds_cells or _CELLS_WITHIN in before + piece
            before = piece[-len(_CELLS_WITHIN) :]
            is_xml = is_xml and self._is_parsed(piece)
        if not (is_xml and self._is_parsed(b"", final=True)) and (holds_cells or self._part.name.endswith(".xml")):
            raise self._damaged()

    def _damaged(self) -> UnreadableExport:
        return UnreadableExport(
            f"{self._workbook} is a damaged workbook ({self._part.name}): save it again in Excel, or as CSV."
        )

    def _is_parsed(self, piece: bytes, *, final: bool = False) -> bool:
        try:
            self._parser.Parse(piece, final)
        except expat.ExpatError:
            return False
        return True

    def _doctype(self, *_: object) -> None:
        raise UnreadableExport(f"{self._workbook} has a DOCTYPE in {self._part.name}, which no workbook has.")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        kind, stated = name.rpartition(":")[2], attributes.get("r")
        # What is no plain reference here may be one to a more lenient reader.
        if kind == "row":
            if stated is not None and not _ROW.match(stated):
                raise self._damaged()
            self._row, self._column = int(stated) if stated else self._row + 1, 0
        elif kind == "c":
            self._cell(stated)

    def _cell(self, stated: str | None) -> None:
        reference = _REFERENCE.match(stated) if stated is not None else None
        if reference:
            self._column, self._row = _number(reference[1]), int(reference[2])
        elif stated is None:
            self._column += 1
        else:
            raise self._damaged()
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row * self._last_column > MOST_CELLS:
            raise UnreadableExport(
                f"{self._workbook} has a sheet of {self._last_row:,} rows and {self._last_column:,} columns, more than "
                f"the {MOST_CELLS:,} cells that fit the memory: save the sheet as CSV and import that."
            )


def _number(letters: str) -> int:
    """Return a column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
