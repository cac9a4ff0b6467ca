"""The least that several people deciding on one file cost: three narrow tables, the same lock, synced to disk alike."""

import time
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Final

from benchmarks.crew import told_by
from moderation.store.opening import connect

_TABLES: Final = (
    "CREATE TABLE waiting (ref INTEGER PRIMARY KEY, open INTEGER NOT NULL)",
    "CREATE INDEX waiting_open ON waiting (ref) WHERE open = 1",
    "CREATE TABLE lease (ref INTEGER PRIMARY KEY, who TEXT NOT NULL, until REAL NOT NULL)",
    "CREATE TABLE decided (n INTEGER PRIMARY KEY, ref INTEGER NOT NULL, who TEXT NOT NULL, labels INTEGER NOT NULL)",
)
_NEXT: Final = """SELECT w.ref FROM waiting w WHERE w.open = 1
    AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.ref = w.ref) ORDER BY w.ref LIMIT 1"""
_MOST: Final = 8_000
"""Decisions a second that no disk has synced."""


def decided_barely(folder: Path, moderators: int, seconds: float) -> tuple[float, float]:
    """Return decisions a second, and the longest wait in seconds, of so many processes at a file of their own."""
    path = folder / "bare.sqlite"
    db = connect(path, create=True)
    with db.writing():
        for table in _TABLES:
            db.run(table)
        db.run_many("INSERT INTO waiting (ref, open) VALUES (?, 1)", ((n,) for n in range(1, int(_MOST * seconds))))
    db.close()
    waits = [wait for each in told_by(moderators, _decide, path, seconds) for wait in each]
    return len(waits) / seconds, max(waits)


def _decide(path: Path, seconds: float, who: str, gate: Barrier, told: "SimpleQueue[list[float]]") -> None:
    db, ref, waits = connect(path, create=False), -1, list[float]()
    gate.wait()
    until = time.perf_counter() + seconds
    while ref and (begun := time.perf_counter()) < until:
        with db.writing():
            if ref >= 0:
                db.run("INSERT INTO decided (ref, who, labels) VALUES (?, ?, 0)", (ref, who))
                db.run("UPDATE waiting SET open = 0 WHERE ref = ?", (ref,))
                db.run("DELETE FROM lease WHERE ref = ?", (ref,))
            if ref := db.count(_NEXT):
                db.run("INSERT INTO lease (ref, who, until) VALUES (?, ?, ?)", (ref, who, time.time()))
        waits.append(time.perf_counter() - begun)
    db.close()
    told.put(waits)
