"""From decisions to examples: comments in context with what was decided, and the split that measures a candidate.

A log and a labelled file end in the same columns. What a moderator was shown before deciding stays with the example,
since a suggestion that was merely accepted says less than one that was overridden.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from moderation.comments import Article, Comment, InContext
from moderation.decisions import Answered
from moderation.formats.records import Found, Item
from moderation.labels import LABELS, Label, Labels
from moderation.queue import Decided
from training.copies import near_copies

HELD_OUT_SHARE: Final = 0.25
"""The latest quarter of the decisions is held out to measure on."""

FEWEST_HELD_OUT: Final = 20

_NOT_ANSWERED: Final = Answered("", dict.fromkeys(LABELS))


@dataclass(frozen=True, slots=True)
class Example:
    """One comment with what was decided about it."""

    posted: InContext
    labels: Labels
    at: str = ""
    """UTC, ISO 8601 with milliseconds; empty when unknown."""
    who: str = ""
    answers: Answered = _NOT_ANSWERED
    """The suggestion that was shown; nothing judged where the decision was made without one."""
    judgement: Hashable = None
    """Decisions of one key press share it and weigh as one together; None for a decision of its own."""
    ref: int = 0
    """The comment's row number in the desk; 0 for a labelled file."""
    n: int = 0
    """The decision's row in the log; 0 for a labelled file."""
    seconds: float | None = None
    """How long the comment was on screen before the key."""
    seconded: frozenset[Label] = frozenset()
    """Labels on which an earlier decision about the same text said the same."""
    site: str = ""
    """Where it was posted: two sites number their articles alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """n examples in order of time, column by column; columns of three stand in the order of LABELS."""

    posted: NDArray[np.object_]
    truth: NDArray[np.float64]
    """Shape (n, 3): 1 carried, 0 not carried, NaN not decided."""
    shown: NDArray[np.float64]
    """Shape (n, 3): the score that was answered, NaN where none was."""
    echoes: NDArray[np.bool_]
    """Shape (n, 3): whether the decision repeats the suggestion that was shown."""
    weight: NDArray[np.float64]
    """Shape (n,): 1, or a share of it for decisions made with one key press."""
    group: NDArray[np.int64]
    """Shape (n,): near-copies share a number."""
    article: NDArray[np.int64]
    """Shape (n,): comments under one article share a number; one of its own where the article is unknown."""
    at: NDArray[np.str_]
    who: NDArray[np.str_]
    ref: NDArray[np.int64]
    """Shape (n,): the comment's row number in the desk, 0 where it came from a file."""
    n: NDArray[np.int64]
    """Shape (n,): the decision's row in the log, 0 where it came from a file."""
    seconds: NDArray[np.float64]
    """Shape (n,): how long the comment was on screen before the key, NaN where unknown."""
    seconded: NDArray[np.bool_]
    """Shape (n, 3): whether an earlier decision about the same text said the same."""

    def __len__(self) -> int:
        return len(self.weight)

    def __getitem__(self, rows: slice | NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        return type(self)(*(getattr(self, column.name)[rows] for column in fields(self)))

    def of(self, label: Label) -> Self:
        """Return the examples where a label was decided."""
        return self[~np.isnan(self.truth[:, LABELS.index(label)])]

    def carrying(self, label: Label, carried: bool = True) -> int:
        """Return how many examples were decided to carry a label, or not to."""
        return int((self.truth[:, LABELS.index(label)] == float(carried)).sum())


def from_log(decided: Iterable[Decided]) -> Examples:
    """Return a desk's settlements in effect as examples; those that decided nothing are left out."""
    return gathered(
        Example(
            one.posted,
            one.labels,
            in_utc(one.entry.at),
            one.entry.who,
            one.entry.answers or _NOT_ANSWERED,
            one.entry.step or None,
            one.ref,
            one.entry.n,
            one.entry.seconds,
            one.seconded,
            one.site,
        )
        for one in decided
    )


def from_labelled(items: Iterable[Item]) -> Examples:
    """Return the labelled comments of exports as examples, each with its article and parent from the same exports."""
    articles: dict[str, Article] = {}
    comments: dict[tuple[str, str], Comment] = {}
    labelled: list[Found] = []
    # a parent or an article may stand behind its answers, so nothing is joined before the end
    for item in items:
        match item:
            case Article(id=id):
                articles[id] = item
            case Found(comment=comment, labels=labels):
                comments[_site(item), comment.id] = comment
                labelled += [item] if labels else []
    return gathered(_of_found(found, articles, comments) for found in labelled)


def _of_found(found: Found, articles: dict[str, Article], comments: dict[tuple[str, str], Comment]) -> Example:
    comment, at = found.comment, found.decided_at or found.comment.created_at
    # An export without sites, given beside exported decisions, has the parents that nobody decided.
    keys = [(site, comment.parent_id) for site in (_site(found), "")]
    parent = next((comments[key] for key in keys if key in comments), None)
    posted = InContext(comment, articles.get(comment.article_id), parent)
    judgement = (found.moderator, found.decided_at) if found.bulk else None
    return Example(posted, found.labels or {}, in_utc(at), found.moderator, judgement=judgement, site=_site(found))


def _site(found: Found) -> str:
    """Return the site that an exported decision names; two sites number their comments alike."""
    return str(found.fields.get("site") or "")


def gathered(examples: Iterable[Example]) -> Examples:
    """Return examples as columns, oldest first; those without a time come first, in the order given."""
    rows = [row for row in examples if any(row.labels.get(label) is not None for label in LABELS)]
    # stable: decisions of one millisecond stay in the order of the log
    rows.sort(key=lambda row: row.at)
    posted = np.empty(len(rows), dtype=np.object_)
    posted[:] = [row.posted for row in rows]
    return Examples(
        posted,
        _table([[_number(row.labels.get(label)) for label in LABELS] for row in rows]),
        _table([[_number(row.answers.scores.get(label)) for label in LABELS] for row in rows]),
        _table([[_is_echo(row, label) for label in LABELS] for row in rows]).astype(np.bool_),
        _weights([row.judgement for row in rows]),
        near_copies([row.posted.comment.text for row in rows]),
        _numbered([(row.site, row.posted.comment.article_id) for row in rows]),
        np.array([row.at for row in rows], dtype=np.str_),
        np.array([row.who for row in rows], dtype=np.str_),
        np.array([row.ref for row in rows], dtype=np.int64),
        np.array([row.n for row in rows], dtype=np.int64),
        np.array([_number(row.seconds) for row in rows], dtype=np.float64),
        _table([[label in row.seconded for label in LABELS] for row in rows]).astype(np.bool_),
    )


def in_utc(time: str) -> str:
    """Return an ISO 8601 time in UTC with milliseconds, so that times sort as text; empty where it isn't one."""
    try:
        at = datetime.fromisoformat(time)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return ""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Examples to learn from and, later in time, examples to measure on."""

    taught: Examples
    held_out: Examples
    other_articles: bool
    """Whether none of the articles measured on was learnt from."""


def split(examples: Examples, unseen_after: str = "") -> Split:
    """Hold out the latest decisions, without near-copies of what is learnt from.

    `unseen_after` is when the model in service had its last lesson: nothing up to then is measured on. Articles that
    were learnt from are left out too, as long as enough remain. What falls between is in neither part.
    """
    count = max(FEWEST_HELD_OUT, round(HELD_OUT_SHARE * len(examples)))
    cut = _between_moments(examples.at, max(len(examples) - count, 0))
    taught, later = examples[:cut], examples[cut:]
    later = later[(later.at == "") | (later.at > unseen_after)]
    later = later[~np.isin(later.group, taught.group)]
    elsewhere = later[~np.isin(later.article, taught.article)]
    enough = len(elsewhere) >= max(FEWEST_HELD_OUT, count // 2)
    return Split(taught, elsewhere if enough else later, enough)


def _between_moments(at: NDArray[np.str_], cut: int) -> int:
    """Return the cut moved so that decisions of one moment, such as one key press, stand on one side of it.

    Else a model that has learnt up to that moment would find fewer decisions unseen than when it was fitted.
    """
    later = next((place for place in range(cut, len(at)) if not at[place] or at[place] != at[place - 1]), len(at))
    if len(at) - later >= FEWEST_HELD_OUT:
        return later
    return next((place for place in range(cut, 0, -1) if not at[place] or at[place] != at[place - 1]), 0)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _table(rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(LABELS))


def _is_echo(row: Example, label: Label) -> bool:
    shown = row.answers.scores.get(label) is not None
    return shown and row.labels.get(label) is (label in row.answers.suggested)


def _weights(judgements: Sequence[Hashable]) -> NDArray[np.float64]:
    """Return 1 for a decision of its own, and 1 shared out among those made with one key press."""
    shared = Counter(judgement for judgement in judgements if judgement is not None)
    return np.array([1 / shared[one] if one is not None else 1.0 for one in judgements], dtype=np.float64)


def _numbered(articles: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    """Return a number for each site and article, the same for the same; an empty article gets one of its own."""
    first: dict[tuple[str, str], int] = {}
    return np.array(
        [first.setdefault(named, place) if named[1] else place for place, named in enumerate(articles)], np.int64
    )
