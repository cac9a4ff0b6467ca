"""What is shipped, and that CI calls what the README promises."""

import re
import tomllib
from pathlib import Path

import pytest

from moderation.locations import sample_data_folder

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_there_is_one_script_called_triage():
    """Three verbs that matter, one program."""
    assert PROJECT["scripts"] == {"triage": "tui.cli.main:run"}


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_each_dependency_has_a_lower_bound(requirement: str):
    """A bound says what was tried; nothing is pinned from above."""
    assert re.fullmatch(r"[a-z0-9-]+>=[\d.]+", requirement)


@pytest.mark.parametrize("room", ["moderation", "training", "tui"])
def test_each_package_is_marked_as_typed(room: str):
    """Whoever builds on it gets our types."""
    assert (ROOT / room / "py.typed").exists()


def test_ci_runs_the_readmes_own_test_line():
    """A line that nobody runs is a line that no longer works."""
    lines = [line for line in README.splitlines() if "-m pytest" in line]

    assert len(lines) == 1
    assert "grep -m1 -- '-m pytest' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_run_line_sets_everything_up_by_itself():
    """One line from a clean clone to an open desk."""
    (line,) = [line for line in README.splitlines() if line.endswith("triage demo") and "venv" in line]

    assert line == "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/triage demo"


def test_the_sample_data_is_found_from_a_clone():
    """`triage demo` needs no argument."""
    assert sample_data_folder() == ROOT / "sample_data"
