"""A desk in PostgreSQL, which several machines share.

Writers take turns by one lock of the server's, as those of a desk file do by a lock on the file: the log numbers and
seals its rows one after another. The turn ends with a commit that doesn't wait for the disk; a step is acknowledged
only after an empty commit that does, so that several writers wait for the disk together and not in line.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from operator import itemgetter
from pathlib import Path
from threading import RLock
from typing import Any, Final

import psycopg
from psycopg import RawCursor, RawServerCursor
from psycopg.conninfo import conninfo_to_dict

from moderation.errors import TriageError, WrongUse
from moderation.locations import shared_path, shown_address
from moderation.store.connection import BUSY_SECONDS, READERS_SECONDS, Connection, Row
from moderation.store.converting import adapted
from moderation.store.server import SCHEMA, fault_said, prepare_database
from moderation.store.texts import as_text
from moderation.store.translation import translated
from moderation.store.tsvector import TextVectors, query

_TURN: Final = 0x747269616765
"""The number of the lock that writers take ("triage" in ASCII); locks belong to a database, and so does a desk."""

_BEGIN: Final = f"BEGIN; SET LOCAL synchronous_commit TO off; SELECT pg_advisory_xact_lock({_TURN})"
_ON_DISK: Final = "SELECT pg_logical_emit_message(true, 'triage', '')"
"""Writes something, so that its commit waits until all that was committed before is on disk."""

_FEW: Final = 3
"""Rows up to which each is a statement like others; more are sent together and waited for."""

_GUARD: Final = """CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$ BEGIN
    IF NOT ({unless}) THEN
        RAISE EXCEPTION 'the {table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$"""

_PREPARED: Final = 500
"""Statements kept prepared on the server; the store has some 300."""


class PostgresConnection(Connection):
    """A desk in PostgreSQL opened by one process; its threads take turns, a transaction at a time."""

    is_shared = True

    def __init__(self, address: str, patience: float = BUSY_SECONDS) -> None:
        """Connect to a server; `patience` is how many seconds to wait for a turn to write."""
        self.path, self.address = shared_path(address), address
        self.words = TextVectors(self)
        self._patience = patience
        self._lock = RLock()
        self._names = count(1)
        self._is_in_block = False
        with self._faults_said():
            self._pg = self._connected()

    def prepare(self, *, create: bool) -> None:
        """See that the database holds a desk; raises NoDesk and UnusableDesk."""
        with self._faults_said():
            prepare_database(self._pg, self.address, _TURN, create=create)

    def all(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Return every row that a statement gives."""
        with self._faults_said():
            return self._execute(statement, values).fetchall()

    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row, None where there is none."""
        with self._faults_said():
            return self._execute(statement, values).fetchone()

    def row_numbers(self, statement: str, values: Sequence[object] = ()) -> "array[int]":
        """Return the first column of all rows, four bytes a row."""
        return array("I", map(itemgetter(0), self.all(statement, values)))

    def pages(self, statement: str, values: Sequence[object], size: int) -> Iterator[list[Row]]:
        """Yield the rows of a statement, `size` at a time; what is asked meanwhile has its turn in between."""
        one = translated(statement)
        with self._faults_said():
            cursor = RawServerCursor(self._pg, f"page_{next(self._names)}", withhold=True)
            cursor.execute(one.sql.encode(), _asked(one.searched, values))
        page = [()]
        try:
            while page:
                with self._faults_said():
                    page = cursor.fetchmany(size)
                yield page
        finally:
            with self._lock:
                cursor.close()

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out a statement."""
        with self._faults_said():
            self._execute(statement, values)

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Carry out a statement once for each row of values; within `writing` nobody waits for the answer."""
        given = list(rows)
        if len(given) > _FEW:
            self.changed(statement, given)
        else:
            for row in given:
                self.run(statement, row)

    def changed(self, statement: str, rows: Iterable[Sequence[object]]) -> int:
        """Carry out a statement once for each row of values; return how many rows of the table it changed."""
        with self._faults_said():
            cursor = self._pg.cursor()
            # Its end waits for the answers; `Pipeline.sync` waits for ever where a value is a megabyte (psycopg 3.3).
            with self._pg.pipeline():
                cursor.executemany(translated(statement).sql.encode(), list(rows))
            return max(0, cursor.rowcount)

    def log_ahead(self) -> None:
        """Do nothing: in PostgreSQL nobody who reads waits for those who write."""

    def version(self) -> str:
        """Return the transactions that are done, as a snapshot tells them: those of other databases are among them."""
        row = self.one("SELECT pg_current_snapshot()::text")
        return str(row[0]) if row else ""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make everything inside one transaction, on disk when the block ends, or not done at all."""
        with self._block(_BEGIN), self._faults_said(), self._pg.pipeline():
            yield
            self.run("COMMIT")
            self.run(_ON_DISK)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let several statements see one moment of the desk, whoever writes in between."""
        with self._block("BEGIN ISOLATION LEVEL REPEATABLE READ"):
            yield
            self.run("COMMIT")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads from statements in between, where a table of this connection's own is filled and read."""
        with self._lock:
            yield

    def beside(self) -> "PostgresConnection":
        """Connect to the same desk once more."""
        return PostgresConnection(self.address, self._patience)

    def close(self) -> None:
        """Let go of the desk."""
        self._pg.close()

    def hold_in_memory(self, kilobytes: int) -> None:
        """Do nothing: the server holds the desk in its own memory."""

    def sort_on_disk(self) -> None:
        """Do nothing: the server sorts within the memory it was given."""

    def overwrite_deleted(self) -> None:
        """Do nothing: what is deleted is in the server's files until `write_anew`."""

    def write_anew(self) -> bool:
        """Write the tables anew, without what was deleted; the server's own log and its backups are its keeper's."""
        with self._lock, self._faults_said():
            self._pg.execute(f"SELECT pg_advisory_lock({_TURN})".encode())
            self._pg.execute(f"SET lock_timeout = '{READERS_SECONDS}s'".encode())
            try:
                for table in sorted(self.table_names()):
                    self._pg.execute(f"VACUUM FULL {table}".encode())
            except psycopg.errors.LockNotAvailable:
                return False
            finally:
                self._pg.execute(f"SET lock_timeout = '{self._patience}s'".encode())
                self._pg.execute(f"SELECT pg_advisory_unlock({_TURN})".encode())
        return True

    def copy_to(self, path: Path) -> None:
        """Raise WrongUse: a database is copied by its own tools."""
        raise WrongUse(
            f"A desk in PostgreSQL is copied by the server's own tool, while others work: pg_dump -Fc -n {SCHEMA} "
            f"-f {path} '{shown_address(self.address)}'; pg_restore puts it back, with the models that were in service."
        )

    def table_names(self) -> set[str]:
        """Return the names of the tables."""
        return {name for (name,) in self.all("SELECT tablename FROM pg_tables WHERE schemaname = ?", (SCHEMA,))}

    def column_names(self, table: str) -> set[str]:
        """Return the names of a table's columns."""
        statement = "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?"
        return {name for (name,) in self.all(statement, (SCHEMA, table))}

    def index_statements(self, table: str) -> Mapping[str, str]:
        """Return the statements that made a table's indexes, by name."""
        statement = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = ? AND tablename = ?"
        return dict(self.all(statement, (SCHEMA, table)))

    def trigger_names(self) -> set[str]:
        """Return the names of the triggers, whoever made them."""
        statement = """SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace s ON s.oid = c.relnamespace WHERE s.nspname = ? AND NOT t.tgisinternal"""
        return {name for (name,) in self.all(statement, (SCHEMA,))}

    def last_number(self, table: str) -> int:
        """Return the last number given in a table, of those that were committed."""
        return self.count(f"SELECT MAX(n) FROM {table}")  # noqa: S608  the store's own tables

    def refuse(self, event: str, table: str, trigger: str, unless: str = "") -> None:
        """Have an event on a table refused by a trigger, unless a condition on OLD and NEW holds."""
        self.run(_GUARD.format(trigger=trigger, table=table, unless=unless or "false"))
        self.run(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
        self.run(f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()")

    def file_faults(self) -> Iterator[str]:
        """Yield nothing: the server checks its own files, and its constraints at every write."""
        yield from ()

    def _connected(self) -> "psycopg.Connection[Row]":
        opened: psycopg.Connection[Any] = psycopg.connect(
            self.address, autocommit=True, cursor_factory=RawCursor, context=adapted(), client_encoding="utf8"
        )
        opened.prepared_max = _PREPARED
        opened.execute(f"SET search_path = {SCHEMA}, pg_catalog, pg_temp".encode())
        opened.execute(f"SET lock_timeout = '{self._patience}s'".encode())
        opened.execute(b"SET client_min_messages = warning")
        return opened

    def _execute(self, statement: str, values: Sequence[object]) -> "psycopg.Cursor[Row]":
        one = translated(statement)
        sql, asked = one.sql.encode(), _asked(one.searched, values) or None
        try:
            return self._pg.execute(sql, asked)
        except psycopg.OperationalError:
            # Lost between two steps: a laptop slept, the server was restarted. Within a step nothing is done twice.
            if not self._pg.closed or self._is_in_block:
                raise
            self._pg = self._connected()
            return self._pg.execute(sql, asked)

    @contextmanager
    def _block(self, begin: str) -> Iterator[None]:
        with self._lock:
            try:
                self.run(begin)
                self._is_in_block = True
                yield
            finally:
                self._is_in_block = False
                if not self._pg.closed and self._pg.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                    self.run("ROLLBACK")

    @contextmanager
    def _faults_said(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except psycopg.Error as fault:
                said = fault_said(self.address, fault)
                if said is None:
                    raise  # a mistake in this program, not in the desk
                raise said from fault


def _asked(searched: frozenset[int], values: Sequence[Any]) -> Sequence[Any]:
    """Return values with expressions for the full-text index as the server takes them."""
    if not searched:
        return values
    return [query(as_text(value)) if place in searched else value for place, value in enumerate(values)]


def _refuse_password(address: str) -> None:
    """Raise WrongUse for an address with a password: it is handed on to other processes, whose words anybody reads."""
    try:
        named = conninfo_to_dict(address)
    except psycopg.Error as fault:
        raise WrongUse(f"{shown_address(address)} is no address of a database: {fault}") from fault
    if named.get("password"):
        raise WrongUse(
            "The desk's address holds a password, which every user of this machine could read in the list of "
            "processes: leave it out, and set PGPASSWORD or keep it in ~/.pgpass."
        )


def open_shared(address: str, *, create: bool) -> PostgresConnection:
    """Open a desk in PostgreSQL, made where there is none if `create` says so.

    Raises NoDesk, UnusableDesk, WrongUse.
    """
    _refuse_password(address)
    opened = PostgresConnection(address)
    opened.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        opened.prepare(create=create)
    except TriageError:
        opened.close()
        raise
    return opened
