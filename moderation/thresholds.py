"""Which threshold gives a desk what it asks for: so much precision, so much recall, or so many comments a day.

Every figure is a count over the desk's own comments, as the model in service scores them, and over decisions that this
model did not learn from and that were read one by one: on its own lessons any model looks better than it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from moderation.errors import WrongUse
from moderation.labels import Label
from moderation.measures import likely_share

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GRID: Final = tuple(place / 1_000 for place in range(1, 1_001))
"""The thresholds to choose from; disputed terminology is so rare that the useful ones lie between .01 and .1."""

FEWEST: Final = 20
"""Decisions of a label from which a precision or a recall is told: of 20, a share is known to within a fifth."""


class Aim(StrEnum):
    """What a threshold is asked for."""

    PRECISION = "precision"
    RECALL = "recall"
    PER_DAY = "per_day"


@dataclass(frozen=True, slots=True)
class Wish:
    """An aim and how much of it."""

    aim: Aim
    value: float
    """A share for precision and recall, comments for a day."""

    def __post_init__(self) -> None:
        if self.aim is Aim.PER_DAY and not self.value >= 0:
            raise WrongUse(f"per-day {self.value:g}: say how many comments a day, 0 or more.")
        if self.aim is not Aim.PER_DAY and not 0 < self.value <= 1:
            raise WrongUse(f"{self.aim} {self.value:g}: write a share over 0 and up to 1, such as 0.8.")


@dataclass(frozen=True, slots=True)
class History:
    """What a desk has seen of one label."""

    label: Label
    own: float
    """The threshold in service."""
    scores: "NDArray[np.float64]"
    """Of decided comments, shape (n,); below nought where not judged."""
    carried: "NDArray[np.bool_]"
    """Whether each was decided to carry the label, shape (n,)."""
    posted: "NDArray[np.float64]"
    """Scores of the comments posted in the last `days`, shape (m,), sorted; those not judged are left out."""
    days: float
    waiting: "NDArray[np.float64]"
    """Scores of the comments that wait, sorted; those not judged are left out."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a threshold would have done, and would do now."""

    threshold: float
    right: int
    """Decisions for the label that it would have suggested."""
    wrong: int
    """Decisions against the label that it would have suggested."""
    missed: int
    """Decisions for the label that it would not have suggested."""
    left_alone: int
    """Decisions against the label that it would not have suggested."""
    per_day: float | None
    """Comments a day that reach it; None where nothing with a date was posted."""
    waiting: int
    """Waiting comments that reach it."""

    @property
    def precision(self) -> float | None:
        """Of the suggested, the share that carries the label; None of none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Of the decided ones that carry the label, the share that is suggested; None of none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    def document(self) -> dict[str, object]:
        """Return it as JSON states it, with where precision and recall lie in 19 of 20 such samples."""
        counts = {name: getattr(self, name) for name in self.__slots__}
        return {
            **counts,
            "precision": self.precision,
            "precision_interval": likely_share(self.right, self.right + self.wrong),
            "recall": self.recall,
            "recall_interval": likely_share(self.right, self.right + self.missed),
        }


@dataclass(frozen=True, slots=True)
class Chosen:
    """The threshold that a wish comes to, beside the one in service."""

    label: Label
    before: Counted
    after: Counted | None
    """None where no threshold grants the wish."""
    why: str
    """What stands in the way; empty where nothing does."""

    def document(self) -> dict[str, object]:
        """Return it as JSON states it."""
        return {
            "label": self.label.value,
            "before": self.before.document(),
            "after": self.after.document() if self.after else None,
            "why": self.why or None,
        }


def counted(history: History, threshold: float) -> Counted:
    """Return what a threshold would have done; a score that equals it reaches it."""
    return _all_counted(history, [threshold])[0]


def chosen(history: History, wish: Wish) -> Chosen:
    """Return the threshold that grants a wish and suggests the most, or for recall the least, besides."""
    before = counted(history, history.own)
    if why := _too_little(history, wish):
        return Chosen(history.label, before, None, why)
    options = _all_counted(history, GRID)
    granting = [option for option in options if _grants(option, wish)]
    if granting:
        # a recall is kept as high as asked by the highest threshold; the others are kept by the lowest
        return Chosen(history.label, before, granting[-1 if wish.aim is Aim.RECALL else 0], "")
    return Chosen(history.label, before, None, _best(options, wish))


def _grants(option: Counted, wish: Wish) -> bool:
    if wish.aim is Aim.PER_DAY:
        return (option.per_day or 0.0) <= wish.value
    if wish.aim is Aim.RECALL:
        return (option.recall or 0.0) >= wish.value
    return option.right + option.wrong >= FEWEST and (option.precision or 0.0) >= wish.value


def _too_little(history: History, wish: Wish) -> str:
    """Return why nothing can be told; empty where it can."""
    if wish.aim is Aim.PER_DAY:
        return "" if history.days else "no comment with a date has been scored"
    judged, carrying = len(history.scores), int(history.carried.sum())
    if judged < FEWEST or not carrying:
        return (
            f"{judged:,} decisions that the model in service did not learn from, {carrying:,} of them for the label; "
            f"{FEWEST} are needed, at least one for it"
        )
    return ""


def _best(options: Sequence[Counted], wish: Wish) -> str:
    """Return how near the desk's history comes to a wish that can't be granted."""
    if wish.aim is Aim.PER_DAY:
        return f"even a threshold of 1 suggests {options[-1].per_day or 0.0:.1f} a day"
    if wish.aim is Aim.RECALL:
        return f"the lowest threshold finds {options[0].recall or 0.0:.0%}; the others were not judged"
    enough = [option for option in options if option.right + option.wrong >= FEWEST]
    best = max(enough, key=lambda option: option.precision or 0.0, default=None)
    if best is None:
        return f"no threshold suggests {FEWEST} of the decided comments"
    return f"the best is {best.precision or 0.0:.0%}, from {best.threshold:.3f} on"


def _all_counted(history: History, thresholds: Sequence[float]) -> list[Counted]:
    """Return what each threshold would have done."""
    import numpy as np

    at = np.asarray(thresholds)
    yes, no = np.sort(history.scores[history.carried]), np.sort(history.scores[~history.carried])
    under = {name: np.searchsorted(scores, at) for name, scores in (("yes", yes), ("no", no))}
    daily = len(history.posted) - np.searchsorted(history.posted, at)
    waiting = len(history.waiting) - np.searchsorted(history.waiting, at)
    return [
        Counted(
            float(threshold),
            right=len(yes) - int(under["yes"][place]),
            wrong=len(no) - int(under["no"][place]),
            missed=int(under["yes"][place]),
            left_alone=int(under["no"][place]),
            per_day=int(daily[place]) / history.days if history.days else None,
            waiting=int(waiting[place]),
        )
        for place, threshold in enumerate(at)
    ]
