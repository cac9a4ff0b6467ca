"""Parts of the comments on which a model may be weaker: short ones, another language, one article, a new author."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext
from moderation.measures import likely_share
from moderation.text import one_line
from training import measures
from training.measures import Interval
from training.report.curves import confusion
from training.report.languages import language_of
from training.report.subject import Column, Flags, Subject

FEWEST: Final = 20
"""Comments decided in a slice; of fewer nothing can be said."""

FEWEST_OF_A_KIND: Final = 5
"""A ranking is measured where so many carry the label, and so many don't."""

MOST_ARTICLES: Final = 6

_DRAWS: Final = 300
"""An interval of 300 redraws is drawn a few pixels off one of 1,000, at a third of the time."""

_LEVEL: Final = 0.95
_LENGTHS: Final = ((10, "up to 10 words"), (30, "11 to 30 words"), (80, "31 to 80 words"), (10**9, "over 80 words"))
_TITLE: Final = 60
_OTHERS: Final = "all other articles"


class By(StrEnum):
    """What comments are told apart by."""

    LENGTH = "length"
    LANGUAGE = "language"
    AUTHOR = "author"
    ARTICLE = "article"


@dataclass(frozen=True, eq=False)
class Slice:
    """Some of the comments; flags over all of them."""

    by: By
    name: str
    rows: Flags


@dataclass(frozen=True, slots=True)
class Part:
    """A slice as one label's decisions and one model's scores see it."""

    slice: Slice
    n: int
    carrying: int
    auc: float | None
    auc_interval: Interval | None
    recall: float | None
    recall_interval: Interval
    precision: float | None
    precision_interval: Interval
    is_weaker: bool
    """Whether it ranks, or finds, less than the model does over all, beyond chance."""


@dataclass(frozen=True, eq=False)
class Slices:
    """The slices of a subject, cut once for all labels and models."""

    subject: Subject

    @cached_property
    def all(self) -> tuple[Slice, ...]:
        """Return every slice, those of one kind together."""
        posted: Sequence[InContext] = self.subject.examples.posted.tolist()
        return (
            *_cut(By.LENGTH, [_length(one) for one in posted], [name for _, name in _LENGTHS]),
            *_cut(By.LANGUAGE, [language_of(one.comment.text) for one in posted]),
            *_cut(By.AUTHOR, [_author(one, known) for one, known in zip(posted, self.subject.known, strict=True)]),
            *_cut(By.ARTICLE, _titles(posted), last=_OTHERS),
        )

    def of(self, column: Column, redrawn: bool = True) -> tuple[tuple[By, tuple[Part, ...]], ...]:
        """Return the slices in which enough comments were decided on a label, by kind; one alone of a kind is none.

        Without `redrawn` the ranking has no interval, at a tenth of the time.
        """
        group = self.subject.examples.group
        whole = _ranked(column), _found(column)
        parts = ((each, column.of(each.rows)) for each in self.all)
        large = [(each, part) for each, part in parts if len(part.rows) >= FEWEST]
        found = [(by, [(each, part) for each, part in large if each.by is by]) for by in By]
        return tuple(
            (by, tuple(_part(each, part, group[part.rows] if redrawn else None, whole) for each, part in pairs))
            for by, pairs in found
            if len(pairs) > 1
        )


def _cut(by: By, names: Sequence[str], order: Sequence[str] = (), last: str = "") -> Iterator[Slice]:
    """Yield a slice for each name, in the order given, else the most frequent first; none where there is only one."""
    counted = Counter(names)
    if len(counted) < 2:
        return
    flat = np.array(names, dtype=np.str_)
    for name in order or sorted(counted, key=lambda name: (name == last, -counted[name], name)):
        yield Slice(by, name, flat == name)


def _length(posted: InContext) -> str:
    words = len(posted.comment.text.split())
    return next(name for most, name in _LENGTHS if words <= most)


def _author(posted: InContext, known: bool) -> str:
    if not posted.comment.author:
        return "no name given"
    return "seen before" if known else "new"


def _titles(posted: Sequence[InContext]) -> list[str]:
    """Return the article of each comment; those past the most discussed ones are put together."""
    ids = Counter(one.comment.article_id for one in posted if one.article)
    most = {id for id, _ in sorted(ids.items(), key=lambda item: (-item[1], item[0]))[:MOST_ARTICLES]}
    return [_title(one) if one.article and one.comment.article_id in most else _OTHERS for one in posted]


def _title(posted: InContext) -> str:
    title = one_line(posted.article.title or posted.article.id) if posted.article else ""
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"


def _part(
    each: Slice, column: Column, group: NDArray[np.int64] | None, whole: tuple[float | None, float | None]
) -> Part:
    counts = confusion(column)
    auc, recall = _ranked(column), _found(column)
    drawn = _redrawn_auc(column, group) if auc is not None and group is not None else None
    found = Interval(*likely_share(counts.caught, counts.carrying))
    right = Interval(*likely_share(counts.caught, counts.suggested))
    precision = counts.caught / counts.suggested if counts.suggested else None
    is_weaker = _is_below(drawn, whole[0]) or (recall is not None and _is_below(found, whole[1]))
    return Part(each, len(column.rows), counts.carrying, auc, drawn, recall, found, precision, right, is_weaker)


def _ranked(column: Column) -> float | None:
    """Return the AUC where enough comments of both kinds got a score."""
    judged = ~np.isnan(column.scores)
    truth = column.truth[judged]
    if min(truth.sum(), (~truth).sum()) < FEWEST_OF_A_KIND:
        return None
    return float(measures.auc(truth.astype(np.float64), column.scores[judged], np.ones((1, len(truth))))[0])


def _found(column: Column) -> float | None:
    return float(column.suggested[column.truth].mean()) if column.truth.any() else None


def _redrawn_auc(column: Column, group: NDArray[np.int64]) -> Interval:
    judged = ~np.isnan(column.scores)
    truth, scores = column.truth[judged].astype(np.float64), column.scores[judged]
    drawn = measures.redrawn(
        lambda weights: measures.auc(truth, scores, weights)[:, None], group[judged], np.ones(len(truth)), _DRAWS
    )
    return measures.interval(drawn[:, 0], _LEVEL)


def _is_below(interval: Interval | None, whole: float | None) -> bool:
    return interval is not None and whole is not None and interval.high < whole
