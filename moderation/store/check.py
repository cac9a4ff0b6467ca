"""Whether a desk file is whole: everything kept for speed is computed again from what it was made of."""

from collections.abc import Iterator
from itertools import chain, islice

from moderation.comments import text_digest
from moderation.store.connection import Connection
from moderation.store.log import COLUMNS, FIRST_SEAL, sealed
from moderation.store.redaction import blanked_rows
from moderation.store.standing import standing_faults
from moderation.store.texts import as_text

_PAGE = 5000
_ENOUGH = 100


def faults(db: Connection) -> list[str]:
    """Return what is wrong with the file, a sentence each, at most 100; empty when all is well."""
    with db.reading():
        looked_at = (_file_faults(db), _log_faults(db), standing_faults(db), _text_faults(db))
        found = list(islice(chain.from_iterable(looked_at), _ENOUGH))
    return (found + db.words.faults())[:_ENOUGH]


def _file_faults(db: Connection) -> Iterator[str]:
    yield from db.file_faults()
    if db.count("SELECT COUNT(*) FROM erasing"):
        yield "an erasure was broken off; the same `triage erase` again finishes it"


def _log_faults(db: Connection) -> Iterator[str]:
    """Name the first row of the log that is not as it was written."""
    seal, expected, blanked = FIRST_SEAL, 1, blanked_rows(db)
    while page := db.all(f"SELECT {COLUMNS}, seal FROM log WHERE n >= ? ORDER BY n LIMIT ?", (expected, _PAGE)):  # noqa: S608
        for *values, written in page:
            # Of a row whose words were erased the seal stands as it was made; the erasure seals what is left of it.
            is_blank = values[0] in blanked and sealed(FIRST_SEAL, values) == blanked[values[0]]
            seal = written if is_blank else sealed(seal, values)
            if values[0] != expected or written != seal:
                yield f"row {expected} of the log is not as it was written"
                return
            expected += 1


def _text_faults(db: Connection) -> Iterator[str]:
    after = 0
    while page := db.all(
        "SELECT ref, id, digest, text FROM comment WHERE ref > ? ORDER BY ref LIMIT ?", (after, _PAGE)
    ):
        for _, id, digest, text in page:
            if text_digest(as_text(text)) != digest:
                yield f"the text of comment {as_text(id)} is not the one that was imported"
        after = page[-1][0]
