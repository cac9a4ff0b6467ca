"""The full-text index over texts and authors, kept in step by whoever writes a comment.

FTS5 reads the comment table itself (external content), so the words are stored once; the price is that what is
taken out must be taken out before the comment changes.
"""

import re
from collections.abc import Sequence
from typing import Final

from moderation.errors import UnusableDesk
from moderation.store.connection import Connection

# Scripts written without blanks are one long token to FTS5; their words are looked for as they stand.
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def index_from(db: Connection, first_ref: int) -> None:
    """Index all comments from this row number on; part of the caller's transaction."""
    db.run(
        "INSERT INTO search (rowid, text, author) SELECT ref, text, author FROM comment WHERE ref >= ?", (first_ref,)
    )


def index(db: Connection, refs: Sequence[int]) -> None:
    """Index comments that are not in the index; part of the caller's transaction."""
    db.run_many(
        "INSERT INTO search (rowid, text, author) SELECT ref, text, author FROM comment WHERE ref = ?",
        [(ref,) for ref in refs],
    )


def forget(db: Connection, refs: Sequence[int]) -> None:
    """Take comments out of the index while they still read as they were indexed; part of the caller's transaction."""
    db.run_many(
        """INSERT INTO search (search, rowid, text, author)
        SELECT 'delete', ref, text, author FROM comment WHERE ref = ?""",
        [(ref,) for ref in refs],
    )


def is_indexed(word: str) -> bool:
    """Return whether the index can find a word: it has letters or digits, in a script that parts words."""
    return any(character.isalnum() for character in word) and not _UNSPACED.search(word)


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


def index_faults(db: Connection) -> list[str]:
    """Return what is wrong with the index; empty when it finds each comment by the words it has now.

    FTS5 compares word by word (6 s for a million comments) and asks for the right to write while it does.
    """
    try:
        with db.writing():
            db.run("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    except UnusableDesk:
        return ["the search index is not in step with the comments"]
    return []


def _quoted(word: str) -> str:
    beginning = word.endswith("*") and is_indexed(word)
    phrase = word.rstrip("*") if beginning else word
    return '"' + phrase.replace('"', " ").replace("\0", " ") + '"' + ("*" if beginning else "")
