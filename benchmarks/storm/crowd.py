"""Several children at work at once, each killed and followed by another; what each printed is kept in a file.

A file and no pipe, since a pipe that nobody empties stops its writer.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.storm.killing import Moment, WorkFailed, started, was_killed, whole_lines

_LONGEST: Final = 0.25
"""Seconds between two kills: some hundred decisions."""

_STEPS: Final = 3_000
"""Steps at which a child kills itself, at most."""


@dataclass(frozen=True, slots=True)
class Member:
    """A child at work."""

    name: str
    process: int
    said: Path
    dies_by_itself: bool


def storm_on_crowd(
    folder: Path, work: Callable[[str], object], size: int, kills: int, chance: random.Random, *, by_step: bool = True
) -> Iterator[tuple[str, list[str]]]:
    """Keep so many children at work, kill one after another, and yield the name of each and what it had printed.

    The last of them are killed at once, as a reboot does. `by_step` has half of them die at a statement of SQLite's.
    """
    at_work: list[Member] = []
    for number in range(kills):
        while len(at_work) < min(size, kills - number):
            at_work.append(_begun(folder, work, f"moderator {number + len(at_work)}", chance, by_step=by_step))
        one = at_work.pop(chance.randrange(len(at_work)))
        if not one.dies_by_itself and number < kills - size:
            time.sleep(chance.uniform(0.0, _LONGEST))
        yield one.name, _end_of(one)


def _begun(folder: Path, work: Callable[[str], object], name: str, chance: random.Random, *, by_step: bool) -> Member:
    said, dies = folder / f"{name}.said", by_step and chance.random() < 0.5
    moment = Moment(step=chance.randint(1, _STEPS)) if dies else Moment()
    with said.open("wb") as output:
        return Member(name, started(lambda: work(name), moment, output.fileno()), said, dies)


def _end_of(one: Member) -> list[str]:
    """Wait for the death of a child, or kill it, and return what it had printed; raises WorkFailed."""
    if not one.dies_by_itself:
        with suppress(ProcessLookupError):
            os.kill(one.process, signal.SIGKILL)
    try:
        killed = was_killed(one.process)
    except WorkFailed as failure:
        failure.add_note(one.said.read_text(encoding="utf-8"))
        raise
    if not killed:
        raise WorkFailed(f"{one.name} had nothing left to do before it was killed")
    return whole_lines(one.said.read_bytes())
