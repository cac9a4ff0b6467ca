"""The shift in figures: what was decided, how fast, and how often the model was right.

Pure arithmetic over values that the store sums up from the log, so that each figure can be recounted by hand. A
decision read by itself speaks about the model; one of a bulk, or settled along with its copy, only repeats it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Final

from moderation.labels import LABELS, Label
from moderation.measures import median

PAUSE: Final = timedelta(minutes=5)
"""Whoever does nothing for longer has left the desk; that time is not work."""

ENOUGH_STEPS: Final = 10
"""Steps below which a pace would be an accident."""

QUICKEST: Final = 0.25
"""Seconds a step below which no person was at work but a program, such as `triage decide` in a loop."""

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How decisions on one label compare with the suggestion, where the model had judged it."""

    judged: int = 0
    """Decided yes or no."""
    taken_off: int = 0
    """Suggested, decided no."""
    put_on: int = 0
    """Not suggested, decided yes."""

    @property
    def agreed(self) -> int:
        """Decided as suggested."""
        return self.judged - self.taken_off - self.put_on

    def __add__(self, other: "Agreement") -> "Agreement":
        # Counts add up, shares would not.
        return Agreement(self.judged + other.judged, self.taken_off + other.taken_off, self.put_on + other.put_on)


def _no_labels() -> dict[Label, Agreement]:
    return dict.fromkeys(LABELS, Agreement())


@dataclass(frozen=True, slots=True)
class Work:
    """Settlements in effect, and what those read one by one say of the model."""

    settled: int = 0
    along: int = 0
    """Settled along with the near-copy that was read."""
    bulk: int = 0
    """Settled together with other marked comments."""
    followed: int = 0
    """Settled by no key at all: they arrived with a text that had been settled before."""
    scored: int = 0
    """Read by itself, and it answered a suggestion."""
    agreed: int = 0
    """Of the scored, taken as suggested on every label."""
    labels: Mapping[Label, Agreement] = field(default_factory=_no_labels)
    """Over the scored."""

    @property
    def read(self) -> int:
        """Settled by a key press of its own."""
        return self.settled - self.along - self.bulk - self.followed

    def __add__(self, other: "Work") -> "Work":
        return Work(
            self.settled + other.settled,
            self.along + other.along,
            self.bulk + other.bulk,
            self.followed + other.followed,
            self.scored + other.scored,
            self.agreed + other.agreed,
            {label: self.labels[label] + other.labels[label] for label in LABELS},
        )


@dataclass(frozen=True, slots=True)
class Person:
    """One moderator's work."""

    today: Work = field(default_factory=Work)
    week: Work = field(default_factory=Work)
    """The last seven times 24 hours."""
    ever: int = 0
    """Settlements in effect, however old."""


@dataclass(frozen=True, slots=True)
class Step:
    """A key press whose decisions stand, as far as they do."""

    n: int
    """Its number, the first row of the log it wrote."""
    who: str
    at: datetime
    settled: int
    """Comments it settled, copies and all, that still stand so."""
    held: int
    seconds: float | None = None
    """How long the comment was on screen."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast somebody works: over the gaps between one step and the next, pauses left out."""

    steps: int = 0
    decisions: int = 0
    """Settled or held by these steps."""
    held: int = 0
    """How many of these were held."""
    gaps: int = 0
    """Steps that came within PAUSE of the one before."""
    seconds: float = 0.0
    """The time of these gaps."""
    paced: int = 0
    """Decisions of the steps at the end of these gaps."""

    @property
    def is_known(self) -> bool:
        """Whether there are enough steps to speak of a pace, by somebody who can have read them."""
        return self.steps >= ENOUGH_STEPS and self.gaps > 0 and self.seconds >= self.gaps * QUICKEST

    @property
    def steps_an_hour(self) -> float | None:
        """Key presses an hour: what brings the queue's rows down."""
        return 3600 * self.gaps / self.seconds if self.is_known else None

    @property
    def decisions_an_hour(self) -> float | None:
        """Comments an hour, with all that one key press settles."""
        return 3600 * self.paced / self.seconds if self.is_known else None

    def time_for(self, rows: int) -> timedelta | None:
        """Return how long so many rows of the queue take, a key press each; None where no pace is known."""
        return timedelta(seconds=rows * self.seconds / self.gaps) if self.is_known else None


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left to do."""

    waiting: int = 0
    """Comments in the queue as it opens."""
    rows: int = 0
    """Rows of that queue: a group of near-copies is one."""
    held: int = 0
    unscored: int = 0
    """Comments of any state that the model in service has not scored."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The desk's figures at one moment."""

    at: datetime
    midnight: datetime
    """Where today begins, for whoever looks."""
    model: str
    """In service."""
    remaining: Remaining
    people: Mapping[str, Person]
    """By name; those whose decisions stand."""
    drawn: Work
    """The last week's decisions on comments that the mixed order had drawn at random."""
    steps: Sequence[Step]
    """Since midnight, or since the row asked for where that is earlier; oldest first."""

    def person(self, who: str) -> Person:
        """Return one moderator's work; none where nothing of theirs stands."""
        return self.people.get(who, Person())

    @property
    def desk(self) -> Person:
        """Everybody's work together."""
        return Person(
            total(one.today for one in self.people.values()),
            total(one.week for one in self.people.values()),
            sum(one.ever for one in self.people.values()),
        )

    def steps_of(self, who: str, after: int | None = None) -> list[Step]:
        """Return somebody's steps after a row of the log, or since midnight."""
        # A sitting that began before midnight goes on after it; today does not reach back.
        if after is None:
            return [step for step in self.steps if step.who == who and step.at >= self.midnight]
        return [step for step in self.steps if step.who == who and step.n > after]

    def pace_today(self, who: str) -> Pace:
        """Return somebody's pace since midnight."""
        return pace(self.steps_of(who))

    def pace_since(self, who: str, after: int) -> Pace:
        """Return somebody's pace after a row of the log: that of a sitting."""
        return pace(self.steps_of(who, after))


def total(works: Iterable[Work]) -> Work:
    """Return several people's or spans' work together."""
    return reduce(add, works, Work())


def pace(steps: Sequence[Step]) -> Pace:
    """Return the pace of steps, oldest first."""
    # A step taken back is not in the list, so the time it took falls to the next one: a detour slows.
    ends = [(after.at - before.at, after) for before, after in pairwise(steps)]
    worked = [(gap, step) for gap, step in ends if gap <= PAUSE]
    # By the gaps and not from the first step to the last, which an hour of lunch would halve.
    return Pace(
        len(steps),
        sum(step.settled + step.held for step in steps),
        sum(step.held for step in steps),
        len(worked),
        sum(gap.total_seconds() for gap, _ in worked),
        sum(step.settled + step.held for _, step in worked),
    )


def by_hour(steps: Iterable[Step], zone: tzinfo | None = None) -> tuple[int, ...]:
    """Return the comments settled in each of the 24 hours of the clock, in a zone or the machine's own."""
    hours = [0] * 24  # the hour that the clocks repeat in autumn is one column, the one they skip stays empty
    for step in steps:
        hours[step.at.astimezone(zone).hour] += step.settled
    return tuple(hours)


def median_seconds(steps: Iterable[Step]) -> float | None:
    """Return the median time on screen; None where no time was kept."""
    return median([step.seconds for step in steps if step.seconds is not None])
