"""What the people of a desk keep for each other: queries with names, and words and authors that are looked out for."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from moderation.errors import WrongUse
from moderation.filters import Filter
from moderation.sought import SavedFilter
from moderation.store.connection import Connection, Row
from moderation.store.log import now
from moderation.store.search import author_expression, is_indexed, match_expression
from moderation.store.texts import as_text, storable
from moderation.watching import MOST, Entry, Watch, Watched

# ruff: noqa: S608  statements are put together from constants alone

_NAME: Final = re.compile(r"[\w.-]{1,40}")
_MOST_TERMS: Final = 2_000
"""Words of the comments that the entries with a star in front may stand for."""

_ENTRY: Final = "kind, pattern, why, who, at, until"


def filters(db: Connection) -> list[SavedFilter]:
    """Return the saved filters by name."""
    rows = db.all("SELECT name, query, who, at FROM saved_filter ORDER BY LOWER(name), name")
    return [SavedFilter(*map(as_text, row)) for row in rows]


def query_named(db: Connection, name: str) -> str:
    """Return the query of a name, in whatever case it is written; raises WrongUse where there is none."""
    rows = db.all("SELECT name, query FROM saved_filter WHERE LOWER(name) = ?", (storable(name.lower()),))
    if not rows:
        raise WrongUse(f'There is no saved filter "{name}"; `triage filters` lists them, and so does f at the desk.')
    return as_text(next((query for exact, query in rows if as_text(exact) == name), rows[0][1]))


def save_filter(db: Connection, name: str, query: str, who: str) -> SavedFilter | None:
    """Keep a query under a name and return what stood there before, None where nothing did."""
    if not _NAME.fullmatch(name):
        raise WrongUse(f'"{name}" is no name for a filter: up to 40 letters, digits, dots and dashes, without a blank.')
    with db.writing():
        before = _named(db, name)
        db.run("DELETE FROM saved_filter WHERE LOWER(name) = ?", (storable(name.lower()),))
        values = tuple(map(storable, (name, query.strip(), who, now())))
        db.run("INSERT INTO saved_filter (name, query, who, at) VALUES (?, ?, ?, ?)", values)
    return before


def remove_filter(db: Connection, name: str) -> SavedFilter:
    """Remove a saved filter and return it; raises WrongUse where there is none."""
    with db.writing():
        before = _named(db, name)
        if before is None:
            raise WrongUse(f'There is no saved filter "{name}"; `triage filters` lists them.')
        db.run("DELETE FROM saved_filter WHERE name = ?", (storable(before.name),))
    return before


def _named(db: Connection, name: str) -> SavedFilter | None:
    return next((saved for saved in filters(db) if saved.name.lower() == name.lower()), None)


def watched(db: Connection) -> list[Entry]:
    """Return the desk's own list, oldest entry first, the expired ones too."""
    return [_entry(row) for row in db.all(f"SELECT {_ENTRY} FROM watched ORDER BY ref")]


def _entry(row: Row) -> Entry:
    kind, *rest = map(as_text, row)
    return Entry(Watched(kind), *rest)


def watch(db: Connection, entry: Entry) -> Entry:
    """Put an entry on the list, in place of the one with the same pattern; return it as it is kept."""
    with db.writing():
        if db.count("SELECT COUNT(*) FROM watched") >= MOST:
            raise WrongUse(f"The list holds {MOST:,} entries, the most it can; remove what has expired.")
        db.run("DELETE FROM watched WHERE kind = ? AND LOWER(pattern) = ?", _key(entry.kind, entry.pattern))
        kept = Entry(entry.kind, entry.pattern, entry.why, entry.who, now(), entry.until)
        values = (kept.kind, kept.pattern, kept.why, kept.who, kept.at, kept.until)
        db.run(f"INSERT INTO watched ({_ENTRY}) VALUES (?, ?, ?, ?, ?, ?)", tuple(map(storable, values)))
    return kept


def unwatch(db: Connection, kind: Watched, pattern: str) -> Entry:
    """Take an entry off the list and return it; raises WrongUse where there is none."""
    with db.writing():
        rows = db.all(f"SELECT {_ENTRY} FROM watched WHERE kind = ? AND LOWER(pattern) = ?", _key(kind, pattern))
        if not rows:
            raise WrongUse(f'The {kind} "{pattern}" is not on the list; `triage watch` prints it.')
        db.run("DELETE FROM watched WHERE kind = ? AND LOWER(pattern) = ?", _key(kind, pattern))
    return _entry(rows[0])


def _key(kind: Watched, pattern: str) -> tuple[str, str | bytes]:
    return kind.value, storable(pattern.lower())


def watched_now(db: Connection, filter: Filter) -> str:
    """Return the query for all that the list looks out for today; empty where the filter doesn't ask or nothing counts.

    The index knows no look-alikes: a word in disguise is marked where it is shown, but not found by this.
    """
    if filter.watched is None:
        return ""
    today = datetime.now().astimezone().date()
    entries = [entry for entry in watched(db) if not entry.expired(today)]
    terms = _terms(db, [entry.pattern for entry in entries if _begins_open(entry) and entry.kind is Watched.WORD])
    names = _names(db, [entry.pattern for entry in entries if _begins_open(entry) and entry.kind is Watched.AUTHOR])
    plain = [entry for entry in entries if not _begins_open(entry) and is_indexed(entry.pattern)]
    return " OR ".join(
        [
            *(f"text : {match_expression([_beginning(e.pattern)])}" for e in plain if e.kind is Watched.WORD),
            *(author_expression(_beginning(e.pattern)) for e in plain if e.kind is Watched.AUTHOR),
            *(f"text : {match_expression([term])}" for term in terms),
            *(author_expression(name) for name in names if is_indexed(name)),
        ]
    )


def _begins_open(entry: Entry) -> bool:
    return any("*" in part.rstrip("*") for part in entry.pattern.split())


def _beginning(pattern: str) -> str:
    """Return a pattern as FTS5 takes it: a star after the last word, and none elsewhere."""
    return pattern.rstrip("*").replace("*", "") + ("*" if pattern.endswith("*") else "")


def _terms(db: Connection, patterns: list[str]) -> list[str]:
    """Return the words in the index that patterns with a star in front stand for."""
    return db.words.terms_like(list(map(_like, patterns)), _MOST_TERMS) if patterns else []


def _names(db: Connection, patterns: list[str]) -> list[str]:
    """Return the authors that patterns with a star in front stand for: 0.1 s at a million comments."""
    if not patterns:
        return []
    alike = " OR ".join([r"LOWER(author) LIKE ? ESCAPE '\'"] * len(patterns))
    statement = f"SELECT DISTINCT author FROM comment WHERE author <> '' AND ({alike}) LIMIT {_MOST_TERMS}"
    return [as_text(name) for (name,) in db.all(statement, [storable(_like(pattern)) for pattern in patterns])]


def _like(pattern: str) -> str:
    """Return a pattern with stars as LIKE takes it, to be compared in lower case."""
    return re.sub(r"[\\%_]", r"\\\g<0>", pattern.lower()).replace("*", "%")


def texts(db: Connection, refs: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the text and the author of comments, by row number."""
    rows = db.all_in("SELECT ref, text, author FROM comment WHERE ref IN ({})", refs)
    return {ref: (as_text(text), as_text(author)) for ref, text, author in rows}


class Lookout:
    """The list, compiled; looked at again when another program has written to the file, or a day is over."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._entries: list[Entry] | None = None
        self._watch = Watch((), date.min)
        self._state: tuple[object, ...] = ()

    def watch(self) -> Watch:
        """Return the entries that count today: 10 us where nobody wrote anything in between."""
        today = datetime.now().astimezone().date()
        state = (today, self._db.version())
        if state != self._state:
            entries = watched(self._db)
            if entries != self._entries or self._state[:1] != (today,):
                self._entries, self._watch = entries, Watch(entries, today)
            self._state = state
        return self._watch

    def look_again(self) -> None:
        """Read the list anew the next time, since this program has changed it."""
        self._state = ()
