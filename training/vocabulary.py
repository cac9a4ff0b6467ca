"""What a desk's decisions teach about words: which of them weigh more here than elsewhere, and how common abuse is.

A desk that is only stricter or milder than the base needs no new words, just another level, and words learnt to
explain its strictness would spoil the ranking. So the words have to prove themselves on the desk's own later lessons.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from moderation.scoring.hashing import SLOTS
from training import measures
from training.pull import Floats, correction
from training.recalibrate import NONE_UNSEEN, Unseen

WORD_PULL: Final = 4.0
"""Pull of n-gram weights towards the base. Two news sites taken as desks, AUC gained on articles unseen, 10 draws of
200, 1,000 and 3,000 decisions: +.003/+.011/+.012 and +.029/+.046/+.055; 3 wavers more, 10 gives half at 200."""

ENOUGH_CARRYING: Final = 30
"""With fewer decisions that carry the label, the pull grows with the root of what is missing: 10 at 5 decisions."""

LEVEL_PULL: Final = 3.0
"""Pull of the intercept: with a pull of 1, 50 decisions made the log loss worse by .007 to .011."""

SLOPE_PULL: Final = 30.0
"""Pull of the slope of the scores towards 1 (Platt 1999). Unpulled it needs 1,000 decisions; pulled it helps from 50:
log loss -.007 and -.11 on the two sites, where without it, it was +.002 and -.03."""

PULLS: Final = (WORD_PULL, ENOUGH_CARRYING, LEVEL_PULL, SLOPE_PULL)

_TRIED_SHARE: Final = 0.25
_FEWEST_TRIED: Final = 5
_DRAWS: Final = 300
_LEVEL: Final = 0.6
"""Words are dropped where they rank worse in 4 of 5 redraws: 81 of 96 merely stricter logs then pass, 49 did before."""


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """Decisions on abuse, oldest first."""

    rows: csr_matrix
    """Features, shape (n, SLOTS)."""
    offset: Floats
    """Log-odds of the base."""
    truth: Floats
    weight: Floats
    group: NDArray[np.int64]
    """Near-copies share a number."""

    def __getitem__(self, chosen: slice | NDArray[np.bool_]) -> "Lessons":
        return Lessons(
            self.rows[chosen], self.offset[chosen], self.truth[chosen], self.weight[chosen], self.group[chosen]
        )


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """By how much the log-odds of a text move: slope * base + features @ words + level."""

    words: Floats
    """Shape (SLOTS,)."""
    level: float
    slope: float
    unseen: Unseen = NONE_UNSEEN
    """The later decisions, read by what the older ones teach."""

    def applied(self, lessons: Lessons) -> Floats:
        """Return the log-odds that the changed model gives."""
        return np.asarray(self.slope * lessons.offset + lessons.rows @ self.words + self.level, dtype=np.float64)


def learnt(lessons: Lessons) -> Lesson:
    """Return what decisions teach; words only if they rank later decisions no worse than the base does."""
    cut = round((1 - _TRIED_SHARE) * len(lessons.truth))
    older, later = lessons[:cut], lessons[cut:]
    later = later[~np.isin(later.group, older.group)]
    tried = fitted(older).applied(later)
    holds = _words_hold(later, tried)
    lesson = fitted(lessons) if holds else _level(lessons)
    read = tried if holds else _level(older).applied(later)
    return replace(lesson, unseen=Unseen(read, later.truth, later.weight, later.group))


def fitted(lessons: Lessons) -> Lesson:
    """Return the change of words, level and slope."""
    count = len(lessons.truth)
    # 1,000 comments touch 60,000 of the 262,144 slots; the others would only carry zeros
    occurring = np.unique(lessons.rows.indices)
    lines = np.stack([np.ones(count), lessons.offset], axis=1)
    missing = max(1.0, ENOUGH_CARRYING / max(float((lessons.truth == 1).sum()), 1.0))
    pull = np.concatenate([np.full(len(occurring), WORD_PULL * missing**0.5), [LEVEL_PULL, SLOPE_PULL]])
    columns = hstack([lessons.rows[:, occurring], csr_matrix(lines)]).tocsr().astype(np.float64)
    change = correction(columns, lessons.offset, lessons.truth, lessons.weight, pull)
    words = np.zeros(SLOTS)
    words[occurring] = change[: len(occurring)]
    level, steeper = change[len(occurring) :].tolist()
    return Lesson(words, level, 1.0 + steeper)


def _level(lessons: Lessons) -> Lesson:
    """Return the change of the level alone, which leaves every ranking as it was."""
    ones = csr_matrix(np.ones((len(lessons.truth), 1)))
    change = correction(ones, lessons.offset, lessons.truth, lessons.weight, np.array([LEVEL_PULL]))
    return Lesson(np.zeros(SLOTS), float(change[0]), 1.0)


def _words_hold(later: Lessons, moved: Floats) -> bool:
    """Return whether log-odds by words of older lessons rank the later ones no worse; True where none can tell."""
    if min((later.truth == 1).sum(), (later.truth == 0).sum()) < _FEWEST_TRIED:
        return True

    def gain(weights: Floats) -> Floats:
        """Return how much better the words rank, for each redraw."""
        before = measures.average_precision(later.truth, later.offset, weights)
        return (measures.average_precision(later.truth, moved, weights) - before)[:, None]

    drawn = measures.redrawn(gain, later.group, later.weight, _DRAWS)
    return measures.interval(drawn[:, 0], _LEVEL).high >= 0
