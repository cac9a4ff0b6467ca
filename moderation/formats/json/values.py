"""A JSON array of records, read value by value, so that its size does not matter; or a document, which is one value.

Also takes values and arrays that simply follow each other. PHP prints its warnings in front of what WP-CLI exports;
they are passed over.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Final

from moderation.formats.encodings import unescaped
from moderation.formats.json.lines import LONGEST_LINE, records, too_long, without_half_pairs
from moderation.formats.json.peek import is_cut
from moderation.formats.json.systems import RecordReader, recognised_json
from moderation.formats.records import RAW_KEPT, Export, Item, Reject
from moderation.formats.sources import Repairs, Source

_BITE: Final = 1 << 20
_PASSED: Final = 1 << 14
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_NEXT_RECORD: Final = re.compile(r"\}\s*+,?\s*+(?=\{)")

# The bracket of another array that follows the first, as pages of a site put together do; not one within a list.
_BETWEEN: Final = re.compile(r"(?:[\s,\]]++|\[(?=\s*+[{\]]))*+")


def open_json_values(source: Source, start: int) -> Export:
    """Return the export of a JSON document that begins at byte `start`."""
    known = recognised_json(source, start)
    if source.stream.read(start).strip():
        source.repairs.add("text before the JSON passed over")
    window = _Text(source, is_document=source.head[start : start + 1] == b"{")
    items = _read(window, known.reader(source.repairs), source.repairs)
    return Export(known.system.name or "json", items, known.site, unknown=known.unknown)


class _Text:
    """A window on the text of a stream that grows on demand and forgets what was read."""

    def __init__(self, source: Source, *, is_document: bool) -> None:
        self._stream, self._repairs = source.stream, source.repairs
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.name, self.text, self.ended = source.name, "", False
        self.is_document = is_document  # and no array, of which a value can be left out
        self._bytes = 0

    def grow(self, at: int) -> None:
        """Drop the text before `at` and read on, twice as far each time, up to the longest record that is tried."""
        held, rest = self.held(at), self.text[at:]
        chunk = self._stream.read(max(_BITE, min(held, LONGEST_LINE - held)))
        self.ended, self._bytes = not chunk, held + len(chunk)
        self.text = rest + unescaped(self._decoder.decode(chunk, final=self.ended), self._repairs)

    def passed(self, at: int) -> int:
        """Drop the text before `at` if it is long, and return where `at` is now.

        The library counts the line of a fault from the beginning of the text: in a window of 64 MiB that takes 40 ms,
        for each of a million faults.
        """
        if at < _PASSED:
            return at
        self._bytes, self.text = self.held(at), self.text[at:]
        return 0

    def held(self, at: int) -> int:
        """Return about how many bytes of the file the text from `at` on is."""
        return self._bytes * (len(self.text) - at) // max(len(self.text), 1)


def _read(window: _Text, reader: RecordReader, repairs: Repairs) -> Iterator[Item]:
    for number, (value, begin, end) in enumerate(_values(window), 1):
        place, raw = f"record {number:,}", window.text[begin : min(end, begin + RAW_KEPT)]
        if isinstance(value, Reject):
            yield Reject(place, value.reason, raw)
            continue
        try:
            halves = _SURROGATE.search(window.text, begin, end)
            clean = without_half_pairs(value, repairs) if halves else value
        except RecursionError as fault:
            yield Reject(place, _reason(fault), raw)
        else:
            yield from records(clean, place, reader, raw)


def _values(window: _Text) -> Iterator[tuple[object, int, int]]:
    """Yield each value, or a Reject for what is none, and where it begins and ends in the window."""
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
                continue
            if window.is_document and _is_too_long(window, at):
                raise too_long(window.name) from fault
            value, end = Reject("", _reason(fault)), _resume(window, at)
        yield value, at, end
        at = window.passed(end) if isinstance(value, Reject) else end


def _is_too_long(window: _Text, at: int) -> bool:
    return window.held(at) >= LONGEST_LINE


def _may_go_on(window: _Text, at: int, fault: ValueError | RecursionError) -> bool:
    """Whether more text could make a value of what isn't one yet."""
    return not window.ended and not _is_too_long(window, at) and is_cut(fault, window.text)


def _resume(window: _Text, at: int) -> int:
    following = _NEXT_RECORD.search(window.text, at)
    return following.end() if following else len(window.text)


def _reason(fault: ValueError | RecursionError) -> str:
    if isinstance(fault, json.JSONDecodeError):
        return f"not JSON: {fault.msg}"
    return "nested too deeply" if isinstance(fault, RecursionError) else "a number of thousands of digits"
