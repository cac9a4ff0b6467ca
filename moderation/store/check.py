"""Whether a desk file is whole: everything kept for speed is computed again from what it was made of."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice

from moderation.comments import text_digest
from moderation.store.chain import chain_faults
from moderation.store.connection import Connection, Row
from moderation.store.kept_faults import kept_faults
from moderation.store.standing import standing_faults
from moderation.store.texts import as_text
from moderation.text import one_line

_PAGE = 5000
_ENOUGH = 100

GUARDS = frozenset({"log_keeps_rows", "log_keeps_values"})
"""The triggers of a desk, which bind other programs too."""


def faults(db: Connection) -> list[str]:
    """Return what is wrong with the file, a sentence each, at most 100; empty when all is well."""
    # SQLite looks through its pages and indexes without Python: beside it, a million comments take a third less.
    with ThreadPoolExecutor(1) as thread:
        below = thread.submit(_faults_below, db)
        with db.reading():
            first = [*_as_far_as_it_goes(chain_faults(db))]  # at the head of the list: it is where an inquiry begins
            looked_at = map(_as_far_as_it_goes, (standing_faults(db), _text_faults(db), kept_faults(db)))
            found = list(islice(chain.from_iterable(looked_at), _ENOUGH))
        return [*first, *below.result(), *found][:_ENOUGH]


def _as_far_as_it_goes(faults: Iterator[str]) -> Iterator[str]:
    """Yield faults up to a value that this program never writes, and name that: somebody else wrote it."""
    try:
        yield from faults
    except (ValueError, TypeError, KeyError, IndexError) as fault:
        yield f"the desk holds a value that this program never writes ({fault}), and was looked through up to there"


def _faults_below(db: Connection) -> list[str]:
    """Return what is wrong with the file as SQLite reads it, and with its indexes, on a connection of its own."""
    beside = db.beside()
    try:
        return [*_file_faults(beside), *beside.words.faults()]
    finally:
        beside.close()


def _file_faults(db: Connection) -> Iterator[str]:
    yield from db.file_faults()
    there = db.trigger_names()
    for guard in sorted(GUARDS - there):
        yield f"the guard {guard}, which keeps other programs from changing the log, was taken away"
    for strange in sorted(there - GUARDS):
        yield f"the trigger {one_line(as_text(strange))} is not this program's, and may undo what is decided"
    if db.count("SELECT COUNT(*) FROM erasing"):
        yield "an erasure was broken off; the same `triage erase` again finishes it"


def _text_faults(db: Connection) -> Iterator[str]:
    for id, digest, text in _comments(db):
        if text_digest(as_text(text)) != digest:
            yield f"the text of comment {as_text(id)} is not the one that was imported"
    former = "SELECT c.id, v.digest, v.text FROM comment_version v JOIN comment c ON c.ref = v.ref"
    for id, digest, text in chain.from_iterable(db.pages(former, (), _PAGE)):
        if text_digest(as_text(text)) != digest:
            yield f"a former text of comment {as_text(id)} is not the one that was imported"


def _comments(db: Connection) -> Iterator[Row]:
    after = 0
    statement = "SELECT ref, id, digest, text FROM comment WHERE ref > ? ORDER BY ref LIMIT ?"
    while page := db.all(statement, (after, _PAGE)):
        yield from (row[1:] for row in page)
        after = page[-1][0]
