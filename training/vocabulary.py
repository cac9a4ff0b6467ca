"""What a desk's decisions teach about words: which of them and of their kin weigh more here, and how common abuse is.

A desk that is only stricter or milder than the base needs no new words, just another level, and words learnt to
explain its strictness would spoil the ranking. So the words have to prove themselves on the desk's own later lessons.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from moderation.scoring.hashing import SLOTS
from training import measures
from training.hashed import Kinds
from training.pull import CAREFUL, DECIMALS, ROUGH, Care, Floats, correction
from training.recalibrate import NONE_UNSEEN, Unseen

KINDS: Final = Kinds(orders=(4,), pairs=False)
"""The features that decisions may move. With all of them, c3 as the desk gains less (draws of 1,000 decisions, articles
held out of the rows that may teach: +.009 against +.011) and a fit takes three times as long. That others are served
from the same slots costs up to .0006."""

WORD_PULL: Final = 1.2
"""Pull of n-gram weights towards the base, on average over the features of the decided texts. Two news sites as desks,
AUC gained on articles held out, draws of 200, 1,000 and 3,000 decisions: +.004/+.009/+.015 and +.019/+.039/+.048;
2 gains .003 less on the second site at 200 and .0005 more on the first at 3,000."""

TELLING: Final = 0.25
"""What a feature that no expert weighs may move beside one of average weight, which may move 1 more; .1 is the same
within .001."""

RARE: Final = 0.1
"""Rarer features may move further, down to about this share of the decided texts; at .01 the second site above gains
.004 less at 200 decisions."""

ENOUGH_CARRYING: Final = 30
"""With fewer decisions that carry the label, the pull grows with the root of what is missing: 10 at 5 decisions."""

LEVEL_PULL: Final = 3.0
"""Pull of the intercept: with a pull of 1, 50 decisions made the log loss worse by .007 to .011."""

SLOPE_PULL: Final = 30.0
"""Pull of the slope of the scores towards 1 (Platt 1999). Unpulled it needs 1,000 decisions; pulled it helps from 50:
log loss -.007 and -.11 on the two sites, where without it, it was +.002 and -.03."""

KIN_PULL: Final = 90.0
"""Pull of each direction among the kin of words, in units of how far texts differ along them, grown by all that is
missing where few decisions carry the label. AUC gained beside what words alone gain, 30 draws of 50, 200, 1,000 and
3,000 decisions on five sites that taught the model nothing (ucc, reddit_incivility, impermium, olid, ruddit; articles
held out of the rows that may teach): 0 to .003, .001 to .008, .005 to .014, .005 to .021. At 60, 50 decisions make the
log loss of one worse by .0012, at 90 by .0006."""

PULLS: Final = (repr(KINDS), WORD_PULL, TELLING, RARE, ENOUGH_CARRYING, LEVEL_PULL, SLOPE_PULL, KIN_PULL)

_TRIED_SHARE: Final = 0.25
_FEWEST_TRIED: Final = 5
_DRAWS: Final = 100
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
    telling: Floats = field(default_factory=lambda: np.ones(SLOTS))
    """How much each feature weighs in the base, whichever way, shape (SLOTS,); 1 on average."""
    kin: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """Where each text points among the kin of its words, shape (n, directions); no directions by default."""

    def __post_init__(self) -> None:
        if len(self.kin) != len(self.truth):
            object.__setattr__(self, "kin", np.zeros((len(self.truth), 0)))

    def __getitem__(self, chosen: slice | NDArray[np.bool_] | NDArray[np.int64]) -> "Lessons":
        rows, offset, truth = self.rows[chosen], self.offset[chosen], self.truth[chosen]
        weight, group = self.weight[chosen], self.group[chosen]
        return Lessons(rows, offset, truth, weight, group, self.telling, self.kin[chosen])

    @property
    def level(self) -> csr_matrix:
        """Return what the level alone is learnt from, shape (n, 1)."""
        return csr_matrix(np.ones((len(self.truth), 1)))


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """By how much the log-odds of a text move: slope * base + features @ words + directions @ kin + level."""

    words: Floats
    """Shape (SLOTS,)."""
    kin: Floats
    """Shape (directions,)."""
    level: float
    slope: float
    unseen: Unseen = NONE_UNSEEN
    """The later decisions, read by what the older ones teach."""

    def applied(self, lessons: Lessons) -> Floats:
        """Return the log-odds that the changed model gives."""
        taught = lessons.rows @ self.words + lessons.kin @ self.kin
        return np.asarray(self.slope * lessons.offset + taught + self.level, dtype=np.float64)


def learnt(lessons: Lessons) -> Lesson:
    """Return what decisions teach; words only if they rank later decisions no worse than the base does."""
    cut = round((1 - _TRIED_SHARE) * len(lessons.truth))
    older, later = lessons[:cut], lessons[cut:]
    later = later[~np.isin(later.group, older.group)]
    first = fitted(older, care=ROUGH)
    tried = first.applied(later)
    holds = _words_hold(later, tried)
    lesson = fitted(lessons, first) if holds else _level(lessons)
    read = tried if holds else _level(older).applied(later)
    return replace(lesson, unseen=Unseen(read, later.truth, later.weight, later.group))


def fitted(lessons: Lessons, start: Lesson | None = None, care: Care = CAREFUL) -> Lesson:
    """Return the change of words, their kin, level and slope; a `start` near it is a matter of speed."""
    counts = np.bincount(lessons.rows.indices, minlength=SLOTS)
    # 1,000 comments touch 60,000 of the 262,144 slots; the others would only carry zeros
    occurring = np.flatnonzero(counts)
    middle, spread = _middle_and_spread(lessons.kin)
    beside = np.column_stack([np.ones(len(lessons.truth)), lessons.offset, (lessons.kin - middle) / spread])
    kin_pull = np.full(len(middle), KIN_PULL * _missing(lessons))
    pull = np.concatenate([_word_pull(lessons, counts, occurring), [LEVEL_PULL, SLOPE_PULL], kin_pull])
    begun = start or _level(lessons)
    lines = [begun.level + float(middle @ begun.kin), begun.slope - 1]
    from_here = np.concatenate([begun.words[occurring], lines, begun.kin * spread])
    rows = _occurring(lessons.rows, occurring)
    change = correction(rows, lessons.offset, lessons.truth, lessons.weight, pull, from_here, beside, care)
    words = np.zeros(SLOTS)
    words[occurring] = change[: len(occurring)]
    level, steeper = change[len(occurring) :][:2].tolist()
    kin = np.round(change[len(occurring) + 2 :] / spread, DECIMALS)
    return Lesson(words, kin, round(level - float(middle @ kin), DECIMALS), 1.0 + steeper)


def _middle_and_spread(kin: Floats) -> tuple[Floats, float]:
    """Return where texts point on average, and how far they differ along a direction.

    Left where they point, all of them together, directions would say how long a text is: that cost one site .012 AUC.
    """
    spread = float(np.sqrt(kin.var(axis=0).mean())) if kin.size else 0.0
    return kin.mean(axis=0), spread or 1.0


def _missing(lessons: Lessons) -> float:
    """Return how many times as many decisions should carry the label."""
    return max(1.0, ENOUGH_CARRYING / max(float((lessons.truth == 1).sum()), 1.0))


def _occurring(rows: csr_matrix, occurring: NDArray[np.int64]) -> csr_matrix:
    """Return the columns of features that occur."""
    place = np.zeros(SLOTS, np.int32)
    place[occurring] = np.arange(len(occurring))
    return csr_matrix((rows.data, place[rows.indices], rows.indptr), shape=(rows.shape[0], len(occurring)))


def _word_pull(lessons: Lessons, counts: NDArray[np.int64], occurring: NDArray[np.int64]) -> Floats:
    """Return how strongly each feature is pulled to the base: less if it tells of abuse elsewhere, or is rare here.

    Which words matter is what a desk shares with other sites before it has taught anything (Raina, Ng and Koller 2006).
    """
    often = counts[occurring].astype(np.float64)
    telling = lessons.telling[occurring]
    reach = (TELLING + telling) / np.sqrt(often / len(lessons.truth) + RARE)
    return np.asarray(WORD_PULL * _missing(lessons) ** 0.5 * (reach @ often / often.sum()) / reach)


def _level(lessons: Lessons) -> Lesson:
    """Return the change of the level alone, which leaves every ranking as it was."""
    change = correction(lessons.level, lessons.offset, lessons.truth, lessons.weight, np.array([LEVEL_PULL]))
    return Lesson(np.zeros(SLOTS), np.zeros(lessons.kin.shape[1]), float(change[0]), 1.0)


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
