"""What a slip of the hand must not destroy, and what a broken model must not hide."""

from pathlib import Path

import pytest


def test_an_output_that_is_an_input_is_refused(triage, tmp_path):
    """`score x.csv -o x.csv` would leave nothing to start again from."""
    export = tmp_path / "x.csv"
    export.write_text("id,text\n1,A remark.\n", encoding="utf-8")
    refused = triage("score", export, "-o", export)

    assert refused.code == 2
    assert export.read_text(encoding="utf-8") == "id,text\n1,A remark.\n"


def test_an_output_that_is_the_desk_is_refused(full_desk, tmp_path):
    """The desk holds every decision there is."""
    refused = full_desk("export", "-o", tmp_path / "desk.sqlite")

    assert refused.code == 2
    assert full_desk("check").code == 0


@pytest.mark.parametrize("words", [("queue", "--limit", "-1"), ("undo", "0"), ("score", "x", "-o", "y", "--jobs", "0")])
def test_a_number_below_one_is_wrong_use(full_desk, words):
    """A negative limit would silently drop the end of the list."""
    assert full_desk(*words).code == 2


def test_looking_at_the_policy_makes_no_desk(triage, tmp_path):
    """A slip in --desk must not look like an empty desk."""
    assert triage("policy", "--desk", tmp_path / "typo.sqlite").code == 3
    assert not (tmp_path / "typo.sqlite").exists()


def test_decisions_are_never_written_as_parquet(full_desk, tmp_path):
    """A yes would become an empty number there."""
    assert full_desk("export", "-o", tmp_path / "decisions.parquet").code == 2


@pytest.mark.parametrize("name", ["decisions.xlsx", "decisions.csv.gz"])
def test_a_table_never_bears_the_name_of_another_kind_of_file(full_desk, tmp_path, root, name):
    """Excel calls CSV under its own ending broken, and gzip refuses it."""
    assert full_desk("export", "-o", tmp_path / name).code == 2
    assert full_desk("score", root / "sample_data/comments.csv", "-o", tmp_path / name).code == 2
    assert full_desk("export", "--to", "csv", "-o", tmp_path / name).code == 0


def test_a_broken_model_hides_no_comment(full_desk, tmp_path):
    """Unscored is visible: the queue and every comment can be read and decided without a model."""
    _serve_a_broken_model(full_desk, tmp_path)
    waiting = full_desk("stats", "--json").document["waiting"]
    listed = full_desk("queue", "--json")

    assert listed.code == 0
    assert len(listed.lines) == waiting > 50
    assert "No evidence" in listed.err
    assert full_desk("decide", listed.lines[0]["id"], "--as", "kim").code == 0


def _serve_a_broken_model(triage, tmp_path: Path) -> None:
    """Put a model in service, then damage it."""
    triage("demo", "--json")
    version = triage("retrain", "--promote", "always", "--reason", "a test", "--json").document["candidate"]
    arrays = tmp_path / "desk.sqlite.models" / version / "arrays.npz"
    arrays.write_bytes(arrays.read_bytes() + b"x")


def test_a_hostile_name_on_the_command_line_is_shown_not_obeyed(triage):
    """`triage stats *` in a folder with a file of that name."""
    answer = triage("stats", "\x1b[31mred")

    assert answer.code == 2
    assert "\x1b" not in answer.err


def test_an_id_with_a_line_end_forges_no_line(triage, tmp_path):
    """A list with a line a comment has as many lines as comments."""
    (tmp_path / "x.jsonl").write_text('{"id": "5\\n6 0.99 forged", "text": "A remark."}\n', encoding="utf-8")
    triage("import", tmp_path / "x.jsonl")

    assert len(triage("queue").out.splitlines()) == 1


def test_a_second_decision_starts_from_the_first(full_desk):
    """A key and a command make the same decision: what was overridden stays so unless it is named."""
    first = full_desk("queue", "--filter", "label:abuse", "--limit", 1, "--json").document["id"]
    full_desk("decide", first, "abuse=no", "--as", "kim")
    again = full_desk("decide", first, "off_topic=yes", "--as", "kim", "--json").document

    assert again["labels"]["abuse"] is False
    assert again["labels"]["off_topic"] is True


def test_rejects_are_for_the_owners_eyes_and_go_when_they_are_mended(triage, tmp_path):
    """They hold readers' words, and a file that was mended has none left."""
    export = tmp_path / "x.jsonl"
    export.write_text('{"id": 1, "text": \n', encoding="utf-8")
    (rejects,) = [Path(each["rejects"]) for each in triage("import", export, "--json").document["files"]]
    mode = rejects.stat().st_mode & 0o777
    export.write_text('{"id": 1, "text": "mended"}\n', encoding="utf-8")
    triage("import", export)

    assert mode == 0o600
    assert not rejects.exists()
