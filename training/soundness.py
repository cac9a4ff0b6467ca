"""Looks for signs that a log shouldn't be learnt from: labels swapped, labels at random, people who only nod.

A gate that trusts the decisions held out trusts the same hands as the candidate does: a poisoned log makes a poisoned
candidate look good. So the log is held against what was known before it. A desk that is consistently stricter or
milder passes: its decisions still grow with the score.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.labels import LABELS, Label
from moderation.text import one_line
from training import measures
from training.examples import Examples

MOST_NOISE: Final = 0.15
"""Of the comments that are surest clean, this share may be decided to carry a label."""

SURE_SHARE: Final = 0.2
"""The fifth with the lowest scores are the surest clean. Source: Liu and Tao 2016, anchor points of noisy labels."""

FEWEST_SURE: Final = 20
FEWEST_OF_A_KIND: Final = 10
MANY: Final = 200
"""From so many answered suggestions on, never to override one is not judging: at 1 in 50 the chance is 2 %."""

_DRAWS: Final = 300
_LEVEL: Final = 0.98


def doubts(
    examples: Examples, prior: NDArray[np.float64], held_out: Examples, candidate: NDArray[np.float64]
) -> list[str]:
    """Return a sentence for each reason not to trust a log; none when it looks sound.

    `prior` are the scores (n, 3) of a model that never saw these decisions, `candidate` those on the ones held out.
    """
    found = list(nodding(examples))
    for column, label in enumerate(LABELS):
        # swapped labels look random to whoever trusts the scores, so that is asked first
        if swapped := _swapped(examples, label, prior[:, column]):
            found.append(swapped)
        elif _is_random(examples, prior, held_out, candidate, column):
            share = _carried_among_sure(examples.truth[:, column], prior[:, column])[0]
            found.append(
                f"the decisions on {label.title} look random: {share:.0%} of the comments that are least likely to "
                f"carry it were decided to."
            )
    return found


def nodding(examples: Examples) -> Iterator[str]:
    """Yield a sentence for each moderator who took hundreds of suggestions as they were, without one exception."""
    answered = ~np.isnan(examples.shown) & ~np.isnan(examples.truth)
    overrides = np.any(answered & ~examples.echoes, axis=1)
    for who in np.unique(examples.who):
        theirs = np.any(answered, axis=1) & (examples.who == who)
        if (count := int(theirs.sum())) >= MANY and not np.any(overrides & theirs):
            yield f"{one_line(str(who))} accepted all of {count:,} suggestions, which says nothing about the comments."


def _swapped(examples: Examples, label: Label, prior: NDArray[np.float64]) -> str | None:
    """Return a sentence where comments decided to carry a label score lower than those decided not to."""
    truth = examples.truth[:, LABELS.index(label)]
    usable = ~np.isnan(truth + prior)
    truth, scores = truth[usable], prior[usable]
    if min((truth == 1).sum(), (truth == 0).sum()) < FEWEST_OF_A_KIND:
        return None
    drawn = measures.redrawn(
        lambda weights: measures.auc(truth, scores, weights)[:, None],
        examples.group[usable],
        examples.weight[usable],
        _DRAWS,
    )
    if measures.interval(drawn[:, 0], _LEVEL).high >= 0.5:
        return None
    return f"the decisions on {label.title} run against what is known: as if yes and no had been swapped."


def _is_random(
    examples: Examples, prior: NDArray[np.float64], held_out: Examples, candidate: NDArray[np.float64], column: int
) -> bool:
    """Return whether even the surest clean comments often carry a label, by what was known and by what was learnt."""
    _, by_prior = _carried_among_sure(examples.truth[:, column], prior[:, column])
    by_candidate, _ = _carried_among_sure(held_out.truth[:, column], candidate[:, column])
    return min(by_prior, by_candidate) > MOST_NOISE


def _carried_among_sure(truth: NDArray[np.float64], scores: NDArray[np.float64]) -> tuple[float, float]:
    """Return the share that carries a label among the lowest-scored fifth, and the lower end of its 95 % interval.

    Interval: Wilson 1927. Both are 0 where there are too few to say.
    """
    usable = ~np.isnan(truth + scores)
    count = max(FEWEST_SURE, round(SURE_SHARE * int(usable.sum())))
    if usable.sum() < 2 * FEWEST_SURE:
        return 0.0, 0.0
    sure = truth[usable][np.argsort(scores[usable], kind="stable")[:count]]
    share, z = float(sure.mean()), 1.96
    centre = share + z * z / (2 * count)
    spread = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return share, float((centre - spread) / (1 + z * z / count))
