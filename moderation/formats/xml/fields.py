"""The fields of one item or comment of an XML export.

Read by name, without their prefix, from text that need not be well-formed. CDATA is stepped over whole, so that
markup in a comment is never taken for the export's own; each name is looked for once, so that time stays linear.
"""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from moderation.formats.encodings import decoded
from moderation.formats.sources import Repairs
from moderation.formats.xml.pieces import CONTROLS

_CDATA: Final = r"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+\]\]>"
# Without its end it goes on to the text's: looked for at each of many, the end would be sought a million times.
_CDATA_OR_REST: Final = _CDATA.removesuffix(r"\]\]>") + r"(?:\]\]>|\Z)"
_TAG: Final = r"<((?:[\w.-]++:)?+(?:NAMES))(?:\s(?:[^<>/]++|/(?!>))*+)?+"
_INSIDE: Final = rf"([^<]*+(?:(?:{_CDATA}|<(?!/NAME\s*>|!\[CDATA\[|/?+(?:[\w.-]++:)?+(?:BOUND)))[^<]*+)*+)</NAME\s*>"
_QUADRATIC_PAYS: Final = 5_000_000
"""Up to this product of tags and length one pattern for all fields is a fifth faster, whatever the text."""

_CDATA_TEXT: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_TO_NOTHING: Final = re.compile(r"&#(?:0+|[xX]0+|[xX][dD][89a-fA-F]\w\w|5[5-7]\d{3});")


class Fields:
    """Reads the fields of some names; `many` of them may be repeated, and none goes on past a tag of `bound`."""

    def __init__(self, names: str, *, many: str = "", bound: str) -> None:
        tag = _TAG.replace("NAMES", names)
        self._many = frozenset(("", *many.split("|")))  # nameless is CDATA that is no field's
        inside = _INSIDE.replace("BOUND", bound).replace("NAME", r"\1")
        self._opened = re.compile(rf"{_CDATA_OR_REST}|{tag}/?+>")
        self._field = re.compile(rf"{_CDATA_OR_REST}|{tag}(?:/>|>{inside})")

    def read(self, content: bytes, repairs: Repairs) -> dict[str, str]:
        """Return the fields by name; of a repeated one the first counts, and every repair is noted."""
        # Before decoding, where one byte is one character.
        clean = content.translate(None, CONTROLS)
        repairs.add("control characters removed", len(content) - len(clean))
        text = decoded(clean, repairs)
        fields: dict[str, str] = {}
        quick = text.count("<") * len(text) < _QUADRATIC_PAYS
        for name, inner in self._field.findall(text) if quick else self._one_by_one(text, set()):
            local = _local(name)
            if local not in fields:
                fields[local] = _unwrapped(inner, repairs)
            elif local not in self._many:
                repairs.add("repeated fields, the first one kept")
        return fields

    def all_closed(self, content: bytes) -> bool:
        """Return whether every field has its end; where a `]]>` was lost, one has not."""
        unclosed: set[str] = set()
        for _ in self._one_by_one(decoded(content, Repairs()), unclosed):
            pass
        return not unclosed

    def _one_by_one(self, text: str, unclosed: set[str]) -> Iterator[tuple[str, str]]:
        """Yield name and inside of each field; a name without an end is noted and not searched for its end again."""
        at = 0
        while opened := self._opened.search(text, at):
            at, name = opened.end(), opened[1]
            if name is None or _local(name) in unclosed:
                continue
            if field := self._field.match(text, opened.start()):
                at = field.end()
                yield name, field[2] or ""
            else:
                unclosed.add(_local(name))


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
def _local(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return "excerpt" if prefix == "excerpt" else local  # its encoded text is not the article's
