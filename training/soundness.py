"""Looks for signs that a log shouldn't be learnt from: labels swapped, labels at random, people who only nod.

A gate that trusts the decisions held out trusts the same hands as the candidate does: a poisoned log makes a poisoned
candidate look good. So the log is held against what was known before it. A desk that is consistently stricter or
milder passes: its decisions still grow with the score.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from moderation.labels import LABELS, Label
from moderation.measures import likely_share
from moderation.text import one_line
from training import measures
from training.examples import Examples
from training.haste import hasty
from training.moderators import differing
from training.outcome import Noise
from training.recalibrate import NONE_UNSEEN, Unseen

MOST_NOISE: Final = 0.15
"""Of the comments that are surest clean, this share may be decided to carry a label."""

CLEARED: Final = 0.2
"""As learnt, the share has to lie surely below this: of 60 at most 6. With three in ten flipped, 15 % passed one log of
four; this, one of three thousand."""

FAR_ABOVE: Final = 2.0
"""So many times the noise this desk had before is too much,"""

LEAST_JUMP: Final = 0.05
"""from so much more on: from 1 to 3 in a hundred is no sign."""

SURE_SHARE: Final = 0.2
"""The fifth with the lowest scores are the surest clean. Source: Liu and Tao 2016, anchor points of noisy labels."""

ENOUGH_SURE: Final = 60
"""In small logs more than that fifth are taken, up to these, so that 200 decisions are enough to notice."""

MOST_SURE_SHARE: Final = 0.4
FEWEST_SURE: Final = 25
"""With fewer nothing is said: of 20, three in ten flipped would pass one time in ten."""

FEWEST_OF_A_KIND: Final = 10
MANY: Final = 200
"""From so many answered suggestions on, never to override one is not judging: at 1 in 50 the chance is 2 %."""

_DRAWS: Final = 300
_LEVEL: Final = 0.98
_Z: Final = 1.64


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A model that none of the decisions taught, to hold them against."""

    scores: NDArray[np.float64]
    """Of every decided comment, shape (n, 3)."""
    thresholds: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """Decisions as models of the same kind read them that they did not teach."""

    held_out: Examples
    scores: NDArray[np.float64]
    """Of the candidate, for the decisions held out, shape (n, 3)."""
    unseen: Mapping[Label, Unseen]
    """Those learnt from, out of fold."""
    noise: Mapping[Label, Noise]
    """Of all decisions, how many look like slips, and how many did when the model in service was taught."""

    def of(self, label: Label) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what was decided on a label, and the scores."""
        column, apart = LABELS.index(label), self.unseen.get(label, NONE_UNSEEN)
        truth = np.append(apart.truth, self.held_out.truth[:, column])
        return truth, np.append(expit(apart.log_odds), self.scores[:, column])


def doubts(examples: Examples, known: Known, learned: Learned) -> list[str]:
    """Return a sentence for each reason not to trust a log; none when it looks sound."""
    prior = known.scores
    found = [*nodding(examples), *hasty(examples), *differing(examples, prior, known.thresholds)]
    for column, label in enumerate(LABELS):
        # swapped labels look random to whoever trusts the scores, so that is asked first
        if swapped := _swapped(examples, label, prior[:, column]):
            found.append(swapped)
        elif random := _random(examples, label, prior[:, column], learned):
            found.append(random)
        elif label in learned.noise and (noisy := _noisy(label, learned.noise[label], len(examples.of(label)))):
            found.append(noisy)
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


def _random(examples: Examples, label: Label, prior: NDArray[np.float64], learned: Learned) -> str | None:
    """Return a sentence where even the surest clean comments often carry a label, as known before and as learnt."""
    before = _surest(examples.truth[:, LABELS.index(label)], prior)
    after = _surest(*learned.of(label))
    if before is None or before.at_least <= MOST_NOISE or (after is not None and after.at_most <= CLEARED):
        return None
    return (
        f"the decisions on {label.title} look random: {before.share:.0%} of the comments that are least likely to "
        f"carry it were decided to."
    )


def _noisy(label: Label, noise: Noise, decided: int) -> str | None:
    """Return a sentence where too many decisions look like slips, or many more than this desk had before."""
    sure = _share_of(noise.share, max(round(SURE_SHARE * decided), 1))
    jumped = noise.before is not None and sure.at_least > max(FAR_ABOVE * noise.before, noise.before + LEAST_JUMP)
    if not jumped and sure.share <= MOST_NOISE:
        return None
    before = "" if noise.before is None else f", {noise.before:.0%} when the model in service was taught"
    return f"{noise.share:.0%} of the decisions on {label.title} look like slips{before}."


@dataclass(frozen=True, slots=True)
class _Surest:
    """The comments that are surest clean, by somebody's scores."""

    share: float
    """Of them, those decided to carry the label."""
    at_least: float
    """The lower end of the 90 % interval of `share` (Wilson 1927)."""
    at_most: float
    """The upper end."""


def _surest(truth: NDArray[np.float64], scores: NDArray[np.float64]) -> _Surest | None:
    """Return what was decided about the lowest-scored comments; None where they are too few to say."""
    usable = ~np.isnan(truth + scores)
    judged = int(usable.sum())
    count = round(min(max(SURE_SHARE * judged, ENOUGH_SURE), MOST_SURE_SHARE * judged))
    if count < FEWEST_SURE:
        return None
    share = float(truth[usable][np.argsort(scores[usable], kind="stable")[:count]].mean())
    return _share_of(share, count)


def _share_of(share: float, count: int) -> _Surest:
    """Return a share of so many comments with its interval."""
    return _Surest(share, *likely_share(share * count, count, _Z))
