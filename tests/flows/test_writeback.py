"""Decisions back to a live site by the real command: undone through kills, sent as made, stopped at the first wrong."""

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


def apply(triage, path: Path, hash: str, *more: object):
    return triage(
        "export", "--apply", path, "--hash", hash, "--share", 100, "--pace", 1000, "--as", "kim", "--json", *more
    )


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
    """Return when something is true, or when the process has ended."""
    while not true() and running.poll() is None:
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


def test_an_undo_killed_again_and_again_takes_back_each_once(decided, standin: WordPressSite, tmp_path: Path):
    """`kill -9` after every few requests: journal and server agree, and every writer's address is still there."""
    path = tmp_path / "plan.jsonl"
    sent = apply(decided, path, plan(decided, standin, path))
    assert (sent.code, {standin.status(id) for id in standin.rows}) == (0, {"trash"})
    journal = sent.document["journal"]
    hash = hash_in(decided("export", "--undo", journal, "--as", "kim").err)

    undo = ("export", "--undo", journal, "--hash", hash, "--pace", 1000, "--as", "kim")
    assert killed_again_and_again(standin, *undo) >= 3
    _, lines = read_journal(Path(f"{journal}.undo.journal"))
    assert [trace.was_done for trace in traces(lines).values()] == [True] * COUNT
    assert {tuple(standin.sent_to(str(id))) for id in standin.rows} == {("trash", "untrash")}
    assert [row.ip for row in standin.rows.values()] == [f"192.0.2.{n}" for n in range(1, COUNT + 1)]


def test_a_site_that_says_yes_and_does_nothing_is_found_out_at_the_first(desk, standin: WordPressSite, tmp_path: Path):
    """Forty wrong answers are not needed to see that something is wrong."""
    desk("decide", *range(1, COUNT + 1), "off_topic=yes", "abuse=no", "--as", "kim")
    standin.ignores_statuses = True
    path = tmp_path / "plan.jsonl"
    sent = apply(desk, path, plan(desk, standin, path))

    assert sent.code == 1
    assert sent.document["stopped"]
    assert {done.id for done in standin.done} == {"1"}


def test_a_site_that_writes_over_addresses_is_left_at_the_first(desk, standin: WordPressSite, tmp_path: Path):
    """A proxy or a plugin may drop what we send along; one comment shows it, and its undo is not forgotten."""
    desk("decide", *range(1, COUNT + 1), "off_topic=yes", "abuse=no", "--as", "kim")
    standin.drops_addresses = True
    path = tmp_path / "plan.jsonl"
    sent = apply(desk, path, plan(desk, standin, path))

    assert (sent.code, sent.document["unexplained"], len(standin.done)) == (1, 1, 1)
    assert "address" in sent.document["stopped"]


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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--to", "csv", "--follow"), "--follow"),
        (("--to", "wordpress", "--follow"), "--at"),
        (("--to", "wordpress", "--at", "http://example.org", "--follow"), "https"),
        (("--to", "wordpress", "--at", "https://kim:secret@example.org", "-o", "x"), "no name or password"),
    ],
)
def test_what_was_typed_wrong_is_said_with_the_way_out(desk, words: tuple[str, ...], told: str):
    """And nothing leaves."""
    answer = desk("export", *words)

    assert (answer.code, told in answer.err) == (2, True), answer.err


@pytest.mark.parametrize(
    ("system", "why"), [("isso", "wipes the text"), ("facebook", "no ids"), ("blogger", "none of")]
)
def test_a_system_with_no_way_back_says_why(desk, system: str, why: str):
    """What can't be taken back is not done by a program."""
    answer = desk("export", "--to", system, "-o", "out.csv")

    assert (answer.code, why in answer.err) == (2, True)
