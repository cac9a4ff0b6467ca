"""Erasing what an author wrote: out of the tables, the indexes, the log's words and, at last, the file's bytes.

The rows stay, blank, since the log names them. What a database deletes it only unlinks, and a full-text index keeps
words until its parts are merged, so the end of an erasure is the indexes merged and the file written anew.
"""

from collections.abc import Sequence
from typing import Final
from unicodedata import combining, normalize

from msgspec import Struct

from moderation.errors import WrongUse
from moderation.filters import State, parse_filter
from moderation.store.connection import Connection, Row
from moderation.store.erased import remember, spellings, steps_of
from moderation.store.log import now, shown_id
from moderation.store.outdated import unscore, unscore_comments
from moderation.store.redaction import BLANK, append_erasure, blank_words
from moderation.store.standing import STATES, refold
from moderation.store.texts import as_text, storable
from moderation.watching import Watched

# ruff: noqa: S608  statements are put together from constants alone

_WROTE: Final = """SELECT c.ref, site.name, c.id, c.site, s.state,
    (SELECT COUNT(*) FROM comment other WHERE other.id = c.id) > 1
    FROM comment c JOIN site ON site.ref = c.site JOIN standing s ON s.ref = c.ref"""

_WROTE_FILE: Final = """INSERT INTO written (path, what, at) VALUES (?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET what = excluded.what, at = excluded.at"""

_KEEPERS: Final = ("comment_version", "dispute", "claim", "suspect")
"""Tables with words of a comment, or made of them, or that would have it looked at again, by its `ref`."""


class Wrote(Struct, frozen=True):
    """A comment of an author who is to be erased, or was."""

    ref: int
    site: str
    id: str
    """The site's own."""
    site_number: int
    state: State
    shown: str
    """As `triage show` takes it."""


class Written(Struct, frozen=True):
    """A file with readers' words that this program wrote from the desk."""

    path: str
    what: str
    """`table`, `page`, `prose`, `rejects` or `backup`."""
    at: str


class ForgettingDesk:
    """The part of a desk file that forgets."""

    _db: Connection

    def wrote(self, path: str, what: str) -> None:
        """Keep that a file with readers' words was written there, for an erasure to find it."""
        with self._db.writing():
            self._db.run(_WROTE_FILE, (storable(path), what, now()))

    def written(self) -> list[Written]:
        """Return the files with readers' words that were written from this desk, oldest first."""
        rows = self._db.all("SELECT path, what, at FROM written ORDER BY at, path")
        return [Written(as_text(path), what, at) for path, what, at in rows]

    def sources(self, sites: Sequence[str]) -> list[str]:
        """Return the names of the exports that the comments of these sites came in, in the order they came."""
        statement = "SELECT s.name FROM source s JOIN site ON site.ref = s.site WHERE site.name IN ({}) ORDER BY s.ref"
        return [as_text(name) for (name,) in self._db.all_in(statement, list(map(storable, sites)))]

    def written_by(self, name: str, site: str = "") -> list[Wrote]:
        """Return the comments of an author, on one site or on all."""
        rows = self._db.all_in(
            f"{_WROTE} WHERE c.author <> '' AND (? = '' OR site.name = ?) AND c.author IN ({{}}) ORDER BY c.ref",
            list(map(storable, spellings(name))),
            *(storable(site), storable(site)),
        )
        return list(map(_wrote, rows))

    def erased_of(self, name: str, site: str = "") -> list[Wrote]:
        """Return the comments of an author that were erased before."""
        return list(map(_wrote, _erased_by(self._db, steps_of(self._db, name, site))))

    def resembling(self, name: str) -> list[str]:
        """Return up to five authors whose names differ from one by case, accents or blanks alone."""
        like, same = _blurred(name), set(spellings(name))
        names = (as_text(author) for (author,) in self._db.all("SELECT DISTINCT author FROM comment"))
        return [author for author in names if _blurred(author) == like and author not in same][:5]

    def words_by(self, refs: Sequence[int]) -> list[str]:
        """Return what comments say and once said, without the empty ones."""
        held = self._db.all_in("SELECT text FROM comment WHERE ref IN ({})", refs)
        held += self._db.all_in("SELECT text FROM comment_version WHERE ref IN ({})", refs)
        return [as_text(text) for (text,) in held if text]

    def erase(self, name: str, who: str, site: str = "", note: str = "") -> tuple[int, list[Wrote]]:
        """Blank the comments of an author as one step of the log; return its number, 0 for none, and the comments.

        `finish_erasure` comes after it.

        Raises WrongUse where nobody says that they do it, or the note names the author.
        """
        if not who.strip():
            raise WrongUse("An erasure needs a name: say who does it with --as NAME.")
        if name.lower() in note.lower():
            raise WrongUse("The note holds the author's name, and the log keeps notes: leave the name out of it.")
        with self._db.writing():
            # Inside the transaction: an import may have brought more since somebody looked.
            wrote = self.written_by(name, site)
            return (_erased(self._db, name, wrote, who, note) if wrote else 0), wrote

    def finish_erasure(self) -> bool:
        """Take what was erased out of the file's bytes; return whether it is done, which an open reader can delay."""
        with self._db.writing():
            self._db.words.merge()
        done = self._db.write_anew()
        if done:
            with self._db.writing():
                self._db.run("DELETE FROM erasing")
        return done

    def is_erasing(self) -> bool:
        """Whether an erasure was begun and is not in the file's bytes yet."""
        return bool(self._db.count("SELECT COUNT(*) FROM erasing"))


def _erased(db: Connection, name: str, wrote: Sequence[Wrote], who: str, note: str) -> int:
    """Blank comments and all that was made of them; part of the caller's transaction."""
    refs = [one.ref for one in wrote]
    db.overwrite_deleted()
    _blank_comments(db, refs)
    unscore_comments(db, refs)
    unscore(db, "parent_id", [(one.site_number, storable(one.id)) for one in wrote])
    step = append_erasure(db, refs, who, note)
    blank_words(db, refs)
    refold(db, refs)
    _leave_groups(db, refs)
    _forget_name(db, name)
    for site in {one.site_number for one in wrote}:
        remember(db, site, name, step)
    db.run("INSERT INTO erasing (step) VALUES (?)", (step,))
    return step


def _blank_comments(db: Connection, refs: Sequence[int]) -> None:
    # The indexes can only forget words that still stand in the comment.
    db.words.forget(refs)
    each = [(ref,) for ref in refs]
    db.run_many(f"UPDATE comment SET text = '', author = '', digest = '{BLANK}', truncated = 0 WHERE ref = ?", each)
    db.words.add(refs)
    for table in _KEEPERS:
        db.run_many(f"DELETE FROM {table} WHERE ref = ?", each)


def _leave_groups(db: Connection, refs: Sequence[int]) -> None:
    from moderation.store.gathering import take_out  # reads texts: 14 ms that the desk's first frame doesn't pay

    take_out(db, refs)


def _forget_name(db: Connection, name: str) -> None:
    """Take a name off the list of what is looked out for, and saved searches for it away."""
    folded = name.lower()
    db.run("DELETE FROM watched WHERE kind = ? AND LOWER(pattern) = ?", (Watched.AUTHOR.value, storable(folded)))
    for saved, query in db.all("SELECT name, query FROM saved_filter"):
        try:
            asked = parse_filter(as_text(query), lambda _: "")
        except WrongUse:
            continue
        if folded in {author.lower() for author in (*asked.authors, *asked.not_authors)}:
            db.run("DELETE FROM saved_filter WHERE name = ?", (saved,))


def _blurred(name: str) -> str:
    letters = (letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    return " ".join("".join(letters).split())


def _erased_by(db: Connection, steps: Sequence[int]) -> list[Row]:
    statement = f"{_WROTE} JOIN log l ON l.comment = c.ref AND l.kind = 'erase' WHERE l.step IN ({{}})"
    return db.all_in(statement, steps)


def _wrote(row: Row) -> Wrote:
    ref, site, id, site_number, state, shared = row
    return Wrote(ref, as_text(site), as_text(id), site_number, STATES[state], shown_id(id, site, shared=bool(shared)))
