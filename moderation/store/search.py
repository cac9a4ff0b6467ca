"""How words are asked for: expressions for the full-text indexes, and what the index of signs holds of a text.

An expression is written as FTS5 takes it, whichever database keeps the index; what a person typed stands in quotes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from moderation.store.texts import as_text

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


def signed(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, str, str]]:
    """Yield those of the rows (ref, text, author) that hold a sign, with the signs as tokens."""
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


def _quoted(word: str) -> str:
    beginning = word.endswith("*") and is_indexed(word)
    phrase = word.rstrip("*") if beginning else word
    return '"' + phrase.replace('"', " ").replace("\0", " ") + '"' + ("*" if beginning else "")
