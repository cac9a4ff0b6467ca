"""`triage score` run as its users run it, and what that costs: seconds, processor time, memory, output.

A run's processor time is that of its process and of every worker it waited for. Its memory is the sum of what each of
its processes held at most: more than all of them ever held together, and the same whenever it is looked.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_PROCESSES: Final = Path("/proc")
_LOOK: Final = 0.05
"""Seconds between looks at the memory of a run."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all its processes."""
    peak: float
    """Megabytes; 0 where the system doesn't tell."""
    said: str
    """What it said on stderr."""


class Command:
    """A `triage score` that has begun."""

    def __init__(self, source: Path, target: Path, *options: str) -> None:
        """Begin to score an export."""
        command = [sys.executable, "-m", "tui", "score", str(source), "-o", str(target), *options]
        self._log = target.with_suffix(".log")
        self._log.unlink(missing_ok=True)  # what a killed run leaves behind may still write to it
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(  # noqa: S603
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=_environment()
            )
        self._begun = perf_counter()

    def cost(self) -> Cost:
        """Wait for the end and return what it took.

        Raises:
            RuntimeError: it failed.

        """
        peaks: dict[int, float] = {}
        while True:
            peaks.update(_peaks(self._process.pid))
            ended, status, used = os.wait4(self._process.pid, os.WNOHANG)
            if ended:
                break
            sleep(_LOOK)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        wall = perf_counter() - self._begun
        said = self._log.read_text(encoding="utf-8")
        if self._process.returncode:
            raise RuntimeError(f"triage score failed: {said}")
        return Cost(wall, used.ru_utime + used.ru_stime, sum(peaks.values()), said)

    def kill_after(self, seconds: float) -> bool:
        """Kill it as `kill -9` does once so much time is gone; return whether it was still at work."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            return True
        return False


def score(source: Path, target: Path, *options: str) -> Cost:
    """Score an export from begin to end."""
    return Command(source, target, *options).cost()


def _environment() -> dict[str, str]:
    """Return the environment of a run: one thread a process, no desk of whoever measures."""
    kept = {name: value for name, value in os.environ.items() if name not in ("TRIAGE_DESK", "PYTHONDONTWRITEBYTECODE")}
    return kept | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def _peaks(root: int) -> dict[int, float]:
    """Return the most megabytes that each process of a run has held so far."""
    family = {root}
    parents = {int(folder.name): _parent(folder) for folder in _PROCESSES.glob("[0-9]*")}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    peaks = {process: _peak(_PROCESSES / str(process)) for process in family}
    return {process: peak for process, peak in peaks.items() if peak}


def _parent(folder: Path) -> int:
    """Return whose child a process is; 0 where it is gone."""
    try:
        return int(folder.joinpath("stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _peak(folder: Path) -> float:
    """Return the most megabytes a process has held; 0 where it is gone."""
    try:
        lines = folder.joinpath("status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
