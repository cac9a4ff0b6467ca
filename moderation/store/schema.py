"""The tables, as a list of migrations that only grows.

A migration and the record of it are one transaction, so that a file is always at a named point of this list; a
file that names a migration not listed here was written by a newer program and is left alone.
"""

from collections.abc import Callable
from typing import Final

from moderation.errors import DeskTooNew, UnusableDesk
from moderation.store import suspected
from moderation.store.amendments import end_of_log, mended
from moderation.store.conditions import STATUSES, disagrees
from moderation.store.connection import Connection
from moderation.store.log import now
from moderation.store.redaction import BLANKED


def migrate(db: Connection) -> None:
    """Bring a desk file to this program's schema; does nothing, and writes nothing, where it is there already.

    Raises DeskTooNew for a file of a newer program, UnusableDesk for a database that is something else.
    """
    names = applied(db)  # first of all: a file that is refused stays as it is, to the byte
    db.log_ahead()
    if {*names} == {step.__name__ for step in MIGRATIONS}:
        return
    with db.writing():
        db.run("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, at TEXT NOT NULL)")
    for step in MIGRATIONS:
        with db.writing():
            if step.__name__ not in applied(db):  # another process may have come first
                step(db)
                db.run("INSERT INTO migration (name, at) VALUES (?, ?)", (step.__name__, now()))


def applied(db: Connection) -> tuple[str, ...]:
    """Return the names of the migrations that a file has, in their order; empty for a blank file."""
    tables = db.table_names()
    if tables and "migration" not in tables:
        raise UnusableDesk(f"The desk {db.address} is a database of another program; name another with --desk.")
    names = {name for (name,) in db.all("SELECT name FROM migration")} if tables else set()
    known = [step.__name__ for step in MIGRATIONS]
    unknown = names.difference(known)
    if unknown:
        raise DeskTooNew(
            f"The desk {db.address} was written by a newer version of this program ({', '.join(sorted(unknown))}); "
            "update the program to open it. The file was left as it is."
        )
    return tuple(name for name in known if name in names)


def comments_and_articles(db: Connection) -> None:
    """Make the tables of what the exports bring."""
    for statement in (
        "CREATE TABLE site (ref INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        """CREATE TABLE source (
            ref INTEGER PRIMARY KEY, name TEXT NOT NULL, format TEXT NOT NULL,
            site INTEGER NOT NULL REFERENCES site (ref), at TEXT NOT NULL, UNIQUE (site, name, format))""",
        """CREATE TABLE article (
            ref INTEGER PRIMARY KEY, site INTEGER NOT NULL REFERENCES site (ref), id TEXT NOT NULL,
            title TEXT NOT NULL, text TEXT NOT NULL, url TEXT NOT NULL, UNIQUE (site, id))""",
        """CREATE TABLE comment (
            ref INTEGER PRIMARY KEY, site INTEGER NOT NULL REFERENCES site (ref), id TEXT NOT NULL,
            article_id TEXT NOT NULL, parent_id TEXT NOT NULL, author TEXT NOT NULL, created_at TEXT NOT NULL,
            status TEXT NOT NULL, writable INTEGER NOT NULL, truncated INTEGER NOT NULL,
            source INTEGER NOT NULL REFERENCES source (ref), digest TEXT NOT NULL, text TEXT NOT NULL,
            UNIQUE (id, site))""",
        "CREATE INDEX comment_article ON comment (article_id, site)",
        "CREATE INDEX comment_parent ON comment (parent_id, site) WHERE parent_id <> ''",
        "CREATE INDEX comment_author ON comment (author, site) WHERE author <> ''",
        "CREATE INDEX comment_digest ON comment (digest)",
        """CREATE TABLE comment_version (
            ref INTEGER NOT NULL REFERENCES comment (ref), digest TEXT NOT NULL, text TEXT NOT NULL,
            replaced_at TEXT NOT NULL, PRIMARY KEY (ref, digest))""",
    ):
        db.run(statement)


def log(db: Connection) -> None:
    """Make the log of what people do; its triggers bind whoever opens the file with another program as well."""
    for statement in (
        """CREATE TABLE log (
            n INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL,
            comment INTEGER REFERENCES comment (ref),
            abuse INTEGER, off_topic INTEGER, disputed_terminology INTEGER,
            model TEXT, abuse_score REAL, off_topic_score REAL, disputed_terminology_score REAL, suggested INTEGER,
            digest TEXT, undoes INTEGER REFERENCES log (n), step INTEGER NOT NULL,
            note TEXT NOT NULL, seconds REAL, detail TEXT NOT NULL, seal TEXT NOT NULL)""",
        "CREATE INDEX log_comment ON log (comment, n) WHERE comment IS NOT NULL",
        "CREATE INDEX log_undoes ON log (undoes) WHERE undoes IS NOT NULL",
        "CREATE INDEX log_who ON log (who, n)",
        "CREATE INDEX log_service ON log (kind, n) WHERE kind IN ('policy', 'model')",
    ):
        db.run(statement)
    db.refuse("DELETE", "log", "log_keeps_rows")
    db.refuse("UPDATE", "log", "log_keeps_values")


def standing(db: Connection) -> None:
    """Keep where each comment stands in narrow rows beside the texts, so that a million are read in one sweep."""
    for statement in (
        """CREATE TABLE standing (
            ref INTEGER PRIMARY KEY REFERENCES comment (ref),
            open INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, n INTEGER NOT NULL DEFAULT 0,
            edited INTEGER NOT NULL DEFAULT 0, decided INTEGER, posted INTEGER NOT NULL,
            model TEXT NOT NULL DEFAULT '', abuse REAL, off_topic REAL, disputed_terminology REAL,
            suggested INTEGER NOT NULL DEFAULT 0, risk REAL NOT NULL DEFAULT 0, doubt REAL NOT NULL DEFAULT 1)""",
        "CREATE INDEX standing_queue ON standing (risk DESC, ref) WHERE open = 1",
        "CREATE INDEX standing_model ON standing (model)",
        "CREATE INDEX standing_decided ON standing (state) WHERE state > 0",
        "CREATE TABLE tally (name TEXT PRIMARY KEY, count INTEGER NOT NULL)",
        "INSERT INTO tally (name, count) VALUES ('comments', 0), ('open', 0), ('held', 0), ('settled', 0)",
    ):
        db.run(statement)


def full_text(db: Connection) -> None:
    """Make the index of words, kept in step by `search.py`."""
    db.words.create_first()


def queue_orders(db: Connection) -> None:
    """Keep one row of the queue for a group of near-copies, and each order as an index to read in pages.

    Scores kept from before have a risk that knows no threshold, so they are taken back and made again. `listed` is in
    the indexes as well as in their conditions: without it SQLite looks into the table for each row it passes.
    """
    for statement in (
        "ALTER TABLE standing ADD COLUMN listed INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE standing ADD COLUMN reported INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE standing ADD COLUMN likeness INTEGER NOT NULL DEFAULT 0",
        """UPDATE standing SET listed = open, model = '', abuse = NULL, off_topic = NULL, disputed_terminology = NULL,
            suggested = 0, risk = 0, doubt = 1,
            reported = (SELECT CASE WHEN c.status = 'reported' THEN 1 ELSE 0 END
                FROM comment c WHERE c.ref = standing.ref)""",
        "DROP INDEX standing_queue",
        "CREATE INDEX standing_risk ON standing (risk DESC, ref, listed) WHERE listed = 1",
        "CREATE INDEX standing_doubt ON standing (doubt, ref, listed) WHERE listed = 1",
        "CREATE INDEX standing_posted ON standing (posted, ref, listed) WHERE listed = 1",
        "CREATE INDEX standing_reported ON standing (2 * reported + risk DESC, ref, listed) WHERE listed = 1",
        """CREATE INDEX standing_lot ON standing (ref * 48271 % 2147483647 * 69621 % 4294967291, ref, listed)
            WHERE listed = 1""",
        "INSERT INTO tally (name, count) SELECT 'listed', COUNT(*) FROM standing WHERE listed = 1",
    ):
        db.run(statement)


def likeness(db: Connection) -> None:
    """Make the tables that find near-copies; `standing.likeness` is the first comment of a group, 0 for none.

    What awaits its first look, or another since it was edited, is kept until it is done, so that a break loses none.
    """
    for statement in (
        "CREATE TABLE likeness_key (key INTEGER NOT NULL, ref INTEGER NOT NULL, PRIMARY KEY (key, ref)) WITHOUT ROWID",
        "CREATE TABLE likeness_due (ref INTEGER PRIMARY KEY REFERENCES comment (ref))",
        "INSERT INTO likeness_due (ref) SELECT ref FROM comment",
        "CREATE INDEX standing_likeness ON standing (likeness) WHERE likeness <> 0",
        "CREATE INDEX standing_alike ON standing (likeness, ref) WHERE open = 1 AND likeness <> 0",
        "CREATE INDEX standing_lead ON standing (likeness, ref) WHERE listed = 1 AND likeness <> 0",
    ):
        db.run(statement)


def thresholds(db: Connection) -> None:
    """Keep the thresholds that each model suggested by, since a decision answers those too."""
    db.run(
        """CREATE TABLE model_threshold (
            model TEXT PRIMARY KEY, abuse REAL NOT NULL, off_topic REAL NOT NULL, disputed_terminology REAL NOT NULL)"""
    )


def people(db: Connection) -> None:
    """Make the tables of who is at the desk: leases on comments, and what was touched since one last looked."""
    for statement in (
        "CREATE TABLE sitting (id TEXT PRIMARY KEY, who TEXT NOT NULL, since TEXT NOT NULL, seen REAL NOT NULL)",
        """CREATE TABLE claim (
            ref INTEGER PRIMARY KEY REFERENCES comment (ref), sitting TEXT NOT NULL, who TEXT NOT NULL,
            until REAL NOT NULL)""",
        "CREATE TABLE touched (n INTEGER PRIMARY KEY AUTOINCREMENT, ref INTEGER)",
    ):
        db.run(statement)


def disputes(db: Connection) -> None:
    """Keep what each comment disputes, for the corrections desk; what became of a correction is in the log."""
    for statement in (
        """CREATE TABLE dispute (
            ref INTEGER PRIMARY KEY REFERENCES comment (ref), site INTEGER NOT NULL, article_id TEXT NOT NULL,
            stem TEXT NOT NULL, term TEXT NOT NULL, sentence TEXT NOT NULL, replacement TEXT NOT NULL,
            model TEXT NOT NULL, after INTEGER NOT NULL)""",
        "CREATE INDEX dispute_term ON dispute (site, article_id, stem)",
        "CREATE INDEX dispute_unexplained ON dispute (ref) WHERE model = ''",
        "CREATE INDEX log_correction ON log (detail, n) WHERE kind = 'correction'",
    ):
        db.run(statement)


def filters_and_lists(db: Connection) -> None:
    """Make the tables of saved filters and of the words and authors that the desk looks out for."""
    for statement in (
        "CREATE TABLE saved_filter (name TEXT PRIMARY KEY, query TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL)",
        """CREATE TABLE watched (
            ref INTEGER PRIMARY KEY, kind TEXT NOT NULL, pattern TEXT NOT NULL, why TEXT NOT NULL, who TEXT NOT NULL,
            at TEXT NOT NULL, until TEXT NOT NULL, UNIQUE (kind, pattern))""",
    ):
        db.run(statement)


def search_everything(db: Connection) -> None:
    """Index what had to be swept for: beginnings of words, signs, overrides, times; keep site and status where read.

    Building the indexes of a million comments takes half a minute, once.
    """
    places = " ".join(f"WHEN '{status}' THEN {place}" for place, status in enumerate(STATUSES))
    for statement in (
        "ALTER TABLE standing ADD COLUMN site INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE standing ADD COLUMN status INTEGER NOT NULL DEFAULT 0",
        f"""UPDATE standing SET (site, status) = (SELECT c.site, CASE c.status {places} END
            FROM comment c WHERE c.ref = standing.ref)""",  # noqa: S608  the places are constants
        "CREATE INDEX log_at ON log (at)",
        f"CREATE INDEX log_override ON log (n, comment) WHERE {disagrees()}",
    ):
        db.run(statement)
    db.words.create()


def erasures(db: Connection) -> None:
    """Let an erasure blank the words of the log, and nothing else of it; keep what was written where, and who is gone.

    A name is kept as a salted hash: enough to know it when it comes again, too little to read it.
    """
    for statement in (
        "CREATE TABLE written (path TEXT PRIMARY KEY, what TEXT NOT NULL, at TEXT NOT NULL)",
        """CREATE TABLE erased_author (
            site INTEGER NOT NULL REFERENCES site (ref), salt TEXT NOT NULL, mark TEXT NOT NULL, at TEXT NOT NULL,
            step INTEGER NOT NULL, PRIMARY KEY (site, mark))""",
        "CREATE TABLE erasing (step INTEGER PRIMARY KEY)",
    ):
        db.run(statement)
    erased = "SELECT 1 FROM log e WHERE e.comment = OLD.comment AND e.kind = 'erase'"
    db.refuse("UPDATE", "log", "log_keeps_values", unless=f"{BLANKED} AND EXISTS ({erased})")


def suspects(db: Connection) -> None:
    """Make the table of decisions worth a second look."""
    db.run(suspected.TABLE)


def rescoring(db: Connection) -> None:
    """Make room for the places that a rescoring prepares beside those in use, and for what no retraining changes.

    `next_risk` and `next_doubt` are in no index but while a rescoring ends; then they change names with the others.
    """
    for statement in (
        "ALTER TABLE standing ADD COLUMN next_risk REAL NOT NULL DEFAULT 0",
        "ALTER TABLE standing ADD COLUMN next_doubt REAL NOT NULL DEFAULT 1",
        "CREATE TABLE rescoring (model TEXT NOT NULL, upto INTEGER NOT NULL)",
        "CREATE TABLE reader (number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE)",
        """CREATE TABLE reading (
            ref INTEGER PRIMARY KEY REFERENCES comment (ref), reader INTEGER NOT NULL, bits INTEGER NOT NULL,
            own REAL, screen REAL, found BLOB)""",
        """CREATE TABLE article_reading (
            ref INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, reader INTEGER NOT NULL, places BLOB NOT NULL)""",
    ):
        db.run(statement)


def shared_models(db: Connection) -> None:
    """Keep the models of a desk that several machines share; of a desk file they lie beside it."""
    db.run(
        """CREATE TABLE model_file (
            version TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (version, name))"""
    )


MIGRATIONS: Final[tuple[Callable[[Connection], None], ...]] = (
    comments_and_articles,
    log,
    standing,
    full_text,
    queue_orders,
    likeness,
    thresholds,
    people,
    disputes,
    filters_and_lists,
    search_everything,
    erasures,
    suspects,
    rescoring,
    end_of_log,
    mended,
    shared_models,
)
"""Append only; the function's name is what a desk file records."""
