"""Pieces of statements with the values of their question marks, and how they are joined."""

from collections.abc import Collection, Iterable
from typing import Final

from msgspec import Struct

from moderation.store.texts import storable


class Condition(Struct, frozen=True):
    """Part of a WHERE clause over `standing s` and, in the probing form, `comment c`."""

    clause: str
    values: tuple[object, ...] = ()


ALWAYS: Final = Condition("1 = 1")
NEVER: Final = Condition("1 = 0")


class Sought(Struct, frozen=True):
    """What follows SELECT: the tables, `standing s` among them, and the condition."""

    tables: str
    where: Condition

    @property
    def sql(self) -> str:
        """Both clauses."""
        return f"FROM {self.tables} WHERE {self.where.clause}"

    @property
    def values(self) -> tuple[object, ...]:
        """What the question marks stand for."""
        return self.where.values


def all_of(parts: Iterable[Condition]) -> Condition:
    """Return the condition that all of these hold."""
    return _joined(" AND ", list(parts))


def any_of(parts: Iterable[Condition]) -> Condition:
    """Return the condition that one of these holds."""
    return _joined(" OR ", list(parts))


def _joined(word: str, parts: list[Condition]) -> Condition:
    return Condition(
        word.join(f"({part.clause})" for part in parts), tuple(value for part in parts for value in part.values)
    )


def marks(values: Collection[object]) -> str:
    """Return a question mark for each value."""
    return ", ".join("?" * len(values))


def stored(values: Iterable[str]) -> tuple[str | bytes, ...]:
    """Return texts as SQLite takes them."""
    return tuple(map(storable, values))
