"""Erasing an author whose name, files and moments are chosen to make it go wrong."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from time import sleep
from unicodedata import normalize

import pytest

from moderation.decisions import accepted
from moderation.errors import DecidedMeanwhile
from moderation.queue import Settlement
from moderation.store.store import Store

SITE = "a.example"
TRACE = "zyxwvut"
ROOT = Path(__file__).resolve().parents[2]


def comment(id: int, author: str, **more: object) -> dict[str, object]:
    """Return a comment that can be found again by its words."""
    text = f"Number {id} of the {TRACE} kind."
    return {
        "id": str(id),
        "article_id": "7",
        "author": author,
        "text": text,
        "created_at": "2026-01-01T10:00:00Z",
    } | more


@pytest.fixture
def export(tmp_path_factory: pytest.TempPathFactory):
    """Return a function that writes an export apart from the desk's folder."""

    def write(*rows: dict[str, object]) -> Path:
        path = tmp_path_factory.mktemp("site") / "export.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return write


def traces(folder: Path, trace: str = TRACE) -> list[str]:
    """Return the files below a folder that hold a trace."""
    return [path.name for path in folder.rglob("*") if path.is_file() and trace.encode() in path.read_bytes()]


def erase(triage, name, *more):
    """Erase an author without being asked."""
    return triage("erase", f"--author={name}", "--yes", "--as", "kim", *more)


@pytest.mark.parametrize(
    "name",
    ["'; DROP TABLE log; --", '"a" OR *', ".*", "%", "NEAR(a b)", "[x](y)", "😀", "-rf", "a\tb", "عمر\u202e", "<b>"],
)
def test_a_name_is_no_language(triage, export, tmp_path, name):
    """A name that a database, an index or a pattern would read as its own takes what it wrote and nothing else."""
    source = export(comment(1, name), comment(2, "Ann", text="Hers."))
    triage("import", source, "--site", SITE)
    triage("score", source, "-o", tmp_path / "scored.csv")

    assert erase(triage, name).code == 0

    assert traces(tmp_path) == []
    assert triage("show", "2", "--json").document["author"] == "Ann"
    assert triage("check").code == 0


def test_one_name_in_two_encodings_is_one_author(triage, export, tmp_path):
    """An accent may be a sign of its own; on screen nobody could tell the two apart."""
    spelt = [normalize(way, "Zoë Öz") for way in ("NFC", "NFD")]
    source = export(*(comment(n, name) for n, name in enumerate(spelt)))
    triage("import", source, "--site", SITE)
    triage("score", source, "-o", tmp_path / "scored.jsonl")

    assert erase(triage, spelt[0], "--json").document["comments"] == 2

    triage("import", export(*(comment(n, name) for n, name in enumerate(spelt, 5))), "--site", SITE)
    assert traces(tmp_path) == []


def test_names_alike_are_named_and_stay(triage, export):
    """ZOE may be Zoë or somebody else: only a person can tell."""
    triage("import", export(comment(1, "Zoë"), comment(2, "ZOE")), "--site", SITE)

    answer = erase(triage, "Zoë", "--json")

    assert answer.document["alike"] == ["ZOE"]
    assert '"ZOE" stay' in answer.err


def test_a_table_without_authors_loses_the_comments_by_their_ids(triage, export, tmp_path):
    """Whoever scores texts and ids alone has still written down what somebody said."""
    triage("import", export(comment(1, "Quorbert"), comment(2, "Ann", text="Hers.")), "--site", SITE)
    bare = [{"id": row["id"], "text": row["text"]} for row in (comment(1, ""), comment(2, "", text="Hers."))]
    triage("score", export(*bare), "-o", tmp_path / "scored.csv")

    erase(triage, "Quorbert")

    assert traces(tmp_path) == []
    assert "Hers." in (tmp_path / "scored.csv").read_text(encoding="utf-8")


def test_anothers_row_loses_the_name_alone(triage, export, tmp_path):
    """Who was answered is not who wrote."""
    answered = comment(2, "Ann", text="Hers.", answered="Quorbert")
    source = export(comment(1, "Quorbert", answered=""), answered)
    triage("import", source, "--site", SITE)
    triage("score", source, "-o", tmp_path / "scored.jsonl")

    erase(triage, "Quorbert")

    rows = [json.loads(line) for line in (tmp_path / "scored.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (rows[1]["author"], rows[1]["text"], rows[1]["answered"]) == ("Ann", "Hers.", "")


def test_a_decision_on_what_was_erased_is_taken_back_without_bringing_it_back(triage, export, tmp_path):
    """Undo reaches behind the erasure; the comment stays erased and the log whole."""
    triage("import", export(comment(1, "Quorbert")), "--site", SITE)
    triage("decide", "1", "abuse=yes", "--as", "kim", "--note", TRACE)
    erase(triage, "Quorbert")

    triage("undo", "2", "--as", "kim")

    assert triage("show", "1", "--json").document["state"] == "erased"
    assert triage("check").code == 0
    assert traces(tmp_path) == []


def test_a_desk_that_was_open_can_not_decide_on_what_was_erased(triage, export, tmp_path):
    """It still shows the words; its note would bring some of them back, and a blank text would teach."""
    triage("import", export(comment(1, "Quorbert")), "--site", SITE)
    erase(triage, "Quorbert")

    with Store.open(tmp_path / "desk.sqlite") as store:
        (basis,) = store.bases([1])
        settlement = Settlement(1, accepted(basis.answers.suggested, basis.answers.scores), basis.answers, basis.digest)
        with pytest.raises(DecidedMeanwhile, match="was erased"):
            store.settle([settlement], "ann")
        with pytest.raises(DecidedMeanwhile, match="was erased"):
            store.hold([1], "ann", "a note")


def test_who_reads_the_desk_meanwhile_delays_the_end_and_is_said(triage, export, tmp_path):
    """The side file can't be emptied under a reader; nobody may believe that it was."""
    triage("import", export(comment(1, "Quorbert")), "--site", SITE)
    reader = sqlite3.connect(tmp_path / "desk.sqlite")
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM comment").fetchone()

    delayed = erase(triage, "Quorbert")
    reader.close()

    assert delayed.code == 1
    assert "run this again" in delayed.err
    assert erase(triage, "Quorbert").code == 0
    assert traces(tmp_path) == []


def test_killed_at_any_moment_the_same_again_finishes(triage, export, tmp_path):
    """Files, tables and bytes are each whole, and what is left to do is known from what stands there."""
    source = export(
        *(comment(n, "Quorbert" if n % 2 else "Ann", text=f"{TRACE if n % 2 else ''} {n}") for n in range(800))
    )
    triage("import", source, "--site", SITE)
    triage("score", source, "-o", tmp_path / "scored.csv")
    program = "import sys; from tui.cli.main import run; run()"
    words = [sys.executable, "-c", program, "erase", "--author", "Quorbert", "--yes", "--as", "kim"]
    for moment in random.Random(7).sample(range(20, 100), 4):
        running = subprocess.Popen(
            words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ
        )
        sleep(moment / 100)
        running.send_signal(signal.SIGKILL)
        running.wait()

    assert erase(triage, "Quorbert").code == 0

    assert traces(tmp_path) == []
    assert triage("check").code == 0
    assert "scored.csv" in [path.name for path in tmp_path.iterdir()]
