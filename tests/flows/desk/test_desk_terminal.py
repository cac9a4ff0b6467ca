"""The desk in a terminal of its own: the bytes it writes, and what survives when it is killed."""

import os
import re
import select
import signal
import sys
import time

import pytest

from moderation.store.store import Store

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

RUN = """
import sys
from pathlib import Path
from moderation.review import Review
from moderation.store.store import Store
from tui.desk.app import ReviewDesk
ReviewDesk(Review(Store.open(Path(sys.argv[1])), "kim")).run()
"""

OWN_SEQUENCE = re.compile(r"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b\]22;default\x07|\x1b(\[[0-9;?]*)?$")
"""What Textual writes: CSI sequences, the last of them perhaps cut off, and the mouse pointer's shape."""


class Terminal:
    """A process on a pseudo-terminal."""

    def __init__(self, root, path):
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(root)
            os.environ.update(TERM="xterm-256color", COLUMNS="100", LINES="30")
            os.execv(sys.executable, [sys.executable, "-c", RUN, str(path)])
        self.written = b""

    def wait_for(self, words):
        """Read until some words have been written since the last wait, for 30 seconds at most."""
        start, deadline = len(self.written), time.monotonic() + 30
        while words.encode() not in self.written[start:] and time.monotonic() < deadline:
            if select.select([self._fd], [], [], 0.05)[0]:
                self.written += os.read(self._fd, 65536)
        assert words.encode() in self.written[start:]

    def read_for(self, seconds):
        """Read what is written for a while."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self._fd], [], [], left)[0]:
                self.written += os.read(self._fd, 65536)

    def wait_for_first_picture(self, words):
        """Wait for the whole first frame; keys typed before it are dropped, being about a comment nobody has seen."""
        self.wait_for(words)
        time.sleep(0.5)

    def press(self, key):
        """Type a key."""
        os.write(self._fd, key.encode())

    def kill(self):
        """End the process without a chance to tidy up."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)


def test_decisions_outlive_a_killed_desk(store, root):
    """A laptop that dies takes the key in flight with it and nothing else."""
    terminal = Terminal(root, store.path)
    terminal.wait_for_first_picture("6 waiting")
    for settled in range(1, 5):
        terminal.press("a")
        terminal.wait_for(f"{settled} today")
    terminal.kill()
    with Store.open(store.path) as reopened:
        assert reopened.waiting() == 2
        assert reopened.faults() == []


def test_the_terminal_gets_no_control_code_from_a_reader(store, refill, root):
    """What the screen shows as text must be text in the bytes too: stock widgets pass escape sequences on."""
    hostile = "\x1b]52;c;cHduZWQ=\x07\x1b[2J\x9b2J\x9d0;owned\x9c\x1bPq\x1b\\\u202e\x00\x7f"
    refill(store, tuple((f"x{n}", "c1", hostile, f"{n} {hostile}") for n in range(3)), [(0.99, 0.9, 0.9)])
    terminal = Terminal(root, store.path)
    terminal.wait_for_first_picture("9 waiting")
    for key, answer in (("j", "2 of 9"), ("c", "Article and thread"), ("q", "2 of 9"), ("a", "1 today")):
        terminal.press(key)
        terminal.wait_for(answer)
    terminal.kill()
    left = OWN_SEQUENCE.sub("", terminal.written.decode(errors="ignore"))
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", left)
    assert "␛]52;c;" in left


def test_a_desk_whose_terminal_is_gone_ends_by_itself(store, root):
    """Where ssh breaks off and the hang-up is ignored, it would write to nowhere and spin for ever."""
    run = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); from tui.cli.main import run; run()"
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(root)
        os.environ.update(TERM="xterm-256color")
        os.execv(sys.executable, [sys.executable, "-c", run, "--desk", str(store.path), "review", "--as", "kim"])
    seen, until = b"", time.monotonic() + 30
    while b"waiting" not in seen and time.monotonic() < until:
        if select.select([terminal], [], [], 0.05)[0]:
            seen += os.read(terminal, 65536)
    os.close(terminal)
    while (ended := os.waitpid(pid, os.WNOHANG))[0] == 0 and time.monotonic() < until:
        time.sleep(0.1)
    assert os.waitstatus_to_exitcode(ended[1]) == 129


def test_escape_and_a_key_in_one_burst_are_two(store, root):
    """What a terminal sends for Esc and a slash in quick succession is what it sends for Alt and a slash."""
    terminal = Terminal(root, store.path)
    terminal.wait_for_first_picture("6 waiting")
    terminal.press("c")
    terminal.wait_for("Article and thread")
    terminal.press("\x1b/quay\x1bhzz\x1bj\x1b/")
    terminal.wait_for("2 of 6")
    terminal.press("island\r")
    terminal.wait_for("found")
    terminal.kill()
    with Store.open(store.path) as reopened:
        assert reopened.waiting() == 6
