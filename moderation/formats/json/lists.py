"""Anybody's JSON document that holds a list of comments under a usual name: `{"comments": [...]}`.

The answers of most interfaces look so. What its records mean is read off their names, as in the interchange format.
"""

from collections.abc import Iterator
from typing import Final

from moderation.formats.columns import missing
from moderation.formats.json.fields import Record, each_of, first_of
from moderation.formats.json.interchange import Interchange
from moderation.formats.records import Item
from moderation.formats.sources import Repairs

_LISTS: Final = ("comments", "items", "results", "data", "entries", "records", "rows", "list")
"""What interfaces call their lists."""


def matches(record: Record) -> bool:
    """Return whether a record names no text itself, but those of one of its lists do."""
    return missing(tuple(record)) and any(_named(record))


class Reader:
    """Reads the lists of a document, one behind the other."""

    def __init__(self, repairs: Repairs) -> None:
        self._rows = Interchange(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield what the records of its lists hold; a record that is no document by itself."""
        names = list(_named(record))
        for name in names:
            yield from each_of(record, name, place, self._rows.read)
        if not names:
            yield from self._rows.read(record, place, raw)


def _named(record: Record) -> Iterator[str]:
    """Yield the names of the lists that begin with a record that has a text."""
    return (name for name in _LISTS if name in record and not missing(tuple(first_of(record, name))))
