"""One connection to a desk file: opening it safely, taking turns to write, and faults said as sentences.

Writers take turns by a file lock before `BEGIN IMMEDIATE`, because SQLite's own waiting is unfair: of eight writers
five got no turn in a whole run. Each looks for the lock 2,000 times a second instead of waiting in line (0.7 s at worst
against 24 ms), because waiting in line knows no deadline.
"""

import os
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from threading import RLock
from time import monotonic, sleep
from typing import Any, Final

from moderation.errors import NoDesk, TriageError, UnusableDesk
from moderation.store.mounts import refuse_networked

try:
    import fcntl
except ImportError:  # Windows: SQLite's own locks still keep writers apart, only not in turn
    fcntl = None  # type: ignore[assignment]

Row = tuple[Any, ...]

BUSY_SECONDS: Final = 30.0
_READERS_MILLISECONDS: Final = 3000
_LOOK_AGAIN_SECONDS: Final = 0.0005
_LONG_SECONDS: Final = 0.005
"""Who has waited for so long looks twice as often, and so on: on a busy machine one in a hundred of eight writers
waited for some 50 ms instead of 97."""
_MOST_OFTEN: Final = 8.0
"""Times as often at most: seven who look without a pause leave the eighth no processor to end its write with."""
_CLOSED_ON_EXEC: Final = getattr(os, "O_CLOEXEC", 0)  # Windows has none
MAX_VARIABLES: Final = 500
"""Values bound in one `IN (...)`: SQLite before 3.32 allows 999."""

_SETTINGS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "cache_size = -65536",
    "temp_store = MEMORY",
    # 40 MB: scoring a million again dirties the same pages of the queue's index over and over.
    "wal_autocheckpoint = 10000",
    "journal_size_limit = 67108864",
)

_SENTENCES: Final = (
    ("not a database", "is not a desk but some other kind of file; name another with --desk."),
    ("malformed", "is damaged; run `triage check`, or put the last backup in its place."),
    ("readonly", "can't be written; check its permissions and those of its folder."),
    ("unable to open", "can't be opened; check its permissions and those of its folder."),
    ("disk is full", "can't grow, because the disk is full; nothing of this step was kept."),
    ("disk I/O", "could not be read or written: its disk is full, or fails. Make room there, then run `triage check`."),
    ("locked", f"has been kept busy by another program for {BUSY_SECONDS:.0f} seconds; try again."),
)


class Connection:
    """A desk file opened by one process; its threads take turns, a transaction at a time."""

    def __init__(self, path: Path, patience: float = BUSY_SECONDS) -> None:
        """Open a file that is there; `patience` is how many seconds to wait for a turn to write."""
        self.path = path
        self._patience = patience
        self._file = _identity(path)
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

    def count(self, statement: str, values: Sequence[object] = ()) -> int:
        """Return the first column of the first row as a number; 0 for no row and for null."""
        row = self.one(statement, values)
        return int(row[0] or 0) if row else 0

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
        with self._faults_said():
            self._sqlite.executemany(statement, rows)

    def all_in(self, statement: str, wanted: Sequence[object], *before: object) -> list[Row]:
        """Return the rows of a statement with `IN ({})` for any number of wanted values, a few hundred at a time.

        `before` are the values of the placeholders in front of the list.
        """
        rows: list[Row] = []
        for start in range(0, len(wanted), MAX_VARIABLES):
            part = wanted[start : start + MAX_VARIABLES]
            rows += self.all(statement.format(", ".join("?" * len(part))), (*before, *part))
        return rows

    def version(self) -> tuple[int, int]:
        """Return two numbers that stay the same while nobody writes to the file: others' commits, own rows."""
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
            self.run("PRAGMA secure_delete = ON")
            self.run("PRAGMA temp_store = FILE")  # what is written there is what stays, and needn't fit in memory
            self.run("VACUUM")
            self.run("PRAGMA temp_store = MEMORY")
            # Nobody can decide meanwhile, so a reader that stays is not waited for as long as a writer would be.
            self.run(f"PRAGMA busy_timeout = {_READERS_MILLISECONDS}")
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
        self.run("VACUUM INTO ?", (str(path),))

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
            is_there = _identity(self._place) == self._file
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


def connect(path: Path, *, create: bool) -> Connection:
    """Open a desk file, made readable by its owner alone where it is created.

    Raises NoDesk and UnusableDesk.
    """
    try:
        _prepare_place(path, create=create)
        return _with_settings(Connection(path))
    except OSError as fault:
        raise UnusableDesk(
            f"The desk {path} can't be used: {fault.strerror or fault}. Who looks at a desk writes to it as well, and "
            "beside it: check the permissions, or copy it to where you may write."
        ) from fault
    except sqlite3.Error as fault:
        raise unusable(path, fault) from fault


def _identity(path: Path) -> tuple[int, int]:
    """Return what a file is, whatever its name: its device and its number there."""
    found = path.stat()
    return found.st_dev, found.st_ino


def lowered(text: str | bytes | None) -> str | bytes | None:
    """Return text in lower case in every script; SQLite's own LOWER knows ASCII alone."""
    return text.lower() if isinstance(text, str) else text


def unusable(path: Path, fault: sqlite3.Error) -> UnusableDesk:
    """Return the sentence for what SQLite says is wrong with a file."""
    for symptom, sentence in _SENTENCES:
        if symptom in str(fault):
            return UnusableDesk(f"The file {path} {sentence}")
    return UnusableDesk(f"The desk {path} can't be used: {fault}.")


def _prepare_place(path: Path, *, create: bool) -> None:
    refuse_networked(path)
    if path.is_dir():
        raise UnusableDesk(f"The desk {path} is a folder; name a file in it, such as {path / 'desk.sqlite'}.")
    if not path.exists():
        if not create:
            raise NoDesk(f"There is no desk at {path}; `triage import FILE` makes one.")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its side files the same mode
    elif not create and path.stat().st_size == 0:
        raise UnusableDesk(f"The file {path} is empty, not a desk; `triage import FILE` makes one of it.")


def _with_settings(opened: Connection) -> Connection:
    try:
        for setting in _SETTINGS:
            opened.run(f"PRAGMA {setting}")
    except TriageError:
        opened.close()
        raise
    return opened
