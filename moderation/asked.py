"""What a review asks of a scorer, which it is handed and never loads by itself."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from moderation.comments import InContext
from moderation.labels import Label
from moderation.suggestions import Evidence


class Explains(Protocol):
    """The part of a scorer that a review needs."""

    def explain(self, posted: InContext) -> Mapping[Label, Evidence]:
        """Return the evidence for each label."""
        ...


@runtime_checkable
class KnowsStrongWords(Protocol):
    """The part of a scorer that tells what to cover of a text."""

    def stretches(self, asked: Sequence[tuple[str, bool | None]]) -> Sequence[Sequence[tuple[int, int]]]:
        """Return what to cover in each text, given whether it is taken for abuse, None where nobody has said so yet."""
        ...


@runtime_checkable
class Foresees(Protocol):
    """A scorer beside the desk, which can be told which comment will probably be asked for next."""

    def foresee(self, posted: InContext) -> None:
        """Begin to explain a comment, without waiting for it."""
        ...
