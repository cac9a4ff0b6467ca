"""Erasing an author: through the desk, the file's bytes, what was written from it, and to the model."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from moderation.formats.writing.blanking import Person
from moderation.store.store import Store

NAME = "Quorbert Öz"
MINE = 'The zyxwvut of "it all", & the rest'
ROWS = [
    {"id": "1", "author": NAME, "text": f"{MINE} one.", "created_at": "2026-01-01T10:00:00Z"},
    {"id": "2", "author": NAME, "text": f"{MINE} two, annexed.", "created_at": "2026-01-02T10:00:00Z"},
    {"id": "3", "author": "Ann", "text": "I agree with the first of you.", "parent_id": "1"},
    {"id": "4", "author": "Bob", "text": "Nothing to see here at all."},
]
TRACES = (NAME, "zyxwvut", "secret")


def lines(path: Path, rows: list[dict]) -> Path:
    """Write rows as an export."""
    path.write_text("".join(json.dumps({"article_id": "7", **row}) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export that lies apart from the desk's folder."""
    return lines(tmp_path_factory.mktemp("site") / "export.jsonl", ROWS)


@pytest.fixture
def desk(triage, export):
    """Return a desk on which the author's comments were decided on, held and edited."""
    assert triage("import", export, "--site", "a.example").code == 0
    assert triage("decide", "1", "abuse=yes", "--as", "kim", "--note", "a secret about it").code == 0
    edited = [{**ROWS[1], "text": f"{MINE} two, edited."}, *ROWS[2:]]
    assert triage("import", lines(export, edited), "--site", "a.example").code == 0
    assert triage("hold", "2", "--as", "kim", "--note", "secret?").code == 0
    assert triage("watch", "add", "author", NAME, "--as", "kim").code == 0
    assert triage("filters", "save", "him", f'author:"{NAME}"', "--as", "kim").code == 0
    return triage


def traces(folder: Path) -> dict[str, list[str]]:
    """Return where a trace of the author stands in any byte below a folder, in any way it is written."""
    found = {}
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        forms = {trace: {trace.encode(), json.dumps(trace)[1:-1].encode()} for trace in TRACES}
        if here := [trace for trace, ways in forms.items() if any(way in content for way in ways)]:
            found[path.name] = here
    return found


def erase(triage, *more):
    """Erase the author."""
    return triage("erase", "--author", NAME, "--yes", "--as", "kim", *more)


def test_no_byte_below_the_desks_folder_holds_what_was_erased(desk, tmp_path):
    """A deleted row stands in a database's file until that is written anew."""
    for to in ("csv", "jsonl"):
        assert desk("export", "-o", tmp_path / f"decisions.{to}").code == 0
    assert traces(tmp_path)

    assert erase(desk).code == 0

    assert traces(tmp_path) == {}


def test_the_desk_is_whole_afterwards(desk):
    """The log keeps its chain of seals and the counts are those of the log."""
    assert erase(desk).code == 0

    assert desk("check").code == 0


def test_the_log_says_that_comments_were_erased_and_by_whom(desk):
    """An erasure is an act like any other; the name is what it takes away."""
    erase(desk, "--note", "letter of 3 March")

    rows = [row for row in desk("log", "--json").lines if row["kind"] == "erase"]
    assert [(row["id"], row["who"], row["note"]) for row in rows] == [
        ("1", "kim", "letter of 3 March"),
        ("2", "kim", "letter of 3 March"),
    ]


def test_a_note_that_holds_the_name_is_refused(desk, tmp_path):
    """The log keeps its notes for good."""
    assert erase(desk, "--note", f"{NAME} asked").code == 2
    assert "desk.sqlite" in traces(tmp_path) or "desk.sqlite-wal" in traces(tmp_path)


def test_a_reimport_brings_nothing_back(desk, tmp_path, export):
    """The site's next export still holds the comments, and older ones that the desk never had."""
    erase(desk)
    older = {"id": "9", "author": NAME, "text": f"{MINE} nine.", "created_at": "2025-01-01T00:00:00Z"}

    answer = desk("import", lines(export, [*ROWS, older]), "--site", "a.example", "--json")

    assert answer.document["files"][0]["skipped"] == {"erased comment": 3}
    assert traces(tmp_path) == {}


def test_an_erased_author_may_write_again(desk, export):
    """Who was forgotten and comes back is a reader like any other, to be moderated."""
    erase(desk)

    desk(
        "import", lines(export, [{**ROWS[0], "id": "10", "created_at": "2099-01-01T00:00:00Z"}]), "--site", "a.example"
    )

    assert desk("show", "10", "--json").document["author"] == NAME


def test_erased_comments_wait_no_more_and_teach_nothing(desk, tmp_path):
    """The next model is built from what is left."""
    assert desk("decide", "3", "--as", "kim").code == 0
    erase(desk)

    with Store.open(tmp_path / "desk.sqlite") as store:
        assert [one.posted.comment.id for one in store.decided()] == ["3"]
        assert (store.waiting(), store.held()) == (1, 0)
        assert [one.posted.comment.id for one in store.decided_at(store.decisions_row())] == ["3"]


def test_an_erased_comment_is_shown_as_such_and_can_not_be_decided(desk):
    """Whoever finds a blank row must be told why it is blank."""
    erase(desk)

    assert desk("show", "1", "--json").document["state"] == "erased"
    assert desk("decide", "1", "--again", "--as", "kim").code == 2
    assert desk("queue", "--filter", "is:erased", "--json").lines[0]["text"] == ""
    assert desk("undo", "3", "--as", "kim").code in (0, 1, 2)
    assert desk("show", "1", "--json").document["state"] == "erased"


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet"])
def test_scored_tables_keep_their_rows_without_the_author(desk, tmp_path, export, to):
    """A table that was handed on is missed if it is deleted, and tells if it is left."""
    out = tmp_path / f"scored.{to}"
    assert desk("score", lines(export, ROWS), "-o", out).code == 0

    assert str(out) in erase(desk, "--json").document["rewritten"]

    assert traces(tmp_path) == {}
    if to == "parquet":
        rows = pq.read_table(out).to_pylist()
        assert [(row["id"], row["author"]) for row in rows] == [("1", ""), ("2", ""), ("3", "Ann"), ("4", "Bob")]


def test_a_handover_that_quotes_the_author_is_blanked(desk, tmp_path):
    """Prose can't be trusted to say nothing once a quotation is taken out of it."""
    desk("decide", "2", "disputed_terminology=yes", "--as", "kim")
    page = tmp_path / "corrections.md"
    assert desk("corrections", "-o", page).code == 0
    assert "zyxwvut" in page.read_text(encoding="utf-8")

    erase(desk)

    assert "write it anew" in page.read_text(encoding="utf-8").lower()


def test_a_file_that_is_gone_is_named(desk, tmp_path):
    """Only its owner knows where it went."""
    desk("export", "-o", tmp_path / "moved.csv")
    (tmp_path / "moved.csv").unlink()

    assert erase(desk, "--json").document["missing"] == [str(tmp_path / "moved.csv")]


def test_a_name_is_taken_to_the_letter_and_near_misses_are_named(desk):
    """An erasure of somebody else can't be taken back."""
    answer = desk("erase", "--author", NAME.lower(), "--yes", "--as", "kim")

    assert answer.code == 2
    assert f'Did you mean "{NAME}"?' in answer.err


@pytest.mark.parametrize("words", [["--author", ""], ["--author", NAME], ["--author", NAME, "--site", "b", "--yes"]])
def test_nothing_goes_without_a_name_a_site_and_a_yes(desk, words):
    """The empty name is everybody's who gave none, and a script that forgot --yes meant to ask."""
    assert desk("erase", "--as", "kim", *words).code == 2
    assert desk("show", "1", "--json").document["author"] == NAME


def test_comments_of_the_same_name_on_another_site_stay(desk, export):
    """Two sites' readers of one name are two people."""
    desk("import", lines(export, ROWS[:1]), "--site", "b.example")

    erase(desk, "--site", "a.example")

    assert desk("show", "b.example:1", "--json").document["author"] == NAME


def test_killed_before_the_bytes_are_written_anew_the_same_again_finishes(desk, tmp_path):
    """What is only unlinked is still there; `triage check` says so, and a second run ends it."""
    half = (
        "import os, signal, sys; from pathlib import Path; from moderation.store.store import Store\n"
        "store = Store.open(Path(sys.argv[1]))\n"
        "store.erase(sys.argv[2], 'kim')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).resolve().parents[2]
    run = [sys.executable, "-c", half, str(tmp_path / "desk.sqlite"), NAME]
    killed = subprocess.run(run, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert "broken off" in desk("check").out + desk("check").err

    assert erase(desk).code == 0

    assert traces(tmp_path) == {}
    assert desk("check").code == 0


def test_a_page_about_a_model_loses_the_authors_quotations_alone(desk, tmp_path, export):
    """The rest of the page is figures, which tell of nobody."""
    labelled = [{**row, "site": "a.example", "labels": {"abuse": row["author"] == NAME}} for row in ROWS * 8]
    page = tmp_path / "page.html"
    assert (
        desk("evaluate", lines(export, [{**r, "id": str(n)} for n, r in enumerate(labelled, 1)]), "--html", page).code
        == 0
    )
    assert "zyxwvut" in page.read_text(encoding="utf-8")

    erase(desk)

    assert "zyxwvut" not in page.read_text(encoding="utf-8")


def test_a_short_name_is_not_found_inside_other_words():
    """Whoever is called Ann must not blank each page about an annexation."""
    assert Person("Ann").is_in("by Ann, 2026")
    assert not Person("Ann").is_in("The town was annexed; ANNEX; Anna.")


def test_a_file_that_is_no_table_any_more_is_named_and_left(desk, tmp_path):
    """What somebody has edited since may be theirs to mend, and is never half rewritten."""
    table = tmp_path / "decisions.jsonl"
    desk("export", "-o", table)
    table.write_text("{broken\n", encoding="utf-8")

    answer = erase(desk, "--json")

    assert answer.code == 1
    assert [one["path"] for one in answer.document["failed"]] == [str(table)]
    assert table.read_text(encoding="utf-8") == "{broken\n"
