"""A decision worth a second look, as learning names it and the desk keeps it: numbers, and no word of a reader's."""

from msgspec import Struct

from moderation.labels import Label


class Suspect(Struct, frozen=True):
    """A decision on one label that models which never saw it would bet against."""

    ref: int
    """The comment."""
    n: int
    """The row of the log that decided it: once another row is in effect, nothing is suspected any more."""
    label: Label
    suspicion: float
    """The chance of the other answer, from 0 to 1."""
