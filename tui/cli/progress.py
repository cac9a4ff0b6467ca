"""How far a job is: a bar on a terminal, lines for the desk that started it, nothing anywhere else."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import BinaryIO, Final

from moderation.text import one_line, plural
from tui.cli.console import Console

Advance = Callable[[int], None]
"""Told how many comments have passed so far."""

AS_LINES: Final = "TRIAGE_PROGRESS"
"""The variable by which the desk asks a job for progress in lines on stderr; its value is `lines`."""

MARK: Final = "\x1e"
"""Begins a line of progress, which no sentence of the program does (ASCII's record separator)."""

_SECONDS_BETWEEN: Final = 0.25


@contextmanager
def progress(
    console: Console, doing: str, source: BinaryIO | None = None, total: int | None = None
) -> Iterator[Advance]:
    """Show how far a job is, its rate and the time left, while the block runs.

    `source` is a seekable file whose read position tells the share done; else `total` is a number of comments.
    """
    if is_asked_for_lines():
        yield _in_lines(one_line(doing), source, total)
    elif console.interactive:
        with _bar(one_line(doing), source, total) as advance:
            yield advance
    else:
        yield lambda _: None


def is_asked_for_lines() -> bool:
    """Whether a desk reads the progress."""
    return os.environ.get(AS_LINES) == "lines"


def state(how_far: str) -> None:
    """Tell the desk that reads the progress how far the job is."""
    with contextlib.suppress(OSError):  # the desk was left; the job goes on by itself
        sys.stderr.write(f"{MARK}{how_far}\n")
        sys.stderr.flush()


def _in_lines(doing: str, source: BinaryIO | None, total: int | None) -> Advance:
    size = _size(source) if source is not None else total
    begun = last = monotonic()

    def advance(comments: int) -> None:
        """State where the job is, four times a second at most."""
        nonlocal last
        if monotonic() - last >= _SECONDS_BETWEEN:
            last = monotonic()
            done = (source.tell() if source is not None else comments) / size if size else 0.0
            state(f"{doing}: {plural(comments, 'comment')}{_left(done, last - begun)}")

    state(doing)
    return advance


def _left(done: float, elapsed: float) -> str:
    """Return the share done and the time left, in words; empty where neither is known."""
    if not done:
        return ""
    seconds = elapsed * (1 - done) / done
    left = f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
    return f", {done:.0%}, {left} left"


@contextmanager
def _bar(doing: str, source: BinaryIO | None, total: int | None) -> Iterator[Advance]:
    from rich.console import Console as Terminal  # 50 ms, only worth it where a bar is drawn
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    size = _size(source) if source is not None else total
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[comments]:,} comments"),
        TextColumn("{task.fields[rate]:,.0f}/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Terminal(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=size, comments=0, rate=0.0)

        def advance(comments: int) -> None:
            """Move the bar to where the job is."""
            elapsed = bar.tasks[0].elapsed or 1e-9
            done = source.tell() if source is not None and size else comments
            bar.update(task, completed=done, comments=comments, rate=comments / elapsed)

        yield advance


def _size(source: BinaryIO) -> int | None:
    if not source.seekable():
        return None
    here = source.tell()
    size = source.seek(0, 2)
    source.seek(here)
    return size
