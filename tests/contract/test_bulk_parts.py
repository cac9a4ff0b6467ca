"""What is kept of a run that was broken off: never more than is whole, and never less than can be used."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from moderation.bulk.identity import Identity
from moderation.bulk.parts import PART_BYTES, Parts
from moderation.bulk.tasks import Asked, Model, Scored, Task
from moderation.errors import WrongUse
from moderation.formats.writing.stretches import Layout
from moderation.registry import BASE

ASKED = Asked(Model(None, BASE), Layout("csv"), explain=True)
RUN = Identity(exports=(), model=BASE, manifest="", rates=(), to="csv", explain=True, encoding="")
"""A run that explains, whose parts are of one block."""

TASKS = [Task(ASKED, b"block %d" % number, 10) for number in range(6)]
WHOLE = b"".join(b"rows of block %d\n" % number for number in range(6))


def work(parts: Parts, tasks: Sequence[Task] = TASKS, stop_at: int = 99) -> list[bytes]:
    """Write the rows of the tasks that are left, and break off at one; return which were worked on."""
    worked = []
    with parts:
        for task in parts.left(iter(tasks)):
            if len(worked) == stop_at:
                raise KeyboardInterrupt
            worked.append(task.content)
            parts.add(Scored(b"rows of " + task.content + b"\n", task.comments, task.digest()))
    return worked


@pytest.fixture
def broken_off(tmp_path: Path) -> Path:
    """Return the output of a run that was broken off after four of six parts."""
    with pytest.raises(KeyboardInterrupt):
        work(Parts(tmp_path / "out", RUN), stop_at=4)
    return tmp_path / "out"


def beside(out: Path, what: str) -> Path:
    return out.with_name(f"out.{what}")


def test_the_same_run_goes_on_where_it_was_broken_off(broken_off: Path):
    """Hours of scoring are not done twice."""
    assert work(Parts(broken_off, RUN)) == [b"block 4", b"block 5"]
    assert broken_off.read_bytes() == WHOLE
    assert list(broken_off.parent.iterdir()) == [broken_off]


def test_what_is_kept_is_told(tmp_path: Path):
    """Whoever stops a run wants to know what becomes of it."""
    with pytest.raises(KeyboardInterrupt) as stopped:
        work(Parts(tmp_path / "out", RUN), stop_at=4)
    assert stopped.value.__notes__ == ["40 comments are kept; the same command goes on from there."]
    parts = Parts(tmp_path / "out", RUN)
    assert (parts.comments, work(parts)) == (40, [b"block 4", b"block 5"])


def test_a_run_that_finished_nothing_leaves_nothing(tmp_path: Path):
    """A mistake in the command must not litter the folder, nor touch the last good output."""
    (tmp_path / "out").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        work(Parts(tmp_path / "out", RUN), stop_at=0)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out", b"old")]


def test_a_finished_output_is_made_anew(tmp_path: Path):
    """The same command again does the work again, as any command does."""
    work(Parts(tmp_path / "out", RUN))
    assert len(work(Parts(tmp_path / "out", RUN))) == 6


def test_restarting_keeps_nothing(broken_off: Path):
    """There is a way out, whatever is kept."""
    assert len(work(Parts(broken_off, RUN, restart=True))) == 6
    assert broken_off.read_bytes() == WHOLE


def test_a_killed_run_whose_output_had_its_name_has_nothing_left_to_do(broken_off: Path):
    """The journal is deleted last: between the two there is a moment."""
    with pytest.raises(KeyboardInterrupt):
        work(Parts(broken_off, RUN), [*TASKS, *TASKS[:1]], stop_at=2)
    beside(broken_off, "partial").replace(broken_off)
    assert work(Parts(broken_off, RUN)) == []
    assert broken_off.read_bytes() == WHOLE


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"manifest": "other"}, "the model"),
        ({"to": "jsonl", "model": "m2"}, "the model and the format"),
        ({"blocks": (1, 1)}, "the program's version"),
    ],
)
def test_what_was_asked_otherwise_starts_over_and_says_so(broken_off: Path, change: dict, told: str):
    """Rows of two models in one table would be told apart by nobody."""
    parts = Parts(broken_off, replace(RUN, **change))
    assert (parts.anew, parts.comments) == (told, 0)
    assert len(work(parts)) == 6


def test_an_export_that_reads_otherwise_is_scored_from_that_part_on(broken_off: Path):
    """A file can change and keep its size and its date."""
    changed = [*TASKS[:2], Task(ASKED, b"BLOCK 2", 10), *TASKS[3:]]
    assert work(Parts(broken_off, RUN), changed) == [b"BLOCK 2", b"block 3", b"block 4", b"block 5"]
    assert broken_off.read_bytes() == WHOLE.replace(b"block 2", b"BLOCK 2")


@pytest.mark.parametrize("tasks", [TASKS[:3], []])
def test_an_export_that_ends_sooner_ends_the_output_sooner(broken_off: Path, tasks: list[Task]):
    """No row of a record that is gone may stay."""
    work(Parts(broken_off, RUN), tasks)
    assert broken_off.read_bytes() == WHOLE[: len(b"rows of block 0\n") * len(tasks)]


def test_a_second_run_on_one_output_is_refused(broken_off: Path):
    """Two writers would leave a file of both."""
    first = Parts(broken_off, RUN)
    with pytest.raises(WrongUse, match="out is being written by another run"):
        Parts(broken_off, RUN)
    assert work(first) == [b"block 4", b"block 5"]


def test_large_rows_end_a_part_early(tmp_path: Path):
    """A part is held in memory when it is compared, and done again when it is lost."""
    large, parts = b"x" * (PART_BYTES // 2), Parts(tmp_path / "out", replace(RUN, explain=False))
    for task in TASKS[:3]:
        parts.add(Scored(large, task.comments, task.digest()))
    assert parts.comments >= 20
    parts.finish()


def cut(content: bytes, at: int) -> bytes:
    return content[:at]


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] if at < len(content) else content + b"\0"


@settings(max_examples=60)
@example(what="progress", damage=flipped, at=0.90625, twice=False)  # the last part ends where the file doesn't
@given(
    what=st.sampled_from(["partial", "progress"]),
    damage=st.sampled_from([cut, flipped]),
    at=st.floats(0, 1),
    twice=st.booleans(),
)
def test_damage_anywhere_costs_work_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    what: str,
    damage: Callable[[bytes, int], bytes],
    at: float,
    twice: bool,
):
    """Power fails in the middle of a write, and disks forget."""
    out = tmp_path_factory.mktemp("run") / "out"
    with pytest.raises(KeyboardInterrupt):
        work(Parts(out, RUN), stop_at=4)
    file = beside(out, what)
    content = file.read_bytes()
    file.write_bytes(damage(content, round(at * len(content))))
    if twice:
        with pytest.raises(KeyboardInterrupt):
            work(Parts(out, RUN), stop_at=1)
    work(Parts(out, RUN))
    assert out.read_bytes() == WHOLE
