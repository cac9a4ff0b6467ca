"""A progress bar on a terminal, nothing anywhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from moderation.text import one_line
from tui.cli.console import Console

Advance = Callable[[int], None]
"""Told how many comments have passed so far."""


@contextmanager
def progress(
    console: Console, doing: str, source: BinaryIO | None = None, total: int | None = None
) -> Iterator[Advance]:
    """Show how far a job is, its rate and the time left, while the block runs.

    `source` is a seekable file whose read position tells the share done; else `total` is a number of comments.
    """
    if not console.interactive:
        yield lambda _: None
        return
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
        task = bar.add_task(one_line(doing), total=size, comments=0, rate=0.0)

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
