"""`triage inspect`: what files are, at a glance, and nothing changed."""

import os
import zipfile
from argparse import Namespace
from pathlib import Path

import pytest

from tui.cli.console import Console, Exit
from tui.cli.inspect import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as a moderator is sent it."""
    folder = tmp_path / "sent"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.csv").write_text("id,text,status\n1,one,pending\n2,two,approved\n")
    (folder / "b.jsonl").write_text('{"id":3,"text":"three","created_at":"2026-03-03T08:14:00Z"}\nnot JSON\n')
    (folder / "deep" / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / ".hidden").write_text("x")
    (folder / "_SUCCESS").write_text("")
    os.mkfifo(folder / "pipe")
    return folder


def test_a_folder_is_a_table_with_a_line_a_file(triage, folder):
    """The format, how much is in it, and whether decisions can go back."""
    answer = triage("inspect", folder)
    table = [line.split() for line in answer.out.split("\n\n")[0].splitlines()]
    assert table[0] == ["file", "format", "articles", "comments", "rejected", "writable"]
    assert [line[1:] for line in table[1:]] == [
        ["csv", "0", "2", "0", "all"],
        ["jsonl", "0", "1", "1", "all"],
        ["refused", "-", "-", "-"],
    ]
    assert answer.code == Exit.SOME_FAILED


def test_what_would_come_in_and_what_not_is_said_below(triage, folder):
    """Counts alone don't say which record to mend."""
    said = triage("inspect", folder).out
    assert "status: 1 pending, 1 approved; 1 would wait for a decision" in said
    assert "written: 2026-03-03 to 2026-03-03" in said
    assert "not readable: 1 record: line 2: not JSON" in said
    assert "photo.jpg is a picture" in said


def test_a_file_that_would_come_in_whole_is_exit_0(triage, root):
    """A script asks before it imports."""
    answer = triage("inspect", root / "sample_data" / "wordpress.xml")
    assert answer.code == Exit.DONE
    assert "left out: 3 pingbacks: comment" in answer.out


def test_json_is_a_document_a_file(triage, folder):
    """With all that the table says, and the reasons."""
    csv, jsonl, photo = triage("inspect", folder, "--json").lines
    assert (csv["format"], csv["comments"], csv["waiting"], csv["writable"]) == ("csv", 2, 1, 2)
    assert csv["statuses"] == {"pending": 1, "approved": 1}
    assert jsonl["rejects"][0]["place"] == "line 2"
    assert photo.keys() == {"path", "error"}


def test_nothing_is_changed(triage, folder, tmp_path):
    """No desk, no rejects file, no trace in the folder."""
    before = sorted(tmp_path.rglob("*"))
    triage("inspect", folder)
    assert sorted(tmp_path.rglob("*")) == before


class Narrow(Console):
    """The console of a terminal of eighty columns."""

    width = 80


def test_lines_fit_eighty_columns_whatever_the_names(folder, capsys):
    """A name that is too long keeps its end, which tells files apart."""
    (folder / f"{'long-' * 30}name.csv").write_text("id,text\n1,x\n")
    with zipfile.ZipFile(folder / "z.zip", "w") as archive:
        archive.writestr("c.csv", "id,text\n1,x\n")
        archive.writestr("p" * 200, b"\x89PNG")
    run(Namespace(paths=[str(folder)], encoding=None), Narrow())
    said = capsys.readouterr().out.splitlines()
    assert any("-name.csv  csv" in line for line in said)
    paths = [line for line in said if line.startswith(str(folder))]
    assert max(len(line) for line in said if line not in paths) <= 80


def test_paths_that_share_no_folder_are_shown_as_typed(triage, folder, tmp_path, monkeypatch):
    """One may be typed in full and the next from here."""
    (tmp_path / f"{'x' * 120}.csv").write_text("id,text\n1,x\n")
    monkeypatch.chdir(folder)
    assert triage("inspect", "a.csv", tmp_path / f"{'x' * 120}.csv").out.splitlines()[1].startswith("a.csv ")


def test_hostile_names_and_sites_write_nothing_to_the_terminal(triage, tmp_path):
    """File names come out of archives, sites out of exports."""
    path = tmp_path / "a\x1b]52;c;eA==\a.csv"
    path.write_text("id,text\n1,x\n")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("\x1b[2J.csv", "id,text\n1,x\n2\n")
        archive.writestr("\x9b2J.png", b"\x89PNG")
    said = triage("inspect", path, tmp_path / "b.zip")
    assert not set("\x1b\x9b\a") & set(said.out + said.err)


def test_a_missing_file_and_an_empty_folder_are_sentences(triage, tmp_path):
    """Both are typing errors."""
    (tmp_path / "empty").mkdir()
    missing = triage("inspect", tmp_path / "none.csv")
    assert (missing.code, "No such file" in missing.out) == (Exit.SOME_FAILED, True)
    nothing = triage("inspect", tmp_path / "empty")
    assert (nothing.code, nothing.err) == (Exit.SOME_FAILED, "triage: these are folders without files.\n")


def test_answers_in_a_circle_are_said_and_hang_nothing(triage, tmp_path):
    """A damaged export has them; context is one step up and one down."""
    path = tmp_path / "circle.csv"
    path.write_text("id,text,parent_id\n1,one,2\n2,two,1\n3,three,3\n4,four,9\n")
    said = triage("inspect", path).out
    assert "threads: answers to comments that are not in it: 1; comments that answer each other in a circle: 2" in said
    assert "said to answer themselves, which now answer nobody: 1" in said
    imported = triage("import", path)
    assert (imported.code, "answer each other in a circle, kept: 2" in imported.err) == (Exit.DONE, True)
    assert [triage("show", name, "--json").document["parent_id"] or "" for name in "123"] == ["2", "1", ""]
