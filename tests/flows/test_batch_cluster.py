"""`triage score --cluster`: a real scheduler and two worker processes write what one machine writes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.file = folder / "scheduler.json"
        self._environment = {**os.environ, "PYTHONPATH": str(root), "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error"}
        self.scheduler = self._start("dask_scheduler", "--port", "0", "--no-dashboard")
        wait_until(self.file.exists)
        self.workers = [self._start("dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(2)]

    def _start(self, module: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--host", "127.0.0.1", *options]
        command += ["--scheduler-file", str(self.file)]
        return subprocess.Popen(
            command, env=self._environment, cwd=self.file.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def stop(self) -> None:
        """End every process of it."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def wait_until(holds, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


@pytest.fixture
def cluster(tmp_path, root) -> Iterator[Cluster]:
    started = Cluster(tmp_path, root)
    yield started
    started.stop()


@pytest.fixture
def begun(root, tmp_path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Return a function that starts `triage` as a process of its own."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: object) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-c", "from tui.cli.main import run; run()", *map(str, words)]
        environment = {**os.environ, "PYTHONPATH": str(root), "TRIAGE_DESK": str(tmp_path / "none.sqlite")}
        started.append(subprocess.Popen(program, env=environment, stderr=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def exports(tmp_path) -> Path:
    """Several files with articles, threads, labels of the reader's own, and lines that are none."""
    folder = tmp_path / "exports"
    folder.mkdir()
    for number in range(6):
        rows = [{"kind": "article", "id": "a", "title": "Pool", "text": "The pool closes in May, the council says."}]
        rows += [
            {"id": f"{number}-{row}", "article_id": "a", "text": f"You fool, pool {row} stays open!", "extra": row}
            for row in range(2_500)
        ]
        lines = [json.dumps(row) for row in rows]
        lines.insert(7, '{"id": "broken')
        (folder / f"export-{number}.jsonl").write_text("\n".join(lines))
    (folder / "export-4.txt").write_text("From the old server.")  # a stray, with more behind it
    return folder


def outputs(out: Path) -> tuple[bytes, list[tuple[str, str]]]:
    rejects = out.with_name(f"{out.name}.rejects.jsonl").read_text().splitlines()
    return out.read_bytes(), [(json.loads(line)["place"], json.loads(line)["reason"]) for line in rejects]


@pytest.mark.parametrize("to", ["jsonl", "csv", "parquet"])
def test_a_cluster_writes_what_one_machine_writes(triage, cluster, exports, tmp_path, to):
    """Whoever reads the output must not see who computed it, nor in which order."""
    here, there = tmp_path / f"here.{to}", tmp_path / f"there.{to}"
    alone = triage("score", exports, "-o", here, "--jobs", 1)
    together = triage("score", exports, "-o", there, "--cluster", cluster.file)

    assert outputs(there) == outputs(here)
    assert together.err.replace("there", "here") == alone.err


def test_one_large_export_is_sent_in_blocks(triage, cluster, exports, tmp_path):
    """One file can't be cut by workers: the process that reads it sends them its blocks."""
    export = exports / "export-0.jsonl"
    triage("score", export, "-o", tmp_path / "here.jsonl", "--jobs", 1)
    triage("score", export, "-o", tmp_path / "there.jsonl", "--cluster", cluster.file)

    assert outputs(tmp_path / "there.jsonl") == outputs(tmp_path / "here.jsonl")


def test_a_killed_worker_costs_its_job_only(triage, begun, cluster, exports, tmp_path):
    """Machines of a cluster come and go; the run goes on with those that are left."""
    triage("score", exports, "-o", tmp_path / "here.jsonl", "--jobs", 1)
    running = begun("score", exports, "-o", tmp_path / "there.jsonl", "--cluster", cluster.file)
    partial = tmp_path / "there.jsonl.partial"
    wait_until(lambda: partial.exists() and partial.stat().st_size)
    cluster.workers[0].send_signal(signal.SIGKILL)

    assert running.wait(timeout=120) == 1  # the broken lines, as without a cluster
    assert outputs(tmp_path / "there.jsonl") == outputs(tmp_path / "here.jsonl")


def test_a_run_goes_on_with_others(triage, begun, cluster, exports, tmp_path):
    """What a cluster has finished is kept when it is gone, and this machine goes on from there."""
    few = sorted(exports.iterdir())[:2]
    running = begun("score", *few, "-o", tmp_path / "there.csv", "--cluster", cluster.file, "--explain")
    journal = tmp_path / "there.csv.progress"
    wait_until(lambda: journal.exists() and journal.read_bytes().count(b"\n") > 2)
    running.send_signal(signal.SIGKILL)
    running.wait()
    resumed = triage("score", *few, "-o", tmp_path / "there.csv", "--jobs", 1, "--explain")
    triage("score", *few, "-o", tmp_path / "whole.csv", "--jobs", 1, "--explain")

    assert "are kept from before" in resumed.err
    assert outputs(tmp_path / "there.csv") == outputs(tmp_path / "whole.csv")


def test_a_scheduler_that_dies_is_said_in_a_sentence(begun, cluster, exports, tmp_path):
    """Nothing is lost by it but time: the parts stay."""
    running = begun("score", exports, "-o", tmp_path / "there.jsonl", "--cluster", cluster.file, "--explain")
    journal = tmp_path / "there.jsonl.progress"
    wait_until(lambda: journal.exists() and journal.read_bytes().count(b"\n") > 2)
    cluster.scheduler.send_signal(signal.SIGKILL)

    assert running.wait(timeout=120) == 1
    said = running.stderr.read().decode()
    assert "run the same command" in said
    assert "Traceback" not in said


def test_nobody_at_the_address_is_said(triage, exports, tmp_path):
    """A typing error must not look like a long run."""
    answer = triage("score", exports, "-o", tmp_path / "out.csv", "--cluster", "tcp://127.0.0.1:1")

    assert answer.code == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in answer.err
