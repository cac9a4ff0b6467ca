"""Who scores: this process, or worker processes beside it. A crew takes tasks and hands back what was scored, in order.

A crew reads only a little ahead of what is asked of it, so that a slow consumer fills no memory.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from threading import Thread
from time import sleep
from typing import Final, Protocol, TypeVar

from joblib.externals.loky import ProcessPoolExecutor
from joblib.externals.loky.backend import resource_tracker

from moderation.errors import TriageError

AHEAD: Final = 2
"""Blocks a worker that are read before their scores are asked for, so that no worker waits for a block."""

_IDLE_SECONDS: Final = 300
"""How long workers stay behind a consumer that takes nothing; each one loads the model when it starts."""

_WATCH_SECONDS: Final = 1
"""How long a worker may outlive a killed parent."""

_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A worker has a core of its own; more threads would take those of the others."""

_WARNINGS: Final = "PYTHONWARNINGS"
_LEFT_BEHIND: Final = "ignore:resource_tracker:UserWarning"
"""What begins so is told of a run that was killed, and means nothing to whoever killed it."""

Given = TypeVar("Given")
"""What a task is; it goes to another process."""

Made = TypeVar("Made")
"""What comes of it. Whoever makes it of a task is a function that another process can import by its name."""


class Crew(Protocol):
    """Those who score."""

    def sees(self, paths: Sequence[str]) -> bool:
        """Return whether its workers had better read these files for themselves, because they can and are many."""
        ...

    def in_order(self, work: Callable[[Given], Made], jobs: Iterator[Given]) -> Iterator[Made]:
        """Yield what comes of each job, in their order, reading only a few jobs ahead.

        Raises:
            TriageError: a worker was lost, and the job with it.

        """


class Alone:
    """No one but the process that reads: a job at a time."""

    def sees(self, paths: Sequence[str]) -> bool:
        """Return that nothing is gained by it."""
        return False

    def in_order(self, work: Callable[[Given], Made], jobs: Iterator[Given]) -> Iterator[Made]:
        """Yield what comes of each job."""
        return map(work, jobs)


@dataclass(frozen=True, slots=True)
class Workers:
    """Processes of this machine."""

    count: int
    advice: str = "Run it again with --jobs 1."
    """What to do once one was killed."""

    def sees(self, paths: Sequence[str]) -> bool:
        """Return that the process which reads keeps up with the cores of one machine."""
        return False

    def in_order(self, work: Callable[[Given], Made], jobs: Iterator[Given]) -> Iterator[Made]:
        """Yield what comes of each job, with at most `AHEAD` of them a worker begun."""
        _start_quietly()
        pool = ProcessPoolExecutor(
            max_workers=self.count,
            timeout=_IDLE_SECONDS,
            env=_ONE_THREAD,
            initializer=_serve,
            initargs=(os.getpid(),),
        )
        with ExitStack() as on_failure:
            on_failure.callback(pool.shutdown, kill_workers=True)
            yield from _in_order((pool.submit(work, job) for job in jobs), AHEAD * self.count, self.advice)
            on_failure.pop_all()
        pool.shutdown()


def _start_quietly() -> None:
    """Start the process that clears up behind a killed run, so that it says nothing of what it finds."""
    before = os.environ.get(_WARNINGS)
    os.environ[_WARNINGS] = f"{before},{_LEFT_BEHIND}" if before else _LEFT_BEHIND
    resource_tracker.ensure_running()
    if before is None:
        del os.environ[_WARNINGS]
    else:
        os.environ[_WARNINGS] = before


def _serve(parent: int) -> None:
    """Let this process end when its parent does, which may be killed and then sends no word.

    Ctrl+C at a terminal reaches all processes of a run. A worker that stopped while it handed back its rows would leave
    half a message, for whose end the parent waits as long as another worker has the pipe; so only the parent stops.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        """Look for the parent until it is gone."""
        while os.getppid() == parent:
            sleep(_WATCH_SECONDS)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def crew_of(jobs: int) -> Crew:
    """Return those who score with this many processes."""
    return Alone() if jobs == 1 else Workers(jobs)


def _in_order(done: Iterator[Future[Made]], ahead: int, advice: str) -> Iterator[Made]:
    """Yield what the futures hold, in order, with at most `ahead` of them begun."""
    begun = deque(islice(done, ahead))
    try:
        while begun:
            yield begun.popleft().result()
            begun.extend(islice(done, 1))
    except BrokenProcessPool as broken:
        raise TriageError(f"A worker process was killed, most often because memory ran out. {advice}") from broken
    finally:
        for future in begun:
            future.cancel()
