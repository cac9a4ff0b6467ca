"""Whether a desk file is whole: everything kept for speed is computed again from what it was made of."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path

from moderation.comments import text_digest
from moderation.store.chain import chain_faults
from moderation.store.connection import Connection, Row
from moderation.store.kept_faults import kept_faults
from moderation.store.search import index_faults
from moderation.store.standing import standing_faults
from moderation.store.texts import as_text
from moderation.text import plural

_PAGE = 5000
_ENOUGH = 100


def faults(db: Connection) -> list[str]:
    """Return what is wrong with the file, a sentence each, at most 100; empty when all is well."""
    # SQLite looks through its pages and indexes without Python: beside it, a million comments take a third less.
    with ThreadPoolExecutor(1) as thread:
        below = thread.submit(_faults_below, db.path)
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


def _faults_below(path: Path) -> list[str]:
    """Return what is wrong with the file as SQLite reads it, and with its indexes, on a connection of its own."""
    beside = Connection(path)
    try:
        return [*_file_faults(beside), *index_faults(beside)]
    finally:
        beside.close()


def _file_faults(db: Connection) -> Iterator[str]:
    for (verdict,) in db.all("PRAGMA integrity_check"):
        if verdict != "ok":
            yield f"SQLite finds: {verdict}"
    if db.count("SELECT COUNT(*) FROM erasing"):
        yield "an erasure was broken off; the same `triage erase` again finishes it"
    for table, count in Counter(table for table, *_ in db.all("PRAGMA foreign_key_check")).items():
        yield f"the table {table} names {plural(count, 'row')} that {'is' if count == 1 else 'are'} not there"


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
