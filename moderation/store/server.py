"""What a database of PostgreSQL needs before it can hold a desk, and its faults said as sentences."""

from typing import Any, Final

import psycopg
from psycopg import errors

from moderation.errors import NoDesk, UnusableDesk
from moderation.locations import shown_address
from moderation.store.connection import BUSY_SECONDS

SCHEMA: Final = "triage"

_LOWER: Final = "CREATE FUNCTION lower(text) RETURNS text {how} AS $$ SELECT pg_catalog.lower($1{collation}) $$"

FUNCTIONS: Final = (
    "CREATE FUNCTION instr(text, text) RETURNS bigint {how} AS $$ SELECT strpos($1, $2)::bigint $$",
    "CREATE FUNCTION substr(text, bigint) RETURNS text {how} AS $$ SELECT pg_catalog.substr($1, $2::int) $$",
    """CREATE FUNCTION substr(text, bigint, bigint) RETURNS text {how}
        AS $$ SELECT pg_catalog.substr($1, $2::int, $3::int) $$""",
    "CREATE FUNCTION counted(bigint, boolean) RETURNS bigint {how} AS $$ SELECT $1 + coalesce($2, false)::int $$",
    "CREATE AGGREGATE sum(boolean) (SFUNC = counted, STYPE = bigint, INITCOND = '0')",
    "CREATE AGGREGATE max(boolean) (SFUNC = boolor_statefunc, STYPE = boolean)",
    _LOWER,
)
"""SQLite's functions, made with the schema; `lower` knows every script, in whatever language the database was made."""

_HOW: Final = "LANGUAGE sql IMMUTABLE PARALLEL SAFE"


_OLDEST: Final = 130_000
"""PostgreSQL 13, the first that tells a snapshot as text."""

_SENTENCES: Final[tuple[tuple[type[psycopg.Error], str], ...]] = (
    (errors.LockNotAvailable, f"has been kept busy by another program for {BUSY_SECONDS:.0f} seconds; try again."),
    (errors.DiskFull, "can't grow, because the server's disk is full; nothing of this step was kept."),
    (
        errors.ReadOnlySqlTransaction,
        "can't be written: the server takes no changes now; nothing of this step was kept.",
    ),
    (
        errors.InsufficientPrivilege,
        "can't be used under this name: {fault}. Ask the server's keeper for the right.",
    ),
    (errors.InvalidPassword, "can't be opened: {fault}. Set PGPASSWORD or ~/.pgpass."),
)

_LOST: Final = (
    "can't be reached: {fault}. What was acknowledged is kept; whether the step under way was, the log says. "
    "The next step connects again."
)


def fault_said(address: str, fault: psycopg.Error) -> UnusableDesk | None:
    """Return the sentence for what the server says is wrong; None for a mistake of this program's own."""
    said = " ".join(str(fault).split()).rstrip(".")
    for kind, sentence in _SENTENCES:
        if isinstance(fault, kind):
            return UnusableDesk(f"The desk {shown_address(address)} {sentence.format(fault=said)}")
    if isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError):
        return UnusableDesk(f"The desk {shown_address(address)} {_LOST.format(fault=said)}")
    return None


def prepare_database(opened: "psycopg.Connection[Any]", address: str, turn: int, *, create: bool) -> None:
    """See that a database holds a desk, empty where it is made; raises NoDesk and UnusableDesk."""
    encoding = opened.info.parameter_status("server_encoding")
    if opened.info.server_version < _OLDEST or encoding != "UTF8":
        raise UnusableDesk(
            f"The desk {shown_address(address)} can't be used: it takes PostgreSQL 13 or newer and a database in UTF8, "
            f"and this one is {opened.info.server_version // 10_000} in {encoding}. Name another with --desk."
        )
    if _has_desk(opened):
        return
    if not create:
        raise NoDesk(f"There is no desk in {shown_address(address)}; `triage import FILE` makes one.")
    with opened.transaction():
        opened.execute(f"SELECT pg_advisory_xact_lock({turn})".encode())
        if not _has_desk(opened):  # another program may have come first
            opened.execute(f"CREATE SCHEMA {SCHEMA}".encode())
            icu = opened.execute(b"SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'").fetchone()
            for statement in _functions(knows_scripts=icu is not None):
                opened.execute(statement.encode())


def _has_desk(opened: "psycopg.Connection[Any]") -> bool:
    return opened.execute(b"SELECT 1 FROM pg_namespace WHERE nspname = $1", (SCHEMA,)).fetchone() is not None


def _functions(*, knows_scripts: bool) -> list[str]:
    collation = ' COLLATE "und-x-icu"' if knows_scripts else ""
    return [one.replace("{how}", _HOW).replace("{collation}", collation) for one in FUNCTIONS]
