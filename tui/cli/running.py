"""A verb of this program at work beside the desk: a process of its own, with progress, that can be stopped."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from tui.cli.console import MARK
from tui.cli.progress import AS_LINES
from tui.desk.beside import Say

_RUN: Final = "import os, sys; os.nice(10); from tui.cli.main import main; sys.exit(main(sys.argv[1:]))"
_PROGRAM: Final = Path(__file__).resolve().parents[2]
"""Where this program lies, so that the job is done by the same one, from a clone as well."""
_SURROUNDINGS: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", AS_LINES: "lines"}


class Running:
    """One run of a verb that answers in JSON."""

    def __init__(self, desk: str, words: Sequence[str]) -> None:
        self._command = ourselves(desk, ["--json", *words])
        self._process: subprocess.Popen[str] | None = None
        self._guard = Lock()
        self.was_stopped = False
        self.went_well = False

    def run(self, say: Say, take: Callable[[str], object]) -> str:
        """Run to the end: `say` is told how far it is, `take` each line answered; return the last sentence said."""
        with self._guard:
            if self.was_stopped:
                return ""
            process = self._process = subprocess.Popen(  # noqa: S603 - our own words
                self._command,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=surroundings(),
                start_new_session=True,
            )
        said: list[str] = []
        # Both are read at once: a process that fills one pipe while the other is read would wait for ever.
        listening = Thread(target=lambda: said.append(listened(process, say)), daemon=True)
        with process:
            listening.start()
            for line in process.stdout or ():
                take(line)
            listening.join()
        self.went_well = process.returncode == 0
        return said[0] if said else ""

    def stop(self) -> None:
        """End it, with every process it began; may be called from any thread, before it begins as well."""
        with self._guard:
            self.was_stopped = True
            if self._process is not None and self._process.poll() is None:
                with suppress(ProcessLookupError):
                    end_group(self._process)


def end_group(process: "subprocess.Popen[str]") -> None:
    """Kill a process that leads a session, and those it began: whatever it does is whole at any moment."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:  # Windows has no groups
        process.kill()


def ourselves(desk: str, words: Sequence[str]) -> list[str]:
    """Return the command that runs a verb of this program on a desk, at low priority."""
    return [sys.executable, "-P", "-c", _RUN, f"--desk={desk}", *words]  # -P: not the current folder's code


def surroundings() -> dict[str, str]:
    """Return the environment of a process beside the desk: the same program, on one core."""
    paths = filter(None, (str(_PROGRAM), os.environ.get("PYTHONPATH")))
    return {**os.environ, **_SURROUNDINGS, "PYTHONPATH": os.pathsep.join(paths)}


def listened(process: "subprocess.Popen[str]", say: Say, tell: Say = lambda sentence: None) -> str:
    """Pass progress and sentences on until a process ends; return the last sentence it said."""
    last = ""
    for line in process.stderr or ():
        if line.startswith(MARK):
            say(line[len(MARK) :].strip())
        elif sentence := line.strip().removeprefix("triage: "):
            last = sentence
            tell(sentence)
    return last
