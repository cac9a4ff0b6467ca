"""What the desk costs on a terminal, beside a bare Textual app in the same run: first frame, keys, memory, search."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.desk_file import LONG_ID, WHO, vocabulary
from benchmarks.table import Figure, Row
from benchmarks.terminal import ROOT, Keys, Terminal, breathe, first_frame, python

STARTS: Final = 11
KEYS: Final = 300
"""Keys a row, at 30 a second."""

_BARE: Final = python("-m", "benchmarks.bare_app")
_LOAD: Final = """
import os; os.nice(10)
from moderation.comments import Comment, InContext
from moderation.scoring.scorer import Scorer
posted = [InContext(Comment(str(n), f"comment {n} about the ferry and its goat " * 6)) for n in range(2000)]
scorer = Scorer.shipped()
while True: scorer.score(posted)
"""
"""What scoring an import costs a desk: a process of its own, polite, for as long as keys are timed."""

Asked = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Desks:
    """The desks measured on."""

    large: Path
    small: Path
    large_rows: int
    small_rows: int


def command(desk: Path) -> tuple[str, ...]:
    """Return the command line that opens the desk."""
    return python("-m", "tui", "--desk", str(desk), "review", "--as", WHO)


@contextmanager
def opened(line: tuple[str, ...]) -> Iterator[Terminal]:
    """Open a program, let it come to rest after its first frame, and end it."""
    terminal = Terminal(line)
    try:
        terminal.wait_for_frame(0)
        terminal.settle(2.0)
        yield terminal
    finally:
        terminal.end()
        breathe()


def rows(desks: Desks) -> Iterator[Row]:
    """Yield every row of the table."""
    yield from starts(desks)
    with opened(_BARE) as bare:
        plain = bare.row_of(["j"] * KEYS)
    yield from keys(desks.large, f"{desks.large_rows:,} rows", plain)
    yield from keys(desks.small, f"{desks.small_rows:,} rows", plain)
    yield from reading(desks.large)
    yield from searching(desks.large)


def starts(desks: Desks) -> Iterator[Row]:
    """Yield the first frame of the desk and of a bare app, started in turn."""
    taken = [(first_frame(_BARE), first_frame(command(desks.large))) for _ in range(STARTS)]
    bare, ours = (median(column) for column in zip(*taken, strict=True))
    what = f"first frame, {desks.large_rows:,} waiting"
    yield Row(what, Figure(ours), Figure(bare), unit="ms", note=f"median of {STARTS}")
    yield Row(f"{what}, times a bare app", Figure(ours / bare), Figure(1.0), 1.4, "times", at_most=True)


def keys(desk: Path, named: str, plain: Keys) -> Iterator[Row]:
    """Yield what moving and deciding cost, then the same while something is scored in the background, then memory."""
    with opened(command(desk)) as terminal:
        moved = terminal.row_of(["j"] * KEYS)
        yield from costs(f"next (j), {named}", moved, plain)
        yield from costs(f"accept (a), {named}", terminal.row_of(["a"] * KEYS), plain)
        with scoring_beside():
            busy = terminal.row_of(["j"] * KEYS)
        times = _high(busy) / _high(moved)
        what = f"next while scoring, {named}: p99, times idle"
        yield Row(what, Figure(times), None, 1.7, "times", at_most=True, note=f"p99 {_high(busy):.0f} ms")
        yield Row(f"memory of the desk, {named}", Figure(terminal.megabytes), None, 64.0, "MB", at_most=True)


def costs(what: str, ours: Keys, plain: Keys) -> Iterator[Row]:
    """Yield the row of keys: time to the painted frame, frames, processor, bytes."""
    middle, high = Figure(median(ours.milliseconds)), Figure(_high(ours))
    yield Row(f"{what}: p50", middle, Figure(median(plain.milliseconds)), 10.0, "ms", at_most=True)
    yield Row(f"{what}: p99", high, Figure(_high(plain)), 33.0, "ms", at_most=True)
    yield Row(f"{what}: frames a key", Figure(ours.frames), Figure(plain.frames), 1.05, "count", at_most=True)
    yield Row(f"{what}: processor", Figure(ours.cpu), Figure(plain.cpu), 9.0, "ms", at_most=True)
    yield Row(f"{what}: written", Figure(ours.bytes / 1e3), Figure(plain.bytes / 1e3), 10.0, "kB", at_most=True)


@contextmanager
def scoring_beside() -> Iterator[None]:
    """Keep a process scoring while the block runs."""
    load = subprocess.Popen([sys.executable, "-c", _LOAD], cwd=ROOT)  # noqa: S603 - our own words
    try:
        breathe(2.0)
        yield
    finally:
        load.kill()
        load.wait()


def reading(desk: Path) -> Iterator[Row]:
    """Yield how long a comment of a megabyte takes to be shown, and to be scrolled; a search puts it beside another."""
    with opened(command(desk)) as terminal:
        terminal.press("/")
        terminal.settle(0.3)
        terminal.press(f"id:{LONG_ID} id:7\r")
        terminal.settle(1.0)
        shown = []
        for _ in range(20):
            terminal.timed("j")
            terminal.settle(0.1)
            shown.append(terminal.timed("k"))
            terminal.settle(0.1)
        scrolled = terminal.row_of([" "] * 100)
    yield Row("a comment of 1 MB: shown", Figure(median(shown)), None, 60.0, "ms", at_most=True)
    yield Row("a comment of 1 MB: scrolled", Figure(median(scrolled.milliseconds)), None, 60.0, "ms", at_most=True)
    yield Row("a comment of 1 MB: frames a scroll", Figure(scrolled.frames), None, 1.05, "count", at_most=True)


def searches() -> tuple[Asked, ...]:
    """Return what is searched for: (what it is, the query), from the most common word to nothing at all."""
    words = vocabulary()
    return (
        ("the most common word", words[0]),
        ("a common word", words[30]),
        ("an uncommon word", words[2_000]),
        ("a rare word", words[-1]),
        ("a phrase", f'"{words[0]} {words[1]}"'),
        ("a beginning", f"{words[3_000]}*"),
        ("an author", 'author:"reader 4711"'),
        ("an article", 'article:"number 77"'),
        ("a label", "label:abuse"),
        ("a score", "score:abuse>0.3"),
        ("a word and a label", f"{words[5]} label:abuse"),
        ("nothing there", "zzzzzz"),
        ("an emoji", "🐐"),
    )


def searching(desk: Path) -> Iterator[Row]:
    """Yield the milliseconds from Enter to the painted result, for each kind of search."""
    with opened(command(desk)) as terminal:
        for what, query in searches():
            taken = []
            for _ in range(3):
                terminal.press("/")
                terminal.settle(0.2)
                terminal.press("\x15" + query)  # Ctrl+U: what was searched before stands in the line
                terminal.settle(0.2)
                taken.append(terminal.timed("\r"))
                terminal.settle(0.3)
            yield Row(f"search: {what}", Figure(max(taken)), None, 200.0, "ms", at_most=True, note="worst of 3")


def _high(keys: Keys) -> float:
    """Return the 99th percentile."""
    return sorted(keys.milliseconds)[int(len(keys.milliseconds) * 0.99)]
