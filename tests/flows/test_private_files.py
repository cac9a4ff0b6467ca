"""Whatever is written from a desk is for its owner alone, whatever the umask."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.cli.main import main

COMMANDS = (
    ("import", "{sample}/comments.jsonl", "broken.jsonl", "--site", "harbour-courier.example"),
    ("decide", "51601", "accept", "--as", "kim"),
    ("retrain", "--decisions", "{sample}/decisions.jsonl", "--promote", "always", "--reason", "test", "--as", "kim"),
    ("score", "{sample}/comments.csv", "broken.jsonl", "-o", "scored.csv"),
    ("score", "{sample}/comments.csv", "-o", "scored.parquet"),
    ("evaluate", "{sample}/decisions.jsonl", "--html", "page.html"),
    ("export", "-o", "decisions.csv"),
    ("export", "--to", "wp-cli", "-o", "changes.sh"),
    ("corrections", "-o", "corrections.md"),
    ("backup", "backup.sqlite"),
    ("check",),
)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Let everybody read what is written without a mode of its own."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_no_file_of_any_command_can_be_read_by_others(tmp_path, monkeypatch, root, open_umask):
    """A newsroom's server has many users, and a umask that nobody thought of."""
    monkeypatch.chdir(tmp_path)
    Path("broken.jsonl").write_text('{"id":"1","text":"Hello."}\n{"id":"2","text":5 5\n')
    Path("broken.jsonl").chmod(0o600)
    for words in COMMANDS:
        code = main(["--desk", "folder/desk.sqlite", *(word.format(sample=root / "sample_data") for word in words)])
        assert code in (0, 1), words
    open_to_others = {
        str(path.relative_to(tmp_path)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in tmp_path.rglob("*")
        if path.stat().st_mode & 0o077
    }

    assert open_to_others == {}
    assert len([*tmp_path.rglob("*")]) > 15


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.parquet"])
def test_a_file_that_its_owner_opened_stays_open(tmp_path, triage, root, name):
    """A table that a site's script picks up each night must not be shut to it by the next run."""
    out = tmp_path / name
    for mode in (0o600, 0o640):
        assert triage("score", root / "sample_data" / "comments.csv", "-o", out).code == 0
        assert stat.S_IMODE(out.stat().st_mode) == mode
        out.chmod(0o640)


def test_models_are_open_to_those_to_whom_their_folder_is(tmp_path, triage, root):
    """Several people of one group share a desk: its owner opens the folder once."""
    (tmp_path / "desk.sqlite.models").mkdir()
    (tmp_path / "desk.sqlite.models").chmod(0o750)
    triage("retrain", "--decisions", root / "sample_data" / "decisions.jsonl", "--promote", "never")
    (model,) = (tmp_path / "desk.sqlite.models").iterdir()

    assert stat.S_IMODE(model.stat().st_mode) == 0o750
    assert {stat.S_IMODE(path.stat().st_mode) for path in model.iterdir()} == {0o640}
