"""A program on a pseudo-terminal that tells where each of its frames ends, and what a key costs.

The terminal says that it knows synchronised output, so Textual ends each frame with a sequence of its own (private
mode 2026): frames and bytes can be counted, and the time from a key to the end of the frame it led to.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]

_ASKED: Final = b"\x1b[?2026$p"
_ANSWER: Final = b"\x1b[?2026;2$y"
_FRAME_ENDS: Final = b"\x1b[?2026l"
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_CHUNK: Final = 1 << 16
_KEPT: Final = 1 << 10


@dataclass(frozen=True, slots=True)
class Keys:
    """What a row of keys cost."""

    milliseconds: list[float]
    """From each key to the end of its frame."""
    frames: float
    """Frames a key."""
    bytes: float
    """Bytes written a key."""
    cpu: float
    """Milliseconds of processor a key, all threads."""


class Terminal:
    """A process on a terminal of its own, 120 columns by 40 rows."""

    def __init__(self, command: Sequence[str], size: tuple[int, int] = (120, 40)) -> None:
        self.begun = monotonic()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", PYTHONPATH=str(ROOT))
            # An installed program is compiled; one that may not keep what it compiled starts in twice the time.
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.execv(command[0], list(command))  # noqa: S606 - our own words
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.size = 0
        """Bytes written so far."""
        self.frames = 0
        """Frames that have ended so far."""
        self._latest = b""
        self._answered = False

    def read(self, seconds: float) -> None:
        """Take what is written within some seconds, or the first of it."""
        if select.select([self._fd], [], [], seconds)[0]:
            try:
                chunk = os.read(self._fd, _CHUNK)
            except OSError:  # the process has ended
                return
            # Only the latest is kept: to look through all of it for each key took longer than the desk did.
            self.frames += (self._latest[1 - len(_FRAME_ENDS) :] + chunk).count(_FRAME_ENDS)
            self._latest = self._latest[-_KEPT:] + chunk
            self.size += len(chunk)
            if not self._answered and _ASKED in self._latest:
                self._answered = True
                os.write(self._fd, _ANSWER)

    def wait_for_frame(self, after: int, seconds: float = 60.0) -> float:
        """Return the time at which a frame later than `after` frames ended; raises TimeoutError."""
        until = monotonic() + seconds
        while self.frames <= after:
            if monotonic() > until:
                raise TimeoutError(f"No frame within {seconds:.0f} s; written so far: {self._latest[-300:]!r}")
            self.read(0.05)
        return monotonic()

    def settle(self, quiet: float = 0.3) -> None:
        """Read on until nothing has been written for so many seconds."""
        while True:
            before = self.size
            self.read(quiet)
            if self.size == before:
                return

    def press(self, key: str) -> None:
        """Type a key, or several in one go."""
        os.write(self._fd, key.encode())

    def timed(self, key: str) -> float:
        """Press a key and return the milliseconds until the end of its frame."""
        before, begun = self.frames, monotonic()
        self.press(key)
        return (self.wait_for_frame(before) - begun) * 1e3

    def row_of(self, keys: Sequence[str], a_second: float = 30.0) -> Keys:
        """Press keys at a steady rate and return what they cost."""
        self.settle()
        frames, size, cpu = self.frames, self.size, self.cpu
        taken = []
        for key in keys:
            begun = monotonic()
            taken.append(self.timed(key))
            # What comes after the frame, another frame most of all, belongs to this key.
            while (left := begun + 1 / a_second - monotonic()) > 0:
                self.read(left)
        self.settle()
        count = len(keys)
        return Keys(taken, (self.frames - frames) / count, (self.size - size) / count, (self.cpu - cpu) * 1e3 / count)

    @property
    def cpu(self) -> float:
        """Seconds of processor that the process has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def megabytes(self) -> float:
        """Memory that the process holds, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        held = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(held.split()[1]) / 1024

    def end(self) -> None:
        """Kill the process."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)


def first_frame(command: Sequence[str]) -> float:
    """Return the milliseconds from the start of a program to the end of its first frame."""
    terminal = Terminal(command)
    try:
        return (terminal.wait_for_frame(0) - terminal.begun) * 1e3
    finally:
        terminal.end()


def python(*arguments: str) -> tuple[str, ...]:
    """Return the command line of this Python."""
    return (sys.executable, *arguments)


def breathe(seconds: float = 0.2) -> None:
    """Let the machine come to rest between two programs."""
    sleep(seconds)
