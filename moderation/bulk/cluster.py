"""Scoring by the workers of a Dask cluster, through joblib's own backend for it: the extra `cluster`.

Dask gives the job of a worker that died to another one, so that a death costs that job and no more. Which worker did
what leaves no trace in the output, which is that of one machine, byte for byte.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Any, Final, Generic, Self

from moderation import __version__
from moderation.bulk.crews import AHEAD, Given, Made
from moderation.errors import TriageError, WrongUse
from moderation.text import plural

_LOCAL: Final = "local:"
_PATIENCE: Final = 10
"""Seconds in which a scheduler has to answer, and its first worker to be there."""

_PAUSE: Final = 0.02
"""Seconds that a worker waits where the others are far ahead of the one whose rows come next."""

_FEWEST: Final = 2
"""Files from which on workers read for themselves."""


class Cluster:
    """The workers of a cluster; as a context manager it is connected, and a local one lives as long."""

    def __init__(self, address: str) -> None:
        """Name a cluster: its scheduler's address, the file a scheduler wrote, or `local:N` for N processes here.

        Raises:
            WrongUse: the extra is not installed, or `local:` is followed by no number of processes.

        """
        self._address = address
        self._processes = _processes(address)
        self._opened = ExitStack()
        self._client: Any = None

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            TriageError: nobody answers, there is no worker, or the workers have another version of this program.

        """
        with ExitStack() as stack:
            self._client = stack.enter_context(_connected(self._address, self._processes))
            _wait_for_workers(self._client, self._address)
            _refuse_strangers(self._client)
            self._opened = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._opened.__exit__(kind, error, at)

    @property
    def count(self) -> int:
        """How many jobs are done at once."""
        return sum(self._client.nthreads().values())

    def sees(self, paths: Sequence[str]) -> bool:
        """Return whether there are several files and each worker finds them all, of the same sizes as here."""
        if len(paths) < _FEWEST:
            return False
        here = sizes(paths)
        return None not in here and all(there == here for there in self._client.run(sizes, paths).values())

    def in_order(self, work: Callable[[Given], Made], jobs: Iterator[Given]) -> Iterator[Made]:
        """Yield what comes of each job, with at most `AHEAD` of them a worker begun or not yet taken."""
        from distributed import KilledWorker
        from distributed.client import FuturesCancelledError
        from joblib import Parallel, delayed, parallel_config

        waiting = _Gate(jobs, AHEAD * self.count)
        calls = (delayed(_done)(work, job) for job in waiting)
        with parallel_config(backend="dask", wait_for_workers_timeout=_PATIENCE):
            try:
                for done in Parallel(return_as="generator", batch_size=1, pre_dispatch="2*n_jobs")(calls):
                    if done is not None:
                        waiting.taken += 1
                        yield done
            except KilledWorker as lost:
                raise TriageError(
                    "The cluster lost several workers over one block, most often because memory ran out: give them "
                    "more, and run the same command again."
                ) from lost
            except (CancelledError, FuturesCancelledError, OSError) as lost:
                raise TriageError(
                    f"The scheduler at {self._address} is gone: see to it, and run the same command again."
                ) from lost
        waiting.raise_what_was_kept()


class _Gate(Generic[Given]):
    """Jobs, handed out no further ahead than a number of them; between them pauses, which are no jobs.

    joblib asks for the next job whenever one is done, from a thread that may not be held up, and whether or not
    anybody has taken what came before.
    """

    def __init__(self, jobs: Iterator[Given], ahead: int) -> None:
        self._jobs, self._ahead = jobs, ahead
        self._given = 0
        self._error: BaseException | None = None
        self.taken = 0

    def __iter__(self) -> Iterator[Given | None]:
        try:
            for job in self._jobs:
                self._given += 1
                yield job
                while self._given - self.taken >= self._ahead:
                    yield None
        except Exception as error:  # joblib's thread would swallow it, and wait for ever
            self._error = error

    def raise_what_was_kept(self) -> None:
        """Raise what reading the jobs had raised."""
        if self._error:
            raise self._error


def _done(work: Callable[[Given], Made], job: Given | None) -> Made | None:
    if job is not None:
        return work(job)
    sleep(_PAUSE)
    return None


def version() -> str:
    """Return the version of this program; asked of every worker."""
    return __version__


def sizes(paths: Sequence[str]) -> list[int | None]:
    """Return the size of each file, None for one that can't be found; asked of every worker."""
    return [_size(path) for path in paths]


def _size(path: str) -> int | None:
    try:
        return Path(path).stat().st_size
    except OSError:
        return None


def _processes(address: str) -> int:
    """Return how many processes a local cluster is to have; 0 for one that is elsewhere."""
    if not address.startswith(_LOCAL):
        return 0
    count = address.removeprefix(_LOCAL)
    if not count.isdecimal() or not int(count):
        raise WrongUse(f"--cluster {address}: name how many processes, as in local:2.")
    return int(count)


@contextmanager
def _connected(address: str, processes: int) -> Iterator[Any]:
    """Connect to a cluster, which lives as long as that where it is a local one."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as missing:
        raise WrongUse(
            "--cluster needs Dask, which is not installed: pip install 'comment-triage[cluster]', here and on every "
            "machine of the cluster."
        ) from missing
    # Dask, Tornado and asyncio each log tracebacks of a lost connection, also while the process ends; what matters of
    # it is said in sentences of ours, and this program logs nothing.
    logging.disable(logging.CRITICAL)
    with ExitStack() as stack:
        where: dict[str, Any] = {"scheduler_file" if Path(address).is_file() else "address": address}
        if processes:
            # Dask listens on this machine's own address here, and its dashboard not at all.
            options = {"n_workers": processes, "threads_per_worker": 1, "dashboard_address": None}
            where = {"address": stack.enter_context(LocalCluster(**options))}  # type: ignore[no-untyped-call]
        try:
            client = stack.enter_context(Client(**where, timeout=_PATIENCE))  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as fault:
            raise TriageError(
                f"No Dask scheduler answers at {address}. Start one with `dask scheduler`, or name another."
            ) from fault
        yield client


def _wait_for_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as fault:
        raise TriageError(
            f"The scheduler at {address} has no workers. Start some with `dask worker {address}`, one thread each."
        ) from fault


def _refuse_strangers(client: Any) -> None:
    """Refuse workers that could score otherwise than this program does."""
    try:
        versions = client.run(version)
    except ImportError as missing:
        raise TriageError(
            "A worker of the cluster has no comment-triage: install the same version on each of its machines."
        ) from missing
    others = sorted({other for other in versions.values() if other != __version__})
    if others:
        strangers = sum(other != __version__ for other in versions.values())
        raise TriageError(
            f"{plural(strangers, 'worker')} of the cluster would score by version {', '.join(others)}, and this is "
            f"{__version__}: install the same version on each of its machines."
        )
