"""The full-text indexes of a desk in PostgreSQL: its own text vectors, filled with the words that FTS5 would find.

PostgreSQL's parsers read addresses, hyphens and numbers in ways of their own, so that a search would find other
comments there than in a desk file; here a word is what FTS5's `unicode61` takes for one. A vector holds at most 1 MB
and tells places up to 16,383 apart: of a longer comment the words that come later are found singly, those beyond
200,000 characters of different words not at all.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final
from unicodedata import category, normalize

from moderation.store.search import signed
from moderation.store.texts import as_text
from moderation.store.words import Words

if TYPE_CHECKING:
    from moderation.store.connection import Connection, Row

_AUTHOR, _TEXT = "A", "B"
"""The weights that tell the two columns of the index apart."""

_LAST_PLACE: Final = 16_383
_MOST_CHARACTERS: Final = 200_000
_LONGEST_WORD: Final = 500
"""A vector's word has 2,047 bytes at most."""

_APART: Final = 20
"""Places between an author's name and the text: no phrase reaches across."""

_PAGE: Final = 5_000
_NEAR: Final = 5
"""`NEAR(a b, 4)`: at most four words in between."""

_PIECE: Final = re.compile(r'NEAR\("([^"]*)" "([^"]*)", 4\)|(text|author) :|"([^"]*)"(\*?)|(AND|OR|NOT|\(|\))')
_FOLDED: Final = str.maketrans("µſ", "μs")
"""What FTS5 folds and `lower` leaves."""

_OPERATORS: Final = {"AND": "&", "OR": "|", "NOT": "& !"}


class TextVectors(Words):
    """The indexes `search` and `signs` of one connection to a desk in PostgreSQL."""

    def __init__(self, db: "Connection") -> None:
        self._db = db

    def create_first(self) -> None:
        """Do nothing: the indexes of the first desks were in files alone."""

    def create(self) -> None:
        """Make both indexes; part of a migration, before which no desk in PostgreSQL has a comment."""
        for index in ("search", "signs"):
            self._db.run(f"CREATE TABLE {index} (rowid INTEGER PRIMARY KEY, words tsvector NOT NULL)")
            self._db.run(f"CREATE INDEX {index}_words ON {index} USING gin (words)")

    def add_from(self, first_ref: int) -> None:
        """Index all comments from this row number on."""
        while page := self._db.all(
            "SELECT ref, text, author FROM comment WHERE ref >= ? ORDER BY ref LIMIT ?", (first_ref, _PAGE)
        ):
            self._put(page)
            first_ref = page[-1][0] + 1

    def add(self, refs: Sequence[int]) -> None:
        """Index comments that are not in the index."""
        self._put(self._texts(refs))

    def forget(self, refs: Sequence[int]) -> None:
        """Take comments out of the index."""
        for index in ("search", "signs"):
            self._db.run_many(f"DELETE FROM {index} WHERE rowid = ?", [(ref,) for ref in refs])  # noqa: S608  constants

    def merge(self) -> None:
        """Do nothing: what was deleted is gone with the next `write_anew`."""

    def put_to_probe(self, refs: Sequence[int]) -> None:
        """Put the words of a few comments into the table `probe`, in place of those that stood there."""
        self._db.run("CREATE TEMP TABLE IF NOT EXISTS probe (rowid INTEGER PRIMARY KEY, words tsvector NOT NULL)")
        self._db.run("DELETE FROM pg_temp.probe")
        rows = [(ref, _vector(text, author)) for ref, text, author in self._texts(refs)]
        self._db.run_many("INSERT INTO pg_temp.probe (rowid, words) VALUES (?, ?::tsvector)", rows)

    def terms_like(self, patterns: Sequence[str], most: int) -> list[str]:
        """Return words of the index that are like one of these patterns."""
        alike = " OR ".join([r"word LIKE ? ESCAPE '\'"] * len(patterns))
        statement = f"SELECT word FROM ts_stat('SELECT words FROM search') WHERE {alike} LIMIT ?"  # noqa: S608  as above
        return [word for (word,) in self._db.all(statement, (*patterns, most))]

    def faults(self) -> list[str]:
        """Return what is wrong with the index of words; empty when it finds each comment by the words it has now."""
        after = 0
        while page := self._db.all(
            """SELECT c.ref, c.text, c.author, w.words::text FROM comment c LEFT JOIN search w ON w.rowid = c.ref
            WHERE c.ref > ? ORDER BY c.ref LIMIT ?""",
            (after, _PAGE),
        ):
            vectors = [(_vector(text, author),) for _, text, author, _ in page]
            wanted = [self._db.one("SELECT ?::tsvector::text", vector) for vector in vectors]
            if any(row[3] != want[0] for row, want in zip(page, wanted, strict=True) if want):
                return ["the search index is not in step with the comments"]
            after = page[-1][0]
        return []

    def _texts(self, refs: Sequence[int]) -> "list[Row]":
        return self._db.all_in("SELECT ref, text, author FROM comment WHERE ref IN ({})", refs)

    def _put(self, rows: "Sequence[Row]") -> None:
        self._into("search", ((ref, _vector(text, author)) for ref, text, author in rows))
        self._into("signs", ((ref, _placed(text.split(), author.split())) for ref, text, author in signed(rows)))

    def _into(self, index: str, rows: Iterable[tuple[int, str]]) -> None:
        statement = f"""INSERT INTO {index} (rowid, words) VALUES (?, ?::tsvector)
            ON CONFLICT (rowid) DO UPDATE SET words = excluded.words"""  # noqa: S608  one of two constants
        self._db.run_many(statement, list(rows))


def words(text: str) -> list[str]:
    """Return the words of a text as FTS5's `unicode61` finds them: letters and digits, small, without accents."""
    plain = "".join(mark for mark in normalize("NFD", text.lower().translate(_FOLDED)) if category(mark) != "Mn")
    whole = "".join(
        letter if letter.isalnum() or category(letter) == "Co" else " " for letter in normalize("NFC", plain)
    )
    return [word[:_LONGEST_WORD] for word in whole.split()]


def _vector(text: object, author: object) -> str:
    return _placed(words(as_text(text)), words(as_text(author)))  # type: ignore[arg-type]


def _placed(text: Sequence[str], author: Sequence[str]) -> str:
    """Return words with their places, as a vector is written."""
    found: dict[str, list[str]] = {}
    held = 0
    for place, (word, weight) in enumerate(_in_order(text, author), 1):
        if word:
            places = found.setdefault(word, [])
            held += 0 if places else len(word.encode())
            if held > _MOST_CHARACTERS:
                break
            places.append(f"{min(place, _LAST_PLACE)}{weight}")
    return " ".join(f"'{word}':{','.join(places[:255])}" for word, places in found.items())


def _in_order(text: Sequence[str], author: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from ((word, _AUTHOR) for word in author)
    yield from [("", "")] * _APART
    yield from ((word, _TEXT) for word in text)


def query(expression: str) -> str:
    """Return an expression for FTS5, as `search.py` writes them, as a text query."""
    pieces, weight, depth = [], "", 0
    for one, other, column, phrase, star, operator in _PIECE.findall(expression):
        if column:
            weight = _AUTHOR if column == "author" else _TEXT
            continue
        if operator == "(" and weight:
            depth += 1  # the column holds for all that stands in these brackets
        pieces.append(_OPERATORS.get(operator, operator) or _phrase(one, other, phrase, star, weight))
        depth -= operator == ")" and depth > 0
        weight = weight if depth else ""
    return " ".join(pieces)


def _phrase(one: str, other: str, phrase: str, star: str, weight: str) -> str:
    if one:
        pairs = ((first, second, gap) for first, second in ((one, other), (other, one)) for gap in range(1, _NEAR + 1))
        nearby = (
            f"{_in_turn(first, '', weight)} <{gap}> {_in_turn(second, '', weight)}" for first, second, gap in pairs
        )
        return f"({' | '.join(nearby)})"
    return f"({_in_turn(phrase, star, weight)})"


def _in_turn(phrase: str, star: str, weight: str) -> str:
    """Return the words of a phrase, one after the other; what holds no word is a word that nothing has."""
    found = words(phrase) or ["\u00b7"]
    ends = [""] * (len(found) - 1) + [star]
    marked = (f"'{word}'{f':{end}{weight}' if end or weight else ''}" for word, end in zip(found, ends, strict=True))
    return " <-> ".join(marked)
