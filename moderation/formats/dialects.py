"""Which dialect of CSV a file is written in, judged by its header and a trial on its first rows.

Ties go to RFC 4180; the others must be called for by something in the sample, since each of them can be made to
read nonsense without an error.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from moderation.formats.encodings import decoded
from moderation.formats.rows import missing
from moderation.formats.sources import Repairs
from moderation.formats.tablerows import strict_rows

_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 1 << 16
_PHP_COLUMNS: Final = frozenset({"comment_ID", "comment_post_ID", "comment_approved", "comment_content"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written."""

    delimiter: str
    header: tuple[str, ...]
    quote: str = '"'
    escape: str | None = None
    php: bool = False
    """Written by PHP's fputcsv, which leaves a quote behind a backslash single."""
    all_quoted: bool = False
    """Every header cell is quoted, as this program writes."""

    def csv_options(self) -> dict[str, Any]:
        """Return the dialect as csv.reader takes it."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "escapechar": self.escape,
            "doublequote": self.escape is None,
        }


def choose_dialect(head: bytes) -> Dialect | None:
    """Return the dialect of the table that begins with `head`; None where no header names a text column."""
    sample = decoded(head[:_SAMPLE], Repairs()).replace("\r\n", "\n").replace("\r", "\n")
    for plain in _headers(sample):
        if plain.delimiter == "," and len(_PHP_COLUMNS & set(plain.header)) > 1:
            return replace(plain, php=True)
        whole_lines = sample.rpartition("\n")[0] if len(head) > _SAMPLE else sample
        tried = [plain, *_called_for(whole_lines, plain)]
        return min(tried, key=lambda dialect: _broken_rows(whole_lines, dialect))
    return None


def _headers(sample: str) -> list[Dialect]:
    """Return how the first line reads with each delimiter that makes a header of it, widest first."""
    first = sample.lstrip("\n").partition("\n")[0]
    found = []
    for delimiter in _DELIMITERS:
        try:
            header = tuple(next(csv.reader(io.StringIO(first), delimiter=delimiter, strict=True), ()))
        except csv.Error:
            continue
        if header and not missing(header) and max(map(len, header)) < 200:
            quoted = first.startswith('"') and first.count('"') >= 2 * len(header)
            found.append(Dialect(delimiter, header, all_quoted=quoted))
    return sorted(found, key=lambda dialect: -len(dialect.header))


def _called_for(sample: str, plain: Dialect) -> list[Dialect]:
    delimiter = re.escape(plain.delimiter)
    asked = []
    if '\\"' in sample:
        asked.append(replace(plain, escape="\\"))
    opened = re.search(rf"(?:^|{delimiter})'", sample, re.M) and re.search(rf"'(?:$|{delimiter})", sample, re.M)
    if opened and not re.search(rf'(?:^|{delimiter})"', sample, re.M):
        asked.append(replace(plain, quote="'"))
    return asked


def _broken_rows(sample: str, dialect: Dialect) -> int:
    rows = strict_rows(io.StringIO(sample), dialect.csv_options())
    return sum(1 for row in rows if row.fault or len(row.cells) != len(dialect.header))


def header_of(head: bytes) -> Sequence[str]:
    """Return the first line of a table, split at its likeliest delimiter, for messages."""
    first = decoded(head[:_SAMPLE], Repairs()).strip().partition("\n")[0]
    return first.split(max(_DELIMITERS, key=first.count))
