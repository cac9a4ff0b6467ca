"""JSON Lines: one comment or article a line, the program's own interchange format.

A line is decoded by msgspec, which keeps integers of any length exact; what it refuses (NaN, lone surrogates,
two objects on a line) is tried again with the standard library before it is rejected.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from moderation.comments import Article
from moderation.formats.cells import LONGEST_TEXT, clean_text, made_up_id, reference, shown, word
from moderation.formats.encodings import decoded
from moderation.formats.records import RAW_KEPT, Export, Item, Reject
from moderation.formats.rows import Rows
from moderation.formats.sources import Repairs, Source

LONGEST_LINE: Final = 64 << 20
"""Bytes of a line that are tried; a longer one is rejected without being held in memory."""

_BETWEEN: Final = re.compile(r"[\s,]*")

# Alternatives in order: an escaped backslash, a pair, half a pair. Read on ASCII JSON, where nothing else can be one.
_SURROGATES: Final = re.compile(r"\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(\\ud[89a-f][0-9a-f]{2})")


def open_jsonlines(source: Source) -> Export:
    """Return the export of a JSON Lines file."""
    return Export("jsonl", _read(source), lines_above=0)


def records(value: object, place: str, rows: Rows, raw: str | bytes = "") -> list[Item]:
    """Return what one JSON value holds: an article, a comment (with its article), or a reject."""
    if not isinstance(value, dict):
        return [Reject(place, f"not a record but a {type(value).__name__}", shown(raw))]
    if value.get("kind") == "article":
        return [_article(value, rows.repairs)]
    return rows.read(value, place, raw)


def without_half_pairs(value: Any, repairs: Repairs) -> Any:
    """Return a JSON value whose strings hold no lone surrogate, which neither UTF-8 nor a database can store."""
    # Only in ASCII can half a pair be told from a reader who writes a backslash and a u.
    ascii_json = json.dumps(value)
    halves = sum(1 for match in _SURROGATES.finditer(ascii_json) if match[1])
    if not halves:
        return value
    repairs.add("half surrogate pairs replaced", halves)
    return json.loads(_SURROGATES.sub(lambda match: r"\ufffd" if match[1] else match[0], ascii_json))


def _read(source: Source) -> Iterator[Item]:
    rows, decode = Rows(source.repairs), msgspec.json.Decoder().decode
    for number, line in _lines(source):
        if isinstance(line, Reject):
            yield line
            continue
        place = f"line {number:,}"
        try:
            value = decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            yield from _second_try(line, place, rows, source.repairs)
        else:
            yield from records(value, place, rows, line)


def _lines(source: Source) -> Iterator[tuple[int, bytes | Reject]]:
    number = 0
    while line := source.stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            _skip_line(source)
            reason = f"the line is longer than {LONGEST_LINE >> 20} MiB"
            yield number, Reject(f"line {number:,}", reason, shown(line))
        elif not line.isspace():
            yield number, line


def _skip_line(source: Source) -> None:
    while (more := source.stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
        pass


def _second_try(line: bytes, place: str, rows: Rows, repairs: Repairs) -> Iterator[Item]:
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
        yield from records(clean, place, rows, text)
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # matches anywhere


def _article(value: Mapping[str, object], repairs: Repairs) -> Article:
    title, url, text = word(value, "title"), word(value, "url"), value.get("text")
    text = clean_text(text, repairs)[:LONGEST_TEXT] if isinstance(text, str) else ""
    return Article(reference(value, "id") or made_up_id(title, text, url), title, text, url)
