"""The storm over upgrades: a desk of an earlier program, killed while this one brings it up to date."""

import random
from collections import Counter
from pathlib import Path
from typing import Final

from benchmarks.storm.desks import SITE, articles, cleared_away, comments, copied
from benchmarks.storm.killing import measured, moments, run_until
from benchmarks.storm.program import triage
from benchmarks.storm.toll import Toll
from moderation.comments import Comment, text_digest
from moderation.decisions import Answered, Kind
from moderation.labels import LABELS
from moderation.store.amendments import end_of_log
from moderation.store.connection import Connection, Row
from moderation.store.log import NewRow, append
from moderation.store.opening import connect
from moderation.store.schema import MIGRATIONS, applied
from moderation.store.standing import fold
from moderation.store.store import Store

# ruff: noqa: S608  statements are put together from constants alone

COMMENTS: Final = 2_000
DECISIONS: Final = 500
EARLIEST: Final = 4
"""Migrations of the oldest desk: with fewer there was nowhere to put a decision and where it leads."""

_KEPT: Final = {
    "site": "ref, name",
    "article": "ref, site, id, title, text",
    "comment": "ref, site, id, article_id, author, status, digest, text",
    "log": "n, at, who, kind, comment, step, note, seal",
    "standing": "ref, open, state, n, edited, decided, posted",
}
"""Tables and columns of the oldest desk that no upgrade changes."""

_IN_A_ROW: Final = 3


def storm(folder: Path, kills: int, chance: random.Random) -> Toll:
    """Kill upgrades of desks of every earlier program in turns, and look at each."""
    toll, desk = Toll("migration"), folder / "desk.sqlite"
    olds = [made(folder / f"old-{count}.sqlite", count) for count in range(EARLIEST, len(MIGRATIONS))]
    times = []
    for old in olds:
        copied(old, desk)
        times.append(moments(max(kills // len(olds), 1), measured(lambda: triage("--desk", desk, "stats")), chance))
    while toll.kills < kills:
        for old, moment in zip(olds, times, strict=True):
            copied(old, desk)
            for _ in range(_IN_A_ROW):
                run = run_until(lambda: triage("--desk", desk, "stats"), next(moment))
                toll.kills += run.was_killed
                look(toll, old, desk)
                if not run.was_killed or toll.kills >= kills:
                    break
            finish(toll, old, desk)
            if toll.kills >= kills:
                break
    return toll


def made(path: Path, count: int) -> Path:
    """Make a desk as the program left it that had so many migrations, with comments and decisions."""
    cleared_away(path)
    db = connect(path, create=True)
    with db.writing():
        db.run("CREATE TABLE migration (name TEXT PRIMARY KEY, at TEXT NOT NULL)")
        for step in MIGRATIONS[:EARLIEST]:
            _migrated(db, step.__name__)
        _fill(db)
    for step in MIGRATIONS[EARLIEST:count]:
        with db.writing():
            _migrated(db, step.__name__)
    db.close()
    return path


def _migrated(db: Connection, name: str) -> None:
    next(step for step in MIGRATIONS if step.__name__ == name)(db)
    db.run("INSERT INTO migration (name, at) VALUES (?, ?)", (name, "2026-03-01T08:00:00.000Z"))


def _fill(db: Connection) -> None:
    """Put comments into the tables as they were first, a part of them decided."""
    db.run("INSERT INTO site (ref, name) VALUES (1, ?)", (SITE,))
    db.run("INSERT INTO source (ref, name, format, site, at) VALUES (1, 'export.jsonl', 'jsonl', 1, '')")
    db.run_many(
        "INSERT INTO article (site, id, title, text, url) VALUES (1, ?, ?, ?, '')",
        ((one.id, one.title, one.text) for one in articles()),
    )
    posted = list(comments(COMMENTS))
    db.run_many(
        """INSERT INTO comment (ref, site, id, article_id, parent_id, author, created_at, status, writable, truncated,
            source, digest, text) VALUES (?, 1, ?, ?, '', ?, '', ?, 1, 0, 1, ?, ?)""",
        (
            (ref, one.id, one.article_id, one.author, one.status.value, text_digest(one.text), one.text)
            for ref, one in enumerate(posted, 1)
        ),
    )
    end_of_log(db)  # which an old desk had not, and which rows are appended to today
    append(db, [_decision(ref, one) for ref, one in enumerate(posted[:DECISIONS], 1)])
    db.run("DROP TABLE log_end")
    _stand(db, posted)
    db.run("INSERT INTO search (search) VALUES ('rebuild')")


def _decision(ref: int, comment: Comment) -> NewRow:
    answers = Answered("", dict.fromkeys(LABELS), frozenset())
    return NewRow("kim", Kind.SETTLE, ref, dict.fromkeys(LABELS, False), answers, text_digest(comment.text))


def _stand(db: Connection, posted: list[Comment]) -> None:
    """Keep where each comment stands, and how many stand there."""
    places: Counter[str] = Counter(comments=len(posted))
    for ref, one in enumerate(posted, 1):
        digest = text_digest(one.text)
        rows: list[Row] = [(ref, ref, Kind.SETTLE, digest, 0)] if ref <= DECISIONS else []
        *cached, _ = fold(rows, digest, one.status).cached
        db.run(
            "INSERT INTO standing (ref, open, state, n, edited, decided, posted) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (ref, *cached, ref),
        )
        places["settled" if rows else "open"] += 1
    db.run_many("UPDATE tally SET count = ? WHERE name = ?", [(count, name) for name, count in places.items()])


def look(toll: Toll, old: Path, desk: Path) -> None:
    """Compare what a killed upgrade left with the old desk: a beginning of the list of migrations, and every row."""
    db = connect(desk, create=False)
    names = applied(db)
    if names != tuple(step.__name__ for step in MIGRATIONS[: len(names)]):
        toll.torn.append(f"the desk has the migrations {', '.join(names)}")
    toll.torn += [f"SQLite finds: {verdict}" for (verdict,) in db.all("PRAGMA integrity_check") if verdict != "ok"]
    db.close()
    _compare(toll, old, desk)


def finish(toll: Toll, old: Path, desk: Path) -> None:
    """Open a desk once more and compare it with the old one."""
    with Store.open(desk) as store:
        while store.gather(COMMENTS, following=False).read:
            pass
        toll.torn += store.faults()
    _compare(toll, old, desk)


def _compare(toll: Toll, old: Path, desk: Path) -> None:
    before, after = _rows(old), _rows(desk)
    for table, rows in before.items():
        toll.acknowledged += len(rows)
        if missing := set(rows) - set(after[table]):
            toll.lost.append(f"{len(missing)} rows of the table {table}")


def _rows(desk: Path) -> dict[str, list[Row]]:
    db = connect(desk, create=False)
    try:
        return {table: db.all(f"SELECT {columns} FROM {table}") for table, columns in _KEPT.items()}
    finally:
        db.close()
