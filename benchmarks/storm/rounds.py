"""Rounds of a storm: a new desk, one work on it killed a few times in a row, then let end."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.storm.killing import Moment, Run, Work, measured, moments, run_until
from benchmarks.storm.toll import Toll

_IN_A_ROW: Final = 4
"""Kills of one work before it is let end."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round consists of."""

    prepare: Callable[[], object]
    """Makes the desk anew."""
    work: Work
    look: Callable[[Run], object]
    """Compares what a killed run left with what it had acknowledged."""
    compare: Callable[[], object]
    """Compares what stands at the end with what an undisturbed run leaves."""


def storm_over(toll: Toll, kills: int, chance: random.Random, one: Round) -> None:
    """Go through rounds until a work was killed so many times; the first undisturbed run is what is compared with."""
    one.prepare()
    length = measured(one.work)
    one.compare()
    times = moments(kills, length, chance)
    while toll.kills < kills:
        one.prepare()
        for _ in range(_IN_A_ROW):
            run = run_until(one.work, next(times))
            toll.kills += run.was_killed
            one.look(run)
            if not run.was_killed or toll.kills == kills:
                break
        run_until(one.work, Moment())
        one.compare()
