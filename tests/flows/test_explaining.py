"""Reasons from a process beside the desk: the same as from the model itself, and no harm where it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from moderation.comments import Article, Comment, InContext
from moderation.errors import NoModel
from moderation.scoring.scorer import Scorer
from tui.cli.explaining import ExplainingProcess

ARTICLE = Article("1", "Ferry returns after annexation", "The island was annexed in one night.")
POSTED = [InContext(Comment(str(n), f"Stop writing annexed, you idiots! {n}"), ARTICLE) for n in range(5)]


@pytest.fixture
def beside(tmp_path):
    """Return the shipped model in a process of its own."""
    process = ExplainingProcess(tmp_path, "base")
    yield process
    process.close()


def test_reasons_from_the_process_are_those_of_the_model(beside):
    """What is foreseen, asked for twice or asked for at once is the same evidence."""
    beside.foresee(POSTED[1])
    scorer = Scorer.shipped()
    for posted in (*POSTED, POSTED[0]):
        assert beside.explain(posted) == scorer.explain(posted)


def test_a_model_that_is_not_there_is_said_at_once(tmp_path):
    """The desk says why there are no reasons, as it would for a model of its own."""
    with pytest.raises(NoModel, match="there-is-none"):
        ExplainingProcess(tmp_path, "there-is-none")


def test_a_process_that_was_killed_is_said(beside):
    """A laptop short of memory kills the largest process first."""
    os.kill(beside._process.pid, signal.SIGKILL)
    with pytest.raises(NoModel, match="has ended"):
        beside.explain(POSTED[0])


def test_the_process_ends_with_the_desk_however_that_ends(tmp_path):
    """A desk killed by `kill -9` must not leave a process behind."""
    run = (
        "import os, sys; from pathlib import Path; from tui.cli.explaining import ExplainingProcess\n"
        "print(ExplainingProcess(Path(sys.argv[1]), 'base')._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", run, tmp_path], cwd=root, capture_output=True, text=True, check=False)
    until = time.monotonic() + 20
    while is_running(int(done.stdout)):
        assert time.monotonic() < until


def is_running(pid):
    """Whether a process is there and no zombie that nobody has asked for."""
    said = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return said.strip()[:1] not in ("", "Z")
