"""Coral's two tables: what a reader downloads of their own comments, and what `coral-importer` takes.

The importer's has no header: it is known by the shape of its first rows, a time in the fourth column and one of
Coral's words for a status in the seventh.
"""

import csv
import io
import re
from typing import Final

from moderation.formats.encodings import decoded
from moderation.formats.markup import plain_text
from moderation.formats.sources import Repairs
from moderation.formats.tables.dialects import Dialect
from moderation.formats.tables.system import TableSystem

CORAL_CSV: Final = TableSystem(
    "coral-csv",
    frozenset({"comment_id", "published_timestamp", "article_url", "comment_url", "comment_text"}),
    {"created_at": ("published_timestamp",)},
    plain_text,
    ("authors (a download holds one reader's comments)", "statuses"),
)

_COLUMNS: Final = ("id", "author_id", "story_id", "created_at", "body", "parent_id", "status", "rating")
CORAL_IMPORTER: Final = TableSystem(
    "coral-importer",
    frozenset({"id", "author_id", "story_id", "created_at", "body", "parent_id", "status", "rating"}),
    {"author": ("author_id",)},
    plain_text,
    ("names of authors",),
)

_SAMPLE: Final = 1 << 16
_ROWS: Final = 5
# COMMENT_STATUS in the schema of coralproject/talk.
_STATUSES: Final = frozenset({"", "NONE", "APPROVED", "REJECTED", "PREMOD", "SYSTEM_WITHHELD"})
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def importer_dialect(head: bytes) -> Dialect | None:
    """Return how the importer's table is written, or None where the first rows are not its."""
    rows = csv.reader(io.StringIO(decoded(head[:_SAMPLE], Repairs()), newline=""))
    try:
        first = [row for row, _ in zip(rows, range(_ROWS), strict=False) if row]
    except csv.Error:
        return None
    # The last row may be cut by the end of the sample.
    whole = first[:-1] if len(first) > 1 else first
    return Dialect(",", _COLUMNS, header_line=0) if whole and all(map(_is_comment, whole)) else None


def _is_comment(row: list[str]) -> bool:
    return len(row) == len(_COLUMNS) and bool(_TIME.match(row[3])) and row[6] in _STATUSES
