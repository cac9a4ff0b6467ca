"""CSV that no spreadsheet runs: everything quoted, formulas guarded (see `spreadsheet_cell`), UTF-8."""

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from moderation.text import spreadsheet_cell


class CsvRows:
    """Writes rows as CSV, the header first."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        self._stream = stream
        # csv writes text only, and wrapping the stream would close it for the caller.
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text, quoting=csv.QUOTE_ALL, lineterminator="\n")
        self._csv.writerow([spreadsheet_cell(column) for column in self._columns])
        self._pass_on()

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows, their cells in the order of the columns."""
        self._csv.writerows([as_cell(row.get(column)) for column in self._columns] for row in rows)
        self._pass_on()

    def finish(self) -> None:
        """Do nothing: a CSV has no end."""

    def _pass_on(self) -> None:
        self._stream.write(self._text.getvalue().encode("utf-8", "replace"))
        self._text.seek(0)
        self._text.truncate()


def as_cell(value: object) -> str:
    """Return a value as a cell: yes and no for flags, `;` between the parts of a list, nothing for None and NaN."""
    if isinstance(value, str):
        return spreadsheet_cell(value)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(float(value))
    return spreadsheet_cell(as_text(value)) if not isinstance(value, int) else str(value)


def as_text(value: object) -> str:
    """Return a value that is no plain one as text: lists joined by `;`, anything else as JSON."""
    if isinstance(value, list | tuple | set | frozenset):
        parts = sorted(map(str, value)) if isinstance(value, set | frozenset) else [str(part) for part in value]
        if not any(isinstance(part, dict | list) for part in value):
            return ";".join(parts)
    return json.dumps(value, ensure_ascii=False, default=str)
