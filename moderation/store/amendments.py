"""The later migrations: what was found wanting once desks were at work, apart from the tables themselves."""

from moderation.store.connection import Connection
from moderation.store.log import FIRST_SEAL


def end_of_log(db: Connection) -> None:
    """Keep the number and the seal of the last row of the log beside it, so that rows taken off its end are missed."""
    db.run("CREATE TABLE log_end (n INTEGER NOT NULL, seal TEXT NOT NULL)")
    rows = f"SELECT n, seal FROM log UNION ALL SELECT 0, '{FIRST_SEAL}'"  # noqa: S608  the seal is a constant
    db.run(f"INSERT INTO log_end (n, seal) {rows} ORDER BY n DESC LIMIT 1")


def mended(db: Connection) -> None:
    """Give desks of two days in November 2026 what `disputes` and `rescoring` made from the day after on."""
    if "after" not in db.column_names("dispute"):
        db.run("ALTER TABLE dispute ADD COLUMN after INTEGER NOT NULL DEFAULT 0")
    db.run("CREATE INDEX IF NOT EXISTS dispute_unexplained ON dispute (ref) WHERE model = ''")
    db.run(
        """CREATE TABLE IF NOT EXISTS article_reading (
            ref INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, reader INTEGER NOT NULL, places BLOB NOT NULL)"""
    )
