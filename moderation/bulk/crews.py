"""Who scores: this process, or worker processes beside it. A crew takes tasks and hands back what was scored, in order.

A crew reads only a little ahead of what is asked of it, so that a slow consumer fills no memory.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from joblib.externals.loky import get_reusable_executor

from moderation.bulk.tasks import Scored, Task
from moderation.errors import TriageError

AHEAD: Final = 2
"""Blocks a worker that are read before their scores are asked for, so that no worker waits for a block."""

_IDLE_SECONDS: Final = 300
"""How long workers stay behind a consumer that takes nothing; each one loads the model when it starts."""

_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A worker has a core of its own; more threads would take those of the others."""

Work = Callable[[Task], Scored]
"""What is done with a task; a function that another process can import by its name."""


class Crew(Protocol):
    """Those who score."""

    def in_order(self, work: Work, tasks: Iterator[Task]) -> Iterator[Scored]:
        """Yield what comes of each task, in their order, reading only a few tasks ahead.

        Raises:
            TriageError: a worker was lost, and the task with it.

        """


class Alone:
    """No one but the process that reads: a task at a time."""

    def in_order(self, work: Work, tasks: Iterator[Task]) -> Iterator[Scored]:
        """Yield what comes of each task."""
        return map(work, tasks)


@dataclass(frozen=True, slots=True)
class Workers:
    """Processes of this machine."""

    jobs: int

    def in_order(self, work: Work, tasks: Iterator[Task]) -> Iterator[Scored]:
        """Yield what comes of each task, with at most `AHEAD` of them a worker begun."""
        pool = get_reusable_executor(max_workers=self.jobs, timeout=_IDLE_SECONDS, env=_ONE_THREAD)
        return _in_order((pool.submit(work, task) for task in tasks), AHEAD * self.jobs)


def crew_of(jobs: int) -> Crew:
    """Return those who score with this many processes."""
    return Alone() if jobs == 1 else Workers(jobs)


def _in_order(scored: Iterator[Future[Scored]], ahead: int) -> Iterator[Scored]:
    """Yield what the futures hold, in order, with at most `ahead` of them begun."""
    begun = deque(islice(scored, ahead))
    try:
        while begun:
            yield begun.popleft().result()
            begun.extend(islice(scored, 1))
    except BrokenProcessPool as broken:
        raise TriageError(
            "A worker process was killed, most often because memory ran out. Run it again with --jobs 1."
        ) from broken
    finally:
        for future in begun:
            future.cancel()
