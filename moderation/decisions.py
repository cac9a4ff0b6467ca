"""What people did: decisions, and the append-only log they stand in.

Nothing here is ever changed after the fact: an undo is a row of its own, and the state of a comment is what the
rows say when read in order.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from moderation.labels import Label, Labels


class Kind(StrEnum):
    """What a row of the log records."""

    SETTLE = "settle"
    UNDO = "undo"
    REDO = "redo"
    HOLD = "hold"
    RELEASE = "release"
    ERASE = "erase"
    POLICY = "policy"
    MODEL = "model"
    NOTE = "note"
    CORRECTION = "correction"


class Answered(Struct, frozen=True):
    """The suggestion a decision answered."""

    model: str
    scores: Mapping[Label, float | None]
    suggested: frozenset[Label] = frozenset()
    thresholds: Mapping[Label, float] = field(default_factory=dict)
    """What a score had to reach to be suggested; empty for decisions made before this was kept."""


class LogEntry(Struct, frozen=True):
    """One row of the log."""

    n: int
    """Position, from 1, without gaps in meaning: later rows have larger numbers."""
    at: str
    """UTC, ISO 8601 with milliseconds and `Z`."""
    who: str
    kind: Kind
    id: str = ""
    """The comment as `triage show` takes it; empty for policy and model rows."""
    labels: Labels | None = None
    answers: Answered | None = None
    undoes: int | None = None
    """The row that an undo takes back, or the undo that a redo takes back."""
    step: int = 0
    """Rows of one key press share a step: the `n` of its first row. One undo takes back one step."""
    note: str = ""
    seconds: float | None = None
    """How long the comment was on screen before the key."""
    detail: str = ""
    """Policy rows: `LABEL ACTION`; model rows: the version put in service; notes: the row they are about;
    settlements: the words `thresholds=N,N,N`, `copy=REF` where a near-copy was settled along with REF, `follows=N`
    where it arrived later and says what row N had settled, `way=WAY` for the way by which the mixed order showed it;
    corrections: the state and what it is about."""

    @property
    def follows(self) -> int:
        """The row whose decision this one followed, with nobody looking; 0 where a person decided."""
        return int(self.detail.partition("follows=")[2].partition(" ")[0] or 0)


def accepted(suggested: frozenset[Label], judged: Mapping[Label, float | None]) -> dict[Label, bool | None]:
    """Return the labels that accepting a suggestion records; a label that was not judged records None."""
    return {label: None if score is None else label in suggested for label, score in judged.items()}


def is_override(labels: Labels, answers: Answered) -> bool:
    """Return whether a decision differs from the suggestion on any label."""
    return dict(labels) != accepted(answers.suggested, answers.scores)
