"""Finds decisions worth a second look: those that models which never saw them would bet against.

Every decision is read by a model that other articles taught, and suspected where that model bets on the other answer,
or is surer of it than it usually is where it was given (confident learning: Northcutt, Jiang and Chuang 2021). How
common slips are is told by the comments that are surest one way or the other (Liu and Tao 2016): counted by confident
learning, a log without a planted slip seemed to hold 5 to 10 of them in 100, and one of 5 seemed to hold 8 to 20.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from moderation.labels import LABELS, Label
from moderation.suspects import Suspect
from training.examples import Examples
from training.hashed import Kinds, hashed
from training.outcome import Noise
from training.pull import Floats
from training.vocabulary import Lessons, fitted

FEWEST: Final = 50
"""Decisions on a label from which slips are looked for."""

FEWEST_OF_A_KIND: Final = 5

FOLDS: Final = 5

MOST_SUSPECTS: Final = 0.05
"""Of a label's decisions, so many are put forward at most: a queue that nobody gets through is no second look."""

SUREST: Final = 0.2
"""The share of the decisions, from either end, that is taken for sure."""

MOST_IN_ONE: Final = 0.4
"""Where one article has more of the decisions than this, articles can't be kept apart, and only near-copies are."""

WORDS: Final = Kinds(orders=(), pairs=False)
"""Of 6,500 decisions with 3 in 10 flipped, words rank news comments by what was flipped with an AUC of .73, words and
four-byte grams with .67, and take five times as long; of 1 in 20 flipped both find as many."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FoundNoise:
    """What a log holds of slips."""

    of: Mapping[Label, Noise]
    """Labels with enough decisions to tell."""
    suspects: tuple[Suspect, ...]
    """Most suspicious first; decisions of a file, which no desk could show again, are left out."""

    @property
    def shares(self) -> dict[str, float]:
        """The share of slips by label key, as a model keeps it for the next retraining."""
        return {label.value: noise.share for label, noise in self.of.items()}


def noise_of(examples: Examples, judged: Floats, before: Mapping[str, float] | None = None) -> FoundNoise:
    """Return how many decisions look like slips, and which; the same examples give the same answer.

    `judged` are the scores of a model that none of the examples taught, shape (n, 3), NaN where not judged; `before`
    is the share of slips by label key when the model in service was taught.
    """
    with threadpool_limits(limits=1):
        rows = hashed([posted.comment.text for posted in examples.posted], WORDS)
        apart = {label: found for label in LABELS if (found := _apart(examples, label, judged, rows))}
    known = before or {}
    noise = {label: one.noise(known.get(label.value)) for label, one in apart.items()}
    suspects = [suspect for label, one in apart.items() for suspect in one.put_forward(label)]
    return FoundNoise(noise, tuple(sorted(suspects, key=lambda one: (-one.suspicion, one.n, one.label))))


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """Decisions on one label, read by models that neither they, their article nor their copies taught."""

    examples: Examples
    carried: Mask
    chance: Floats
    """Of carrying the label, by those models."""
    seconded: Mask

    @property
    def suspicion(self) -> Floats:
        """The chance of the other answer."""
        return np.where(self.carried, 1 - self.chance, self.chance)

    @property
    def suspected(self) -> Mask:
        """Which decisions to look at again: at most MOST_SUSPECTS of them, and none that two looks agreed on."""
        open_to_doubt = self._against & ~self.seconded
        suspicion = np.where(open_to_doubt, self.suspicion, -1.0)
        most = max(1, round(MOST_SUSPECTS * len(suspicion)))
        chosen = np.zeros(len(suspicion), np.bool_)
        chosen[np.argsort(-suspicion, kind="stable")[:most]] = True
        return chosen & open_to_doubt

    @property
    def _against(self) -> Mask:
        """Where the other answer is the likelier, or likelier than it usually is where it was given.

        The second is confident learning's own condition, which finds slips of a rare answer; by itself it passes over
        the half of the plain ones that is surer than most by less.
        """
        usual_yes, usual_no = (float(chance[given].mean()) for chance, given in self._by_answer)
        return (self.suspicion > 0.5) | (self.suspicion >= np.where(self.carried, usual_no, usual_yes))

    @property
    def _by_answer(self) -> tuple[tuple[Floats, Mask], tuple[Floats, Mask]]:
        return (self.chance, self.carried), (1 - self.chance, ~self.carried)

    @property
    def share(self) -> float:
        """The share of slips: of the surest comments, those decided the other way, at the end where they are fewer.

        A label that is hard to tell is so at one end only: news comments are never surely abusive, most are surely not.
        """
        order, count = np.argsort(self.chance, kind="stable"), max(1, round(SUREST * len(self.chance)))
        weight = self.examples.weight
        ends = (self.carried, order[:count]), (~self.carried, order[-count:])
        return min(float(weight[end] @ contrary[end] / weight[end].sum()) for contrary, end in ends)

    def noise(self, before: float | None) -> Noise:
        """Return how many decisions look like slips, and how many did before."""
        return Noise(round(self.share, 4), before, int(self.suspected.sum()))

    def put_forward(self, label: Label) -> Iterator[Suspect]:
        """Yield the decisions of a desk to look at again."""
        for place in np.flatnonzero(self.suspected & (self.examples.n > 0)):
            row = self.examples
            yield Suspect(int(row.ref[place]), int(row.n[place]), label, round(float(self.suspicion[place]), 6))


def _apart(examples: Examples, label: Label, judged: Floats, rows: csr_matrix) -> Apart | None:
    """Return the decisions on a label that the shipped model judges, read apart; None where they are too few."""
    column = LABELS.index(label)
    usable = np.flatnonzero(~np.isnan(examples.truth[:, column] + judged[:, column]))
    chosen, truth = examples[usable], examples.truth[usable, column]
    if len(usable) < FEWEST or min((truth == 1).sum(), (truth == 0).sum()) < FEWEST_OF_A_KIND:
        return None
    offset = logit(judged[usable, column])
    lessons = Lessons(rows[usable], offset, truth, chosen.weight, chosen.group)
    chance = expit(_log_odds_apart(lessons, chosen))
    return Apart(chosen, truth == 1, chance, chosen.seconded[:, column])


def _log_odds_apart(lessons: Lessons, examples: Examples) -> Floats:
    """Return each decision's log-odds by a model of the other folds, less the near-copies of what it reads."""
    fold, found = folds(examples), np.empty(len(examples))
    for number in range(FOLDS):
        read = fold == number
        teach = ~read & ~np.isin(lessons.group, lessons.group[read])
        found[read] = fitted(lessons[teach]).applied(lessons[read]) if teach.any() else lessons.offset[read]
    return found


def folds(examples: Examples) -> NDArray[np.int64]:
    """Return each decision's fold, all of an article in one: always the same draw, so one log gives one answer."""
    _, article, sizes = np.unique(examples.article, return_inverse=True, return_counts=True)
    if sizes.max() > MOST_IN_ONE * len(examples):
        _, article, sizes = np.unique(examples.group, return_inverse=True, return_counts=True)
    return np.asarray(np.random.default_rng(0).permutation(len(sizes))[article] % FOLDS)
