"""The desk file itself: made safely, brought up to date, and refused with a sentence where it is something else."""

import sqlite3
import stat
from pathlib import Path

import pytest

from moderation.comments import Comment
from moderation.errors import DeskTooNew, NoDesk, UnusableDesk
from moderation.store.opening import connect
from moderation.store.schema import MIGRATIONS, applied, migrate
from moderation.store.sqlite import SqliteConnection
from moderation.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "desk.sqlite"


def test_a_desk_is_made_where_there_is_none_and_only_if_asked(path):
    """A mistyped name must not quietly open an empty desk."""
    with pytest.raises(NoDesk, match="triage import"):
        Store.open(path)
    assert not path.parent.exists()
    Store.open(path, create=True).close()
    Store.open(path).close()


def test_a_desk_is_its_owners_alone(path):
    """It holds what readers wrote and what was decided about them."""
    with Store.open(path, create=True) as store:
        store.put_source("export.csv", "csv", "site")
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {0o600}


def test_a_blank_file_gets_every_migration_by_name(path):
    """A file is always at a named point of the list."""
    db = connect(path, create=True)
    assert applied(db) == ()
    migrate(db)
    assert applied(db) == tuple(step.__name__ for step in MIGRATIONS)
    db.close()


def test_a_desk_of_an_earlier_program_is_brought_up_to_date(path, monkeypatch):
    """Whoever updates the program goes on with the desk they have."""
    monkeypatch.setattr("moderation.store.schema.MIGRATIONS", MIGRATIONS[:2])
    Store.open(path, create=True).close()
    monkeypatch.undo()
    with Store.open(path) as store:
        assert store.waiting() == 0
        assert store.faults() == []


def test_a_migration_that_breaks_leaves_the_file_as_it_was(path, monkeypatch):
    """Change and record are one transaction."""

    def half_a_change(db):
        db.run("CREATE TABLE half (n INTEGER)")
        db.run("CREATE TABLE half (n INTEGER)")

    Store.open(path, create=True).close()
    monkeypatch.setattr("moderation.store.schema.MIGRATIONS", (*MIGRATIONS, half_a_change))
    with pytest.raises(UnusableDesk, match="half"):
        Store.open(path)
    monkeypatch.undo()
    with Store.open(path) as store:
        assert store.faults() == []


def test_a_newer_desk_is_left_alone(path):
    """An old program can't know what it would break."""
    Store.open(path, create=True).close()
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO migration VALUES ('from_the_future', '2030')")
    db.close()
    with pytest.raises(DeskTooNew, match="from_the_future"):
        Store.open(path)


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"id,text\n1,hello\n" * 100, "some other kind of file"), (b"SQLite format 3\0" + b"\xff" * 5000, "desk")],
)
def test_another_kind_of_file_is_refused_and_kept(tmp_path, content, sentence, create):
    """`--desk comments.csv` is a slip that must not cost the file."""
    path = tmp_path / "comments.csv"
    path.write_bytes(content)
    with pytest.raises(UnusableDesk, match=sentence):
        Store.open(path, create=create)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path):
    """Browsers and mail programs keep SQLite files too."""
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE places (url TEXT)")
    db.close()
    with pytest.raises(UnusableDesk, match="another program"):
        Store.open(path, create=True)


@pytest.mark.parametrize(("name", "create"), [(".", True), ("empty", False), ("file/below", True)])
def test_a_place_that_cannot_be_a_desk_is_said(tmp_path, name, create):
    """A folder, an empty file, a path through a file."""
    (tmp_path / "empty").touch()
    (tmp_path / "file").touch()
    with pytest.raises(UnusableDesk):
        Store.open(tmp_path / name, create=create)


def test_a_damaged_desk_is_said_when_it_is_met(path):
    """A disk that lost a page shows at any statement, not only at the first."""
    with Store.open(path, create=True) as store:
        source = store.put_source("export.csv", "csv", "site")
        store.put_comments("site", (Comment(str(n), "text " * 50) for n in range(2000)), source)
    whole = path.read_bytes()
    path.write_bytes(whole[:40_960] + b"\xff" * 200_000 + whole[240_960:])
    with pytest.raises(UnusableDesk, match=r"damaged|can't be used"), Store.open(path) as store:
        store.rows(range(1, 2000))


def test_check_names_the_first_row_of_the_log_that_was_altered(path, behind_its_back):
    """The log is evidence; whoever edits the file behind the program's back is found out."""
    with Store.open(path, create=True) as store:
        store.put_comments("site", [Comment("1", "text")], store.put_source("export.csv", "csv", "site"))
        for note in ("one", "two", "three"):
            store.hold([1], "ann", note)
        assert store.faults() == []
        behind_its_back(path, "DROP TRIGGER log_keeps_values", "UPDATE log SET note = 'nothing' WHERE n = 2")
        first, second = store.faults()
        assert first.startswith("row 2 of the log (hold by ann on comment 1, ")
        assert "log_keeps_values" in second


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE standing SET state = 2", "stands as"),
        ("UPDATE tally SET count = 7 WHERE name = 'open'", "count of open comments is kept as 7"),
        ("UPDATE comment SET text = 'other'", "is not the one that was imported"),
        ("DELETE FROM standing", "stands as"),
        ("INSERT INTO search (search) VALUES ('delete-all')", "search index is not in step"),
    ],
)
def test_check_computes_everything_kept_for_speed_again(path, statement, fault, behind_its_back):
    """A cached value that is wrong would send a comment past a moderator's eyes."""
    with Store.open(path, create=True) as store:
        store.put_comments("site", [Comment("1", "text")], store.put_source("export.csv", "csv", "site"))
        behind_its_back(path, statement)
        assert any(fault in each for each in store.faults())


@pytest.mark.parametrize("statement", ["UPDATE log SET who = 'bo'", "DELETE FROM log"])
def test_the_log_refuses_changes_from_any_program(path, statement, behind_its_back):
    """Append-only is a promise of the file, not only of this program."""
    with Store.open(path, create=True) as store:
        store.serve("v1", "ann")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            behind_its_back(path, statement)


@pytest.mark.parametrize("replace", [False, True])
def test_nothing_is_written_into_a_file_that_is_gone(path, tmp_path, replace):
    """Somebody may delete the desk, or put a backup in its place, while it is open: the decision would be lost."""
    Store.open(tmp_path / "backup.sqlite", create=True).close()
    with Store.open(path, create=True) as store:
        path.unlink()
        if replace:
            (tmp_path / "backup.sqlite").rename(path)
        with pytest.raises(UnusableDesk, match="was deleted or replaced while it was open"):
            store.serve("v1", "ann")


def test_a_program_that_keeps_its_turn_is_not_waited_for_for_ever(path):
    """A program stopped in the middle of a write would otherwise stop every other one without a word."""
    Store.open(path, create=True).close()
    stopped, waiting = SqliteConnection(path), SqliteConnection(path, patience=0.01)
    with stopped.writing(), pytest.raises(UnusableDesk, match="kept busy by another program"), waiting.writing():
        pass
    with waiting.writing():
        pass
    for connection in (stopped, waiting):
        connection.close()


def test_a_reading_cut_short_by_a_closed_transaction_ends_quietly(path):
    """A full disk or a failing one ends a transaction by itself; what is said of it must not be lost."""
    connection = connect(path, create=True)
    with connection.reading():
        connection.run("ROLLBACK")
    with connection.reading():
        assert connection.count("SELECT 1") == 1
    connection.close()


def test_a_copy_is_a_whole_desk_for_its_owner_alone(path, tmp_path):
    """Pictures and backups are made from copies, which hold what readers wrote as well."""
    copy = tmp_path / "copy.sqlite"
    with Store.open(path, create=True) as store:
        source = store.put_source("export.csv", "csv", "site")
        store.put_comments("site", [Comment("1", "Text.")], source)
        store.copy_to(copy)
        with pytest.raises(UnusableDesk, match="There is a file at"):
            store.copy_to(copy)
    with Store.open(copy) as copied:
        assert copied.in_context(1).comment.text == "Text."
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
