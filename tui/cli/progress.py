"""How far a job is: a bar on a terminal, lines for the desk that started it, nothing anywhere else."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import BinaryIO, Final, Protocol

from moderation.text import one_line, plural
from tui.cli.console import Console, state


class Advance(Protocol):
    """Told how far the job is."""

    def __call__(self, comments: int, kept: int = 0) -> None:
        """Take how many comments have passed so far, beside those `kept` from before, which take no time."""


AS_LINES: Final = "TRIAGE_PROGRESS"
"""The variable by which the desk asks a job for progress in lines on stderr; its value is `lines`."""

SECONDS_BETWEEN: Final = 0.25


class _Pace:
    """How far a job is and how fast; what was kept from before is passed over and doesn't count."""

    def __init__(self, total: int | None, done: Callable[[], int] | None) -> None:
        self.total = total
        self.comments = 0
        self._done = done
        self._new = self._kept = self._from = self._before = 0
        self._begun = monotonic()

    def take(self, comments: int, kept: int) -> None:
        """Take where the job is; the clock runs from the first new comments, as workers take a second to start."""
        if kept != self._kept or not self._new:
            self._kept, self._from, self._before, self._begun = kept, comments, self.done, monotonic()
        self._new, self.comments = comments, comments + kept

    @property
    def done(self) -> int:
        """Where the job is between 0 and its total: bytes read, or comments."""
        return self._done() if self._done else self.comments

    @property
    def rate(self) -> float:
        """New comments a second."""
        return (self._new - self._from) / self._elapsed

    @property
    def left(self) -> str:
        """The time left, in words; empty where it isn't known."""
        moved = self.done - self._before
        if not self.total or moved <= 0:
            return ""
        seconds = self._elapsed * max(self.total - self.done, 0) / moved
        return f"{seconds / 60:.0f} min left" if seconds >= 90 else f"{seconds:.0f} s left"

    @property
    def _elapsed(self) -> float:
        return monotonic() - self._begun or 1e-9


@contextmanager
def progress(
    console: Console,
    doing: str,
    source: BinaryIO | None = None,
    total: int | None = None,
    done: Callable[[], int] | None = None,
) -> Iterator[Advance]:
    """Show how far a job is, its rate and the time left, while the block runs.

    `source` is a seekable file whose read position tells the share done; else `total` is a number of comments, or of
    what `done` counts.
    """
    if source is not None:
        total, done = _size(source), source.tell
    pace = _Pace(total, done if total else None)
    if is_asked_for_lines():
        yield _in_lines(one_line(doing), pace)
    elif console.interactive:
        with _bar(one_line(doing), pace) as advance:
            yield advance
    else:
        yield lambda comments, kept=0: None


def is_asked_for_lines() -> bool:
    """Whether a desk reads the progress."""
    return os.environ.get(AS_LINES) == "lines"


def _in_lines(doing: str, pace: _Pace) -> Advance:
    last = monotonic()

    def advance(comments: int, kept: int = 0) -> None:
        """State where the job is, four times a second at most."""
        nonlocal last
        pace.take(comments, kept)
        if monotonic() - last >= SECONDS_BETWEEN:
            last = monotonic()
            share = f", {pace.done / pace.total:.0%}" if pace.total else ""
            left = f", {pace.left}" if pace.left else ""
            state(f"{doing}: {plural(pace.comments, 'comment')}{share}{left}")

    state(doing)
    return advance


@contextmanager
def _bar(doing: str, pace: _Pace) -> Iterator[Advance]:
    from rich.console import Console as Terminal  # 50 ms, only worth it where a bar is drawn
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[comments]:,} comments"),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=Terminal(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=pace.total, comments=0, rate="", left="")

        def advance(comments: int, kept: int = 0) -> None:
            """Move the bar to where the job is."""
            pace.take(comments, kept)
            rate = f"{pace.rate:,.0f}/s" if pace.rate >= 1 else ""
            bar.update(task, completed=pace.done, comments=pace.comments, rate=rate, left=pace.left)

        yield advance


def _size(source: BinaryIO) -> int | None:
    if not source.seekable():
        return None
    here = source.tell()
    size = source.seek(0, 2)
    source.seek(here)
    return size
