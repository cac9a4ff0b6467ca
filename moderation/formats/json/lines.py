"""JSON Lines: a record a line, of the program's own interchange format or of a system's database.

A line is decoded by msgspec, which keeps integers of any length exact; what it refuses (NaN, lone surrogates,
two objects on a line) is tried again with the standard library before it is rejected.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

import msgspec

from moderation.errors import UnreadableExport
from moderation.formats.cells import shown
from moderation.formats.encodings import decoded
from moderation.formats.json.fields import not_a_record
from moderation.formats.json.systems import ANYBODY, RecordReader, recognised_json
from moderation.formats.records import RAW_KEPT, Export, Item, Reject
from moderation.formats.sources import Repairs, Source

LONGEST_LINE: Final = 64 << 20
"""Bytes of a line that are tried; a longer one is rejected without being held in memory."""

_BETWEEN: Final = re.compile(r"[\s,]*")

# Alternatives in order: an escaped backslash, a pair, half a pair. Read on ASCII JSON, where nothing else can be one.
_SURROGATES: Final = re.compile(r"\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(\\ud[89a-f][0-9a-f]{2})")


def open_jsonlines(source: Source) -> Export:
    """Return the export of a JSON Lines file, whatever system's lines they are."""
    known = recognised_json(source)
    items = _read(source, known.reader(source.repairs), is_known=known.system is not ANYBODY)
    return Export(known.system.name or "jsonl", items, known.site, unknown=known.unknown, lines_above=0)


def records(value: object, place: str, reader: RecordReader, raw: str | bytes = "") -> Iterable[Item]:
    """Return what one JSON value holds, or a reject."""
    if isinstance(value, dict):
        return reader.read(value, place, raw)
    return (Reject(place, not_a_record(value), shown(raw)),)


def without_half_pairs(value: Any, repairs: Repairs) -> Any:
    """Return a JSON value whose strings hold no lone surrogate, which neither UTF-8 nor a database can store."""
    # Only in ASCII can half a pair be told from a reader who writes a backslash and a u.
    ascii_json = json.dumps(value)
    halves = sum(1 for match in _SURROGATES.finditer(ascii_json) if match[1])
    if not halves:
        return value
    repairs.add("half surrogate pairs replaced", halves)
    return json.loads(_SURROGATES.sub(lambda match: r"\ufffd" if match[1] else match[0], ascii_json))


def too_long(name: str) -> UnreadableExport:
    """Return what to say of a document that is too large to be read at once."""
    return UnreadableExport(
        f"{name} is one JSON document of more than {LONGEST_LINE >> 20} MiB, and triage reads a document as a whole: "
        "write its comments a line each, for example with jq -c '.comments[]', and import those."
    )


def _read(source: Source, reader: RecordReader, *, is_known: bool) -> Iterator[Item]:
    decode, read = msgspec.json.Decoder().decode, reader.read
    lines = iter(partial(source.stream.readline, LONGEST_LINE), b"")
    for number, line in enumerate(lines, 1):
        # 40 MB of line ends, packed into 20 KB, took 23 s to be no JSON each; this costs a line like most 0.03 us.
        if line.isspace():
            continue
        place = f"line {number:,}"
        try:
            value = decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            if _is_cut(line):
                yield _too_long_line(source, line, place, is_document=is_known and number == 1)
            else:
                yield from _second_try(line, place, reader, source.repairs)
        else:
            yield from read(value, place, line) if type(value) is dict else records(value, place, reader, line)


def _is_cut(line: bytes) -> bool:
    return len(line) == LONGEST_LINE and not line.endswith(b"\n")


def _too_long_line(source: Source, line: bytes, place: str, *, is_document: bool) -> Reject:
    if is_document:
        raise too_long(source.name)
    _skip_line(source)
    return Reject(place, f"the line is longer than {LONGEST_LINE >> 20} MiB", shown(line))


def _skip_line(source: Source) -> None:
    while (more := source.stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
        pass


def _second_try(line: bytes, place: str, reader: RecordReader, repairs: Repairs) -> Iterator[Item]:
    text = decoded(line, repairs).strip()
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
            clean = without_half_pairs(value, repairs)
        except json.JSONDecodeError as fault:
            yield Reject(
                place, f"not JSON: {fault.msg} at character {fault.pos + 1:,}", shown(text[at : at + RAW_KEPT])
            )
            return
        except (ValueError, RecursionError) as fault:
            reason = "nested too deeply" if isinstance(fault, RecursionError) else "a number of thousands of digits"
            yield Reject(place, reason, shown(text))
            return
        yield from records(clean, place, reader, text)
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # matches anywhere
