"""Values deep inside somebody's JSON, each taken for what it should be or for nothing.

Every reader of a JSON system goes through these doors, because any field of a record may be missing, null or of
another type, and none of that may end an import.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from moderation.formats.cells import shown, word
from moderation.formats.records import Item, Reject
from moderation.formats.terms import iso_date

Record = Mapping[str, object]
"""An object of JSON: its keys are strings, its values anything."""

_NOTHING: Final[Record] = {}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ORIGIN: Final = re.compile(r"https?://[\w.:-]+", re.I)
_MILLISECONDS: Final = 100_000_000_000
"""From here on a number is a time in thousandths: in seconds it would lie in the year 5138."""


def inner(record: Record, *names: str) -> Record:
    """Return the object under these names, one within the other; an empty one where there is none."""
    for name in names:
        value = record.get(name)
        if not isinstance(value, dict):
            return _NOTHING
        record = value
    return record


def listed(record: Record, name: str) -> list[object]:
    """Return the list under a name; an empty one where there is none."""
    value = record.get(name)
    return value if isinstance(value, list) else []


def each_of(record: Record, name: str, place: str, read: Callable[[Record, str], Iterable[Item]]) -> Iterator[Item]:
    """Yield what is read of each object of the list under a name and its place; a Reject for what is no object."""
    for number, value in enumerate(listed(record, name), 1):
        where = f"{place}, entry {number:,}"
        yield from read(value, where) if isinstance(value, dict) else [Reject(where, not_a_record(value))]


def sketch(value: object) -> str:
    """Return a value for the file of rejects; nothing of one that is nested as deep as it could only just be read."""
    try:
        return shown(repr(value))
    except RecursionError:
        return ""


def not_a_record(value: object) -> str:
    """Return why a value is rejected where an object should stand."""
    return f"not a record but a {type(value).__name__}"


def name_of(record: Record, *names: str) -> str:
    """Return the first of these fields that says something, as a short string; numbers keep every digit."""
    return next((said for name in names if (said := word(record, name))), "")


def words_of(record: Record, *names: str) -> str | None:
    """Return the first of these fields that is a text with something in it, else one without; None for no text."""
    texts = [value for name in names if isinstance(value := record.get(name), str)]
    return next((text for text in texts if text), texts[0] if texts else None)


def first_of(record: Record, *names: str) -> Record:
    """Return the first object of the first of these lists that has one; an empty one where there is none."""
    firsts = (next(iter(listed(record, name)), None) for name in names)
    return next((first for first in firsts if isinstance(first, dict)), _NOTHING)


def origin(address: str) -> str:
    """Return the site that an address leads to: `https://n.example/a?b` to `https://n.example`; empty for none."""
    site = _ORIGIN.match(address)
    return site[0] if site else ""


def moment_of(value: object) -> str:
    """Return a time as ISO 8601 in UTC; empty for none and for nonsense.

    Takes ISO strings, seconds and milliseconds since 1970, and what MongoDB makes of either: `{"$date": …}`,
    `{"$numberLong": "…"}`.
    """
    while isinstance(value, dict):
        value = value.get("$date", value.get("$numberLong"))
    if isinstance(value, str) and not value.strip().lstrip("-").isdigit():
        return "" if value.startswith("0001-01-01") else iso_date(value)  # Go's word for no time
    try:
        number = float(value)  # type: ignore[arg-type]  # what is no number is refused here
        seconds = number / 1000 if abs(number) >= _MILLISECONDS else number
        moment = _EPOCH + timedelta(seconds=seconds)
    except (TypeError, ValueError, OverflowError):
        return ""
    return moment.isoformat(timespec="milliseconds" if seconds % 1 else "seconds").replace("+00:00", "Z")
