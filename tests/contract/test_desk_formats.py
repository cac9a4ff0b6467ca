"""Desks that earlier programs wrote, opened by this one; and what this one refuses.

The files in `desks/` were made by the programs of those days, each from the same export of six invented comments: one
settled with a changed label, one accepted, one accepted and edited since, one on hold, one undone, a policy changed. A
file's name is the last migration its program knew. There is one for each format that ever stood on the main line, and
one of a branch that knew `rescoring` before `erasures`.
"""

import lzma
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from moderation.checking import check
from moderation.decisions import Kind
from moderation.errors import DeskTooNew, UnusableDesk
from moderation.filters import State
from moderation.intake import score_unscored
from moderation.labels import Label
from moderation.policy import Action
from moderation.scoring.scorer import Scorer
from moderation.store import schema
from moderation.store.schema import MIGRATIONS
from moderation.store.store import Store
from tui.cli.main import main

DESKS = sorted((Path(__file__).parent / "desks").glob("*.xz"))
KEPT = (
    "SELECT * FROM comment ORDER BY ref",
    "SELECT * FROM article ORDER BY ref",
    "SELECT * FROM comment_version ORDER BY ref",
    "SELECT * FROM log ORDER BY n",
    "SELECT ref, open, state, n, edited, decided FROM standing ORDER BY ref",
)
KINDS = [Kind.SETTLE, Kind.SETTLE, Kind.SETTLE, Kind.HOLD, Kind.SETTLE, Kind.UNDO, Kind.POLICY]


@pytest.fixture(params=DESKS, ids=lambda path: path.name.partition(".")[0])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a desk as an earlier program left it."""
    path = tmp_path / "desk.sqlite"
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    return path


def content(path: Path) -> list[list[tuple]]:
    """Return what moderators would miss, read by SQLite alone."""
    db = sqlite3.connect(path)
    try:
        return [db.execute(statement).fetchall() for statement in KEPT]
    finally:
        db.close()


def test_every_desk_that_a_program_ever_wrote_opens_with_all_that_was_in_it(old):
    """An update must not cost a decision, a text or a note; and what is kept beside them is made to fit."""
    before = content(old)
    with Store.open(old) as store:
        assert [entry.kind for entry in store.log()] == KINDS
        assert check(store).faults == ()
    assert content(old) == before


def shape(path: Path) -> dict[str, object]:
    """Return the columns of each table of a desk, and what its indexes and triggers are."""
    db = sqlite3.connect(path)
    try:
        made = db.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        columns = {
            name: db.execute(f"PRAGMA table_info({name})").fetchall() for kind, name, _ in made if kind == "table"
        }
        return {
            name: sorted(row[1:4] for row in columns[name]) if name in columns else " ".join((sql or "").split())
            for _, name, sql in made
        }
    finally:
        db.close()


def test_an_old_desk_gets_the_very_tables_of_a_new_one(old, tmp_path):
    """A migration that was edited after a desk had it would leave that desk without what it makes now."""
    for path in (old, tmp_path / "new.sqlite"):
        Store.open(path, create=True).close()

    assert shape(old) == shape(tmp_path / "new.sqlite")


def test_people_go_on_deciding_on_an_old_desk(old):
    """What stood where stays there, the chain of the log goes on, and all can be scored, searched and taken back."""
    with Store.open(old) as store:
        assert store.policy().actions[Label.OFF_TOPIC] is Action.REMOVE
        assert [store.card(ref).state for ref in range(1, 7)] == [
            *(State.SETTLED, State.HELD, State.WAITING, State.SETTLED, State.WAITING, State.WAITING)
        ]
        score_unscored(store, Scorer.shipped())
        assert store.waiting(store.asked("goat")) == 1
        assert store.waiting(store.asked("日本語")) == 1
        store.release([2], "kim")
        store.undo("kim", 1)
        assert check(store, every_score=True).faults == ()


def test_an_old_desk_that_is_opened_twice_is_written_once(old):
    """The second time there is nothing left to do, in whichever order the first program came by its tables."""
    with Store.open(old):
        pass
    once = old.read_bytes()
    with Store.open(old):
        pass
    assert old.read_bytes() == once


@pytest.mark.parametrize("known", range(4, len(MIGRATIONS)))
def test_an_older_program_leaves_a_newer_desk_as_it_is(tmp_path, monkeypatch, known):
    """Forwards only: it can't know what it would break, and says whose turn it is."""
    path = tmp_path / "desk.sqlite"
    Store.open(path, create=True).close()
    before = path.read_bytes()
    monkeypatch.setattr(schema, "MIGRATIONS", MIGRATIONS[:known])
    with pytest.raises(DeskTooNew, match=f"{MIGRATIONS[known].__name__}.*update the program to open it"):
        Store.open(path)
    assert path.read_bytes() == before


def from_the_future(db: sqlite3.Connection) -> None:
    """Make a desk one that a later program wrote."""
    db.execute("CREATE TABLE migration (name TEXT PRIMARY KEY, at TEXT NOT NULL)")
    db.execute("INSERT INTO migration VALUES ('from_the_future', '2030')")


def of_another_program(db: sqlite3.Connection) -> None:
    """Make a database of something else."""
    db.execute("CREATE TABLE places (url TEXT)")


@pytest.mark.parametrize("make", [from_the_future, of_another_program])
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
@pytest.mark.parametrize(
    "words", [["check"], ["stats"], ["import", "e.jsonl"], ["backup", "out.sqlite"], ["queue"], ["undo", "--as", "kim"]]
)
def test_no_command_changes_a_file_that_it_refuses(tmp_path, monkeypatch, capsys, make: Callable, journal, words):
    """Not a byte, whatever is asked of it: it is somebody else's."""
    monkeypatch.chdir(tmp_path)
    Path("e.jsonl").write_text('{"id":"1","text":"Hello."}\n')
    db = sqlite3.connect("desk.sqlite")
    db.execute(f"PRAGMA journal_mode = {journal}")
    with db:
        make(db)
    db.close()
    before = Path("desk.sqlite").read_bytes()

    assert main(["--desk", "desk.sqlite", *words]) == 1
    assert "another program" in capsys.readouterr().err or make is from_the_future
    assert Path("desk.sqlite").read_bytes() == before
    assert not Path("out.sqlite").exists()


def test_a_desk_nobody_may_write_is_said_and_kept(old):
    """An archive on a disk that is mounted to be read."""
    before = old.read_bytes()
    old.chmod(stat.S_IRUSR)
    if os.access(old, os.W_OK):
        pytest.skip("this user may write everything")
    with pytest.raises(UnusableDesk, match="written"):
        Store.open(old)
    assert old.read_bytes() == before
