"""In which order comments wait, in words, and what the mixed order takes by each of its ways."""

from enum import StrEnum
from operator import itemgetter
from typing import Final

from msgspec import Struct

from moderation.errors import WrongUse
from moderation.sought import Filter


class Order(StrEnum):
    """In which order comments wait; `explained` says what decides where two are alike."""

    RISK = "risk"
    UNCERTAIN = "uncertain"
    NEWEST = "newest"
    OLDEST = "oldest"
    REPORTED = "reported"
    MIXED = "mixed"

    @property
    def explained(self) -> str:
        """What stands where, and what decides between two that are alike, in a sentence."""
        return _EXPLAINED[self]


_EXPLAINED: Final = {
    Order.RISK: "Riskiest first: how far a score is past what its label needs; of equal ones, the first imported.",
    Order.UNCERTAIN: "Least certain first: those teach the model most; of equal ones, the first imported.",
    Order.NEWEST: "Newest first, those of unknown time at the end; of one time, the last imported.",
    Order.OLDEST: "Oldest first, those of unknown time before all; of one time, the first imported.",
    Order.REPORTED: "Reported by readers first, riskiest on top, then the others; of equal ones, the first imported.",
    Order.MIXED: "Mixed: most the riskiest, some the least certain, some at random, whatever their score.",
}


class Brought(StrEnum):
    """An order that a filter brings along where no other was asked for."""

    SUSPICION = "most suspicious first"


class Slice(StrEnum):
    """By which of its three ways a comment came into the mixed order."""

    RISK = "risk"
    UNCERTAIN = "uncertain"
    RANDOM = "random"


class Mix(Struct, frozen=True):
    """How many of a round of comments the mixed order takes by each of its ways."""

    risk: int = 7
    uncertain: int = 2
    random: int = 1

    def __post_init__(self) -> None:
        if min(self.risk, self.uncertain, self.random) < 0 or not 1 <= self.total <= _LONGEST_ROUND:
            raise WrongUse(f"A mix needs one to {_LONGEST_ROUND} comments a round, and none of its parts below zero.")

    @property
    def total(self) -> int:
        """How many comments make a round."""
        return self.risk + self.uncertain + self.random

    @property
    def explained(self) -> str:
        """What a round is made of, in a sentence."""
        return (
            f"Mixed: {self.risk} riskiest, {self.uncertain} least certain, {self.random} at random of {self.total}; "
            "those at random show how often the model errs."
        )

    @property
    def round(self) -> tuple[Slice, ...]:
        """The ways of one round in their order, the few spread among the many."""
        spread = [
            ((turn + 0.5) / count, way)
            for way, count in zip(Slice, (self.risk, self.uncertain, self.random), strict=True)
            for turn in range(count)
        ]
        return tuple(way for _, way in sorted(spread, key=itemgetter(0)))


def way_of(order: Order, filter: Filter) -> Order | Brought:
    """Return the order that a filter brings along, unless another was asked for than those a queue opens in."""
    return Brought.SUSPICION if filter.recheck and order in (Order.RISK, Order.MIXED) else order


Way = Order | Brought | Slice
"""Whatever brings comments into an order."""

_LONGEST_ROUND: Final = 100
