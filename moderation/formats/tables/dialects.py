"""Which dialect of CSV a file is written in, judged by its header and a trial on its first rows.

Ties go to RFC 4180; the others must be called for by something in the sample, since each of them can be made to
read nonsense without an error.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from moderation.formats.columns import missing
from moderation.formats.encodings import decoded
from moderation.formats.sources import Repairs
from moderation.formats.tables.mysqltsv import CALLED_FOR, mysql_rows
from moderation.formats.tables.phpcsv import php_rows
from moderation.formats.tables.tablerows import Row, strict_rows

_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 1 << 16
_LONGEST_NAME: Final = 200
_SEPARATOR: Final = re.compile(r'"?sep=(.)"?\n', re.I)
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
    mysql: bool = False
    """Written by MySQL's INTO OUTFILE, which quotes nothing and escapes what would end a cell or a row."""
    line_ends_written_out: bool = False
    """phpMyAdmin's CSV, where a line end in a text is a backslash and an n."""
    header_line: int = 1
    """2 where Excel's `sep=;` stands above the header."""

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
    sample = sample.lstrip("\n")
    stated = _SEPARATOR.match(sample)
    if stated:
        sample = sample[stated.end() :]
    plain = _plain_dialect(sample, stated[1] if stated else _DELIMITERS)
    if plain is None or plain.php:
        return plain
    # A row cut by the end of the sample would count against every dialect.
    whole_lines = sample.rpartition("\n")[0] if len(head) > _SAMPLE else sample
    asked = _called_for(whole_lines, plain)
    chosen = min([plain, *asked], key=lambda dialect: (_broken_rows(whole_lines, dialect), not dialect.mysql))
    return replace(chosen, header_line=2 if stated else 1)


def _plain_dialect(sample: str, delimiters: Iterable[str]) -> Dialect | None:
    """Return how the table reads with the delimiter that makes the widest header of its first line."""
    first = sample.partition("\n")[0]
    headers = {delimiter: _header(first, delimiter) for delimiter in delimiters}
    delimiter, header = max(headers.items(), key=lambda found: len(found[1]))
    if not header:
        return None
    quoted = first.startswith('"') and first.count('"') >= 2 * len(header)
    wordpress = len(_PHP_COLUMNS & set(header)) > 1
    return Dialect(
        delimiter,
        header,
        php=wordpress and delimiter == ",",
        all_quoted=quoted,
        line_ends_written_out=wordpress and delimiter == ";" and quoted,
    )


def _header(line: str, delimiter: str) -> tuple[str, ...]:
    """Return the names in a header line; none where no name can be a column of texts."""
    try:
        names = tuple(next(csv.reader([line], delimiter=delimiter, strict=True), ()))
    except csv.Error:
        return ()
    return names if names and not missing(names) and max(map(len, names)) < _LONGEST_NAME else ()


def _called_for(sample: str, plain: Dialect) -> list[Dialect]:
    delimiter = re.escape(plain.delimiter)
    asked = []
    if plain.delimiter == "\t" and CALLED_FOR.search(sample):
        return [replace(plain, mysql=True)]
    # Doubling is off where backslashes escape: both at once can't be told apart.
    if '\\"' in sample:
        asked.append(replace(plain, escape="\\"))
    opened = re.search(rf"(?:^|{delimiter})'", sample, re.M) and re.search(rf"'(?:$|{delimiter})", sample, re.M)
    if opened and not re.search(rf'(?:^|{delimiter})"', sample, re.M):
        asked.append(replace(plain, quote="'"))
    return asked


def rows_of(blocks: Iterable[list[str]], dialect: Dialect) -> Iterator[Row]:
    """Yield the rows of a table, read as its dialect asks for; the header is one of them."""
    if dialect.php:
        return php_rows(chain.from_iterable(blocks), len(dialect.header))
    if dialect.mysql:
        return mysql_rows(chain.from_iterable(blocks))
    return strict_rows(blocks, dialect.csv_options())


def _broken_rows(sample: str, dialect: Dialect) -> int:
    rows = rows_of([list(io.StringIO(sample, newline="\n"))], dialect)
    return sum(1 for row in rows if row.fault or len(row.cells) != len(dialect.header))


def header_of(head: bytes) -> Sequence[str]:
    """Return the first line of a table, split at its likeliest delimiter, for messages."""
    first = decoded(head[:_SAMPLE], Repairs()).strip().partition("\n")[0]
    return first.split(max(_DELIMITERS, key=first.count))
