"""The first records of a file of JSON, as far as its first bytes tell, so that the file can be recognised.

A document can be larger than what is looked at: its beginning is then closed where its last whole value ends, and
what the record would have held further down stays unknown.
"""

import json
import re
from typing import Final

_FIRST: Final = re.compile(r"[\s\[,]*+(?=\{)")
_FOLLOWING: Final = re.compile(r"[\s\[\],]*+(?=\{)")
_END: Final = re.compile(r"[\s\],]*+\Z")
_NEXT: Final = re.compile(r"^[ \t]*+(?=\{)|(?<=\}),\s*+(?=\{)", re.M)
MOST: Final = 50
"""Records that are looked at."""

# A string without an end is a token too, even one that ends in a backslash: otherwise each quote in it would be tried.
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.|\\\Z)*+(?:"|\Z)|[\[\]{},]', re.S)
_CLOSING: Final = {"{": "}", "[": "]"}
_CUT_TOKEN: Final = 12
"""Characters: `\\ud83d\\ude00` cut by the end is reported at its start."""


def first_records(head: bytes, *, whole: bool) -> tuple[list[dict[str, object]], bool]:
    """Return the first objects of a file, and whether it holds nothing else.

    `whole` says that the file ends with these bytes.
    """
    text, found = head.decode("utf-8", "replace"), list[dict[str, object]]()
    place = _FIRST.match(text)
    for _ in range(MOST):
        if place is None:
            return found, False
        try:
            value, end = json.JSONDecoder().raw_decode(text, place.end())
        except RecursionError:
            return found, False
        except ValueError as fault:
            if not whole and is_cut(fault, text):
                return [*found, *_closed(text[place.end() :])], False
            place = _NEXT.search(text, place.end() + 1)
        else:
            found.append(value)
            if _END.match(text, end):
                return found, whole
            place = _FOLLOWING.match(text, end) or _NEXT.search(text, end)
    return found, False


def is_cut(fault: Exception, text: str) -> bool:
    """Return whether a value is none only because its text ends too soon."""
    if not isinstance(fault, json.JSONDecodeError):
        return False
    # A string without an end is reported at its start, anything else where the text ends.
    return fault.pos >= len(text) - _CUT_TOKEN or fault.msg.startswith("Unterminated string")


def _closed(text: str) -> list[dict[str, object]]:
    """Return a record whose end is missing, up to its last whole value; nothing where it can't be told."""
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
        return [json.loads(text[:end] + "".join(reversed(open_ones)))]
    except (ValueError, RecursionError):
        return []
