"""`triage check` on desks that somebody tampered with: each kind is really done, behind the program's back."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from moderation.locations import models_folder
from moderation.scoring.artefact import ARRAYS, MANIFEST
from moderation.store.log import COLUMNS, sealed
from moderation.store.store import Store

UNLOCKED = ("DROP TRIGGER log_keeps_rows", "DROP TRIGGER log_keeps_values")
OTHER_LABEL = "UPDATE log SET abuse = 1 - abuse WHERE n = 7"
GONE = "DELETE FROM log WHERE n"
COPY_OF_9 = COLUMNS.replace("n,", "", 1)


@pytest.fixture
def desk(taught: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of it, models and all, which `triage` works on."""
    path = tmp_path / "desk.sqlite"
    shutil.copy(taught, path)
    shutil.copytree(models_folder(taught), models_folder(path))
    monkeypatch.setenv("TRIAGE_DESK", str(path))
    return path


def forge(desk: Path, *, end_too: bool = False) -> None:
    """Change a label and seal the log anew from there on, as somebody would who knows how it is sealed."""
    db = sqlite3.connect(desk)
    with db:
        for statement in (*UNLOCKED, OTHER_LABEL):
            db.execute(statement)
        (seal,) = db.execute("SELECT seal FROM log WHERE n = 6").fetchone()
        for values in db.execute(f"SELECT {COLUMNS} FROM log WHERE n > 6 ORDER BY n").fetchall():
            seal = sealed(seal, values)
            db.execute("UPDATE log SET seal = ? WHERE n = ?", (seal, values[0]))
        if end_too:
            db.execute("UPDATE log_end SET seal = ?", (seal,))
    db.close()


def test_a_desk_as_it_was_left_has_no_faults(desk, triage):
    """A check that cries wolf is switched off; and it says what to note of the log."""
    answer = triage("check", "--scores", "--json")
    rows = last_row(desk)

    assert (answer.code, answer.document["faults"], answer.document["notes"]) == (0, [], [])
    assert (answer.document["log"]["rows"], answer.document["models"]) == (rows, 2)
    assert answer.document["log"]["seal"].startswith(f"{rows}:")
    assert f"no faults. The log has {rows} rows, sealed {rows}:" in answer.err


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ((*UNLOCKED, OTHER_LABEL), ["row 7 of the log (settle by ", " on comment ", "is not as it was written"]),
        ((*UNLOCKED, f"{GONE} = 7"), ["row 7 of the log is missing in the middle; it decided comment "]),
        ((*UNLOCKED, f"{GONE} = 1"), ["row 1 of the log is missing at its beginning", "beside it stands row 2 of"]),
        ((*UNLOCKED, f"{GONE} BETWEEN 7 AND 9"), ["rows 7 to 9 of the log are missing in the middle"]),
        ((*UNLOCKED, f"{GONE} = (SELECT MAX(n) FROM log)"), ["of the log is missing at its end; beside it stands row"]),
        ((*UNLOCKED, "DELETE FROM log"), ["rows 1 to ", "of the log are missing with nothing left of it"]),
        ((*UNLOCKED, "UPDATE log SET n = -7 WHERE n = 7"), ["row -7 of the log (settle", "not as it was written"]),
        ((*UNLOCKED, "UPDATE log SET n = -7 WHERE n = 8", "UPDATE log SET n = 8 WHERE n = 7"), ["row -7 of the log"]),
        (
            (f"INSERT INTO log SELECT (SELECT MAX(n) + 1 FROM log), {COPY_OF_9}, seal FROM log WHERE n = 9",),
            ["of the log (settle by ", "is not as it was written"],
        ),
        (("DELETE FROM log_end",), ["where it ends is kept no longer"]),
    ],
    ids=["label", "middle", "first", "three", "last", "all", "moved", "moved over", "planted", "end"],
)
def test_the_first_row_of_the_log_that_does_not_fit_is_named(desk, triage, statements, told, behind_its_back):
    """The log is evidence: what is known of the row, who wrote it and when, is where an inquiry begins."""
    behind_its_back(desk, *statements)
    answer = triage("check", "--json")

    assert answer.code == 1
    assert all(word in answer.document["faults"][0] for word in told), answer.document["faults"]


def test_two_rows_that_changed_places_are_found(desk, triage, behind_its_back):
    """Every value is one that the program wrote, in another order."""
    columns = COPY_OF_9
    behind_its_back(
        desk,
        *UNLOCKED,
        "CREATE TEMP TABLE two AS SELECT * FROM log WHERE n IN (7, 8)",
        *(
            f"UPDATE log SET ({columns}, seal) = (SELECT {columns}, seal FROM two WHERE n = {other}) WHERE n = {n}"
            for n, other in ((7, 8), (8, 7))
        ),
    )
    answer = triage("check", "--json")

    assert answer.code == 1
    assert answer.document["faults"][0].startswith("row 7 of the log (settle by ")


def test_a_chain_sealed_anew_does_not_end_as_it_did(desk, triage):
    """Whoever knows how a row is sealed can seal the rest of the log, and has to find where its end is kept."""
    forge(desk)
    (first, *_) = triage("check", "--json").document["faults"]

    assert first.startswith(f"row {last_row(desk)} of the log")
    assert first.endswith("the last of the log, is another than the one that was written")


def test_a_model_is_witness_of_the_log_that_taught_it(desk, triage):
    """A log written anew to its end no longer bears the seal that lies in another file."""
    forge(desk, end_too=True)
    answer = triage("check", "--json")

    assert answer.code == 1
    assert any("noted another seal of row" in fault for fault in answer.document["faults"])


def test_a_seal_noted_elsewhere_finds_out_who_wrote_everything_anew(desk, triage):
    """Nothing beside the log can tell by itself, so the seal is printed, to be noted."""
    noted = triage("check", "--json").document["log"]["seal"]
    assert triage("check", "--noted", noted).code == 0
    shutil.rmtree(models_folder(desk))
    forge(desk, end_too=True)
    answer = triage("check", "--noted", noted, "--json")

    assert any("does not bear the seal" in fault for fault in answer.document["faults"])


def test_a_row_taken_off_the_end_stays_missed_when_people_go_on(desk, triage, behind_its_back):
    """The next decision must not close the gap."""
    last = last_row(desk)
    behind_its_back(desk, *UNLOCKED, f"{GONE} = {last}")
    assert triage("policy", "set", "off_topic", "remove", "--as", "kim").code == 0
    answer = triage("check", "--json")

    assert answer.document["faults"][0].startswith(f"row {last} of the log is missing in the middle")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE comment SET text = text || '!' WHERE ref = 5", "is not the one that was imported"),
        ("UPDATE comment SET author = 'somebody else' WHERE ref = 5", "the search index is not in step"),
        ("UPDATE standing SET abuse = 0.001 WHERE ref = 5", "is scored otherwise by"),
        ("UPDATE standing SET suggested = 7 - suggested WHERE ref = 5", "the suggestion for comment "),
        ("UPDATE standing SET risk = 0 WHERE risk = (SELECT MAX(risk) FROM standing)", "the suggestion for comment "),
        ("UPDATE standing SET state = 0, n = 0, decided = NULL WHERE ref = 5", "the log says"),
        ("UPDATE standing SET status = (status + 1) % 2 WHERE ref = 5", "another site or status"),
        ("UPDATE standing SET likeness = 6 WHERE ref = 5", "is kept as a near-copy of"),
        ("UPDATE tally SET count = count + 1 WHERE name = 'settled'", "the count of settled comments"),
        ("DELETE FROM tally", "the count of comments comments is kept as 0"),
        ("UPDATE comment SET status = 'nonsense' WHERE ref = 5", "a value that this program never writes"),
        ("UPDATE comment SET text = x'ff', digest = 7 WHERE ref = 5", "a value that this program never writes"),
        ("UPDATE standing SET abuse = 'high' WHERE ref = 5", "a value that this program never writes"),
        ("UPDATE standing SET likeness = 'none' WHERE ref = 5", "is kept as a near-copy of"),
        ("DELETE FROM comment WHERE ref = 5", "that is not there"),
        ("DROP TABLE log_end", "no such table"),
        (
            "INSERT INTO search (search, rowid, text, author) SELECT 'delete', ref, text, author FROM comment LIMIT 1",
            "the search index is not in step",
        ),
        ("INSERT INTO signs (signs) VALUES ('delete-all')", "the index of signs is not in step"),
        ("INSERT INTO signs (rowid, text, author) VALUES (5, '1f600', '')", "the index of signs is not in step"),
    ],
)
def test_what_is_kept_for_speed_is_made_again(desk, triage, statement, told, behind_its_back):
    """A comment, a suggestion or an index entry that was edited would lead a moderator past something."""
    behind_its_back(desk, statement)
    answer = triage("check", "--json")

    assert answer.code == 1
    assert told in answer.out + answer.err


def test_scores_edited_to_fit_each_other_are_found_by_scoring_again(desk, triage, behind_its_back):
    """Whoever knows how the queue is ordered can edit all of a row; what the text says stays what it says."""
    columns = "abuse, off_topic, disputed_terminology, suggested, risk, doubt, next_risk, next_doubt"
    low, high = (f"SELECT ref FROM standing ORDER BY risk {way}, ref LIMIT 1" for way in ("ASC", "DESC"))
    values = f"SELECT {columns} FROM standing WHERE ref = ({low})"
    behind_its_back(desk, f"UPDATE standing SET ({columns}) = ({values}) WHERE ref = ({high})")
    answer = triage("check", "--json")

    assert answer.code == 1
    assert "is scored otherwise by" in answer.document["faults"][0]


def test_what_another_program_scored_is_compared_only_if_asked(desk, triage, behind_its_back):
    """After an update the shipped model may find other scores; nobody tampered with anything then."""
    behind_its_back(desk, "DELETE FROM reading", "UPDATE standing SET abuse = 0.001 WHERE ref = 5")

    assert triage("check").code == 0
    assert triage("check", "--scores").code == 1


def test_an_entry_missing_from_an_index_of_sqlite_is_found(desk, triage, behind_its_back):
    """SQLite compares its own indexes; an entry goes missing where a row is written without them."""
    name = "standing_posted"
    db = sqlite3.connect(desk)
    (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    db.execute("PRAGMA writable_schema = ON")
    db.execute("DELETE FROM sqlite_master WHERE name = ?", (name,))
    db.commit()
    db.close()
    behind_its_back(desk, "UPDATE standing SET posted = posted + 1 WHERE listed = 1")
    db = sqlite3.connect(desk)
    db.execute("PRAGMA writable_schema = ON")
    db.execute("INSERT INTO sqlite_master VALUES ('index', ?, 'standing', ?, ?)", (name, root, sql))
    db.commit()
    db.close()
    answer = triage("check", "--json")

    assert answer.code == 1
    assert any("SQLite finds: " in fault and name in fault for fault in answer.document["faults"])


def flip_a_byte(folder: Path) -> None:
    """Change one byte of a model's figures."""
    figures = bytearray((folder / ARRAYS).read_bytes())
    figures[len(figures) // 2] ^= 1
    (folder / ARRAYS).write_bytes(figures)


def move_a_threshold(folder: Path) -> None:
    """Have a model suggest next to nothing, with a manifest that is in order."""
    stated = json.loads((folder / MANIFEST).read_text())
    stated["thresholds"]["abuse"] = 0.999
    (folder / MANIFEST).write_text(json.dumps(stated))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (flip_a_byte, "does not match its checksum"),
        (move_a_threshold, "is another than the one that was put in service"),
        (lambda folder: (folder / MANIFEST).unlink(), "There is no model"),
        (shutil.rmtree, "There is no model"),
    ],
    ids=["a byte", "a threshold", "no manifest", "no folder"],
)
def test_a_model_that_is_not_the_one_that_was_put_in_service_is_named(desk, triage, change: Callable, told: str):
    """A model that was exchanged decides what moderators see first."""
    with Store.open(desk) as store:
        version = store.model_in_service()
    change(models_folder(desk) / version)
    answer = triage("check", "--json")

    assert answer.code == 1
    assert any(version in fault and told in fault for fault in answer.document["faults"]), answer.document


def test_a_model_that_the_log_names_and_nobody_has_is_said(desk, triage):
    """It may have been removed by the program, so it is no fault; whoever lost it wants to know."""
    with Store.open(desk) as store:
        version = store.model_in_service()
    triage("models", "use", "base", "--as", "kim")
    triage("models", "remove", version)
    answer = triage("check", "--json")

    assert (answer.code, len(answer.document["notes"])) == (0, 1)
    assert version in answer.document["notes"][0]


def test_a_desk_that_others_may_open_is_said(desk, triage):
    """It holds what readers wrote; whoever made it readable may not know."""
    desk.chmod(0o644)

    assert "chmod" in triage("check", "--json").document["notes"][0]


def last_row(desk: Path) -> int:
    """Return the number of the last row of the log."""
    with Store.open(desk) as store:
        return store.last_row()


def test_a_model_of_another_format_is_named_and_the_desk_works_without_it(desk, triage):
    """An old program meets a newer one's model, or a later one an older: moderators go on."""
    with Store.open(desk) as store:
        version = store.model_in_service()
        waiting = store.listed()
    manifest = models_folder(desk) / version / MANIFEST
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))
    answer = triage("check", "--json")

    assert answer.code == 1
    assert any("is not of format" in fault for fault in answer.document["faults"])
    assert len(triage("queue", "--json").lines) >= waiting
    assert triage("decide", "51601", "accept", "--as", "kim").code == 0


def test_a_trigger_of_somebody_elses_is_named_and_so_is_a_guard_that_is_gone(tmp_path, triage, behind_its_back):
    """One would have an acknowledged decision vanish; without the other any program may write over the log."""
    desk = tmp_path / "guarded.sqlite"
    Store.open(desk, create=True).close()
    ignore = "CREATE TRIGGER evil BEFORE INSERT ON log BEGIN SELECT RAISE(IGNORE); END"
    behind_its_back(desk, ignore, "DROP TRIGGER log_keeps_rows")
    answer = triage("--desk", desk, "check")
    assert answer.code == 1
    assert "the trigger evil is not this program's" in answer.err
    assert "log_keeps_rows" in answer.err
