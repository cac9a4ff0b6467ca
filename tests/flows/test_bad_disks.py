"""Disks that are full or write-protected, models that are gone, a clock set back: a sentence, and the desk intact."""

import ctypes
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moderation.errors import UnusableDesk
from moderation.labels import LABELS
from moderation.queue import Settlement
from moderation.review import Review
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store
from tui.cli.main import main
from tui.cli.opening import scorer_in_service
from tui.desk.app import ReviewDesk

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data"

WRITING = {
    "import": ("import", SAMPLE / "wordpress.xml", "--site", "blog"),
    "decide": ("decide", "{first}", "--as", "kim"),
    "hold": ("hold", "{first}", "--note", "libel?", "--as", "kim"),
    "undo": ("undo", "1", "--as", "kim"),
    "policy": ("policy", "set", "off_topic", "remove", "--as", "kim"),
    "filters": ("filters", "save", "rude", "score:abuse>0.5", "--as", "kim"),
    "watch": ("watch", "add", "word", "annex*", "--why", "a mail", "--as", "kim"),
    "retrain": ("retrain", "--decisions", SAMPLE / "decisions.jsonl", "--promote", "never", "--as", "kim"),
    "export": ("export", "-o", "{folder}/decisions.csv"),
    "corrections": ("corrections", "-o", "{folder}/corrections.md"),
    "erase": ("erase", "--author", "truthhurts99", "--yes", "--as", "kim"),
    "score": ("score", SAMPLE / "comments.csv", "-o", "{folder}/scored.csv"),
}
"""Every verb that writes, as it is typed."""

LIBRARY_CALL_DROP = 24
MAY_PASS_OVER_MODES = (1, 2)
"""Capabilities of root that go past the permissions of files; without them it is bound like anybody."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a desk with the sample comments, ten of them decided."""
    path = tmp_path_factory.mktemp("base") / "desk.sqlite"
    assert main(["--desk", str(path), "import", str(SAMPLE / "comments.jsonl"), "--site", "courier"]) == 0
    with Store.open(path) as store:
        for basis in store.bases(store.queue_refs().tolist()[:10]):
            labels = dict.fromkeys(LABELS, False)
            store.settle([Settlement(basis.ref, labels, basis.answers, basis.digest)], "kim")
    return path


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of its own, of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=False)


def full(disk: Path, left: int = 0) -> Path:
    """Fill a disk but for some bytes with a file, and return that file."""
    found = os.statvfs(disk)
    filling = disk / "filling"
    filling.write_bytes(bytes(max(found.f_bavail * found.f_frsize - left, 0)))
    return filling


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a disk with a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def typed(verb: str, desk: Path) -> list[str]:
    """Return the words of a verb for a desk."""
    with Store.open(desk) as store:
        first = store.rows(store.queue_refs().tolist()[:1])[0].id
    return [str(word).format(first=first, folder=desk.parent) for word in WRITING[verb]]


def log_of(desk: Path) -> list[object]:
    """Return the rows of a desk's log."""
    with Store.open(desk) as store:
        return list(store.log())


def is_sentence(said: str) -> bool:
    """Whether the last that was said is a sentence of the program and no traceback."""
    return "Traceback" not in said and said.rstrip().splitlines()[-1].startswith("triage: ") and said.endswith(".\n")


@pytest.mark.parametrize("left", [0, 80_000])
@pytest.mark.parametrize("verb", WRITING)
def test_a_full_disk_is_said_and_the_desk_stays_whole(triage, base: Path, disk: Path, verb: str, left: int):
    """With nothing left not even a reader's memory can be laid out; with a little left a step begins and can't end."""
    desk = Path(shutil.copy(base, disk / "desk.sqlite"))
    words, before = typed(verb, desk), log_of(desk)
    filling = full(disk, left)
    answer = triage("--desk", desk, *words)
    assert answer.code == 1 or (left and answer.code == 0)
    assert answer.code == 0 or is_sentence(answer.err)
    assert answer.code == 0 or "full" in answer.err or "No space left on device" in answer.err
    assert "the output:" not in answer.err
    assert not list(disk.glob("*.csv")) or answer.code == 0

    filling.unlink()
    assert triage("--desk", desk, "check").code == 0
    assert log_of(desk)[: len(before)] == before
    assert answer.code == 0 or len(log_of(desk)) == len(before)
    again = triage("--desk", desk, *words)
    assert again.code == 0, again.err


@pytest.mark.parametrize("verb", WRITING)
def test_a_file_that_may_not_grow_is_said_and_stays_whole(triage, base: Path, tmp_path: Path, verb: str):
    """A quota says another word than a full disk, and SQLite another one still."""
    desk = Path(shutil.copy(base, tmp_path / "desk.sqlite"))
    words, before = typed(verb, desk), log_of(desk)
    with files_up_to(20_000):
        answer = triage("--desk", desk, *words)
    assert answer.code in (0, 1)
    assert answer.code == 0 or is_sentence(answer.err)

    assert triage("--desk", desk, "check").code == 0
    assert log_of(desk)[: len(before)] == before


@pytest.mark.parametrize("verb", [*WRITING, "check", "queue", "stats", "log"])
def test_a_write_protected_disk_is_said_and_nothing_of_it_changes(triage, base: Path, disk: Path, verb: str):
    """A desk on a backup medium can't be opened where it lies; it has to say so."""
    desk = Path(shutil.copy(base, disk / "desk.sqlite"))
    words = typed(verb, desk) if verb in WRITING else [verb]
    before = desk.read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    answer = triage("--desk", desk, *words)

    assert (answer.code, is_sentence(answer.err), "Read-only" in answer.err) == (1, True, True)
    assert desk.read_bytes() == before


def without_roots_rights() -> None:
    """Bind root, where tests run as root, to the permissions of files."""
    for right in MAY_PASS_OVER_MODES if not os.geteuid() else ():
        ctypes.CDLL(None).prctl(LIBRARY_CALL_DROP, right, 0, 0, 0)


def bound(desk: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the program as somebody whom permissions bind."""
    command = [sys.executable, "-m", "tui", "--desk", str(desk), *map(str, words)]
    return subprocess.run(
        command, cwd=ROOT, preexec_fn=without_roots_rights, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="root is bound to permissions by a call of Linux")
@pytest.mark.parametrize("protected", ["file", "folder"])
def test_a_write_protected_desk_is_said_and_stays_as_it_is(base: Path, tmp_path: Path, protected: str):
    """Somebody else's desk may be looked at by mistake; nothing of it is called damaged for that."""
    desk = tmp_path / "desks" / "desk.sqlite"
    desk.parent.mkdir()
    shutil.copy(base, desk)
    Store.open(desk).close()
    before, words = desk.read_bytes(), typed("decide", desk)
    desk.chmod(0o444 if protected == "file" else 0o600)
    desk.parent.chmod(0o555 if protected == "folder" else 0o755)
    try:
        decided, checked = bound(desk, *words), bound(desk, "check")
    finally:
        desk.parent.chmod(0o755)

    assert decided.returncode == 1
    assert is_sentence(decided.stderr)
    assert "permissions" in decided.stderr
    assert "not in step" not in checked.stderr
    assert desk.read_bytes() == before


@pytest.fixture
def own(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lay_down: Callable[[Path, str], object]) -> Path:
    """Return a desk served by a model of its own."""
    desk = Path(shutil.copy(base, tmp_path / "desk.sqlite"))
    monkeypatch.setenv("TRIAGE_DESK", str(desk))
    lay_down(desk, "own")
    assert main(["models", "use", "own", "--as", "kim"]) == 0
    return desk


@pytest.fixture
def lay_down() -> Callable[[Path, str], object]:
    """Return a function that lays a model beside a desk's."""
    from benchmarks.storm.desks import lay_down

    return lambda desk, version: lay_down(desk, version, seed=1)


def removed(models: Path) -> None:
    """Take the folder of a desk's models away."""
    shutil.rmtree(models)


def damaged(models: Path) -> None:
    """Turn a bit of a model."""
    arrays = models / "own" / "arrays.npz"
    content = bytearray(arrays.read_bytes())
    content[5_000] ^= 1
    arrays.write_bytes(content)


def cut_off(models: Path) -> None:
    """Leave the beginning of a model's manifest."""
    manifest = models / "own" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:100])


@pytest.mark.parametrize("breakage", [removed, damaged, cut_off])
def test_without_its_model_a_desk_goes_on_and_nothing_is_scored(triage, own: Path, breakage: Callable[[Path], None]):
    """What came in waits unscored; what was scored is decided as before; `models rollback` mends it."""
    breakage(own.with_name("desk.sqlite.models"))
    came_in = triage("import", SAMPLE / "wordpress.xml", "--site", "blog")
    assert (came_in.code, is_sentence(came_in.err)) == (3, True)
    assert "models rollback" in came_in.err
    with Store.open(own) as store:
        assert store.unscored_count("own") == 252
        assert store.waiting() > 252
    assert triage(*typed("decide", own)).code == 0
    checked = triage("check")
    assert (checked.code, "Traceback" in checked.err, "own" in checked.err) == (1, False, True)

    assert triage("models", "rollback", "--as", "kim").code == 0
    with Store.open(own) as store:
        assert (store.model_in_service(), store.unscored_count("base")) == ("base", 0)


@pytest.mark.parametrize("breakage", [removed, damaged])
async def test_an_open_desk_goes_on_without_its_model(own: Path, screen_text, breakage: Callable[[Path], None]):
    """Whether the folder goes before the desk opens its model or after, keys decide by the scores that are stored."""
    with Store.open(own) as store:
        before = len(list(store.log()))
        for is_gone_before in (False, True):
            if is_gone_before:
                breakage(own.with_name("desk.sqlite.models"))
            async with ReviewDesk(Review(store, "kim", lambda: scorer_in_service(store))).run_test() as pilot:
                await pilot.app.workers.wait_for_complete()
                if not is_gone_before:
                    shutil.copytree(own.with_name("desk.sqlite.models"), own.with_name("kept"))
                    breakage(own.with_name("desk.sqlite.models"))
                await pilot.press("j", "a", "f5", "a")
                await pilot.pause()
            if not is_gone_before:
                shutil.rmtree(own.with_name("desk.sqlite.models"), ignore_errors=True)
                own.with_name("kept").rename(own.with_name("desk.sqlite.models"))
        assert len(list(store.log())) == before + 4
        assert store.faults() == []


async def test_an_open_desk_says_that_its_disk_is_full_and_goes_on(base: Path, disk: Path, screen_text):
    """The key that could not be recorded is said, and its comment stays; once there is room the same key works."""
    desk = Path(shutil.copy(base, disk / "desk.sqlite"))
    with Store.open(desk) as store:
        before = len(list(store.log()))
        async with ReviewDesk(Review(store, "kim")).run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            filling = full(disk)
            for keys in (["a"], ["u"], ["x", "A"], ["h", "x", "enter"]):
                await pilot.press(*keys)
                await pilot.pause()
                assert "disk is full" in " ".join(screen_text(pilot.app).split()), keys
            written = len(list(store.log()))
            filling.unlink()
            await pilot.press("escape", "escape", "a")
            await pilot.pause()
        assert written == before
        assert len(list(store.log())) > before
        assert store.faults() == []


def test_a_clock_set_back_loses_no_order(triage, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The log counts its rows; its times are what the clock said."""
    desk = Path(shutil.copy(base, tmp_path / "desk.sqlite"))
    yesterday = (datetime.now(UTC) - timedelta(days=400)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    before = log_of(desk)
    with Store.open(desk) as store, monkeypatch.context() as patched:
        patched.setattr("moderation.store.log.now", lambda: yesterday)
        review = Review(store, "kim", clock=lambda: 1_000.0)
        ref = review.go_on(0)
        review.accept(ref)
        assert [entry.id for entry in review.undo()] == [store.rows([ref])[0].id]
        review.redo()
        review.hold([review.go_on(0)], "libel?")
        review.company.leave()
    entries = log_of(desk)
    assert [entry.n for entry in entries] == list(range(1, len(before) + 5))
    assert [entry.at for entry in entries[-4:]] == [yesterday] * 4

    assert triage("--desk", desk, "check").code == 0
    assert triage("--desk", desk, "export", "-o", tmp_path / "all.csv", "--json").document["decided"] == 11
    assert triage("--desk", desk, "undo", "--as", "kim").code == 0
    assert log_of(desk)[-1].undoes == len(before) + 4
    assert triage("--desk", desk, "stats").code == 0


def test_a_desk_whose_disk_fails_says_more_than_an_error_of_input_and_output(base: Path, tmp_path: Path):
    """SQLite says no more than "disk I/O error", which tells a moderator nothing of what to do."""
    desk = Path(shutil.copy(base, tmp_path / "desk.sqlite"))
    with files_up_to(1_000), pytest.raises(UnusableDesk, match="its disk is full, or fails"), Store.open(desk) as store:
        store.serve("v1", "kim")
    assert Scorer.shipped().version == "base"
