"""Several processes on one desk file, some of them killed: nothing acknowledged is lost, nothing is decided twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from moderation.comments import Comment
from moderation.store.store import Store

COMMENTS = 300

DECIDE = """
import sys
from pathlib import Path
from moderation.errors import DecidedMeanwhile
from moderation.labels import LABELS
from moderation.queue import Settlement
from moderation.store.store import Store

with Store.open(sys.argv[1]) as store:
    for ref in store.queue_refs().tolist():
        card = store.card(ref)
        if card.seen:
            continue
        try:
            store.settle([Settlement(ref, dict.fromkeys(LABELS, False), card.answers, card.digest, 0)], sys.argv[2])
        except DecidedMeanwhile:
            continue
        print(ref, flush=True)
"""


@pytest.fixture
def desk(desk: Path | str) -> Path:
    """Return the path of a desk where 300 comments wait."""
    with Store.open(desk, create=True) as store:
        source = store.put_source("export.csv", "csv", "site")
        store.put_comments("site", (Comment(str(n), f"text {n}") for n in range(COMMENTS)), source)
    return desk


def decide(desk: Path, who: str) -> subprocess.Popen[str]:
    """Return a process that settles what waits and prints each comment once it is recorded."""
    return subprocess.Popen([sys.executable, "-c", DECIDE, str(desk), who], stdout=subprocess.PIPE, text=True)


def test_kill_9_loses_no_acknowledged_decision(desk):
    """The contract: at most the key press in flight."""
    acknowledged = set()
    for n in range(5):
        process = decide(desk, f"moderator {n}")
        acknowledged |= {int(process.stdout.readline()) for _ in range(20)}
        os.kill(process.pid, signal.SIGKILL)
        acknowledged |= set(map(int, process.stdout.read().split()))
        process.wait()
        process.stdout.close()
    with Store.open(desk) as store:
        recorded = {decided.ref for decided in store.decided()}
        assert acknowledged <= recorded
        assert len(recorded - acknowledged) <= 5
        assert store.faults() == []


def test_two_processes_decide_each_comment_once(desk):
    """Two moderators work down the same queue; who comes second is told, and nobody meets a locked file."""
    processes = [decide(desk, who) for who in ("ann", "bo")]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    with Store.open(desk) as store:
        settled = Counter(entry.id for entry in store.log())
        assert len(settled) == COMMENTS
        assert set(settled.values()) == {1}
        assert sorted(map(int, " ".join(said).split())) == list(range(1, COMMENTS + 1))


def test_threads_of_one_program_may_share_a_store(desk):
    """The desk loads its model beside the keys, and asks the store which one serves."""
    with Store.open(desk) as store, ThreadPoolExecutor(4) as threads:
        holds = [threads.submit(store.hold, [n], f"thread {n % 4}") for n in range(1, 41)]
        assert sorted(hold.result() for hold in holds) == list(range(1, 41))
        assert threads.submit(store.model_in_service).result() == "base"
        assert store.faults() == []


def test_two_processes_create_one_desk(desk):
    """A script may start an import beside the desk's first opening."""
    create = "import sys; from pathlib import Path; from moderation.store.store import Store; "
    create += "Store.open(sys.argv[1], create=True).close()"
    command = [sys.executable, "-c", create, str(desk)]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
