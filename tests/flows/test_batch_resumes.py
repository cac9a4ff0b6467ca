"""`triage score`, killed, stopped or out of room: the same command goes on, and nobody can tell from the output."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


KILLER = """
import os, random, signal, sys, time
from tui.cli.main import main

words, kills, seed = sys.argv[3:], int(sys.argv[1]), int(sys.argv[2])
random.seed(seed)
import moderation.bulk.working, moderation.formats.writing.as_parquet  # so that a run begins at once


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


def started(export: Path, out: Path, *words: object, room: int = 0) -> subprocess.Popen[str]:
    """Start a run; `room` is how large a file may get, a disk of that size."""
    limited = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))) if room else None
    return subprocess.Popen(
        command("score", export, "-o", out, *words),
        env=surroundings(),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limited,
        start_new_session=True,
    )


def until_a_part_is_kept(out: Path) -> None:
    journal = out.with_name(f"{out.name}.progress")
    while not journal.exists() or journal.read_bytes().count(b"\n") < 2:
        time.sleep(0.01)


def finished(export: Path, out: Path, *words: object) -> str:
    """Run to the end and return what was said."""
    process = started(export, out, *words)
    said = process.communicate()[1]
    assert process.returncode == 1, said  # 1: there were rejects
    return said


@pytest.fixture(scope="module")
def undisturbed(export: Path) -> bytes:
    """Return what a run writes that nobody disturbs."""
    out = export.with_name("undisturbed.jsonl")
    finished(export, out, "--jobs", 1)
    return out.read_bytes()


def test_workers_killed_with_their_run_leave_what_one_process_can_go_on_with(
    export: Path, tmp_path: Path, undisturbed: bytes
):
    """After the machine ran out of memory, the same command with fewer workers is the way on."""
    out = tmp_path / "out.jsonl"
    process = started(export, out, "--jobs", 2)
    until_a_part_is_kept(out)
    process.kill()
    process.communicate()
    said = finished(export, out, "--jobs", 1)

    assert ",000 comments are kept from before" in said
    assert out.read_bytes() == undisturbed


def test_a_run_over_a_folder_goes_on_past_what_is_no_export(export: Path, tmp_path: Path, undisturbed: bytes):
    """A stray file is passed over again, before what is kept and behind it."""
    folder, out = tmp_path / "exports", tmp_path / "out.jsonl"
    folder.mkdir()
    shutil.copy(export, folder / "in.jsonl")
    for stray in ("first.txt", "zoo.txt"):
        (folder / stray).write_text("From the old server.")
    process = started(folder, out, "--jobs", 1)
    until_a_part_is_kept(out)
    process.kill()
    process.communicate()
    said = finished(folder, out, "--jobs", 1)

    assert ",000 comments are kept from before" in said
    assert said.count("is text, but neither") == 2
    assert out.read_bytes() == undisturbed


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_run_leaves_no_warning_on_the_terminal(export: Path, tmp_path: Path, how: int):
    """The process that clears up behind the workers lives on for a second, and its words are of no use to anybody."""
    out = tmp_path / "out.jsonl"
    process = started(export, out, "--jobs", 2)
    until_a_part_is_kept(out)
    process.send_signal(how)

    assert process.communicate()[1] == ""  # to the end of all that have the terminal


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_says_what_is_kept(export: Path, tmp_path: Path, undisturbed: bytes, jobs: int):
    """One sentence, and no traceback of any process; then the same command ends in the same bytes."""
    out = tmp_path / "out.jsonl"
    process = started(export, out, "--jobs", jobs)
    until_a_part_is_kept(out)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate()[1]

    assert process.returncode == 130
    assert re.fullmatch(r"triage: stopped\. \d+,000 comments are kept; the same command goes on from there\.\n", said)
    finished(export, out, "--jobs", jobs)
    assert out.read_bytes() == undisturbed


def test_a_worker_leaves_ctrl_c_to_its_parent(export: Path, tmp_path: Path, undisturbed: bytes):
    """One that stopped in the middle of its answer left the parent waiting for the other half, for ever."""
    out = tmp_path / "out.jsonl"
    process = started(export, out, "--jobs", 2)
    until_a_part_is_kept(out)
    listed = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True)
    for child in map(int, listed.stdout.split()):
        os.kill(child, signal.SIGINT)
    process.communicate(timeout=120)

    assert process.returncode == 1  # the export has records that can't be read
    assert out.read_bytes() == undisturbed


@pytest.mark.parametrize("to", ["jsonl", "parquet"])
def test_a_full_disk_is_said_and_keeps_what_fitted(export: Path, tmp_path: Path, to: str):
    """Whoever makes room goes on with the same command."""
    out = tmp_path / f"out.{to}"
    process = started(export, out, "--jobs", 1, room=4_000_000)
    said = process.communicate()[1]

    assert process.returncode == 1
    assert re.fullmatch(
        rf"triage: \S+/out\.{to}\.partial: File too large\. \d+,000 comments are kept; "
        r"the same command goes on from there\.\n",
        said,
    )
    assert "kept from before" in finished(export, out, "--jobs", 1)
    assert not out.with_name(f"{out.name}.partial").exists()


def test_an_export_that_changed_starts_over_and_says_so(export: Path, tmp_path: Path):
    """Its old rows belong to another export."""
    changing, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    shutil.copy(export, changing)
    process = started(changing, out, "--jobs", 1)
    until_a_part_is_kept(out)
    process.kill()
    process.communicate()
    changing.write_bytes(changing.read_bytes() + b'{"id": "new", "text": "One more."}\n')

    assert "the exports changed since: starting over" in finished(changing, out, "--jobs", 1)
    assert json.loads(out.read_bytes().splitlines()[-1])["id"] == "new"


def test_two_runs_on_one_output_are_not_let_through(export: Path, tmp_path: Path):
    """The second is told before it has done any harm."""
    out = tmp_path / "out.jsonl"
    first = started(export, out, "--jobs", 1)
    until_a_part_is_kept(out)
    second = started(export, out, "--jobs", 1)
    said = second.communicate()[1]
    first.kill()
    first.communicate()

    assert second.returncode == 2
    assert "is being written by another run" in said


def test_ctrl_c_while_the_program_loads_ends_it_without_a_traceback(triage, monkeypatch: pytest.MonkeyPatch):
    """A verb's modules take half a second to load, which is when a wrong command is regretted."""

    class Regret(MetaPathFinder):
        def find_spec(self, name: str, path: object, target: object = None) -> None:
            if name == "tui.cli.export":
                signal.raise_signal(signal.SIGINT)

    monkeypatch.delitem(sys.modules, "tui.cli.export", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Regret(), *sys.meta_path])
    assert triage("export", "-o", "-").code == 130
