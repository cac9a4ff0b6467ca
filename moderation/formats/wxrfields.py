"""The fields of one item or comment of a WordPress export.

Read by name, without their prefix, from text that need not be well-formed. CDATA is stepped over whole, so that
markup in a comment is never taken for the export's own; each name is looked for once, so that time stays linear.
"""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from moderation.formats.sources import Repairs

_NAMES: Final = (
    "title|link|encoded|post_id|post_type|comment_id|comment_author|comment_date_gmt|comment_date|comment_content|"
    "comment_approved|comment_type|comment_parent|commentmeta|postmeta"
)
_MANY: Final = ("", "commentmeta", "postmeta", "excerpt")
_CDATA: Final = r"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+\]\]>"
_TAG: Final = rf"<((?:[\w.-]++:)?+(?:{_NAMES}))(?:\s[^<>]*+)?+(?<!/)>"
_OPENED: Final = re.compile(rf"{_CDATA}|{_TAG}")
_NOT_INSIDE: Final = r"/NAME\s*>|!\[CDATA\[|/?+(?:[\w.-]++:)?+comment_\w"
_INSIDE: Final = rf"([^<]*+(?:(?:{_CDATA}|<(?!{_NOT_INSIDE}))[^<]*+)*+)</NAME\s*>"
_FIELD: Final = re.compile(rf"{_CDATA}|{_TAG}{_INSIDE}".replace("NAME", r"\1"))
_QUADRATIC_PAYS: Final = 5_000_000
"""Up to this product of tags and length one pattern for all fields is a fifth faster, whatever the text."""

_CDATA_TEXT: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_TO_NOTHING: Final = re.compile(r"&#(?:0+|[xX]0+|[xX][dD][89a-fA-F]\w\w|5[5-7]\d{3});")


def fields_of(text: str, repairs: Repairs) -> dict[str, str]:
    """Return the fields by name; of a repeated one the first counts, and the repair is noted."""
    fields: dict[str, str] = {}
    pairs = _FIELD.findall(text) if text.count("<") * len(text) < _QUADRATIC_PAYS else _one_by_one(text, set())
    for name, inner in pairs:
        local = _local(name)
        if local not in fields:
            fields[local] = _unwrapped(inner, repairs)
        elif local not in _MANY:
            repairs.add("repeated fields, the first one kept")
    return fields


def all_closed(text: str) -> bool:
    """Return whether every field has its end; where a `]]>` was lost, one has not."""
    unclosed: set[str] = set()
    for _ in _one_by_one(text, unclosed):
        pass
    return not unclosed


def _one_by_one(text: str, unclosed: set[str]) -> Iterator[tuple[str, str]]:
    """Yield name and inside of each field; a name without an end is noted, and not searched to the end each time."""
    at = 0
    while opened := _OPENED.search(text, at):
        at = opened.end()
        name = opened[1]
        if name is None or name in unclosed:
            continue
        inner = _inner(name).match(text, at)
        if inner:
            at = inner.end()
            yield name, inner[1]
        else:
            unclosed.add(name)


def _unwrapped(inner: str, repairs: Repairs) -> str:
    """Return a field's own text: escapes are undone outside of CDATA only; in it they are the text's own."""
    if inner.startswith("<![CDATA[") and inner.find("]]>") == len(inner) - 3:
        return inner[9:-3]
    if "<" not in inner and "&" not in inner:
        return inner
    parts = _CDATA_TEXT.split(inner)
    repairs.add("character references to nothing replaced", len(_TO_NOTHING.findall("".join(parts[::2]))))
    return "".join(part if at % 2 else html.unescape(part) for at, part in enumerate(parts)).strip("\n\t ")


@lru_cache(maxsize=256)
def _inner(name: str) -> re.Pattern[str]:
    """Return the pattern of what follows the opening tag of a field, up to its end."""
    return re.compile(_INSIDE.replace("NAME", re.escape(name)))


@lru_cache(maxsize=256)
def _local(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return "excerpt" if prefix == "excerpt" else local  # its encoded text is not the article's
