"""The queue as people see it: its orders, its filters, and the values a screen shows.

Everything here is a frozen value without a connection behind it, so that the desk and the command line never
hold a row of the database, and a comment on screen can't change while it is being judged.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from moderation.comments import Comment, InContext, Status
from moderation.decisions import Answered, LogEntry
from moderation.disputes import Correction
from moderation.filters import Filter, ScoreTest, State, parse_filter
from moderation.labels import Label, Labels
from moderation.orders import Mix, Order, Slice
from moderation.risk import leading
from moderation.stats import LabelStats, ModeratorStats, Stats
from moderation.suggestions import Evidence, Suggestion
from moderation.watching import Cue

__all__ = [
    "AuthorRecord",
    "Basis",
    "ByAuthor",
    "Card",
    "Counts",
    "Decided",
    "Filter",
    "LabelStats",
    "Mix",
    "ModeratorStats",
    "Order",
    "QueueRow",
    "Refused",
    "ScoreTest",
    "Settlement",
    "Similar",
    "Slice",
    "State",
    "Stats",
    "TakenBack",
    "parse_filter",
]


class QueueRow(Struct, frozen=True):
    """A comment as a line of the queue."""

    ref: int
    id: str
    """As `triage show` takes it: `SITE:ID` where two sites share the id."""
    site: str
    author: str
    created_at: str
    status: Status
    state: State
    preview: str
    """The beginning of the text, as the reader wrote it: goes through `one_line` before a screen."""
    article_id: str
    article_title: str
    suggestion: Suggestion | None
    """None while the comment is not scored."""
    risk: float
    """How far its furthest score is past what that label needs: 0.5 is just suggested, 0 is not judged."""
    edited: bool
    """Whether the text changed after it was settled."""
    watched: bool = False
    """Whether a word or an author of the desk's own list is in it."""
    copies: int = 0
    """Other waiting comments that are near-copies of this one and decided with it."""

    @property
    def leading(self) -> Label | None:
        """The label that makes its risk; None where nothing was judged."""
        return leading(self.suggestion) if self.suggestion else None

    @property
    def score(self) -> float | None:
        """The score of the leading label, as the page shows it; None where nothing was judged."""
        return self.suggestion.scores[self.leading] if self.suggestion and self.leading else None


class Similar(Struct, frozen=True):
    """A comment that resembles another and is decided by itself."""

    ref: int
    why: str
    """What keeps it from being a near-copy."""
    copies: int = 0
    """Other waiting comments that are near-copies of this one."""


class AuthorRecord(Struct, frozen=True):
    """What was decided about the other comments under this name on this site, the latest 500 of them."""

    comments: int
    settled: int
    labels: Mapping[Label, int]
    """Label -> how many of the settled ones carry it."""
    approved: int = 0
    """Settled ones that carry no label."""
    overridden: int = 0
    """Settled ones on which somebody decided against the suggestion."""
    held: int = 0


class ByAuthor(Struct, frozen=True):
    """A comment as a line of its author's record."""

    row: QueueRow
    in_effect: LogEntry | None
    """The row that settled or held it; None while it waits."""


class Basis(Struct, frozen=True):
    """What a decision about a comment starts from."""

    ref: int
    digest: str
    """`text_digest` of the text judged."""
    seen: int
    """The row of the log in effect, 0 for none."""
    answers: Answered
    """The suggestion; nothing judged where the comment is not scored."""
    decided: Labels | None = None
    """The labels of the settlement in effect."""


class Card(Struct, frozen=True):
    """A comment with everything a moderator judges it by."""

    ref: int
    id: str
    """As `triage show` takes it: `SITE:ID` where two sites share the id."""
    site: str
    posted: InContext
    digest: str
    """`text_digest` of the text shown; a decision is bound to it."""
    state: State
    suggestion: Suggestion | None
    in_effect: LogEntry | None
    """The row that settled or held the comment; None while it waits."""
    decided_text: str | None
    """The text that was last settled, where the present one differs."""
    history: tuple[LogEntry, ...]
    """All rows about this comment, oldest first."""
    same_text: tuple[LogEntry, ...]
    """Settlements in effect of other comments with the same text or a near-copy of it, newest first, at most 5."""
    author: AuthorRecord
    siblings: tuple[Comment, ...]
    """Other answers to the same parent, in import order, at most 20."""
    replies: tuple[Comment, ...]
    """Answers to this comment, in import order, at most 20."""
    evidence: Mapping[Label, Evidence] = field(default_factory=dict)
    correction: Correction | None = None
    """What it asks to have changed in the article, with the other readers who do."""
    cues: tuple[Cue, ...] = ()
    """What the desk's own list finds in it; no score knows of it."""
    group: str = ""
    """The id of the first of its near-copies, itself where it is the first; empty where there are none."""
    copies: int = 0
    """Other waiting comments that are near-copies of this one and decided with it."""
    suspected: Mapping[Label, float] = field(default_factory=dict)
    """Labels on which the settlement in effect is worth a second look -> the chance of the other answer."""

    @property
    def seen(self) -> int:
        """The row of the log in effect, 0 for none: what a settlement says it saw."""
        return self.in_effect.n if self.in_effect else 0

    @property
    def answers(self) -> Answered:
        """What a decision on this card answers."""
        return answered(self.suggestion)

    @property
    def basis(self) -> Basis:
        """What a decision on this card starts from."""
        decided = self.in_effect.labels if self.in_effect else None
        return Basis(self.ref, self.digest, self.seen, self.answers, decided)


def answered(suggestion: Suggestion | None) -> Answered:
    """Return a suggestion as a decision answers it; nothing judged where the comment is not scored."""
    if suggestion is None:
        return Answered("", dict.fromkeys(Label))
    return Answered(suggestion.model, suggestion.scores, suggestion.suggested, suggestion.thresholds)


class Refused(Struct, frozen=True):
    """A comment that was not taken in, and why."""

    id: str
    reason: str
    text: str = ""
    """What it says, so that nobody has to look for it in the export."""


class Counts(Struct, frozen=True):
    """What an export brought."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: tuple[Refused, ...] = ()
    erased: int = 0
    """Comments of authors who were erased, which were left out."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.erased + other.erased,
        )


class Settlement(Struct, frozen=True):
    """A decision about to be recorded."""

    ref: int
    labels: Labels
    answers: Answered
    digest: str
    """`text_digest` of the text that was judged."""
    seen: int = 0
    """The row of the log that was in effect when the comment was shown, `Card.seen`."""
    copy: int = 0
    """The comment on screen where this is a near-copy settled along with it."""
    way: Slice | None = None
    """By which way of the mixed order it was shown; None in the other orders and in searches."""


class Decided(Struct, frozen=True):
    """A settlement in effect."""

    ref: int
    site: str
    posted: InContext
    labels: Labels
    entry: LogEntry
    bulk: bool = False
    """Whether one key press settled several comments."""
    reasons: tuple[str, ...] = ()
    """What was added about it afterwards, oldest first."""
    seconded: frozenset[Label] = frozenset()
    """Labels on which an earlier settlement of this very text said the same: they were looked at twice."""

    @property
    def note(self) -> str:
        """What was said about it, in the same stroke and afterwards."""
        return "; ".join(filter(None, (self.entry.note, *self.reasons)))


class TakenBack(Struct, frozen=True):
    """What an undo or a redo wrote; iterates over the rows written."""

    entries: tuple[LogEntry, ...] = ()
    left: tuple[LogEntry, ...] = ()
    """Rows that stay as they are, because somebody else has since decided the comment."""
    refs: tuple[int, ...] = ()
    """The comments of `entries`, in their order; a correction has none."""
    next: int | None = None
    """The first of them, where the sitting that asked has it now."""

    def __iter__(self) -> Iterator[LogEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __add__(self, other: "TakenBack") -> "TakenBack":
        return TakenBack(self.entries + other.entries, self.left + other.left, self.refs + other.refs, other.next)
