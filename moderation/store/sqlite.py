"""A desk file: opening it safely, taking turns to write, and faults said as sentences.

Writers take turns by a file lock before `BEGIN IMMEDIATE`, because SQLite's own waiting is unfair: of eight writers
five got no turn in a whole run. Each looks for the lock 2,000 times a second instead of waiting in line (0.7 s at worst
against 24 ms), because waiting in line knows no deadline.
"""

import os
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from threading import RLock
from time import monotonic, sleep
from typing import Final

from moderation.errors import TriageError, UnusableDesk
from moderation.store.connection import BUSY_SECONDS, READERS_SECONDS, Connection, Row
from moderation.store.deskfile import identity, prepare_place, unusable
from moderation.store.fulltext import FullText
from moderation.text import plural

try:
    import fcntl
except ImportError:  # Windows: SQLite's own locks still keep writers apart, only not in turn
    fcntl = None  # type: ignore[assignment]

_LOOK_AGAIN_SECONDS: Final = 0.0005
_LONG_SECONDS: Final = 0.005
"""Who has waited for so long looks twice as often, and so on: on a busy machine one in a hundred of eight writers
waited for some 50 ms instead of 97."""
_MOST_OFTEN: Final = 8.0
"""Times as often at most: seven who look without a pause leave the eighth no processor to end its write with."""
_CLOSED_ON_EXEC: Final = getattr(os, "O_CLOEXEC", 0)  # Windows has none
_SETTINGS: Final = (
    "synchronous = FULL",
    "cache_size = -65536",
    "temp_store = MEMORY",
    # 40 MB: scoring a million again dirties the same pages of the queue's index over and over.
    "wal_autocheckpoint = 10000",
    "journal_size_limit = 67108864",
)


class SqliteConnection(Connection):
    """A desk file opened by one process; its threads take turns, a transaction at a time."""

    is_shared = False

    def __init__(self, path: Path, patience: float = BUSY_SECONDS) -> None:
        """Open a file that is there; `patience` is how many seconds to wait for a turn to write."""
        self.path, self.address = path, str(path)
        self.words = FullText(self)
        self._patience = patience
        self._file = identity(path)
        self._place = path.absolute()
        self._lock = RLock()
        self._turn = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | _CLOSED_ON_EXEC, 0o600)
        try:
            self._sqlite = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        except sqlite3.Error:
            os.close(self._turn)
            raise
        self._sqlite.create_function("LOWER", 1, lowered, deterministic=True)

    def all(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Return every row that a statement gives."""
        with self._faults_said():
            return self._sqlite.execute(statement, values).fetchall()

    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row, None where there is none."""
        with self._faults_said():
            row: Row | None = self._sqlite.execute(statement, values).fetchone()
            return row

    def row_numbers(self, statement: str, values: Sequence[object] = ()) -> "array[int]":
        """Return the first column of all rows, four bytes a row."""
        with self._faults_said():
            return array("I", map(itemgetter(0), self._sqlite.execute(statement, values)))

    def pages(self, statement: str, values: Sequence[object], size: int) -> Iterator[list[Row]]:
        """Yield the rows of a statement, `size` at a time; what is asked meanwhile has its turn in between."""
        with self._faults_said():
            cursor = self._sqlite.execute(statement, values)
        page = [()]
        while page:
            with self._faults_said():
                page = cursor.fetchmany(size)
            yield page

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out a statement."""
        with self._faults_said():
            self._sqlite.execute(statement, values)

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Carry out a statement once for each row of values."""
        self.changed(statement, rows)

    def changed(self, statement: str, rows: Iterable[Sequence[object]]) -> int:
        """Carry out a statement once for each row of values; return how many rows of the table it changed."""
        with self._faults_said():
            return max(0, self._sqlite.executemany(statement, rows).rowcount)

    def log_ahead(self) -> None:
        """Have nobody who reads wait for those who write; the file says so from then on, so only for one of ours."""
        self.run("PRAGMA journal_mode = WAL")

    def version(self) -> tuple[int, int]:
        """Return two numbers that stay the same while nobody writes to the file: others' commits, own rows; 5 us."""
        return self.count("PRAGMA data_version"), self._sqlite.total_changes

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make everything inside one transaction, on disk when the block ends, or not done at all."""
        # The file lock belongs to the process, so its threads are kept apart by another.
        with self._lock, self._in_turn():
            self._refuse_replaced()
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self.run("COMMIT")
            finally:
                self._end("ROLLBACK")

    def write_anew(self) -> bool:
        """Write the file anew, without what was deleted from it; return whether the side file is empty too.

        It is not while another program reads what stood there before. Takes as much disk again while it works.
        """
        with self._lock, self._in_turn():
            self._refuse_replaced()
            self.overwrite_deleted()
            self.run("PRAGMA temp_store = FILE")  # what is written there is what stays, and needn't fit in memory
            self.run("VACUUM")
            self.run("PRAGMA temp_store = MEMORY")
            self.run(f"PRAGMA busy_timeout = {READERS_SECONDS * 1000:.0f}")
            try:
                return self.count("PRAGMA wal_checkpoint(TRUNCATE)") == 0
            finally:
                self.run(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let several statements see one moment of the file, whoever writes in between."""
        with self._lock:
            self.run("BEGIN")
            try:
                yield
            finally:
                self._end("COMMIT")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads from statements in between, where a table of this connection's own is filled and read."""
        with self._lock:
            yield

    def copy_to(self, path: Path) -> None:
        """Write a copy of the file as of one moment; raises UnusableDesk where there is a file already."""
        if path.exists():
            raise UnusableDesk(f"There is a file at {path} already; name another for the copy.")
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))  # SQLite fills an empty file
        # As the bytes of its name, which needn't be UTF-8.
        self.run("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(path),))

    def beside(self) -> "SqliteConnection":
        """Open the same file once more."""
        return open_file(self.path, create=False)

    def hold_in_memory(self, kilobytes: int) -> None:
        """Keep no more than so much of the file in this process."""
        self.run(f"PRAGMA cache_size = {-kilobytes:d}")

    def sort_on_disk(self) -> None:
        """Sort in runs of 2 MB, on disk."""
        self.run("PRAGMA temp_store = FILE")
        self.run("PRAGMA threads = 1")

    def overwrite_deleted(self) -> None:
        """Have the bytes of what is deleted from now on overwritten."""
        self.run("PRAGMA secure_delete = ON")

    def table_names(self) -> set[str]:
        """Return the names of the tables."""
        return {name for (name,) in self.all("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def column_names(self, table: str) -> set[str]:
        """Return the names of a table's columns."""
        return {name for (name,) in self.all("SELECT name FROM pragma_table_info(?)", (table,))}

    def index_statements(self, table: str) -> Mapping[str, str]:
        """Return the statements that made a table's indexes, by name."""
        found = self.all("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", (table,))
        return {name: sql for name, sql in found if sql}

    def trigger_names(self) -> set[str]:
        """Return the names of the triggers, whoever made them."""
        return {name for (name,) in self.all("SELECT name FROM sqlite_master WHERE type = 'trigger'")}

    def last_number(self, table: str) -> int:
        """Return the last number given in a table: its rows may have been deleted, its numbers go on all the same."""
        return self.count("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))

    def refuse(self, event: str, table: str, trigger: str, unless: str = "") -> None:
        """Have an event on a table refused by a trigger, unless a condition on OLD and NEW holds."""
        when = f"WHEN NOT ({unless})" if unless else ""
        refusal = f"BEGIN SELECT RAISE(ABORT, 'the {table} is append-only'); END"
        self.run(f"DROP TRIGGER IF EXISTS {trigger}")
        self.run(f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} {when} {refusal}")

    def file_faults(self) -> Iterator[str]:
        """Yield what SQLite finds wrong with the file, its indexes against its tables among it."""
        for (verdict,) in self.all("PRAGMA integrity_check"):
            if verdict != "ok":
                yield f"SQLite finds: {verdict}"
        for table, count in Counter(table for table, *_ in self.all("PRAGMA foreign_key_check")).items():
            yield f"the table {table} names {plural(count, 'row')} that {'is' if count == 1 else 'are'} not there"

    def close(self) -> None:
        """Let go of the file."""
        self._sqlite.close()
        os.close(self._turn)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if fcntl is None:
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def _take_turn(self) -> None:
        """Wait for the file lock; a program stopped in the middle of a write would hold it for ever."""
        began = monotonic()
        while True:
            try:
                fcntl.flock(self._turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waited = monotonic() - began
                if waited > self._patience:
                    raise unusable(self.path, sqlite3.OperationalError("locked")) from None
                sleep(_LOOK_AGAIN_SECONDS / min(1.0 + waited / _LONG_SECONDS, _MOST_OFTEN))
            else:
                return

    def _refuse_replaced(self) -> None:
        """Raise UnusableDesk where the path no longer leads to the file opened: nobody would find what is written."""
        try:
            is_there = identity(self._place) == self._file
        except OSError:
            is_there = False
        if not is_there:
            raise UnusableDesk(
                f"The desk {self.path} was deleted or replaced while it was open; nothing of this step was kept. "
                "Close the program and open the desk again."
            )

    def _end(self, how: str) -> None:
        # After COMMIT there is nothing left to end, nor after a full disk, which has rolled back by itself.
        if self._sqlite.in_transaction:
            self.run(how)

    @contextmanager
    def _faults_said(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.DatabaseError as fault:
                if isinstance(fault, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.DataError):
                    raise  # a mistake in this program, not in the file
                raise unusable(self.path, fault) from fault


def open_file(path: Path, *, create: bool) -> SqliteConnection:
    """Open a desk file, made readable by its owner alone where it is created.

    Raises NoDesk and UnusableDesk.
    """
    try:
        prepare_place(path, create=create)
        return _with_settings(SqliteConnection(path))
    except OSError as fault:
        raise UnusableDesk(
            f"The desk {path} can't be used: {fault.strerror or fault}. Who looks at a desk writes to it as well, and "
            "beside it: check the permissions, or copy it to where you may write."
        ) from fault
    except sqlite3.Error as fault:
        raise unusable(path, fault) from fault


def lowered(text: str | bytes | None) -> str | bytes | None:
    """Return text in lower case in every script; SQLite's own LOWER knows ASCII alone."""
    return text.lower() if isinstance(text, str) else text


def _with_settings(opened: SqliteConnection) -> SqliteConnection:
    try:
        for setting in _SETTINGS:
            opened.run(f"PRAGMA {setting}")
    except TriageError:
        opened.close()
        raise
    return opened
