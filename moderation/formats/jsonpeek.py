"""The first record of a file of JSON, as far as its first bytes tell, so that the file can be recognised.

A document can be larger than what is looked at: its beginning is then closed where its last whole value ends, and
what the record would have held further down stays unknown.
"""

import json
import re
from typing import Final

_FIRST: Final = re.compile(r"[\s\[,]*(?=\{)")
_NEXT: Final = re.compile(r"^[ \t]*+(?=\{)|(?<=\}),\s*+(?=\{)", re.M)
_MOST_TRIES: Final = 20
"""Records that are tried where the first are broken."""

# A string without an end is a token too, even one that ends in a backslash: otherwise each quote in it would be tried.
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.|\\\Z)*+(?:"|\Z)|[\[\]{},]', re.S)
_CLOSING: Final = {"{": "}", "[": "]"}
_CUT_TOKEN: Final = 12
"""Characters: `\\ud83d\\ude00` cut by the end is reported at its start."""


def first_record(head: bytes, *, whole: bool) -> tuple[dict[str, object], bool] | None:
    """Return the first object, and whether the file ends with it; None where there is none.

    `whole` says that the file ends with these bytes.
    """
    text = head.decode("utf-8", "replace")
    begin = _FIRST.match(text)
    at = begin.end() if begin else None
    for _ in range(_MOST_TRIES):
        if at is None:
            return None
        try:
            value, end = json.JSONDecoder().raw_decode(text, at)
        except RecursionError:
            return None
        except ValueError as fault:
            if not whole and _is_cut(fault, text):
                return _closed(text[at:])
            following = _NEXT.search(text, at + 1)
            at = following.end() if following else None
        else:
            return value, whole and not text[end:].strip(" \t\r\n,]")
    return None


def _is_cut(fault: ValueError, text: str) -> bool:
    if not isinstance(fault, json.JSONDecodeError):
        return False
    return fault.pos >= len(text) - _CUT_TOKEN or fault.msg.startswith("Unterminated string")


def _closed(text: str) -> tuple[dict[str, object], bool] | None:
    """Return a record whose end is missing, up to its last whole value."""
    open_ones: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        sign = token[0][0]
        if sign in _CLOSING:
            open_ones.append(_CLOSING[sign])
        elif sign in "]}" and open_ones:
            open_ones.pop()
        elif sign != ",":
            continue
        end = token.start() if sign == "," else token.end()
    try:
        return json.loads(text[:end] + "".join(reversed(open_ones))), False
    except (ValueError, RecursionError):
        return None
