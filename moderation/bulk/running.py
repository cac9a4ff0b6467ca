"""Scoring exports into one table: the process that reads, hands out blocks, and puts what comes back where it belongs.

It does nothing that a worker could do. Where the output is a file, what is finished is kept and the same run goes on
from there; a stream is written through.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Protocol, Self

from msgspec.structs import replace

from moderation.bulk.columns import Row, columns_of
from moderation.bulk.crews import Crew
from moderation.bulk.gathering import gathered
from moderation.bulk.tasks import Asked, Done, Job, Scored, Task, Wanted, WholeFile
from moderation.bulk.working import collect_seldom, done, passing_over
from moderation.formats.records import Reject
from moderation.formats.writing.outputs import Output
from moderation.formats.writing.stretches import Layout, To
from moderation.intake import Taken

Opened = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens an export by the name it was given on the command line."""

STDIN: Final = "-"
"""How stdin is named among the exports."""

WHOLE_FILE: Final = 64 << 20
"""Bytes of an export that a worker may read by itself: what it sends back is held by two processes for a moment."""


class Sink(Protocol):
    """Where scored blocks go; as a context manager it is finished if nothing was raised."""

    checked: int
    """Comments whose rows were there already."""

    @property
    def is_behind(self) -> bool:
        """Whether rows are there already that were not compared with the export so far."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written yet."""

    def left(self, jobs: Iterator[Job]) -> Iterator[Job]:
        """Yield the jobs whose rows are not there yet."""

    def add(self, scored: Scored) -> None:
        """Write the rows of the next block."""


class Through:
    """A stream, or a file of which nothing is kept unless it is whole."""

    checked = 0
    is_behind = False

    def __init__(self, output: Output, to: To) -> None:
        self._output = output
        self._assembling = Layout(to).assembling(output.stream)
        self.is_empty = True

    def left(self, jobs: Iterator[Job]) -> Iterator[Job]:
        """Yield all jobs."""
        return jobs

    def add(self, scored: Scored) -> None:
        """Write the rows of the next block."""
        self.is_empty = False
        self._assembling.add(scored.rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self._output.discard()
            return
        self._assembling.finish()
        self._output.keep()


class Run:
    """A run over exports: reads them one after the other, and remembers what it has read."""

    def __init__(self, wanted: Wanted, opened: Opened, set_aside: Callable[[Reject], None]) -> None:
        self._wanted, self._opened, self._set_aside = wanted, opened, set_aside
        self._asked: Asked | None = None
        self._handed_out: deque[int] = deque()
        self.taken: list[Taken] = []
        """What was read of each export so far."""
        self.scored = 0
        """Comments scored so far."""
        self.withheld = 0
        """E-mail and IP addresses left out of their rows."""

    def into(self, sink: Sink, crew: Crew, advance: Callable[[], None] = lambda: None) -> None:
        """Score all exports into a sink; `advance` is called whenever a block was read.

        Raises:
            UnreadableExport: an export is none that triage reads.
            TriageError: a worker was lost.

        """
        collect_seldom()
        for finished in crew.in_order(done, sink.left(self._jobs(sink, crew, advance))):
            for each in self._blocks(finished):
                sink.add(self._opened_by(each) if sink.is_empty else each)
                self.scored += each.comments
                self.withheld += each.withheld
            advance()
        if sink.is_empty:
            sink.add(self._opened_by(Scored(self._asked_of((), ()).layout.stretch([]), 0, b"")))

    def _jobs(self, sink: Sink, crew: Crew, advance: Callable[[], None]) -> Iterator[Job]:
        """Yield an export as its blocks, or whole to a crew that reads; what is kept is compared with its blocks."""
        by_crew = STDIN not in self._wanted.exports and crew.sees(list(map(_absolute, self._wanted.exports)))
        for path in self._wanted.exports:
            if by_crew and self._asked and not sink.is_behind and Path(path).stat().st_size <= WHOLE_FILE:
                self._handed_out.append(len(self.taken))
                self.taken.append(Taken(path, ""))
                is_stray = path in self._wanted.strays
                yield WholeFile(self._asked, _absolute(path), path, self._wanted.encoding, is_stray)
            else:
                yield from self._tasks(path, advance)

    def _tasks(self, path: str, advance: Callable[[], None]) -> Iterator[Task]:
        taken = Taken(path, "")
        self.taken.append(taken)
        wanted = self._wanted
        with passing_over(taken, is_stray=path in wanted.strays), self._opened(path) as source:
            export, blocks = gathered(
                source,
                taken,
                self._set_aside,
                encoding=wanted.encoding,
                verbatim=wanted.to == "jsonl",
                personal=wanted.personal,
            )
            for block in blocks:
                yield Task.of(block, self._asked_of(block.fields(), export.columns))
                advance()
            self._asked_of((), export.columns)

    def _blocks(self, finished: Done) -> Iterable[Scored]:
        """Return the blocks that are finished, noting what a worker has read of a whole export."""
        if isinstance(finished, Scored):
            return (finished,)
        self.taken[self._handed_out.popleft()] = finished.taken
        for reject in finished.rejects:
            self._set_aside(reject)
        return finished.blocks

    def _asked_of(self, first: Iterable[Row], header: Sequence[str]) -> Asked:
        """Return what is asked of all workers: settled by the first block, or by the header of an empty export."""
        if self._asked is None:
            wanted = self._wanted
            free = wanted.to == "jsonl"
            alone = len(wanted.exports) == 1
            columns = () if free else columns_of(first, header, explain=wanted.explain, alone=alone)
            self._asked = Asked(wanted.model, Layout(wanted.to, columns), wanted.explain, wanted.personal)
        return self._asked

    def _opened_by(self, first: Scored) -> Scored:
        """Return the first rows with what stands in front of them."""
        return replace(first, rows=self._asked_of((), ()).layout.opening() + first.rows)


def _absolute(path: str) -> str:
    return str(Path(path).absolute())
