"""Moderators who decide on a bare database: what psycopg alone gets done, to compare a desk in PostgreSQL with.

Each decides one comment after another in one transaction a decision, synced to disk: a row of a log for each label, the
comment closed, a count kept, the next comment claimed by one conditional update. There is no seal, no check that a
comment still reads as it was shown, no group of near-copies, no undo, and nobody is told of anything.
"""

import time
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Final

from benchmarks.crew import told_by

# ruff: noqa: S608  statements are put together from constants alone

SCHEMA: Final = "triage_bare"

_TABLES: Final = (
    f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE",
    f"CREATE SCHEMA {SCHEMA}",
    f"""CREATE TABLE {SCHEMA}.comment (
        ref bigint PRIMARY KEY, risk double precision NOT NULL, open int NOT NULL, who text NOT NULL DEFAULT '',
        until double precision NOT NULL DEFAULT 0)""",
    f"CREATE INDEX bare_queue ON {SCHEMA}.comment (risk DESC, ref) WHERE open = 1",
    f"""CREATE TABLE {SCHEMA}.decision (
        n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ref bigint NOT NULL, who text NOT NULL, label text NOT NULL,
        value int NOT NULL, at timestamptz NOT NULL DEFAULT now())""",
    f"CREATE TABLE {SCHEMA}.tally (name text PRIMARY KEY, count bigint NOT NULL)",
)

_FILL: Final = f"INSERT INTO {SCHEMA}.comment (ref, risk, open) SELECT n, random(), 1 FROM generate_series(1, %s) n"

_CLAIM: Final = f"""UPDATE {SCHEMA}.comment SET who = %s, until = %s WHERE ref = (
    SELECT ref FROM {SCHEMA}.comment WHERE open = 1 AND until < %s ORDER BY risk DESC, ref LIMIT 1
    FOR UPDATE SKIP LOCKED) RETURNING ref"""

_DECIDE: Final = f"""INSERT INTO {SCHEMA}.decision (ref, who, label, value)
    VALUES (%s, %s, 'abuse', 0), (%s, %s, 'off_topic', 0), (%s, %s, 'disputed_terminology', 0)"""

_CLOSE: Final = f"UPDATE {SCHEMA}.comment SET open = 0 WHERE ref = %s AND open = 1"

_COUNT: Final = f"UPDATE {SCHEMA}.tally SET count = count - 1 WHERE name = 'open'"

_LEASE_SECONDS: Final = 120.0


def decided_barely_on_server(address: str, moderators: int, seconds: float, comments: int) -> tuple[float, float]:
    """Return decisions a second, and the longest wait in seconds, of so many processes on tables of their own."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as keeper:
        for statement in _TABLES:
            keeper.execute(statement.encode())
        keeper.execute(_FILL.encode(), (comments,))
        keeper.execute(f"INSERT INTO {SCHEMA}.tally VALUES ('open', %s)".encode(), (comments,))
        keeper.execute(f"ANALYZE {SCHEMA}.comment".encode())
    waits = [wait for each in told_by(moderators, _decide, address, seconds) for wait in each]
    with psycopg.connect(address, autocommit=True) as keeper:
        keeper.execute(f"DROP SCHEMA {SCHEMA} CASCADE".encode())
    return len(waits) / seconds, max(waits)


def _decide(address: str, seconds: float, who: str, gate: Barrier, told: "SimpleQueue[list[float]]") -> None:
    import psycopg

    waits: list[float] = []
    with psycopg.connect(address) as database:
        found = database.execute(_CLAIM.encode(), _claim(who)).fetchone()
        database.commit()
        gate.wait()
        until = time.perf_counter() + seconds
        while found is not None and (begun := time.perf_counter()) < until:
            ref = found[0]
            database.execute(_DECIDE.encode(), (ref, who, ref, who, ref, who))
            database.execute(_CLOSE.encode(), (ref,))
            found = database.execute(_CLAIM.encode(), _claim(who)).fetchone()
            database.execute(_COUNT.encode())  # last: whoever holds it holds up the others
            database.commit()
            waits.append(time.perf_counter() - begun)
    told.put(waits)


def _claim(who: str) -> tuple[str, float, float]:
    now = time.time()
    return who, now + _LEASE_SECONDS, now
