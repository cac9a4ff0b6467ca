"""The benchmark script: it says what it needs, and its table tells reached from missed."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import batch
from benchmarks.report import PARTS, parser
from benchmarks.table import BARE_APP, Figure, Row, heading, line

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "script",
    [
        "scorer.py",
        "batch.py",
        "desk_labels.py",
        "retraining.py",
        "rescoring.py",
        "replay.py",
        "orders.py",
        "poisoned_logs.py",
        "label_noise.py",
        "hostile.py",
    ],
)
def test_without_the_corpora_it_says_so_in_a_sentence(script, tmp_path):
    """They are no part of the repository, and a fresh clone may lack them."""
    command = [sys.executable, ROOT / "benchmarks" / script, tmp_path]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert "not part of this repository" in answer.stderr


def test_every_part_can_be_asked_for_by_itself():
    """One fit takes minutes, and speed is measured on a quiet machine."""
    assert parser().parse_args(["data", "--only", *PARTS]).only == list(PARTS)


def test_every_part_of_the_batch_can_be_asked_for_by_itself():
    """One takes half an hour at the sizes that are quoted."""
    assert batch.parser().parse_args(["data", "--only", *batch.PARTS]).only == list(batch.PARTS)


@pytest.mark.parametrize(("value", "at_most", "said"), [(0.93, False, "no"), (0.94, False, "yes"), (0.94, True, "no")])
def test_a_goal_is_reached_or_missed_and_said_so(value, at_most, said):
    """A missed goal is a figure like any other."""
    assert Row("AUC", Figure(value), None, 0.935, at_most=at_most).cells()[-1] == said


def test_a_row_shows_its_interval_its_unit_and_its_note():
    """A table that is pasted has nothing else to explain it."""
    row = Row("AUC, civil", Figure(0.9, 0.88, 0.92), Figure(0.85), 0.935, note="natural rate")

    assert line(row) == "| AUC, civil (natural rate) | 0.850 | 0.900 [0.880, 0.920] | 0.935 | no |"
    assert line(Row("speed", Figure(41.26), Figure(1.0), 40, "times")) == "| speed | 1.0x | 41.3x | 40.0x | yes |"
    assert heading(BARE_APP).count("|") == 2 * line(row).count("|")
