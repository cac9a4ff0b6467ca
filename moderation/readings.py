"""Scoring anew what was scored before: the values that go between the desk file and the model.

A leaf, since the store keeps what a model read without knowing a model.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from moderation.comments import InContext
from moderation.suggestions import Suggestions


class Reading(NamedTuple):
    """What no retraining changes of what the model said of one comment."""

    bits: int
    own: float
    screen: float
    found: bytes | None


class Readings(NamedTuple):
    """What is to be kept of comments just scored."""

    digest: str
    """What tells the kind of model that can use them."""
    each: list[Reading]
    """One a comment, in their order."""


class Stretch(NamedTuple):
    """Comments by their numbers."""

    after: int
    until: int
    """The last one."""


class Rescoring(NamedTuple):
    """A rescoring that has begun and not ended."""

    model: str
    upto: int
    """The last comment that is done; those before it are."""
    reader: int
    """The number under which readings of this model's kind are kept."""


class Due(Struct, frozen=True):
    """Comments of a stretch that another model has scored."""

    refs: list[int]
    models: list[str]
    """Who scored them."""
    posted: list[InContext]
    bits: list[int | None]
    """What was kept of each, as in a `Reading`; None where nothing was, or by another kind of model."""
    own: list[float | None]
    screen: list[float | None]
    found: list[bytes | None]


class Rescored(Struct, frozen=True):
    """A stretch scored anew."""

    stretch: Stretch
    refs: list[int]
    models: list[str]
    """Who had scored them when they were read: where it is another by now, they were scored or edited meanwhile."""
    suggested: Suggestions
    readings: list[tuple[int, Reading]]
    """What is to be kept, by comment."""
    articles: list[tuple[bytes, bytes]]
    """What is to be kept of articles, by a digest of their words."""
