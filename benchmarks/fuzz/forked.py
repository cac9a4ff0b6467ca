"""Each file imported in a process of its own, forked from one that has paid for every import.

A crash, a hang or a hunger for memory is then one file's, and is seen from outside: by exit status, clock and rusage.
"""

import contextlib
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from moderation.errors import TriageError
from moderation.intake import score_unscored
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store
from moderation.text import one_line
from tui.cli import arrivals
from tui.cli.console import Console, fault

MOST_PROCESSOR_S: Final = 60
KILLED_AFTER_S: Final = 600
"""By the clock, so that a process that waits for ever ends as well."""

_LARGEST: Final = 8 << 30
"""Bytes of address space; what grows beyond is a crash rather than the machine's."""

_WARMING: Final = Path(__file__).resolve().parents[2] / "sample_data"
"""Files imported before the first fork, so that what is made at first use is made once."""

READ, REFUSED, CRASHED, HUNG = "read", "refused", "crash", "hang"

_ANSWERED: Final = ("kind", "said", "comments", "rejects", "seconds")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file."""

    name: str
    kind: str
    """READ, REFUSED, CRASHED or HUNG."""
    said: str
    comments: int
    rejects: int
    seconds: float
    """Of processor time, import and scoring: other work on the machine doesn't stretch it."""
    megabytes: float
    """The process' most, with everything it has loaded."""


@dataclass(frozen=True, slots=True)
class _Running:
    name: str
    begun: float
    answer: int


def outcomes(files: Iterable[tuple[str, Path]], folder: Path, at_once: int) -> Iterator[Outcome]:
    """Yield what becomes of each file, imported into an empty desk of its own and scored."""
    template = folder / "template.sqlite"
    Store.open(template, create=True).close()
    scorer = Scorer.shipped()
    for place, path in enumerate(sorted(_WARMING.glob("*.*"))):
        _imported(path, folder / f"warm{place}.sqlite", scorer, create=True)
    running: dict[int, _Running] = {}
    for name, path in files:
        while len(running) >= at_once:
            yield _ended(running)
        pid, answer = _forked(path, template, scorer)
        running[pid] = _Running(name, time.monotonic(), answer)
    while running:
        yield _ended(running)


def _ended(running: dict[int, _Running]) -> Outcome:
    """Wait for any of the processes, killing what hangs."""
    while True:
        pid, status, used = os.wait4(-1, os.WNOHANG)
        if pid in running:
            return _outcome(running.pop(pid), status, used)
        for other, one in running.items():
            if time.monotonic() - one.begun > KILLED_AFTER_S:
                os.kill(other, signal.SIGKILL)
        time.sleep(0.003)


def _outcome(one: _Running, status: int, used: resource.struct_rusage) -> Outcome:
    with os.fdopen(one.answer, "rb") as pipe:
        answered = pipe.read()
    taken = time.monotonic() - one.begun
    megabytes = used.ru_maxrss / 1024
    if not answered:
        killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        hung = killed in (signal.SIGXCPU, signal.SIGKILL)
        said = f"killed after {taken:.0f} s" if hung else f"ended by signal {killed}, status {status}"
        return Outcome(one.name, HUNG if hung else CRASHED, said, 0, 0, taken, megabytes)
    stated = json.loads(answered)
    kind, said, comments, rejects, seconds = (stated[key] for key in _ANSWERED)
    return Outcome(one.name, kind, said, comments, rejects, seconds, megabytes)


def _forked(path: Path, template: Path, scorer: Scorer) -> tuple[int, int]:
    """Return a process that imports a file, and where it answers."""
    answer, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(answer)
        _import_and_end(path, template, scorer, theirs)
    os.close(theirs)
    return pid, answer


def _import_and_end(path: Path, template: Path, scorer: Scorer, answer: int) -> NoReturn:
    resource.setrlimit(resource.RLIMIT_AS, (_LARGEST, _LARGEST))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_PROCESSOR_S, MOST_PROCESSOR_S))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    desk = template.with_name(f"desk{os.getpid()}.sqlite")
    try:
        shutil.copy(template, desk)
        os.write(answer, json.dumps(_imported(path, desk, scorer)).encode())
    finally:
        for left in template.parent.glob(f"{desk.name}*"):
            with contextlib.suppress(OSError):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        os._exit(0)


def _imported(path: Path, desk: Path, scorer: Scorer, *, create: bool = False) -> dict[str, object]:
    begun = time.process_time()
    answer: dict[str, object] = {"comments": 0, "rejects": 0}
    try:
        with Store.open(desk, create=create) as store:
            taken = arrivals.import_file(store, path, Console(), None)
            score_unscored(store, scorer)
            answer |= {"comments": taken.comments, "rejects": taken.rejected, "seconds": time.process_time() - begun}
            faults = store.faults()
        said = arrivals.sentence(taken).removeprefix(f"{path}: ")
        answer |= {"kind": CRASHED if faults else READ, "said": "; ".join(faults) or said}
    except TriageError as refused:
        answer |= {"kind": REFUSED, "said": str(refused)}
    except OSError as error:
        answer |= {"kind": REFUSED, "said": fault(error)}
    except BaseException as error:  # whatever else comes out is what is looked for
        answer |= {"kind": CRASHED, "said": f"{type(error).__name__}: {error} {_place(error)}"}
    answer.setdefault("seconds", time.process_time() - begun)
    return {**answer, "said": one_line(str(answer["said"]))[:400]}


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""


def paid_for_imports() -> None:
    """Import what single formats need, so that no file pays for it."""
    import pyarrow.parquet
    import python_calamine
    import trafilatura
    import zstandard

    import moderation.formats.packed.archives
    import moderation.formats.tables.excel
    import moderation.formats.tables.isso
    import moderation.formats.tables.parquet  # noqa: F401

    sys.setswitchinterval(0.005)
    del pyarrow, python_calamine, trafilatura, zstandard
