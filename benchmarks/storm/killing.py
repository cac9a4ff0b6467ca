"""A piece of work in a process of its own, killed as `kill -9` does at a moment chosen beforehand.

A moment is a time, or a step: the statement of SQLite or the opening, renaming or removing of a file at which the
process ends itself. Times fall where the work is long, steps where it is delicate; half of the kills are of each kind.
"""

import importlib
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

Work = Callable[[], object]
"""What a child does; all it prints is read by its parent, and counts as acknowledged once it is printed."""

_FILE_EVENTS: Final = frozenset({"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.link"})
_PIPE: Final = 1 << 16
_SHOWN: Final = 4_000
_MEASURED: Final = "\x1dsteps "
"""Begins the line in which a child that was let live says how many steps it took; no sentence of the program does."""


class WorkFailed(Exception):
    """A child ended by itself with a failure: a fault of the program, or of the storm."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a child dies: once so many seconds have passed, or at a step of its own; never where neither is given."""

    seconds: float | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a child."""

    was_killed: bool
    lines: list[str]
    """What it had printed, whole lines alone."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long an undisturbed run is."""

    seconds: float
    steps: int


def run_until(work: Work, moment: Moment) -> Run:
    """Do a piece of work in a child until a moment, and return what it had printed; raises WorkFailed."""
    reading, writing = os.pipe()
    process = started(work, moment, writing)
    os.close(writing)
    return _ended(process, reading, None if moment.seconds is None else time.monotonic() + moment.seconds)


def measured(work: Work) -> Length:
    """Return how long a piece of work is that nobody kills; raises WorkFailed."""
    begun = time.perf_counter()
    run = run_until(lambda: _counted(work), Moment())
    steps = next(line for line in reversed(run.lines) if line.startswith(_MEASURED))
    return Length(time.perf_counter() - begun, int(steps.removeprefix(_MEASURED)))


def moments(kills: int, length: Length, chance: random.Random) -> Iterator[Moment]:
    """Yield moments without end, spread evenly over the whole of a run, in no order; by time and by step in turns.

    Of those asked for some may hit nothing, since what is killed twice has less left to do.
    """
    while True:
        places = [(kill + chance.random()) / kills for kill in range(kills)]
        chance.shuffle(places)
        for kill, place in enumerate(places):
            if kill % 2:
                yield Moment(step=1 + int(place * length.steps))
            else:
                yield Moment(seconds=place * length.seconds)


def started(work: Work, moment: Moment, output: int) -> int:
    """Start a child that prints to an open file, and return its process."""
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if not process:
        _be_child(work, moment, output)
    return process


def was_killed(process: int) -> bool:
    """Wait for the end of a child, end its workers with it, and return whether it was killed; raises WorkFailed."""
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    with suppress(ProcessLookupError):  # its workers would end by themselves, a second later
        os.killpg(process, signal.SIGKILL)
    if code not in (0, -signal.SIGKILL):
        raise WorkFailed(f"a child ended with {code}")
    return code != 0


def whole_lines(said: bytes) -> list[str]:
    """Return what was printed, without a line that was being printed."""
    whole, _, _ = said.rpartition(b"\n")
    return whole.decode("utf-8", "replace").split("\n") if whole else []


def _ended(process: int, pipe: int, deadline: float | None) -> Run:
    """Read what a child prints until it ends, and kill it at a deadline."""
    said = bytearray()
    with open(pipe, "rb", buffering=0) as stream:
        while deadline is None or select.select([stream], [], [], max(0.0, deadline - time.monotonic()))[0]:
            if not (more := stream.read(_PIPE)):
                break
            said += more
        else:
            os.kill(process, signal.SIGKILL)
        try:
            killed = was_killed(process)
        except WorkFailed as failure:
            failure.add_note(said[-_SHOWN:].decode("utf-8", "replace"))
            raise
        while more := stream.read(_PIPE):
            said += more
    return Run(killed, whole_lines(bytes(said)))


def _be_child(work: Work, moment: Moment, output: int) -> None:
    """Do the work with both outputs in the pipe, and end without the parent's farewells."""
    code = 1
    try:
        os.setpgid(0, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        # What the parent's streams were, a file perhaps, is not what a pipe is.
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
        if moment.step is not None:
            _die_at(moment.step)
        code = int(bool(work()))
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_at(step: int) -> None:
    taken = 0

    def count() -> None:
        """Take a step, the last one perhaps."""
        nonlocal taken
        taken += 1
        if taken == step:
            os.kill(os.getpid(), signal.SIGKILL)

    _on_each_step(count)


def _counted(work: Work) -> object:
    taken = 0

    def count() -> None:
        """Take a step."""
        nonlocal taken
        taken += 1

    _on_each_step(count)
    result = work()
    sys.stdout.flush()
    os.write(1, f"{_MEASURED}{taken}\n".encode())
    return result


def _on_each_step(take: Callable[[], None]) -> None:
    """Have something done before each statement of SQLite and each change to a folder, unknown to the program."""
    sqlite = importlib.import_module("sqlite3")
    connect = sqlite.connect

    def connected(*place: Any, **settings: Any) -> Any:
        """Open a database whose statements are steps."""
        opened = connect(*place, **settings)
        opened.set_trace_callback(lambda _: take())
        return opened

    vars(sqlite)["connect"] = connected
    sys.addaudithook(lambda event, _: take() if event in _FILE_EVENTS else None)
