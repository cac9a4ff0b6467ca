"""Words of the log that an erasure blanks: the notes about a comment, and the digests of what it said.

No row is removed and no seal is made anew: a blanked row keeps the seal it was written with, so that the chain goes on
through it, and the row of the erasure, itself sealed, holds a seal of what is left.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from moderation.comments import text_digest
from moderation.decisions import Kind
from moderation.store.connection import Connection
from moderation.store.log import COLUMNS, FIRST_SEAL, NewRow, append, detail_word, sealed

# ruff: noqa: S608  statements are put together from constants alone

BLANK: Final = text_digest("")

_NAMES: Final = [column.strip() for column in COLUMNS.split(",")]
_WORDS: Final = frozenset({"note", "digest"})

BLANKED: Final = f"NEW.note = '' AND (NEW.digest IS OLD.digest OR NEW.digest = '{BLANK}') AND " + " AND ".join(
    f"NEW.{name} IS OLD.{name}" for name in (*_NAMES, "seal") if name not in _WORDS
)
"""Condition of a trigger: an update of the log takes words away and does nothing else."""


def append_erasure(db: Connection, refs: Sequence[int], who: str, note: str) -> int:
    """Append the step that says of each comment that it was erased, and return its number; the caller's transaction."""
    left: defaultdict[int, list[str]] = defaultdict(list)
    for values in db.all_in(f"SELECT {COLUMNS} FROM log WHERE comment IN ({{}}) ORDER BY n", refs):
        row = dict(zip(_NAMES, values, strict=True))
        left[row["comment"]].append(f"{row['n']}:{sealed(FIRST_SEAL, _blank(row))}")
    rows = [NewRow(who, Kind.ERASE, ref, note=note, detail=_detail(left[ref])) for ref in refs]
    return append(db, rows)


def blank_words(db: Connection, refs: Sequence[int]) -> None:
    """Blank the words of the rows about erased comments; part of the caller's transaction."""
    db.run_many(
        f"""UPDATE log SET note = '', digest = CASE WHEN digest IS NULL THEN NULL ELSE '{BLANK}' END
        WHERE comment = ? AND kind <> 'erase'""",
        [(ref,) for ref in refs],
    )


def blanked_rows(db: Connection) -> dict[int, str]:
    """Return for each row whose words were erased the seal of what is left of it."""
    listed = (detail_word(str(detail), "blank") for (detail,) in db.all("SELECT detail FROM log WHERE kind = 'erase'"))
    pairs = (pair.partition(":") for words in listed for pair in words.split(",") if pair)
    return {int(n): seal for n, _, seal in pairs}


def _blank(row: dict[str, Any]) -> tuple[object, ...]:
    digest = None if row["digest"] is None else BLANK
    return tuple({**row, "note": "", "digest": digest}.values())


def _detail(pairs: Sequence[str]) -> str:
    return f"blank={','.join(pairs)}" if pairs else ""
