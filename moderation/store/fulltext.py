"""The full-text indexes of a desk file, by SQLite's FTS5.

FTS5 reads the comment table itself for words (external content), so they are stored once; the price is that what is
taken out must be taken out before the comment changes.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from moderation.errors import UnusableDesk
from moderation.store.search import signed
from moderation.store.words import Words

if TYPE_CHECKING:
    from moderation.store.connection import Connection, Row

_FIRST: Final = (
    "CREATE VIRTUAL TABLE search USING fts5 (text, author, content = 'comment', content_rowid = 'ref',"
    ' tokenize = "unicode61 remove_diacritics 2")'
)
_WORDS: Final = (
    "CREATE VIRTUAL TABLE search USING fts5 (text, author, content = 'comment', content_rowid = 'ref',"
    # With lists of all that begins with one letter or two, `co*` takes 30 ms at a million comments instead of 1.7 s.
    " tokenize = \"unicode61 remove_diacritics 2\", prefix = '1 2')"
)
_SIGNS: Final = "CREATE VIRTUAL TABLE signs USING fts5 (text, author, content = '', tokenize = 'ascii')"
_PROBE: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.probe USING fts5 (text, author, content = '',"
    ' tokenize = "unicode61 remove_diacritics 2")'
)

_PAGE: Final = 5000


class FullText(Words):
    """The indexes `search` and `signs` of one connection to a desk file."""

    def __init__(self, db: "Connection") -> None:
        self._db = db

    def create_first(self) -> None:
        """Make the index as the first desks had it; part of a migration."""
        self._db.run(_FIRST)

    def create(self) -> None:
        """Make both indexes over all comments: half a minute for a million; part of a migration."""
        self._db.run("DROP TABLE search")
        self._db.run(_WORDS)
        self._db.run("INSERT INTO search (search) VALUES ('rebuild')")
        self._db.run(_SIGNS)
        self._add_signs_from(1)

    def add_from(self, first_ref: int) -> None:
        """Index all comments from this row number on."""
        self._db.run(
            "INSERT INTO search (rowid, text, author) SELECT ref, text, author FROM comment WHERE ref >= ?",
            (first_ref,),
        )
        self._add_signs_from(first_ref)

    def add(self, refs: Sequence[int]) -> None:
        """Index comments that are not in the index."""
        self._db.run_many(
            "INSERT INTO search (rowid, text, author) SELECT ref, text, author FROM comment WHERE ref = ?",
            [(ref,) for ref in refs],
        )
        self._put_signs(self._texts(refs))

    def forget(self, refs: Sequence[int]) -> None:
        """Take comments out of the index while they still read as they were indexed."""
        self._db.run_many(
            """INSERT INTO search (search, rowid, text, author)
            SELECT 'delete', ref, text, author FROM comment WHERE ref = ?""",
            [(ref,) for ref in refs],
        )
        statement = "INSERT INTO signs (signs, rowid, text, author) VALUES ('delete', ?, ?, ?)"
        self._db.run_many(statement, signed(self._texts(refs)))

    def merge(self) -> None:
        """Merge the parts of the indexes: until then they keep the words that were taken out."""
        for index in ("search", "signs"):
            self._db.run(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608  two constants

    def put_to_probe(self, refs: Sequence[int]) -> None:
        """Put the words of a few comments into the table `probe`, in place of those that stood there.

        Asking the index about single comments costs 26 us each, and for `co*` as much as finding all of them.
        """
        self._db.run(_PROBE)
        self._db.run("INSERT INTO probe (probe) VALUES ('delete-all')")
        self._db.run_many("INSERT INTO probe (rowid, text, author) VALUES (?, ?, ?)", self._texts(refs))

    def terms_like(self, patterns: Sequence[str], most: int) -> list[str]:
        """Return words of the index that are like one of these patterns: 1.3 s at a million comments."""
        self._db.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.term USING fts5vocab (main, search, row)")
        alike = " OR ".join([r"term LIKE ? ESCAPE '\'"] * len(patterns))
        found = self._db.all(f"SELECT term FROM term WHERE {alike} LIMIT ?", (*patterns, most))  # noqa: S608  as above
        return [term for (term,) in found]

    def faults(self) -> list[str]:
        """Return what is wrong with the indexes.

        FTS5 compares word by word (6 s for a million comments) and asks for the right to write while it does.
        """
        try:
            with self._db.writing():
                self._db.run("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
                self._db.run("INSERT INTO signs (signs) VALUES ('integrity-check')")
        except UnusableDesk as fault:
            if "malformed" in str(fault.__cause__):
                return ["the search index is not in step with the comments"]
            return [f"the search index could not be compared with the comments: {fault}"]
        return self._sign_faults()

    def _sign_faults(self) -> list[str]:
        """Compare the index of signs, which holds no texts, with the signs of the comments, token by token."""
        self._db.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.signs_kept USING fts5vocab (main, signs, instance)")
        with self._db.reading():
            # Two sums instead of two lists: a million comments may have as many signs.
            tokens = chain.from_iterable(
                self._db.pages("SELECT term, doc, col, offset FROM temp.signs_kept", (), _PAGE)
            )
            kept = sum(map(hash, tokens))
            texts = chain.from_iterable(self._db.pages("SELECT ref, text, author FROM comment", (), _PAGE))
            made = sum(hash(token) for row in signed(texts) for token in _instances(*row))
        return [] if kept == made else ["the index of signs is not in step with the comments"]

    def _texts(self, refs: Sequence[int]) -> "list[Row]":
        return self._db.all_in("SELECT ref, text, author FROM comment WHERE ref IN ({})", refs)

    def _add_signs_from(self, first_ref: int) -> None:
        while page := self._db.all(
            "SELECT ref, text, author FROM comment WHERE ref >= ? ORDER BY ref LIMIT ?", (first_ref, _PAGE)
        ):
            self._put_signs(page)
            first_ref = page[-1][0] + 1

    def _put_signs(self, rows: "Sequence[Row]") -> None:
        self._db.run_many("INSERT INTO signs (rowid, text, author) VALUES (?, ?, ?)", signed(rows))


def _instances(ref: int, text: str, author: str) -> Iterator[tuple[str, int, str, int]]:
    for column, tokens in (("text", text), ("author", author)):
        yield from ((token, ref, column, offset) for offset, token in enumerate(tokens.split()))
