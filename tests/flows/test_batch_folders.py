"""`triage score FOLDER`: what is no export in it is said and passed over, and many files are summed up."""

import json

import pytest

from tui.cli.score import SAID_EACH


@pytest.fixture
def folder(tmp_path):
    """Two exports, with a note on their source before, between and behind them."""
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("a.txt", "c.txt", "e.txt"):
        (folder / name).write_text("From the old server.")
    (folder / "b.jsonl").write_text('{"id": "1", "text": "Hello."}\n')
    (folder / "d.jsonl").write_text('{"id": "2", "text": "Goodbye."}\n')
    return folder


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stray_file_in_a_folder_is_said_and_the_rest_is_scored(triage, folder, tmp_path, jobs):
    """Exports lie beside notes on where they are from."""
    answer = triage("score", folder, "-o", tmp_path / "out.jsonl", "--jobs", jobs)

    assert answer.code == 1
    assert answer.err.count("left out: ") == answer.err.count("is text, but neither") == 3
    assert [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == ["1", "2"]


def test_a_stray_file_that_was_named_ends_the_run(triage, folder, tmp_path):
    """Whoever names a file wants it scored."""
    answer = triage("score", folder / "b.jsonl", folder / "c.txt", "-o", tmp_path / "out.jsonl")

    assert answer.code == 1
    assert not (tmp_path / "out.jsonl").exists()


def test_a_table_in_its_own_folder_is_none_of_the_exports(triage, folder):
    """The same command again would score its own output."""
    first = triage("score", folder, "-o", folder / "out.csv")
    again = triage("score", folder, "-o", folder / "out.csv")

    assert (again.code, again.err) == (first.code, first.err)


def test_many_files_are_summed_up_and_those_with_trouble_named(triage, tmp_path):
    """Hundreds of lines would hide the one that matters."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(SAID_EACH + 5):
        (folder / f"{number:02}.jsonl").write_text(f'{{"id": "{number}", "text": "Hello."}}\n')
    (folder / "07.jsonl").write_text('{"id": "7", "text": "Hello."}\n{broken\n')
    said = triage("score", folder, "-o", tmp_path / "out.jsonl").err.splitlines()

    assert len(said) == 2
    assert "07.jsonl" in said[0]
    assert "24 other exports were read to the end: 25 comments in all" in said[1]
