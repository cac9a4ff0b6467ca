"""Isso's database (SQLite): its threads and comments, from a copy that nothing writes to.

The only SQL outside the store, with which it has nothing in common: this is another program's file, and perhaps an
enemy's. Two tables are read by name and nothing else may run: views, triggers and functions of the file stay text.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from moderation.comments import Article, Comment, Status
from moderation.errors import NoExport, UnreadableExport
from moderation.formats.carrying import COLUMNS, carried
from moderation.formats.cells import kept_text, sound
from moderation.formats.encodings import decoded
from moderation.formats.records import BROKEN_OFF, NO_SITE, Export, Item, Reject, Skipped
from moderation.formats.sources import Repairs, Source, copy_into, copying
from moderation.formats.terms import iso_date
from moderation.text import one_line

_STATUSES: Final = {1: Status.APPROVED, 2: Status.PENDING, 4: Status.REMOVED}
"""Isso's `mode`."""

_COMMENTS: Final = "tid, id, parent, created, mode, text, author"
_THREADS: Final = "id, uri, title"
_DESK: Final = frozenset({"migration", "comment", "standing"})
_LONGEST_VALUE: Final = 64 << 20
_ARTICLES_REMEMBERED: Final = 10_000
_LONGEST_ID: Final = 18  # of 64 bits
_TABLES_NAMED: Final = 12
_LOGGED_AHEAD: Final = b"\x02"
"""The read version in a header, byte 19, of a database whose newest rows may stand in another file."""

_READING: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_STEPS: Final = 100_000
_MOST_STEPS: Final = 1_000 * _STEPS  # about a second; a row takes twenty
_DAMAGES: Final = (sqlite3.Error, UnicodeDecodeError)


class _Patience:
    """Ends a query that works long without a row: pages of a hostile file lead back to each other."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Begin to count again, as a row has come."""
        self._left = _MOST_STEPS // _STEPS

    def __call__(self) -> bool:
        """Return whether the query is to end."""
        self._left -= 1
        return self._left < 0


def open_isso(source: Source) -> Export:
    """Return the export of Isso's database; raises UnreadableExport where it is damaged or another program's."""
    patience = _Patience()
    try:
        db = _opened(source, patience)
        _refuse_foreign(db, source.name)
        db.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY)
    except _DAMAGES as fault:
        raise UnreadableExport(f"{source.name} is a damaged SQLite database ({one_line(str(fault))}).") from fault
    if source.head[19:20] == _LOGGED_AHEAD:
        source.repairs.add("database read without its -wal file, where the newest comments may stand")
    items = _Reader(db, patience, source.repairs).read()
    return Export("isso", items, columns=COLUMNS, unknown=(NO_SITE, "texts of articles"))


def _opened(source: Source, patience: _Patience) -> sqlite3.Connection:
    """Return a connection to a copy that is gone when it is closed, and has no name even before."""
    with copying(source):
        path = Path(source.held.enter_context(tempfile.TemporaryDirectory()), "isso.db")
        with path.open("wb") as copy:
            copy_into(copy, source)
    # Immutable: no lock is taken, and nothing beside the copy is looked for.
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    source.held.callback(db.close)
    db.set_progress_handler(patience, _STEPS)
    db.text_factory = bytes  # what calls itself text need not be UTF-8
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    with suppress(OSError):
        path.unlink()  # so that a killed process leaves nothing; Windows keeps it until the end
    return db


def _refuse_foreign(db: sqlite3.Connection, name: str) -> None:
    """Raise NoExport where a database is not Isso's, saying whose it may be."""
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchmany(1_000)
    # A virtual table runs code of its own.
    tables = {_word(table) for table, sql in rows if not _word(sql).upper().startswith("CREATE VIRTUAL")}
    if tables >= _DESK:
        raise NoExport(f"{name} is a desk of triage itself: open it with --desk.")
    if not ({"threads", "comments"} <= tables and _has(db, "threads", _THREADS) and _has(db, "comments", _COMMENTS)):
        listed = one_line(", ".join(sorted(tables)[:_TABLES_NAMED])) or "none"
        raise NoExport(
            f"{name} is an SQLite database, but not Isso's (its tables: {listed}): "
            "export its comments as CSV or JSON and import that."
        )


def _has(db: sqlite3.Connection, table: str, columns: str) -> bool:
    """Return whether a table holds these columns, none of them computed when it is read."""
    stored = {_word(name) for _, name, *_, hidden in db.execute(f"PRAGMA table_xinfo({table})") if not hidden}
    return stored >= set(columns.split(", "))


class _Reader:
    """Reads the comments in the order they came, each behind its article where that is new."""

    def __init__(self, db: sqlite3.Connection, patience: _Patience, repairs: Repairs) -> None:
        self._db, self._patience, self._repairs = db, patience, repairs
        self._articles: dict[str, Article | None] = {}

    def read(self) -> Iterator[Item]:
        """Yield what the database holds, up to where it is damaged."""
        last = None
        try:
            for row, *cells in self._db.execute(f"SELECT rowid, {_COMMENTS} FROM comments NOT INDEXED"):  # noqa: S608
                if last is not None and row <= last:
                    raise sqlite3.DatabaseError("its pages lead back to each other")
                last = row
                self._patience.renew()
                yield from self._items(cells, f"row {row:,}")
        except _DAMAGES as fault:
            where = "before its first comment" if last is None else f"behind row {last:,}"
            self._repairs.add(f"{BROKEN_OFF}: the database is damaged {where} ({one_line(str(fault))})")

    def _items(self, cells: list[Any], place: str) -> Iterator[Item]:
        thread, own_id, parent, created, mode, raw, author = cells
        if raw is None or own_id is None:
            yield Reject(place, "no text" if raw is None else "no id")
            return
        if mode == 4 and not raw:
            yield Skipped("deleted comment", place)
            return
        is_known = _word(thread) in self._articles
        article = self._article(_word(thread))
        if article and not is_known:
            yield article
        text, cut = kept_text(_word(raw), self._repairs)
        comment = Comment(
            id=sound(_word(own_id)),
            text=text,
            article_id=_word(thread),
            parent_id=sound(_word(parent)),
            author=sound(_word(author)),
            created_at=iso_date(_word(created)),
            status=_STATUSES.get(mode, Status.UNKNOWN) if isinstance(mode, int) else Status.UNKNOWN,
            truncated=cut,
        )
        yield carried(comment, article, place)

    def _article(self, thread: str) -> Article | None:
        if thread in self._articles or not thread.isdecimal() or len(thread) > _LONGEST_ID:
            return self._articles.get(thread)
        if len(self._articles) >= _ARTICLES_REMEMBERED:
            self._articles.clear()  # memory stays flat; an article handed out twice changes nothing
        found = self._db.execute("SELECT uri, title FROM threads WHERE rowid = ?", (int(thread),)).fetchone()
        address, title = (sound(_word(cell)) for cell in found or ("", ""))
        self._articles[thread] = article = Article(thread, title, "", address) if found else None
        return article


def _word(cell: object) -> str:
    """Return a value as text, whatever its column says it is."""
    if isinstance(cell, bytes):
        return decoded(cell, Repairs())
    return "" if cell is None else str(cell)
