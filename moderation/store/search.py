"""The full-text indexes over texts and authors, kept in step by whoever writes a comment.

FTS5 reads the comment table itself for words (external content), so they are stored once; the price is that what is
taken out must be taken out before the comment changes. What it takes for no word, such as emoji, punctuation and the
letters of scripts without blanks, stands in a second index, a token a sign, so that nothing asked for is a sweep.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from moderation.errors import UnusableDesk
from moderation.store.connection import Connection, Row
from moderation.store.texts import as_text

WORDS_TABLE: Final = (
    "CREATE VIRTUAL TABLE search USING fts5 (text, author, content = 'comment', content_rowid = 'ref',"
    # With lists of all that begins with one letter or two, `co*` takes 30 ms at a million comments instead of 1.7 s.
    " tokenize = \"unicode61 remove_diacritics 2\", prefix = '1 2')"
)
SIGNS_TABLE: Final = "CREATE VIRTUAL TABLE signs USING fts5 (text, author, content = '', tokenize = 'ascii')"
_PROBE_TABLE: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.probe USING fts5 (text, author, content = '',"
    ' tokenize = "unicode61 remove_diacritics 2")'
)

# Scripts written without blanks are one long token to FTS5; their words are looked for as they stand. `re` compiles
# them at their first use: that takes 3 ms, which a first frame needn't wait for.
_SCRIPTS: Final = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
_UNSPACED: Final = f"[{_SCRIPTS}\U00020000-\U0003ffff]"
# The commonest punctuation stays out: nobody looks for a comma, and it would double the index.
_SIGN: Final = f"{_UNSPACED}|[^\\w\\s.,'\"’‘“”„-]"
_ASCII_SIGN: Final = r"[\x00-\x08\x0e-\x1b\x7f!#-&(-+/:-@\[-^`{-~]"
"""The same among ASCII, which most texts are: 1.5 us for 360 characters instead of 9."""

_OTHER: Final = "x"
"""Stands in the index of signs for any run of something else."""

_PAGE: Final = 5000


def index_from(db: Connection, first_ref: int) -> None:
    """Index all comments from this row number on; part of the caller's transaction."""
    db.run(
        "INSERT INTO search (rowid, text, author) SELECT ref, text, author FROM comment WHERE ref >= ?", (first_ref,)
    )
    index_signs_from(db, first_ref)


def index_signs_from(db: Connection, first_ref: int) -> None:
    """Index the signs of all comments from this row number on; part of the caller's transaction."""
    while page := db.all(
        "SELECT ref, text, author FROM comment WHERE ref >= ? ORDER BY ref LIMIT ?", (first_ref, _PAGE)
    ):
        _put_signs(db, page)
        first_ref = page[-1][0] + 1


def index(db: Connection, refs: Sequence[int]) -> None:
    """Index comments that are not in the index; part of the caller's transaction."""
    db.run_many(
        "INSERT INTO search (rowid, text, author) SELECT ref, text, author FROM comment WHERE ref = ?",
        [(ref,) for ref in refs],
    )
    _put_signs(db, db.all_in("SELECT ref, text, author FROM comment WHERE ref IN ({})", refs))


def forget(db: Connection, refs: Sequence[int]) -> None:
    """Take comments out of the index while they still read as they were indexed; part of the caller's transaction."""
    db.run_many(
        """INSERT INTO search (search, rowid, text, author)
        SELECT 'delete', ref, text, author FROM comment WHERE ref = ?""",
        [(ref,) for ref in refs],
    )
    signed = _signed(db.all_in("SELECT ref, text, author FROM comment WHERE ref IN ({})", refs))
    db.run_many("INSERT INTO signs (signs, rowid, text, author) VALUES ('delete', ?, ?, ?)", signed)


def _put_signs(db: Connection, rows: Sequence[Row]) -> None:
    db.run_many("INSERT INTO signs (rowid, text, author) VALUES (?, ?, ?)", _signed(rows))


def _signed(rows: Iterable[Row]) -> Iterator[tuple[int, str, str]]:
    """Yield the rows that hold a sign, with the signs as tokens."""
    as_tokens = ((ref, _tokens(as_text(text)), _tokens(as_text(author))) for ref, text, author in rows)
    return (row for row in as_tokens if row[1] or row[2])


def _tokens(text: str) -> str:
    """Return the signs of a text by their code points, with `x` for whatever lies between; empty for none."""
    found: list[str] = []
    end = 0
    for match in re.finditer(_ASCII_SIGN if text.isascii() else _SIGN, text):
        if match.start() > end:
            found.append(_OTHER)
        found.append(f"{ord(match[0]):x}")
        end = match.end()
    return " ".join([*found, _OTHER] if found and end < len(text) else found)


def sign_expression(word: str) -> str:
    """Return the query for a word in the index of signs; empty where it has none to find it by."""
    return f'"{_tokens(word)}"' if re.search(_SIGN, word) else ""


def is_indexed(word: str) -> bool:
    """Return whether the index of words can find one: it has letters or digits, in a script that parts words."""
    return any(character.isalnum() for character in word) and not re.search(_UNSPACED, word)


def match_expression(words: Sequence[str]) -> str:
    """Return the FTS5 query for all of these words and phrases, each quoted so that none is an operator."""
    return " AND ".join(map(_quoted, words))


def near_expression(pairs: Sequence[tuple[str, str]]) -> str:
    """Return the FTS5 query for texts in which the words of any of these pairs stand near each other."""
    nearby = (f"NEAR({_quoted(one)} {_quoted(other)}, 4)" for one, other in pairs)
    return f"text : ({' OR '.join(nearby)})"


def author_expression(name: str) -> str:
    """Return the FTS5 query for a name among the authors."""
    return f"author : {_quoted(name)}"


def put_to_probe(db: Connection, refs: Sequence[int]) -> None:
    """Put the words of a few comments into the table `probe`, in place of those that stood there.

    Asking the index about single comments costs 26 us each, and for `co*` as much as finding all of them.
    """
    db.run(_PROBE_TABLE)
    db.run("INSERT INTO probe (probe) VALUES ('delete-all')")
    rows = db.all_in("SELECT ref, text, author FROM comment WHERE ref IN ({})", refs)
    db.run_many("INSERT INTO probe (rowid, text, author) VALUES (?, ?, ?)", rows)


def index_faults(db: Connection) -> list[str]:
    """Return what is wrong with the indexes; empty when they find each comment by the words and signs it has now.

    FTS5 compares word by word (6 s for a million comments) and asks for the right to write while it does.
    """
    try:
        with db.writing():
            db.run("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
            db.run("INSERT INTO signs (signs) VALUES ('integrity-check')")
    except UnusableDesk as fault:
        if "malformed" not in str(fault.__cause__):
            raise
        return ["the search index is not in step with the comments"]
    return _sign_faults(db)


def _sign_faults(db: Connection) -> list[str]:
    """Compare the index of signs, which holds no texts, with the signs of the comments, token by token."""
    db.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.signs_kept USING fts5vocab (main, signs, instance)")
    with db.reading():
        # Two sums instead of two lists: a million comments may have as many signs.
        tokens = chain.from_iterable(db.pages("SELECT term, doc, col, offset FROM temp.signs_kept", (), _PAGE))
        kept = sum(map(hash, tokens))
        texts = chain.from_iterable(db.pages("SELECT ref, text, author FROM comment", (), _PAGE))
        made = sum(hash(token) for row in _signed(texts) for token in _instances(*row))
    return [] if kept == made else ["the index of signs is not in step with the comments"]


def _instances(ref: int, text: str, author: str) -> Iterator[tuple[str, int, str, int]]:
    for column, tokens in (("text", text), ("author", author)):
        yield from ((token, ref, column, offset) for offset, token in enumerate(tokens.split()))


def _quoted(word: str) -> str:
    beginning = word.endswith("*") and is_indexed(word)
    phrase = word.rstrip("*") if beginning else word
    return '"' + phrase.replace('"', " ").replace("\0", " ") + '"' + ("*" if beginning else "")
