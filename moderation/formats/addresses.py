"""The columns of a record in which readers' e-mail and IP addresses stand, by their names and by their values.

Which columns have to be looked at is worked out once for all records of the same columns: most have none.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from moderation.formats.columns import NAMES, PARTS
from moderation.personal import as_name, is_address

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TELLING: Final = frozenset({"email", "emails", "mail", "ip", "ips", "ipaddr", "ipaddress", "inet"})
_AUTHORS: Final = frozenset(NAMES["author"])
_KNOWN: Final = PARTS - _AUTHORS
"""Columns of ids, times, texts and titles: an address in a text is part of what somebody says."""

Row = Mapping[str, Any]


def is_of_addresses(column: str) -> bool:
    """Return whether a column holds addresses by its name: `author_email`, `comment_author_IP`, `remoteAddr`."""
    words = {word.lower() for word in _WORD.findall(column)}
    return not _TELLING.isdisjoint(words) or ("remote" in words and not {"addr", "address"}.isdisjoint(words))


@lru_cache(maxsize=4096)
def _sorted_out(columns: tuple[str, ...]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the columns that hold addresses by their names, and those that may hold some by their values."""
    named = [column for column in columns if column.lower() not in _KNOWN and is_of_addresses(column)]
    return named, [column for column in columns if column.lower() not in _KNOWN and column not in named]


def has_addresses(fields: Row) -> bool:
    """Return whether a record holds an address of a reader's."""
    named, others = _sorted_out(tuple(fields))
    if any(_emptied(fields[name]) is not fields[name] for name in named):
        return True
    return any(_left_of(name, fields[name]) is not fields[name] for name in others)


def without_addresses(fields: Row) -> tuple[Row, int]:
    """Return a record with its readers' addresses blanked, and in how many columns; itself where in none."""
    named, others = _sorted_out(tuple(fields))
    less = {name: _emptied(fields[name]) for name in named} | {name: _left_of(name, fields[name]) for name in others}
    changed = {name: value for name, value in less.items() if value is not fields[name]}
    return ({**fields, **changed}, len(changed)) if changed else (fields, 0)


def _emptied(value: Any) -> Any:
    """Return what stands in a column of addresses: nothing, or what it says of them (`verified: true`)."""
    if isinstance(value, str):
        return "" if value else value
    return value if value is None or isinstance(value, bool) else None


def _left_of(column: str, value: Any) -> Any:
    """Return a value of a column whose name tells of no addresses; a reader's name may hold one all the same."""
    less = _without(value)
    if less is value and isinstance(value, str) and "@" in value and column.lower() in _AUTHORS:
        named = as_name(value)
        return value if named == value else named
    return less


def _without(value: Any) -> Any:
    """Return a value of any other column, the very same where there is no address in it."""
    if isinstance(value, str):
        return "" if value and is_address(value) else value
    if isinstance(value, dict):
        return without_addresses(value)[0]
    if isinstance(value, list):
        each = [_without(one) for one in value]
        return each if any(new is not old for new, old in zip(each, value, strict=True)) else value
    return value
