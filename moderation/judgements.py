"""What one person found of one comment, read by itself, as agreement is counted over."""

from collections.abc import Mapping

from msgspec import Struct

from moderation.labels import Label, Labels


class Judgement(Struct, frozen=True):
    """A comment that somebody settled by a key press of its own, whether it was settled anew since or not."""

    what: int
    """The comment, or the first of its near-copies: who judges two copies judges one thing."""
    who: str
    labels: Labels
    suggested: Mapping[Label, bool | None]
    """What was suggested, None where nothing was judged."""
