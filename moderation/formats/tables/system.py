"""What a system whose exports are tables says of them: how its header is known and what its columns mean.

A module a system states one of these; the table of all of them is in `systems`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from msgspec import Struct, field

from moderation.formats.columns import Layout, folded_name, layout


class TableSystem(Struct, frozen=True):
    """A system whose exports are tables with a header of their own."""

    format: str
    header: frozenset[str]
    """Columns that all stand in its header, folded: `comment_text`."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Part of a comment -> the columns it stands in, the best first; what isn't named is found by its name."""
    text: Callable[[str], str] | None = None
    """Turns a cell of texts into what the reader wrote, where that is not what stands there."""
    unknown: tuple[str, ...] = ()
    """What the columns don't show to be missing: `other people's comments`."""
    writable: bool = True
    """Whether decisions can be written back by its ids."""

    def reads(self, columns: Sequence[str]) -> bool:
        """Return whether a header is this system's."""
        return self.header <= {folded_name(column) for column in columns}

    def layout(self, columns: Sequence[str]) -> Layout:
        """Return what the columns of an export mean."""
        named = {folded_name(column): column for column in reversed(columns)}
        parts = {part: [named[name] for name in names if name in named] for part, names in self.columns.items()}
        stated: dict[str, Any] = {part: found[0] for part, found in parts.items() if found}
        instead = {part: tuple(found[1:]) for part, found in parts.items() if found[1:]}
        known = layout(columns)
        instead = {**known.instead, **instead}
        return replace(known, **stated, instead=instead, writable=self.writable, text_of=self.text or known.text_of)
