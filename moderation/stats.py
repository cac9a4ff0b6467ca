"""The desk's figures as values: what waits, how labels and moderators fare."""

from collections.abc import Mapping

from msgspec import Struct

from moderation.labels import Label


class LabelStats(Struct, frozen=True):
    """How one label fares among the settlements in effect."""

    judged: int
    """Settlements where the label was decided yes or no."""
    carried: int
    suggested: int
    """Settlements that answered a suggestion of the label."""
    overridden: int
    """Settlements that decided the label against the suggestion."""


class ModeratorStats(Struct, frozen=True):
    """One moderator's settlements in effect."""

    settled: int
    today: int
    """Since midnight by the clock of the machine that asks."""
    agreed: int
    """Settlements that took the suggestion as it was."""
    scored: int
    """Settlements that answered a suggestion at all: `agreed / scored` is the agreement."""
    median_seconds: float | None


class Stats(Struct, frozen=True):
    """The desk's figures."""

    sites: int
    articles: int
    comments: int
    waiting: int
    """Comments in the queue as it opens."""
    held: int
    settled: int
    unscored: int
    model: str
    labels: Mapping[Label, LabelStats]
    moderators: Mapping[str, ModeratorStats]
