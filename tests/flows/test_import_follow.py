"""`triage import --follow`: what is appended, dropped into a folder, rotated or half written."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.errors import UnreadableExport
from moderation.following import PATIENCE_SECONDS, Followed, Stretch, look_once
from moderation.formats.opening import open_export
from moderation.formats.records import Found
from moderation.store.store import Store
from tui.cli.console import Console
from tui.cli.following import follow
from tui.cli.taking import add_arguments


class Watch:
    """What was found at each look, with a clock that the test turns."""

    def __init__(self, *paths: Path) -> None:
        self.followed = Followed(paths, None, but="desk.sqlite")
        self.now = 0.0
        self.stretches: list[Stretch] = []
        self.refused: list[str] = []
        self._texts: list[str] = []

    def _take(self, stretch: Stretch) -> None:
        self.stretches.append(stretch)
        with stretch.opened() as stream:
            self._texts += [i.comment.text for i in open_export(stream, apart=False).items if isinstance(i, Found)]

    def texts(self, later: float = 1.0) -> list[str]:
        """Return the texts of the comments that came with the next look."""
        self.now += later
        self._texts = []
        look_once(self.followed, self.now, self._take, lambda path, error: self.refused.append(f"{path.name}: {error}"))
        return self._texts


@pytest.fixture
def watching(tmp_path: Path):
    """Return a function that follows files of a folder and lets go of them at the end."""
    opened: list[Watch] = []

    def watch(*names: str) -> Watch:
        opened.append(Watch(*(tmp_path / name for name in names)))
        return opened[-1]

    yield watch
    for one in opened:
        one.followed.close()


def append(path: Path, text: str) -> None:
    with path.open("a", newline="") as stream:
        stream.write(text)


def line(id: str, text: str) -> str:
    return json.dumps({"id": id, "text": text}) + "\n"


def test_only_the_lines_that_were_added_are_read(tmp_path: Path, watching: Callable[..., Watch]):
    """A file of five gigabytes can't be read again each second."""
    path = tmp_path / "log.jsonl"
    append(path, line("1", "one") * 1_000)
    watch = watching("log.jsonl")
    assert len(watch.texts()) == 1_000
    append(path, line("2", "two"))
    assert watch.texts() == ["two"]
    assert watch.stretches[-1].end - watch.stretches[-1].start == len(line("2", "two"))
    assert watch.texts() == []


def test_a_half_line_waits_for_its_other_half(tmp_path: Path, watching: Callable[..., Watch]):
    """A writer's buffer ends anywhere."""
    path = tmp_path / "log.jsonl"
    whole = line("2", "two")
    append(path, line("1", "one") + whole[:9])
    watch = watching("log.jsonl")
    assert watch.texts() == ["one"]
    assert watch.texts() == []
    append(path, whole[9:])
    assert watch.texts() == ["two"]


def test_a_first_line_that_is_half_written_is_no_refusal(tmp_path: Path, watching: Callable[..., Watch]):
    """A file begins with half a line as often as it goes on with one."""
    path = tmp_path / "log.jsonl"
    append(path, '{"id":"1","te')
    watch = watching("log.jsonl")
    assert [*watch.texts(), *watch.texts(), *watch.refused] == []
    append(path, 'xt":"one"}\n')
    assert watch.texts() == ["one"]


def test_a_last_line_without_its_end_is_read_once_nobody_writes_any_more(tmp_path: Path, watching):
    """Many programs end their files without one; and where it was a half line after all, it is read again."""
    path = tmp_path / "log.csv"
    append(path, "id,text\n1,one\n2,tw")
    watch = watching("log.csv")
    assert watch.texts() == ["one"]
    assert watch.texts(PATIENCE_SECONDS) == ["tw"]
    assert watch.texts(PATIENCE_SECONDS) == []
    append(path, "o\n3,three\n")
    assert watch.texts() == ["two", "three"]


def test_rows_added_to_a_table_are_read_under_its_header(tmp_path: Path, watching: Callable[..., Watch]):
    """Without it the first of them would be taken for one."""
    path = tmp_path / "log.csv"
    append(path, "\ufeffid;text\r\n1;one\r\n")
    watch = watching("log.csv")
    assert watch.texts() == ["one"]
    append(path, "2;two\r\n")
    assert watch.texts() == ["two"]


def test_a_row_with_an_open_quote_waits_for_its_other_lines(tmp_path: Path, watching: Callable[..., Watch]):
    """A text of several lines is one row."""
    path = tmp_path / "log.csv"
    append(path, 'id,text\n1,"a\nb"\n2,"two\n')
    watch = watching("log.csv")
    assert watch.texts() == ["a\nb"]
    append(path, 'lines ""and"" more\n')
    assert watch.texts() == []
    append(path, 'end"\n3,x\n')
    assert watch.texts() == ['two\nlines "and" more\nend', "x"]


@pytest.mark.parametrize("anew", ["smaller", "as long", "longer"])
def test_a_file_written_anew_is_read_anew(anew: str, tmp_path: Path, watching: Callable[..., Watch]):
    """By its size alone, one written anew and longer would be read from its middle."""
    path = tmp_path / "log.jsonl"
    append(path, line("1", "one") + line("2", "two"))
    watch = watching("log.jsonl")
    watch.texts()
    lines = {"smaller": 1, "as long": 2, "longer": 3}[anew]
    path.write_text("".join(line(str(n), "new") for n in range(lines)))
    os.utime(path, ns=(1, 1))
    assert watch.texts() == ["new"] * lines


def test_a_rotated_file_is_read_to_its_end_and_then_its_successor(tmp_path: Path, watching: Callable[..., Watch]):
    """Lines come between the last look and the rotation."""
    path = tmp_path / "log.jsonl"
    append(path, line("1", "one"))
    watch = watching("log.jsonl")
    watch.texts()
    append(path, line("2", "two"))
    path.rename(tmp_path / "log.jsonl.1")
    append(path, line("3", "three"))
    assert [*watch.texts(), *watch.texts()] == ["two", "three"]
    append(path, line("4", "four"))
    assert watch.texts() == ["four"]


def test_a_file_that_is_not_there_yet_is_waited_for(tmp_path: Path, watching: Callable[..., Watch]):
    """Whoever writes it may start later."""
    watch = watching("log.jsonl")
    assert watch.texts() == []
    append(tmp_path / "log.jsonl", "")
    assert watch.texts() == []
    append(tmp_path / "log.jsonl", line("1", "one"))
    assert watch.texts() == ["one"]


def test_a_folder_gives_its_new_files_once_they_are_left_alone(tmp_path: Path, root: Path, watching):
    """An export that is still being written is not one yet."""
    folder = tmp_path / "in"
    folder.mkdir()
    watch = watching("in")
    whole = (root / "sample_data" / "wordpress.xml").read_bytes()
    (folder / "export.xml").write_bytes(whole[:2_000])
    assert watch.texts() == []
    (folder / "export.xml").write_bytes(whole)
    assert watch.texts(0.5) == []
    assert len(watch.texts()) > 10
    assert watch.texts() == watch.refused == []


def test_unfinished_and_hidden_files_of_a_folder_are_left_alone(tmp_path: Path, watching: Callable[..., Watch]):
    """They get their names when they are whole; and the desk may lie in the same folder."""
    for name in ("a.jsonl.partial", "b.tmp", ".c.jsonl", "desk.sqlite-wal", "desk.sqlite"):
        append(tmp_path / name, line("1", "one"))
    append(tmp_path / "d.jsonl", line("2", "two"))
    os.mkfifo(tmp_path / "pipe")
    watch = watching("")
    assert watch.texts() == ["two"]
    (tmp_path / "b.tmp").rename(tmp_path / "b.jsonl")
    assert watch.texts() == ["one"]
    assert watch.texts() == watch.refused == []


def test_a_refused_file_is_tried_again_only_when_it_has_changed(tmp_path: Path, watching: Callable[..., Watch]):
    """A sentence a second would hide all others."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear editor,\nI write to you.\n")
    watch = watching("letter.txt")
    for _ in range(4):
        watch.texts()
    assert len(watch.refused) == 1
    path.write_text("id,text\n1,one\n")
    assert watch.texts() == ["one"]


def test_a_file_that_could_not_be_taken_in_is_taken_in_whole_later(tmp_path: Path, watching: Callable[..., Watch]):
    """What was refused was not read."""
    path = tmp_path / "log.jsonl"
    append(path, line("1", "one"))
    watch = watching("log.jsonl")

    def broken(_: Stretch) -> None:
        raise UnreadableExport("no")

    look_once(watch.followed, 0.0, broken, lambda *_: None)
    append(path, line("2", "two"))
    assert watch.texts() == ["one", "two"]


ROWS = {"log.jsonl": "", "log.csv": "id,text\r\n"}
"""File -> its header."""


@given(
    st.sampled_from(sorted(ROWS)), st.lists(st.integers(1, 40), max_size=30), st.sets(st.integers(0, 29), max_size=2)
)
@settings(max_examples=60)
def test_every_record_comes_once_wherever_the_writer_pauses(name: str, cuts: list[int], rotations: set[int]):
    """Buffers are flushed anywhere, and logs are rotated when it suits somebody."""
    folder = Path(tempfile.mkdtemp())
    path, watch = folder / name, Watch(folder / name)
    cells = ['"says ""so"",\r\nand more"', "plain", '"two\r\nlines"', "é"]
    found, wanted = [], []
    append(path, ROWS[name])
    for at, cut in enumerate(cuts):
        if at in rotations:
            path.rename(folder / f"old{at}")
            append(path, ROWS[name])
        text = cells[at % 4]
        row = line(str(at), f"{at}") if name == "log.jsonl" else f"{at},{text}\r\n"
        wanted.append(f"{at}" if name == "log.jsonl" else text.strip('"').replace('""', '"').replace("\r\n", "\n"))
        for part in (row[:cut], row[cut:]):
            append(path, part)
            found += watch.texts()
            found += watch.texts()
    watch.followed.close()
    shutil.rmtree(folder)
    assert found == wanted


class Stopped(Exception):
    """Ends a run of the loop."""


def run(desk: Path, *words: object, looks: Callable[[int], None]) -> None:
    """Follow with a pause that does what a test wants between two looks, which end with Stopped."""
    import argparse

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    count = iter(range(1_000))
    with Store.open(desk, create=True) as store, pytest.raises(Stopped):
        follow(store, parser.parse_args([*map(str, words), "--follow"]), Console(), lambda _: looks(next(count)))


def kept(desk: Path) -> dict[str, str]:
    with Store.open(desk) as store:
        return {comment.comment.id: comment.comment.text for _, comment in store.unscored("none", 1_000)}


def test_what_comes_is_stored_scored_and_said_in_a_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The open desk picks it up by itself."""
    log, desk = tmp_path / "log.jsonl", tmp_path / "desk.sqlite"
    append(log, line("1", "one"))

    def looks(at: int) -> None:
        if at == 0:
            append(log, line("2", "two") + line("1", "one, edited") + "{broken\n")
        elif at == 1:
            raise Stopped

    run(desk, log, looks=looks)
    said = capsys.readouterr().err.splitlines()
    assert "1 comment (1 new" in said[1]
    assert "2 comments (1 new, 1 updated" in said[2]
    assert kept(desk) == {"1": "one, edited", "2": "two"}
    with Store.open(desk) as store:
        assert store.unscored_count(store.model_in_service()) == 0
    (rejects,) = (tmp_path / "desk.sqlite.rejects").iterdir()
    assert json.loads(rejects.read_text())["place"] == f"line 3, counted from byte {len(line('1', 'one'))}"


def test_without_a_model_what_comes_goes_on_coming_in(tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch):
    """A model that breaks at night must not keep what readers write from the desk in the morning."""
    log, desk = tmp_path / "log.jsonl", tmp_path / "desk.sqlite"
    append(log, line("1", "one"))
    monkeypatch.setattr("moderation.registry.SHIPPED", tmp_path / "nowhere")

    def looks(at: int) -> None:
        if at == 2:
            raise Stopped
        append(log, line(str(at + 2), "more"))

    run(desk, log, looks=looks)
    assert capsys.readouterr().err.count("What comes stays unscored") == 1
    with Store.open(desk) as store:
        assert (store.waiting(), store.unscored_waiting(10)) == (3, 3)


def test_following_again_from_the_beginning_changes_nothing(tmp_path: Path):
    """Where the last run ended is kept nowhere; a log with an edit in it must end as it ended."""
    log, desk = tmp_path / "log.jsonl", tmp_path / "desk.sqlite"
    append(log, line("1", "one") + line("2", "two") + line("1", "one, edited"))

    def stop(_: int) -> None:
        raise Stopped

    run(desk, log, looks=stop)
    before = kept(desk)
    run(desk, log, looks=stop)
    assert kept(desk) == before == {"1": "one, edited", "2": "two"}


def test_a_folder_without_files_and_without_follow_is_wrong_use(tmp_path: Path, triage):
    """Files that are still to come are waited for by --follow alone."""
    (tmp_path / "inbox").mkdir()
    answer = triage("import", tmp_path / "inbox")
    assert (answer.code, "is a folder without files" in answer.err) == (2, True)


def test_every_without_follow_is_wrong_use(tmp_path: Path, triage):
    """Whoever types it believes that the command goes on looking."""
    assert triage("import", tmp_path / "a.csv", "--every", "5").code == 2


@pytest.fixture
def following(tmp_path: Path, root: Path):
    """Return a function that starts `triage import --follow` in a process of its own."""
    started: list[subprocess.Popen] = []

    def start(*words: object) -> subprocess.Popen:
        code = "from tui.cli.main import run; run()"
        command = [sys.executable, "-c", code, "import", *map(str, words), "--follow", "--every", "0.05"]
        desk = {"TRIAGE_DESK": str(tmp_path / "desk.sqlite")}
        started.append(
            subprocess.Popen(command, cwd=root, env={**os.environ, **desk}, stderr=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()
        one.stderr.close()


def test_ctrl_c_ends_it_and_what_came_is_kept(tmp_path: Path, following: Callable[..., subprocess.Popen]):
    """Exit 130, as everywhere."""
    append(tmp_path / "log.jsonl", line("1", "one"))
    process = following(tmp_path / "log.jsonl")
    said = [process.stderr.readline(), process.stderr.readline()]
    assert "1 new" in said[1]
    process.send_signal(signal.SIGINT)
    assert "What was taken in is kept" in process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert kept(tmp_path / "desk.sqlite") == {"1": "one"}


def test_killed_at_any_moment_the_next_run_completes_the_desk(tmp_path: Path, following):
    """Power fails; the desk must open, and nothing be missing or twice."""
    log, desk = tmp_path / "log.jsonl", tmp_path / "desk.sqlite"
    append(log, "".join(line(str(n), f"text {n}") for n in range(6_000)))
    for delay in (0.0, 0.05, 0.2):
        process = following(log)
        process.stderr.readline()
        time.sleep(delay)
        process.kill()
        process.wait()
    process = following(log)
    while "6,000 comments" not in (said := process.stderr.readline()):
        assert said
    process.kill()
    process.wait()
    with Store.open(desk) as store:
        assert store.faults() == []
        assert store.unscored_count("none") == 6_000
