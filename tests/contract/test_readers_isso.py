"""Isso's database: read without a trace, and not to be turned against its reader."""

import io
import os
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from moderation.comments import Article, Status
from moderation.errors import NoExport, UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Reject, Repair, Skipped
from moderation.store.store import Store

SCHEMA = """
CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL,
    modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR);
INSERT INTO threads VALUES (1, '/story/', 'A story');
"""
ROWS = "INSERT INTO comments (tid, id, parent, created, mode, text, author) VALUES (?, ?, ?, ?, ?, ?, ?)"
PLAIN = (
    (1, 1, None, 1772525640.0, 1, "**good**", "Ann"),
    (1, 2, 1, 1772525700.0, 2, "waiting", "Bob"),
    (1, 3, None, 1772525701.0, 4, "", None),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "isso.db"


def made(path: Path, *statements: str, rows: object = PLAIN, schema: str = SCHEMA) -> Path:
    """Return a database of Isso's, changed by further statements."""
    db = sqlite3.connect(path)
    db.executescript(schema)
    db.executemany(ROWS, rows)
    for statement in statements:
        db.executescript(statement)
    db.commit()
    db.close()
    return path


def read(path: Path) -> list:
    return list(open_export(path).items)


def test_comments_come_with_their_article_status_and_time(path: Path):
    """Isso's own words for them are numbers."""
    export = open_export(made(path))
    article, first, second, gone = export.items
    assert (export.format, article) == ("isso", Article("1", "A story", "", "/story/"))
    assert (first.comment.text, first.comment.status) == ("**good**", Status.APPROVED)
    assert (second.comment.parent_id, second.comment.status) == ("1", Status.PENDING)
    assert second.comment.created_at == "2026-03-03T08:15:00Z"
    assert gone == Skipped("deleted comment", "row 3")


def test_a_database_through_a_pipe_leaves_nothing_behind(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The copy that SQLite reads holds readers' words and addresses."""
    content = made(path).read_bytes()
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    readable, writable = os.pipe()
    with os.fdopen(writable, "wb") as sink:
        sink.write(content)
    with os.fdopen(readable, "rb") as source:
        assert len(list(open_export(source).items)) == 4
    assert list((tmp_path / "copies").iterdir()) == []


def test_the_file_itself_is_not_touched(path: Path):
    """It may be the one that Isso is serving from."""
    before = made(path).read_bytes(), sorted(path.parent.iterdir())
    read(path)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before


def test_newest_rows_in_another_file_are_said_to_be_missing(path: Path):
    """A database in use keeps them in its -wal file."""
    found = read(made(path, "PRAGMA journal_mode = WAL"))
    assert [item.what for item in found if isinstance(item, Repair)] == [
        "database read without its -wal file, where the newest comments may stand"
    ]


@pytest.mark.parametrize(
    "changed",
    [
        "ALTER TABLE comments RENAME TO c; CREATE VIEW comments AS SELECT * FROM c",
        "DROP TABLE comments; CREATE VIRTUAL TABLE comments USING fts5(tid, id, parent, created, mode, text, author)",
        "DROP TABLE comments; CREATE TABLE comments (id, body)",
        "ALTER TABLE comments DROP COLUMN text; "
        "ALTER TABLE comments ADD COLUMN text AS (printf('%.*c', 1000000000, 'x'))",
    ],
    ids=["view", "virtual table", "other columns", "computed column"],
)
def test_what_would_run_the_files_own_code_is_refused(path: Path, changed: str):
    """A view or a computed column of a hostile file reads and reckons what it likes."""
    with pytest.raises(NoExport, match="not Isso's"):
        read(made(path, changed))


def test_triggers_do_nothing(path: Path):
    """They would run on a change, and nothing is changed."""
    trigger = "CREATE TRIGGER t AFTER INSERT ON comments BEGIN DELETE FROM comments; END"
    assert len(read(made(path, trigger))) == 4


def test_another_database_is_refused_by_its_tables(path: Path):
    """They tell a person what the file is."""
    db = sqlite3.connect(path)
    db.execute('CREATE TABLE "evil\x1b[2J" (x)')
    db.close()
    with pytest.raises(NoExport, match="its tables: evil") as refused:
        read(path)
    assert "\x1b" not in str(refused.value)


def test_a_desk_of_our_own_is_called_by_its_name(path: Path):
    """It lies beside the exports, and its name says little."""
    Store.open(path, create=True).close()
    with pytest.raises(NoExport, match="--desk"):
        read(path)


def test_a_damaged_page_leaves_what_stands_before_it(path: Path):
    """Half a database is still half the comments."""
    many = [(1, at, None, 1772525640.0 + at, 1, f"text {at} " * 20, "Ann") for at in range(1, 2_001)]
    content = bytearray(made(path, rows=many).read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(4096)
    path.write_bytes(content)
    *found, note = read(path)
    assert 100 < sum(isinstance(item, Found) for item in found) < 2_000
    assert note.what.startswith("broken off: the database is damaged behind row")


def test_pages_that_lead_back_to_each_other_are_an_end(path: Path):
    """A few kilobytes can hold endless rows."""
    many = [(1, at, None, 1772525640.0, 1, f"text {at} " * 20, "Ann") for at in range(1, 200)]
    content = bytearray(made(path, rows=many).read_bytes())
    root = next(at for at in range(4096, len(content), 4096) if content[at] == 5)  # an inner page of a table
    cells = int.from_bytes(content[root + 3 : root + 5], "big")
    first = int.from_bytes(content[root + 12 : root + 14], "big")
    for cell in range(1, cells):
        at = root + 12 + 2 * cell
        child = root + int.from_bytes(content[at : at + 2], "big")
        content[child : child + 4] = content[root + first : root + first + 4]
    path.write_bytes(content)
    found = read(path)
    assert sum(isinstance(item, Found) for item in found) < 200
    assert "lead back to each other" in found[-1].what


def test_values_of_every_type_are_read_or_rejected(path: Path):
    """A column of SQLite holds anything."""
    rows = [
        (1, 1, None, 1e300, 1, b"\xffbytes", b"\x00"),
        ("x", 2, "y", "soon", "z", 42, 7.5),
        (2**62, 3, None, 1, 1, None, None),
        (9, 4, 4.5, -1, 1, "a\0b", "c"),
    ]
    found = read(made(path, rows=rows))
    assert [item.comment.text for item in found if isinstance(item, Found)] == ["ÿbytes", "42", "a\ufffdb"]
    assert [item.reason for item in found if isinstance(item, Reject)] == ["no text"]


def test_no_bytes_behind_the_first_sixteen_do_any_harm(path: Path):
    """What calls itself a database can hold anything."""
    content = made(path).read_bytes()
    for at in range(16, len(content), 97):
        spoilt = bytearray(content)
        spoilt[at : at + 7] = os.urandom(7)
        with suppress(UnreadableExport):
            list(open_export(io.BytesIO(spoilt)).items)
    for length in range(16, len(content), 501):
        with suppress(UnreadableExport):
            list(open_export(io.BytesIO(content[:length])).items)
