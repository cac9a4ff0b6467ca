"""Decisions back to a live site by processes that are killed: plans, undos, and decisions sent as they are made."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from moderation.writeback.journal import read_journal, traces
from tests.standins.wordpress import SECRETS, Row, WordPressSite

COUNT = 40
RUN = "from tui.cli.main import run; run()"


@pytest.fixture
def standin() -> Iterator[WordPressSite]:
    rows = {n: Row(f"You idiot number {n}.", "1", ip=f"192.0.2.{n}") for n in range(1, COUNT + 1)}
    with WordPressSite(rows) as site:
        yield site


@pytest.fixture
def desk(triage, standin: WordPressSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return the command line on a desk that has the site's comments, with the secrets in the environment."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"TRIAGE_{name}", value)
    export = [
        {"comment_ID": str(id), "comment_approved": row.approved, "comment_content": row.content}
        for id, row in standin.rows.items()
    ]
    (tmp_path / "comments.json").write_text(json.dumps(export))
    assert triage("import", tmp_path / "comments.json", "--site", "blog").code == 0
    return triage


@pytest.fixture
def decided(desk):
    """Return the same with every comment decided to be abuse."""
    assert desk("decide", *range(1, COUNT + 1), "abuse=yes", "off_topic=no", "--as", "kim").code == 0
    return desk


def plan(triage, standin: WordPressSite, path: Path, *more: object) -> str:
    """Write a plan and return its hash."""
    made = triage("export", "--to", "wordpress", "--at", standin.address, "-o", path, "--json", *more)
    assert made.code == 0, made.err
    return made.document["hash"]


def hash_in(told: str) -> str:
    """Return the hash of the plan that a command says it would send."""
    return re.findall(r"--hash ([0-9a-f]{12})", told)[0]


@contextmanager
def process(*words: object) -> Iterator[subprocess.Popen]:
    """Run `triage` in a process of its own, killed at the end of the block."""
    running = subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def wait_until(true: Callable[[], bool], running: subprocess.Popen) -> None:
    """Return when something is true, or when the process has ended; what takes two minutes never comes."""
    end = time.monotonic() + 120
    while not true() and running.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.002)


def killed_again_and_again(standin: WordPressSite, *words: object) -> int:
    """Run a command until it ends by itself, killed after every seven requests that change something."""
    for times in range(100):
        sent = len(standin.done)
        with process(*words) as running:
            wait_until(lambda sent=sent: len(standin.done) >= sent + 7, running)
            if running.poll() is not None:
                return times
    raise AssertionError("it never ended")


def test_a_plan_and_its_undo_killed_again_and_again_are_sent_once(decided, standin: WordPressSite, tmp_path: Path):
    """`kill -9` after every few requests: journal and server agree, and every writer's address is still there."""
    path, sending = tmp_path / "plan.jsonl", ("--pace", 1000, "--as", "kim")
    hash = plan(decided, standin, path)
    assert killed_again_and_again(standin, "export", "--apply", path, "--hash", hash, "--share", 100, *sending) >= 3
    assert {standin.status(id) for id in standin.rows} == {"trash"}

    journal = f"{path}.journal"
    hash = hash_in(decided("export", "--undo", journal, "--as", "kim").err)
    assert killed_again_and_again(standin, "export", "--undo", journal, "--hash", hash, *sending) >= 3
    for written in (journal, f"{journal}.undo.journal"):
        _, lines = read_journal(Path(written))
        assert [trace.was_done for trace in traces(lines).values()] == [True] * COUNT
    assert {tuple(standin.sent_to(str(id))) for id in standin.rows} == {("trash", "untrash")}
    assert [row.ip for row in standin.rows.values()] == [f"192.0.2.{n}" for n in range(1, COUNT + 1)]


def test_decisions_are_sent_as_they_are_made(desk, standin: WordPressSite):
    """Through kills: each once, and back when it is taken back."""
    words = ("export", "--to", "wordpress", "--at", standin.address, "--follow", "--after", 0, "--as", "kim")
    with process(*words) as running:
        wait_until(lambda: bool(list(_journals())), running)
        desk("decide", "1", "2", "abuse=yes", "--as", "kim")
        wait_until(lambda: len(standin.done) == 2, running)
    desk("decide", "3", "abuse=yes", "--as", "kim")
    with process(*words) as running:
        wait_until(lambda: len(standin.done) == 3, running)
        desk("undo", "1", "--as", "kim")
        wait_until(lambda: len(standin.done) == 4, running)
        time.sleep(1.5)
        assert running.poll() is None

    assert [standin.sent_to(id) for id in ("1", "2", "3")] == [["trash"], ["trash"], ["trash", "untrash"]]
    assert [standin.status(id) for id in (1, 2, 3)] == ["trash", "trash", "approved"]


def _journals() -> Iterator[Path]:
    """Yield the journals of the desk's outbox that have begun."""
    desk = Path(os.environ["TRIAGE_DESK"])
    yield from (path for path in desk.with_name(f"{desk.name}.outbox").glob("*.jsonl") if path.stat().st_size)
