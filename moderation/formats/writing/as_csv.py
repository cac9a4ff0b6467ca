"""CSV that no spreadsheet runs: everything quoted, formulas guarded (see `spreadsheet_cell`), UTF-8."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence

from moderation.text import spreadsheet_cell


def csv_header(columns: Sequence[str]) -> bytes:
    """Return the line of column names."""
    return _lines([[_quoted(column) for column in columns]])


def csv_lines(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """Return rows as lines of CSV, their cells in the order of the columns."""
    return _lines([_quoted(row.get(column)) for column in columns] for row in rows)


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    # A quarter of what `csv.writer` takes, which looks at every character for a reason to quote.
    between = '","'
    return "".join([f'"{between.join(cells)}"\n' for cells in rows]).encode("utf-8", "replace")


def _quoted(value: object) -> str:
    """Return a value as what stands between the quotes of its cell."""
    cell = as_cell(value)
    return cell.replace('"', '""') if '"' in cell else cell


def as_cell(value: object) -> str:
    """Return a value as a cell: yes and no for flags, `;` between the parts of a list, nothing for None and NaN."""
    if isinstance(value, str):
        return spreadsheet_cell(value)
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(float(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return spreadsheet_cell(as_text(value)) if not isinstance(value, int) else str(value)


def as_text(value: object) -> str:
    """Return a value that is no plain one as text: lists joined by `;`, anything else as JSON."""
    if isinstance(value, list | tuple | set | frozenset):
        parts = sorted(map(str, value)) if isinstance(value, set | frozenset) else [str(part) for part in value]
        if not any(isinstance(part, dict | list) for part in value):
            return ";".join(parts)
    return json.dumps(value, ensure_ascii=False, default=str)
