"""What size and trouble do to a run: cores, memory, reading alone, and `kill -9`."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import Final

from benchmarks import exports
from benchmarks.batch_command import Command, score
from benchmarks.table import Figure, Row
from moderation.formats.opening import open_export

ROUNDS: Final = 3

PART: Final = 20_000
"""Comments that are on the disk for certain at once."""

_KEPT: Final = re.compile(r"([\d,]+) comments? (?:is|are) kept")
_TAG: Final = "{*}item"


def cores(folder: Path, size: int) -> Iterator[Row]:
    """Yield how much of what two processes reach by themselves two workers of one run reach."""
    whole, half = folder / "cores.jsonl", folder / "half.jsonl"
    exports.write(whole, "jsonl", size)
    exports.write(half, "jsonl", size // 2)
    one, pair, two = [], [], []
    for _ in range(ROUNDS):
        one.append(score(whole, folder / "one.jsonl", "--jobs", "1").wall)
        begun = [Command(half, folder / f"half-{number}.jsonl", "--jobs", "1") for number in range(2)]
        pair.append(max(each.cost().wall for each in begun))
        two.append(score(whole, folder / "two.jsonl", "--jobs", "2").wall)
    note = f"the times of one: {min(one) / min(two):.2f} and {min(one) / min(pair):.2f}; best of {ROUNDS}"
    share = median(apart / together for apart, together in zip(pair, two, strict=True))
    name = "two jobs, of the rate of two processes by themselves"
    yield Row(name, Figure(min(pair) / min(two)), Figure(1.0), 0.85, note=f"{note}, median {share:.2f}")


def memory(folder: Path, sizes: tuple[int, ...]) -> Iterator[Row]:
    """Yield the peak of all processes of a run at each size."""
    peaks = []
    for size in sizes:
        source = folder / "memory.wxr"
        count = exports.write(source, "wxr", size)
        cost = score(source, folder / "memory.jsonl", "--jobs", "2")
        peaks.append(cost.peak)
        size_told = f"{size / 1e6:,.0f} MB of WXR"
        note = f"{count:,} comments in {cost.wall:,.0f} s"
        yield Row(f"memory: two jobs, {size_told}", Figure(cost.peak), None, 400.0, "MB", at_most=True, note=note)
    name = "memory: more for the larger"
    yield Row(name, Figure(peaks[-1] - peaks[0]), None, 20.0, "MB", at_most=True)
    source.unlink()


def wxr(folder: Path, size: int) -> Iterator[Row]:
    """Yield how fast WXR is read, beside lxml reading it for nothing."""
    source = folder / "read.wxr"
    exports.write(source, "wxr", size)
    megabytes = source.stat().st_size / 1e6
    ours, plain = [], []
    for _ in range(2 * ROUNDS):
        ours.append(megabytes / _seconds(lambda: _read(source)))
        plain.extend([megabytes / _seconds(lambda: _parsed(source))] if find_spec("lxml") else [])
    beside = Figure(max(plain)) if plain else None
    note = f"median {median(ours):.0f}; beside lxml's iterparse"
    yield Row("WXR read, one core", Figure(max(ours)), beside, 40.0, "MB/s", note=note)


def _seconds(go: Callable[[], object]) -> float:
    """Return the processor time of something."""
    begun = process_time()
    go()
    return process_time() - begun


def _read(source: Path) -> None:
    """Read an export, with every repair."""
    with source.open("rb") as stream:
        for _ in open_export(stream, name=source.name).items:
            pass


def _parsed(source: Path) -> None:
    """Parse an export item by item, and make nothing of it."""
    parser = import_module("lxml.etree")  # not a need of the program's; it comes with the extra `pages`
    for _, item in parser.iterparse(str(source), tag=_TAG):
        item.clear()


def killed(folder: Path, size: int, kills: int) -> Iterator[Row]:
    """Yield how many of the runs that were killed end in the same bytes, and how many parts were done again at most."""
    source, target = folder / "killed.jsonl", folder / "killed.out.jsonl"
    exports.write(source, "jsonl", size)
    undisturbed = score(source, target, "--jobs", "2").wall
    expected, chance = target.read_bytes(), Random(6)  # noqa: S311
    same: list[bool] = []
    again = [0]
    while len(same) < kills:
        target.unlink()
        if not Command(source, target, "--jobs", "2").kill_after(chance.uniform(0.1, 1.0) * undisturbed):
            continue
        partial = target.with_name(f"{target.name}.partial")
        written = partial.read_bytes().count(b"\n") if partial.exists() else 0
        kept = _KEPT.search(score(source, target, "--jobs", "2").said)
        same.append(target.read_bytes() == expected)
        again.append(written - (int(kept[1].replace(",", "")) if kept else 0))
    name = "resumed after kill -9: the bytes of an undisturbed run"
    yield Row(name, Figure(sum(same) / len(same)), None, 1.0, note=f"of {kills} killed at random moments")
    parts = Figure(-(-max(again) // PART))
    yield Row("resumed after kill -9: parts written again, at most", parts, None, 1.0, "count", at_most=True)
