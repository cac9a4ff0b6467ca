"""A desk that decides in an order and retrains on its way: which of its waiting comments it decides next."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit, logit

from benchmarks.replayed import Desk, texts_of
from moderation.labels import LABELS, Label
from moderation.orders import Mix, Slice
from moderation.risk import doubts, risks
from moderation.scoring.scorer import Scorer
from training import measures, vocabulary
from training.candidate import lessons_on
from training.hashed import ALL, hashed
from training.kinship import Kinship
from training.measures import Floats
from training.vocabulary import Lessons

Places = NDArray[np.int64]

_ABUSE: Final = LABELS.index(Label.ABUSE)

_DIRECTIONS: Final = 64
"""Texts are compared along so many random directions of their features."""

_DRAWN: Final = 0.7
"""Without drawing, orders by score would be the same each time and their intervals those of one course of events."""

_LEAST: Final = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A desk's comments that can be decided and those to measure on, read once for all orders."""

    lessons: Lessons
    """All that can be decided."""
    served: csr_matrix
    """Their features as they are served."""
    drawn_up: Floats
    """The same along a few directions, each text of length 1."""
    measured: csr_matrix
    points: Floats
    """Where those measured on point among the kin of their words."""
    offset: Floats
    """The base's log-odds of those measured on."""
    truth: Floats
    thresholds: Floats

    @classmethod
    def at(cls, desk: Desk, base: Scorer, scores: Floats) -> "Waiting":
        """Return a desk that waits; `scores` are the base's for the comments that can be decided."""
        arriving, texts = desk.arriving, texts_of(desk.arriving)
        kinship = Kinship(base.artefact.arrays)
        lessons = lessons_on(base.artefact, arriving, _log_odds(scores), kinship)
        rows, served = lessons.rows, hashed(texts)
        drawn_up = rows @ np.random.default_rng(0).normal(size=(rows.shape[1], _DIRECTIONS)).astype(np.float32)
        drawn_up /= np.maximum(np.linalg.norm(drawn_up, axis=1, keepdims=True), _LEAST)
        measured, points = kinship.read(texts_of(desk.measured), ALL)
        offset = _log_odds(desk.base)
        return cls(lessons, served, drawn_up, measured, points, offset, desk.truth, base.thresholds)

    def drawn(self, seed: int) -> "Waiting":
        """Return the desk with some of what can be decided, other comments for each seed."""
        count = len(self.lessons.truth)
        some = np.random.default_rng(seed).permutation(count)[: round(_DRAWN * count)]
        return replace(self, lessons=self.lessons[some], served=self.served[some], drawn_up=self.drawn_up[some])


def _log_odds(scores: Floats) -> Floats:
    return np.asarray(logit(np.clip(scores, _LEAST, 1 - _LEAST)))


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where a desk stands: what it has decided, and what its model says of all comments."""

    waiting: Waiting
    decided: Places
    scores: Floats
    rng: np.random.Generator

    @property
    def left(self) -> Places:
        """Return the comments that nobody has decided."""
        return np.setdiff1d(np.arange(len(self.scores)), self.decided)

    @property
    def three(self) -> Floats:
        """Return the scores of those left as of one label of three, shape (n, 3)."""
        scores = np.full((len(self.left), len(LABELS)), np.nan)
        scores[:, _ABUSE] = self.scores[self.left]
        return scores


Order = Callable[[Standing, int], Places]
"""Returns which comments to decide next, so many."""


def at_random(standing: Standing, count: int) -> Places:
    """Return comments whatever they say."""
    return standing.rng.permutation(standing.left)[:count]


def riskiest(standing: Standing, count: int) -> Places:
    """Return the comments that are furthest past the threshold."""
    return standing.left[np.argsort(-risks(standing.three, standing.waiting.thresholds), kind="stable")][:count]


def least_certain(standing: Standing, count: int) -> Places:
    """Return the comments that are nearest to the threshold."""
    return standing.left[np.argsort(doubts(standing.three, standing.waiting.thresholds), kind="stable")][:count]


def diverse(standing: Standing, count: int) -> Places:
    """Return comments unlike those chosen, each by chance in proportion to the squared distance to the nearest.

    Source: Arthur and Vassilvitskii 2007, k-means++.
    """
    return _spread(standing, standing.left, count)


def uncertain_and_diverse(standing: Standing, count: int) -> Places:
    """Return comments unlike each other among the four times as many that are least certain."""
    return _spread(standing, least_certain(standing, 4 * count), count)


def mixed(mix: Mix) -> Order:
    """Return an order that takes turns, as the desk's mixed order does."""

    def order(standing: Standing, count: int) -> Places:
        ways = {Slice.RISK: riskiest, Slice.UNCERTAIN: least_certain, Slice.RANDOM: at_random}
        streams = {way: iter(choose(standing, len(standing.left)).tolist()) for way, choose in ways.items()}
        return np.array(list(_in_turns(streams, mix, count)), dtype=np.int64)

    return order


def _in_turns(streams: Mapping[Slice, Iterator[int]], mix: Mix, count: int) -> Iterator[int]:
    taken: set[int] = set()
    while len(taken) < count:
        for way in mix.round[: count - len(taken)]:
            place = next(place for place in streams[way] if place not in taken)
            taken.add(place)
            yield place


def _spread(standing: Standing, among: Places, count: int) -> Places:
    points, chosen = standing.waiting.drawn_up[among], list[int]()
    far = np.full(len(among), 2.0)
    for decided in standing.waiting.drawn_up[standing.decided]:
        far = np.minimum(far, 1 - points @ decided)
    for _ in range(min(count, len(among))):
        chances = np.maximum(far, 0.0) + _LEAST
        chances[chosen] = 0.0
        place = int(standing.rng.choice(len(among), p=chances / chances.sum()))
        chosen.append(place)
        far = np.minimum(far, 1 - points @ points[place])
    return among[chosen]


def gains(waiting: Waiting, order: Order, sizes: list[int], seed: int) -> list[float]:
    """Return the AUC gained after so many decisions made in an order, the model fitted anew at each of the sizes."""
    lessons = waiting.lessons
    standing = Standing(waiting, np.zeros(0, np.int64), expit(lessons.offset), np.random.default_rng(seed))
    each, found = np.ones((1, len(waiting.truth))), []
    before = float(measures.auc(waiting.truth, waiting.offset, each)[0])
    for size in sizes:
        decided = np.concatenate([standing.decided, order(standing, size - len(standing.decided))])
        lesson = vocabulary.learnt(lessons[decided])
        said = waiting.served @ lesson.words + lessons.kin @ lesson.kin
        scores = expit(lesson.slope * lessons.offset + said + lesson.level)
        standing = Standing(waiting, decided, scores, standing.rng)
        after = lesson.slope * waiting.offset + waiting.measured @ lesson.words + waiting.points @ lesson.kin
        found.append(float(measures.auc(waiting.truth, after, each)[0]) - before)
    return found
