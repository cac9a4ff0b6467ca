"""Single values of an export: texts, names, ids and flags, made fit for every room.

A value that is too long, or holds what a database or a screen can't, is mended here and counted.
"""

import hashlib
import math
from collections.abc import Mapping
from typing import Final

from moderation.formats.markup import folded
from moderation.formats.records import RAW_KEPT
from moderation.formats.sources import Repairs
from moderation.formats.terms import iso_date

LONGEST_TEXT: Final = 1_000_000
"""Characters of a comment or article that are kept; WordPress itself can't store more than 65,535 bytes."""

YES: Final = frozenset({"yes", "y", "true", "t", "1", "1.0"})
NO: Final = frozenset({"no", "n", "false", "f", "0", "0.0"})
NULLS: Final = frozenset({"null", r"\n", "none", "nan", "n/a"})


def shown(raw: str | bytes) -> str:
    """Return the beginning of a record for the file of rejects."""
    beginning = raw[:RAW_KEPT]
    return beginning if isinstance(beginning, str) else beginning.decode("utf-8", "replace")


def word(row: Mapping[str, object], column: str | None) -> str:
    """Return a cell as a short string, empty where there is none; whole numbers keep every digit."""
    cell = row.get(column) if column is not None else None
    if isinstance(cell, str):
        cell = cell.strip()
        return sound(cell) if "\0" in cell or "\r" in cell else cell
    if cell is None or isinstance(cell, dict | list | bytes):
        return ""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)


def kept_text(text: str, repairs: Repairs) -> tuple[str, bool]:
    """Return text fit for every room (see `clean_text`, and not endless) and whether it was cut."""
    text = clean_text(text, repairs)
    if len(text) <= LONGEST_TEXT:
        return text, False
    repairs.add(f"texts cut to {LONGEST_TEXT:,} characters")
    return text[:LONGEST_TEXT], True


def clean_text(text: str, repairs: Repairs) -> str:
    """Return text with every line end a newline, and without the NUL that databases end a string at."""
    text = folded(text)
    if "\0" in text:
        repairs.add("NUL characters replaced", text.count("\0"))
        text = text.replace("\0", "\ufffd")
    return text


def sound(text: str) -> str:
    """Return a name or id with plain line ends, and without the NUL that databases end a string at."""
    return folded(text).replace("\0", "\ufffd") if "\0" in text or "\r" in text else text


def date_of(raw: str, repairs: Repairs, *, utc: bool = False) -> str:
    """Return a date as `iso_date` does; one that can't be read is noted, zeros, blanks and words for none are none."""
    date = iso_date(raw, utc=utc)
    if not date and raw.strip("0-:T \t\r\n") and raw.strip().lower() not in NULLS:
        repairs.add("dates that can't be read left out")
    return date


def made_up_id(*parts: str) -> str:
    """Return an id for what has none, the same at every import (16 hex digits of SHA-256)."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def reference(row: Mapping[str, object], column: str | None) -> str:
    """Return an id as its own table writes it: pandas makes `5.0` of ids with gaps, databases write NULL for none."""
    raw = word(row, column)
    if raw.isdigit() or not raw:
        return raw
    if raw.endswith(".0") and raw[:-2].isdigit():
        return raw[:-2]
    return "" if raw.lower() in NULLS else raw


def as_flag(cell: object) -> bool | None:
    """Return yes or no as tables write it; None for an empty cell and for anything else, such as a score."""
    said = str(cell).strip().lower()
    return True if said in YES else False if said in NO else None
