"""A command line to type into, with a desk of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.cli.main import main


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict]:
        """The JSON lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def document(self) -> dict:
        """The one JSON document on stdout."""
        (only,) = self.lines
        return only


Triage = Callable[..., Answer]


@pytest.fixture
def triage(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Triage:
    """Return a function that runs `triage` on a desk in `tmp_path`."""
    monkeypatch.setenv("TRIAGE_DESK", str(tmp_path / "desk.sqlite"))

    def run(*words: object) -> Answer:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a desk on which the sample comments were decided and taught a model, now in service; to be copied."""
    path = tmp_path_factory.mktemp("taught") / "desk.sqlite"
    assert main(["--desk", str(path), "demo", "--json"]) == 0
    assert main(["--desk", str(path), "retrain", "--promote", "always", "--reason", "for the test", "--as", "kim"]) == 0
    return path


@pytest.fixture
def full_desk(triage: Triage, root: Path) -> Triage:
    """Return the same, with the sample comments in the desk."""
    assert triage("import", root / "sample_data" / "comments.jsonl", "--site", "harbour-courier.example").code == 0
    return triage
