"""`triage backup`: one command, whole or not there, consistent while others work, and a desk like any other."""

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from moderation.backup import back_up
from moderation.comments import Comment
from moderation.errors import WrongUse
from moderation.locations import models_folder, outbox_folder
from moderation.locking import lock
from moderation.store.store import Store
from tui.cli.main import main

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
from pathlib import Path
from moderation.store.store import Store
with Store.open(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    n = 0
    while True:
        store.hold([1 + n % 50], sys.argv[2])
        store.release([1 + n % 50], sys.argv[2])
        n += 1
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a desk of 50 comments."""
    path = tmp_path / "desk.sqlite"
    with Store.open(path, create=True) as store:
        source = store.put_source("export.csv", "csv", "site")
        store.put_comments("site", [Comment(str(n), f"Text number {n}.") for n in range(50)], source)
    return path


def names(folder: Path) -> set[str]:
    """Return what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def test_a_backup_is_a_desk_like_any_other_with_its_models(taught, tmp_path, triage):
    """Restoring is `--desk OUT`, or moving it back: no second tool, no second step."""
    out = tmp_path / "monday.sqlite"
    answer = triage("--desk", taught, "backup", out, "--json")
    with Store.open(taught) as store, Store.open(out) as copy:
        assert list(copy.log()) == list(store.log())
        assert (copy.stats(), copy.seal()) == (store.stats(), store.seal())
    assert (answer.code, answer.document["faults"], answer.document["models"]) == (0, [], 2)
    assert f"Sealed {answer.document['log']['seal']}" in answer.err
    assert triage("--desk", out, "check").code == 0
    assert triage("--desk", out, "show", 51601).code == 0
    assert triage("--desk", out, "models").out == triage("--desk", taught, "models").out


def test_a_backup_is_its_owners_alone_and_leaves_nothing_beside_it(taught, tmp_path, triage):
    """It holds all that the desk holds, and lies on disks that others use."""
    place = tmp_path / "backups"
    place.mkdir()
    before = os.umask(0)
    try:
        assert triage("--desk", taught, "backup", place / "b.sqlite").code == 0
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in place.rglob("*")}

    assert names(place) == {"b.sqlite", "b.sqlite.models"}
    assert modes == {0o600, 0o700}


def test_a_backup_replaces_nothing(desk, tmp_path, triage):
    """The backup of Monday must not be gone because somebody typed its name on Tuesday."""
    for taken in ("file", "folder", "out.sqlite.models"):
        (tmp_path / taken).mkdir() if taken == "folder" else (tmp_path / taken).write_text("kept")
    before = names(tmp_path)
    for name in ("file", "folder", "out.sqlite", "no such folder/out.sqlite", "desk.sqlite"):
        answer = triage("backup", tmp_path / name)
        assert (answer.code, answer.out) == (2, ""), name
    assert names(tmp_path) - {"desk.sqlite.lock"} == before - {"desk.sqlite.lock"}
    assert (tmp_path / "file").read_text() == "kept"


def test_a_desk_that_is_not_there_has_no_backup(tmp_path, triage):
    """An empty file would be taken for one."""
    assert triage("backup", tmp_path / "out.sqlite").code == 3
    assert not (tmp_path / "out.sqlite").exists()


def test_a_backup_is_of_one_moment_while_others_write(desk, tmp_path):
    """Moderators go on deciding: what the copy holds is a whole number of their decisions."""
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, desk, name], cwd=ROOT, stdout=subprocess.PIPE)
        for name in ("ann", "bo")
    ]
    try:
        assert all(writer.stdout.readline() == b"ready\n" for writer in writers)
        with Store.open(desk) as store:
            made = [back_up(store, tmp_path / f"{n}.sqlite") for n in range(4)]
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
            writer.stdout.close()
    seals = [one.checked.seal for one in made]

    assert [one.checked.faults for one in made] == [()] * 4
    assert all(first.n <= second.n for first, second in pairwise(seals))
    with Store.open(desk) as store:
        assert [store.seal_at(seal.n) for seal in seals] == [seal.seal for seal in seals]


def test_a_killed_backup_leaves_nothing_under_its_name_and_the_next_one_clears_up(taught, tmp_path):
    """A backup that is half there is worse than none."""
    place = tmp_path / "place"
    place.mkdir()
    command = [sys.executable, "-m", "tui", "--desk", taught, "backup", place / "b.sqlite"]
    kills = 0
    for wait in (0.3, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9):
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() != 0
        if (place / "b.sqlite").exists():
            assert main(["--desk", str(place / "b.sqlite"), "check"]) == 0
            shutil.rmtree(place)
            place.mkdir()
    made = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)

    assert (kills > 0, made.returncode) == (True, 0), made.stderr
    assert names(place) == {"b.sqlite", "b.sqlite.models"}
    assert not list(place.glob(".*"))


def test_models_without_their_desk_are_a_killed_backups_and_cleared_away(taught, tmp_path):
    """Between two names a kill may come; only what a backup itself left is taken away."""
    out = tmp_path / "b.sqlite"
    models_folder(out).mkdir()
    (models_folder(out) / ".unfinished").touch()
    with Store.open(taught) as store:
        assert back_up(store, out).checked.faults == ()
        models_folder(tmp_path / "c.sqlite").mkdir()
        with pytest.raises(WrongUse, match="replaces nothing"):
            back_up(store, tmp_path / "c.sqlite")


def test_two_backups_of_one_name_do_not_take_each_others_files(desk, tmp_path):
    """Two people, or a nightly job that was started twice."""
    place = tmp_path / ".b.sqlite.1234.partial"
    place.mkdir()
    with Store.open(desk) as store, (place / "lock").open("ab") as held:
        lock(held)
        with pytest.raises(WrongUse, match="being written by another backup"):
            back_up(store, tmp_path / "b.sqlite")
        assert place.is_dir()
        held.close()
        back_up(store, tmp_path / "b.sqlite")
    assert not place.exists()


def test_a_full_disk_is_said_and_leaves_nothing(desk, tmp_path):
    """The disk for backups is the one that fills up."""
    place = tmp_path / "place"
    place.mkdir()
    command = [sys.executable, "-m", "tui", "--desk", desk, "backup", place / "b.sqlite"]

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=small)

    assert (run.returncode, names(place)) == (1, set())
    assert "The backup " in run.stderr
    assert "can't be written" in run.stderr


def test_what_was_sent_to_a_site_is_in_the_backup_too(desk, tmp_path):
    """A desk that forgot what it sent could not take it back."""
    outbox_folder(desk).mkdir()
    (outbox_folder(desk) / "site.journal").write_text("sent")
    with Store.open(desk) as store:
        back_up(store, tmp_path / "b.sqlite")

    assert (outbox_folder(tmp_path / "b.sqlite") / "site.journal").read_text() == "sent"


def test_an_erasure_names_the_backups_that_still_hold_what_is_erased(taught, tmp_path, triage, behind_its_back):
    """The law asks for copies as well, and nobody remembers them all."""
    desk = tmp_path / "desk.sqlite"
    shutil.copy(taught, desk)
    shutil.copytree(models_folder(taught), models_folder(desk))
    behind_its_back(desk, "DELETE FROM written")  # what other tests wrote from the same desk
    for name in ("kept.sqlite", "deleted.sqlite"):
        assert triage("backup", tmp_path / name).code == 0
    (tmp_path / "deleted.sqlite").unlink()
    author = triage("show", 51601, "--json").document["author"]
    answer = triage("erase", "--author", author, "--yes", "--as", "kim", "--json")

    assert answer.code == 1
    assert [one["path"] for one in answer.document["failed"]] == [str(tmp_path / "kept.sqlite")]
    assert "it is a backup" in answer.err
    assert triage("--desk", tmp_path / "kept.sqlite", "erase", "--author", author, "--yes", "--as", "kim").code == 0


def test_a_desk_on_a_server_is_left_to_the_servers_own_tool(tmp_path, triage, database):
    """It has no file to copy."""
    answer = triage("--desk", database, "backup", tmp_path / "out")

    assert (answer.code, "pg_dump" in answer.err) == (2, True)
