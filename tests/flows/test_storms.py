"""Parts of the program killed at random moments: nothing acknowledged is lost, nothing is half there.

`python benchmarks/storms.py all` does the same with hundreds of kills. Rescoring with workers, bulk scoring in every
format and sending to live sites have such tests of their own.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.storm import deciding, importing, migrating
from benchmarks.storm.desks import cleared_away, comments, fill
from benchmarks.storm.killing import Run
from benchmarks.storm.replayed import Replayed
from benchmarks.storm.toll import Toll
from benchmarks.storms import STORMS
from moderation.labels import LABELS
from moderation.queue import Settlement
from moderation.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows can't fork a process")

KILLS = {
    "import": 4,
    "scoring": 4,
    "deciding": 12,
    "retraining": 3,
    "promotion": 5,
    "export": 6,
    "migration": 8,
}


def test_every_storm_has_a_small_one():
    """A storm that only runs by hand is forgotten."""
    assert KILLS.keys() == STORMS.keys()


@pytest.mark.parametrize("storm", KILLS)
def test_kills_at_random_moments_lose_and_tear_nothing(storm: str, tmp_path: Path):
    """In a process of its own, since one with threads can't be forked in two."""
    command = [sys.executable, "benchmarks/storms.py", storm, "--kills", str(KILLS[storm]), "--seed", "1"]
    answer = subprocess.run(command, cwd=ROOT, env=surroundings(tmp_path), capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"{storm}: {KILLS[storm]} kills, " in answer.stdout
    assert " 0 lost, 0 torn" in answer.stdout


def surroundings(folder: Path) -> dict[str, str]:
    """Return an environment without anybody's desk, whose temporary files lie in a folder."""
    return {name: value for name, value in os.environ.items() if name != "TRIAGE_DESK"} | {"TMPDIR": str(folder)}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a desk where eight comments wait."""
    return fill(tmp_path / "desk.sqlite", 8, scored=False)


def settle(store: Store, ref: int, who: str) -> int:
    """Settle a comment as it is now, and return the step."""
    (basis,) = store.bases([ref])
    return store.settle([Settlement(ref, dict.fromkeys(LABELS, False), basis.answers, basis.digest, basis.seen)], who)


def test_a_decision_that_was_told_of_and_is_not_there_is_counted(desk: Path):
    """A storm that can't find a loss would print 0 whatever happens."""
    with Store.open(desk) as store:
        step = settle(store, 1, "ann")
    toll = Toll("deciding")
    deciding.look(toll, desk, {"ann": [f"settle {step} 1", f"settle {step + 1} 2"], "bo": [f"settle {step} 1"]})

    assert toll.acknowledged == 3
    assert [line.split(",")[0] for line in toll.lost] == ["settle 2 2", "settle 1 1"]


def test_a_comment_that_two_people_settle_is_counted(desk: Path):
    """Unless the first took it back, or put it aside and the second settled it all the same."""
    with Store.open(desk) as store:
        settle(store, 1, "ann")
        settle(store, 2, "ann")
        store.undo("ann")
        settle(store, 2, "bo")
        assert Replayed.of(store.log()).doubles == []
        settle(store, 1, "bo")
        assert Replayed.of(store.log()).doubles == ["row 5 settles a comment that row 1 had settled"]


def test_half_of_a_step_is_counted(desk: Path):
    """One key settled three comments, and two are there."""
    with Store.open(desk) as store:
        bases = store.bases([1, 2])
        labels = dict.fromkeys(LABELS, False)
        store.settle([Settlement(one.ref, labels, one.answers, one.digest) for one in bases], "ann", "together")
    toll = Toll("deciding")
    deciding.look(toll, desk, {})

    assert toll.torn == ["step 1 settled 2 of 3 comments"]


def test_comments_that_an_import_told_of_and_did_not_keep_are_counted(desk: Path):
    """And so is a desk that holds something else than the beginning of the export."""
    texts, toll = [one.text for one in comments(8)], Toll("import")
    importing.look(toll, desk, Run(True, ["\x1ereading export.jsonl: 10 comments, 50%"]), texts)
    assert (len(toll.lost), toll.torn) == (1, [])
    importing.look(toll, desk, Run(True, []), texts[::-1])
    assert (len(toll.lost), len(toll.torn)) == (1, 1)


def test_a_row_that_an_upgrade_lost_is_counted(tmp_path: Path):
    """Here the whole of them: the desk was made anew."""
    old, desk, toll = migrating.made(tmp_path / "old.sqlite", migrating.EARLIEST), tmp_path / "desk.sqlite", Toll("x")
    cleared_away(desk)
    Store.open(desk, create=True).close()
    migrating.look(toll, old, desk)

    assert any("rows of the table log" in line for line in toll.lost)
