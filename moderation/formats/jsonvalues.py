"""A JSON array of comments, read value by value, so that its size does not matter.

Also takes objects that simply follow each other. PHP prints its warnings in front of what WP-CLI exports; they
are passed over.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Final

from moderation.formats.encodings import unescaped
from moderation.formats.jsonlines import LONGEST_LINE, records, without_half_pairs
from moderation.formats.records import RAW_KEPT, Export, Item, Reject
from moderation.formats.rows import Rows
from moderation.formats.sources import Source

_BITE: Final = 1 << 20
_CUT_TOKEN: Final = 12  # characters: a `\\ud83d\\ude00` cut by the edge of the window fails at its start
_BETWEEN: Final = re.compile(r"[\s,\]]*")
_NEXT_RECORD: Final = re.compile(r"\}\s*+,?\s*+(?=\{)")


def open_json_values(source: Source, start: int) -> Export:
    """Return the export of a JSON document that begins at byte `start`."""
    if source.stream.read(start).strip():
        source.repairs.add("text before the JSON passed over")
    if source.head[start : start + 1] == b"[":
        source.stream.read(1)
    return Export("json", _read(source))


class _Text:
    """A window on the text of a stream that grows on demand and forgets what was read."""

    def __init__(self, source: Source) -> None:
        self._stream, self._repairs = source.stream, source.repairs
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.text, self.ended = "", False

    def grow(self, at: int) -> None:
        """Drop the text before `at` and read on, twice as far each time."""
        rest = self.text[at:]
        chunk = self._stream.read(max(_BITE, len(rest)))
        self.ended = not chunk
        self.text = rest + unescaped(self._decoder.decode(chunk, final=self.ended), self._repairs)


def _read(source: Source) -> Iterator[Item]:
    rows = Rows(source.repairs)
    for number, (value, raw) in enumerate(_values(_Text(source)), 1):
        place = f"record {number:,}"
        if isinstance(value, Reject):
            yield Reject(place, value.reason, raw[:RAW_KEPT])
        else:
            clean = without_half_pairs(value, source.repairs) if "\\u" in raw else value
            yield from records(clean, place, rows, raw)


def _values(window: _Text) -> Iterator[tuple[object, str]]:
    """Yield each value, or a Reject for what is none, with its text."""
    decoder, at = json.JSONDecoder(), 0
    while True:
        at = _BETWEEN.match(window.text, at).end()  # type: ignore[union-attr]  # matches anywhere
        if at == len(window.text):
            if window.ended:
                return
            window.grow(at)
            at = 0
            continue
        try:
            value, end = decoder.raw_decode(window.text, at)
        except (ValueError, RecursionError) as fault:
            if _may_go_on(window, at, fault):
                window.grow(at)
                at = 0
            else:
                yield Reject("", _reason(fault)), window.text[at : at + RAW_KEPT]
                at = _resume(window, at)
        else:
            yield value, window.text[at:end]
            at = end


def _may_go_on(window: _Text, at: int, fault: ValueError | RecursionError) -> bool:
    """Whether more text could make a value of what isn't one yet."""
    if window.ended or len(window.text) - at >= LONGEST_LINE or not isinstance(fault, json.JSONDecodeError):
        return False
    # A string cut by the edge is reported at its start, anything else at the edge itself.
    return fault.pos >= len(window.text) - _CUT_TOKEN or fault.msg.startswith("Unterminated string")


def _resume(window: _Text, at: int) -> int:
    following = _NEXT_RECORD.search(window.text, at)
    return following.end() if following else len(window.text)


def _reason(fault: ValueError | RecursionError) -> str:
    if isinstance(fault, json.JSONDecodeError):
        return f"not JSON: {fault.msg}"
    return "nested too deeply" if isinstance(fault, RecursionError) else "a number of thousands of digits"
