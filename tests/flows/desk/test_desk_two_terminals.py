"""Two desks, each a program of its own in a terminal of its own, decided at as fast as keys can be typed."""

import os
import select
import signal
import sys
import time
from collections import Counter

import pytest

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

RUN = """
import sys
from pathlib import Path
from moderation.review import Review
from moderation.store.store import Store
from tui.desk.app import ReviewDesk
ReviewDesk(Review(Store.open(Path(sys.argv[1])), sys.argv[2])).run()
"""

PATIENCE_SECONDS = 60


class Terminals:
    """Processes on pseudo-terminals, whose output is read as it comes."""

    def __init__(self, root, path, *names):
        self._running = [self._started(root, path, name) for name in names]
        self.written = {fd: b"" for _, fd in self._running}

    def _started(self, root, path, name):
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(root)
            os.environ.update(TERM="xterm-256color", COLUMNS="100", LINES="30")
            os.execv(sys.executable, [sys.executable, "-c", RUN, str(path), name])
        return pid, fd

    def read_until(self, is_done):
        """Read what is written until something is so, for a minute at most."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_done():
            assert time.monotonic() < deadline
            for fd in select.select(list(self.written), [], [], 0.05)[0]:
                self.written[fd] += os.read(fd, 65536)

    def read_for(self, seconds):
        """Read what is written for a while."""
        end = time.monotonic() + seconds
        self.read_until(lambda: time.monotonic() > end)

    def press(self, keys):
        """Type keys into every terminal."""
        for fd in self.written:
            os.write(fd, keys.encode())

    def end(self):
        """End every process."""
        for pid, fd in self._running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(fd)


def test_two_terminals_settle_sixty_comments_once_each(many, root):
    """No comment is decided twice, and no screen says that a decision was refused."""
    terminals = Terminals(root, many.path, "ana", "bo")
    try:
        terminals.read_until(lambda: len(many.people(time.time())) == 2)
        terminals.read_until(lambda: all(b"waiting" in screen for screen in terminals.written.values()))
        until = time.monotonic() + PATIENCE_SECONDS
        while many.waiting() and time.monotonic() < until:
            terminals.press("aaa")
            terminals.read_for(0.1)
    finally:
        terminals.end()
    decided = Counter(row.id for row in many.log())
    assert (len(decided), set(decided.values()), many.faults()) == (60, {1}, [])
    assert {row.who for row in many.log()} == {"ana", "bo"}
    assert not any(b"Not recorded" in screen for screen in terminals.written.values())
