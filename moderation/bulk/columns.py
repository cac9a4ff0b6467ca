"""The columns of a table out: the input's own, then those that scoring adds.

JSON records name their own fields, a CSV or Parquet file has one header. The columns are those of the first
block; a field that turns up later goes into the column `other_fields` as JSON, so that nothing is lost and
nothing has to be read twice.
"""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Final

from moderation.formats.columns import OTHER_FIELDS
from moderation.labels import LABELS

ADDED: Final = (*(label.value for label in LABELS), "suggested", "why", "model")
"""The columns that scoring adds, `why` only where it is asked for."""

ADDED_NAMES: Final = frozenset(ADDED)

Row = Mapping[str, object]


def kept_fields(fields: Row) -> Row:
    """Return the input's own columns; one that has the name of an added column is kept as `input_NAME`."""
    if ADDED_NAMES.isdisjoint(fields):
        return fields
    return {_free_name(name, fields) if name in ADDED_NAMES else name: value for name, value in fields.items()}


def _free_name(name: str, taken: Container[str]) -> str:
    """Return the name with `input_` in front, as often as it takes: a table that is scored again has such names."""
    name = f"input_{name}"
    while name in taken:
        name = f"input_{name}"
    return name


def columns_of(first: Iterable[Row], header: Sequence[str], *, explain: bool, alone: bool) -> tuple[str, ...]:
    """Return the columns of a table that begins with these rows of an input.

    `header` is the input's own, where it has one that every row keeps to; `alone` says that no other input fills
    the table, which could have columns that this one has not.
    """
    named = dict.fromkeys(name for fields in first for name in kept_fields(fields))
    named = named or dict.fromkeys(kept_fields(dict.fromkeys(header)))
    complete = OTHER_FIELDS in named or (alone and (header or not named))
    added = (name for name in ADDED if explain or name != "why")
    return (*named, *([] if complete else [OTHER_FIELDS]), *added)


def fitted(row: Row, columns: Container[str]) -> Row:
    """Return a row without fields that the table has no column for: they go into `other_fields`."""
    others = {name: value for name, value in row.items() if name not in columns}
    if not others:
        return row
    kept = {name: value for name, value in row.items() if name not in others}
    return {**kept, OTHER_FIELDS: _merged(row.get(OTHER_FIELDS), others)}


def _merged(own: object, others: Row) -> str:
    """Return later fields as JSON, beside what the input itself has in a field of that column's name."""
    before = _parsed(own) if isinstance(own, str) else own
    if isinstance(before, dict) and before.keys().isdisjoint(others):
        others = {**before, **others}
    elif own not in (None, ""):
        others = {OTHER_FIELDS: own, **others}
    return json.dumps(others, ensure_ascii=False, default=str)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
