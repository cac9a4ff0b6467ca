"""`triage score`, killed, stopped or out of room: the same command goes on, and nobody can tell from the output."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BLOCK_OF_LINES = 1_000
PARTS = 4
"""As many comments as make parts of 20,000; the last is a short one."""

KILLER = """
import os, random, signal, sys, time
from tui.cli.main import main

words, kills, seed = sys.argv[3:], int(sys.argv[1]), int(sys.argv[2])
random.seed(seed)
import moderation.bulk.working, moderation.formats.writing_parquet  # so that a run begins at once


def run():
    child = os.fork()
    if not child:
        os._exit(main(words))
    return child


begun = time.monotonic()
os.waitpid(run(), 0)
whole = time.monotonic() - begun
os.rename(words[words.index("-o") + 1], words[words.index("-o") + 1] + ".undisturbed")
killed = 0
while killed < kills:
    child = run()
    time.sleep(random.uniform(0, whole))
    os.kill(child, signal.SIGKILL)
    killed += os.waitpid(child, 0)[1] == signal.SIGKILL
os.waitpid(run(), 0)
"""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of short comments that makes several parts, with a record here and there that can't be read."""
    path = tmp_path_factory.mktemp("export") / "in.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for number in range(61_000):
            stream.write(json.dumps({"id": number, "text": f"Remark {number}.", "votes": number % 7}) + "\n")
            if number % 9_000 == 0:
                stream.write("{broken\n")
    return path


def command(*words: object) -> list[str]:
    program = "import sys; from tui.cli.main import run; sys.argv[0] = 'triage'; run()"
    return [sys.executable, "-c", program, *map(str, words)]


def surroundings() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


@pytest.mark.parametrize(("to", "kills"), [("jsonl", 7), ("csv", 7), ("parquet", 6)])
def test_a_run_killed_at_any_moment_ends_in_the_same_bytes(export: Path, tmp_path: Path, to: str, kills: int):
    """Twenty kills in all: a night's run must not depend on nobody touching the machine."""
    out = tmp_path / f"out.{to}"
    words = [str(kills), "6", "score", str(export), "-o", str(out), "--jobs", "1"]
    subprocess.run([sys.executable, "-c", KILLER, *words], env=surroundings(), check=True, capture_output=True)

    assert out.read_bytes() == out.with_name(f"{out.name}.undisturbed").read_bytes()
    rejects = out.with_name(f"{out.name}.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(rejects) == 7
    assert len(list(tmp_path.iterdir())) == 3
