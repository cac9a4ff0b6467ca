"""Prints what moderators get done who decide on one desk as fast as they can, each a process of its own.

    python benchmarks/moderators.py [--desk ADDRESS] [--seconds 120] [--moderators 8] [--cards] [--record]

Each claims a comment, settles it and claims the next by the calls of the review desk, synced to disk. Afterwards the
log is compared with what each was told. A desk named by `--desk` gets comments until enough are waiting.
"""

import argparse
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import hardness, table
from benchmarks.bare_desk import decided_barely
from benchmarks.bare_server import decided_barely_on_server
from benchmarks.crew import told_by
from benchmarks.desk import made
from benchmarks.desk_file import fill_store
from benchmarks.table import Figure, Row
from moderation.decisions import Kind
from moderation.locations import is_shared
from moderation.queue import Card
from moderation.review import Review
from moderation.store.store import Store

RATE: Final = 1_500.0
"""Decisions a second that all together should make."""

LONGEST: Final = 100.0
LONGEST_ON_SERVER: Final = 300.0
"""Milliseconds that nobody should wait longer for one."""

SHARE: Final = 0.8
"""Of what bare psycopg gets done on the same server in the same run."""

MOST: Final = 2_500
"""Decisions a second that no run has made: so many comments have to wait."""

BARE: Final = 20.0
"""Seconds for which the same is done at plain tables."""

FEWEST: Final = 100_000
_READY_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Work:
    """What each moderator is asked to do."""

    address: str
    seconds: float
    cards: bool
    """Whether each reads a comment's card before deciding, as somebody does who looks at it."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What one moderator did."""

    who: str
    steps: list[tuple[int, int]]
    """The row of the log and the comment of each decision that was acknowledged."""
    waits: list[float]
    """Seconds that each took."""


def main() -> int:
    """Let them decide, print what came of it, and keep it where that is asked for; 1 where the log disagrees."""
    options = parser().parse_args()
    count = max(int(options.seconds * MOST), FEWEST)
    with TemporaryDirectory(dir=options.folder if options.folder.is_dir() else None) as folder:
        address = options.desk or copied(options.folder, count, Path(folder))
        since = stocked(address, count)
        work = Work(address, options.seconds, options.cards)
        bare = barely(address, Path(folder), options.moderators, min(options.seconds, BARE))
        shifts = decided(work, options.moderators)
        rows = list(table.printed(found(work, shifts, bare, since)))
    if options.record:
        hardness.keep("moderators", "two shared cores, every decision synced to disk", rows)
    return int(any(row.reached is False and row.unit == "count" for row in rows))


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    given = argparse.ArgumentParser(
        prog="python benchmarks/moderators.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    given.add_argument("--desk", metavar="ADDRESS", help="decide on this desk (default: a copy of one made for it)")
    given.add_argument("--seconds", type=float, default=120.0, metavar="N")
    given.add_argument("--moderators", type=int, default=8, metavar="N")
    given.add_argument("--cards", action="store_true", help="read each comment's card before deciding")
    given.add_argument("--folder", type=Path, default=Path(gettempdir()) / "triage-bench", help="where desks are kept")
    given.add_argument("--record", action="store_true", help="keep the rows and make the README's table from them")
    return given


def opened(address: str, *, create: bool = False) -> Store:
    """Open the desk at an address; the one place that knows what an address is."""
    return Store.open(address, create=create)


def copied(folder: Path, count: int, to: Path) -> str:
    """Return the address of a copy of a desk where at least so many comments wait, made where it isn't there yet."""
    return str(shutil.copy(made(folder, count), to / "desk.sqlite"))


def stocked(address: str, count: int) -> int:
    """See that at least so many comments wait at a desk, and return the last row of its log."""
    with opened(address, create=True) as store:
        if store.waiting() < count:
            fill_store(store, count)
        return store.last_row()


def barely(address: str, folder: Path, moderators: int, seconds: float) -> tuple[float, float]:
    """Return what as many get done at plain tables of the same kind, and the longest wait in seconds."""
    if is_shared(address):
        return decided_barely_on_server(address, moderators, seconds, int(MOST * seconds))
    return decided_barely(folder, moderators, seconds)


def decided(work: Work, moderators: int) -> list[Shift]:
    """Let so many decide at once, and return what each did."""
    return sorted(told_by(moderators, decide, work), key=lambda shift: shift.who)


def decide(work: Work, who: str, gate: Barrier, told: "SimpleQueue[Shift]") -> None:
    """Decide one comment after another until the time is over, and tell what was acknowledged."""
    shift = Shift(who, [], [])
    try:
        with opened(work.address) as store:
            _decide(work, Review(store, who), gate, shift)
    finally:
        told.put(shift)  # of one that broke as well: the others' are waited for


def _decide(work: Work, review: Review, gate: Barrier, shift: Shift) -> None:
    ref = review.go_on(0)
    gate.wait(_READY_SECONDS)
    until = time.perf_counter() + work.seconds
    while ref is not None and (begun := time.perf_counter()) < until:
        shown: int | Card = ref
        if work.cards:
            shown, begun = review.card(ref), time.perf_counter()
        recorded = review.accept(shown)
        # Where others have decided all that was near, the desk looks at what they did and goes on from there.
        following = recorded.next if recorded.next is not None else gone_on(review)
        shift.waits.append(time.perf_counter() - begun)
        shift.steps.append((recorded.step, ref))
        ref = following
    review.company.leave()


def gone_on(review: Review) -> int | None:
    """Return the comment to go on with, once what the others did is looked at; None where none is left."""
    ref = review.go_on(0)
    while ref is None and review.store.listed():
        review.follow()
        ref = review.go_on(0)
    return ref


def found(work: Work, shifts: Sequence[Shift], bare: tuple[float, float], since: int) -> Iterator[Row]:
    """Yield what came of it: how much, how long at worst, in which shares, and what the log says of it.

    `bare` are the decisions a second and the longest wait of as many at plain tables, in the same run. `since` is the
    last row of the log before.
    """
    counts = [len(shift.steps) for shift in shifts]
    waits = sorted(wait for shift in shifts for wait in shift.waits)
    cuts = quantiles(waits, n=100)
    p50, p99 = cuts[49] * 1e3, cuts[98] * 1e3
    on_server = is_shared(work.address)
    kind = "PostgreSQL" if on_server else "SQLite"
    who = f"{len(shifts)} moderators on {kind}{', reading each comment' if work.cards else ''}"
    shares = ", ".join(f"{count / sum(counts):.1%}" for count in counts)
    yield Row(
        f"{who}: together, {work.seconds:g} s",
        Figure(sum(counts) / work.seconds),
        Figure(bare[0]),
        goal=SHARE * bare[0] if on_server else RATE,
        unit="decisions/s",
        note=f"shares {shares}",
    )
    yield Row(
        f"{who}: longest wait",
        Figure(waits[-1] * 1e3),
        Figure(bare[1] * 1e3),
        goal=LONGEST_ON_SERVER if on_server else LONGEST,
        unit="ms",
        at_most=True,
        note=f"median {p50:.1f} ms, 99 of 100 under {p99:.1f} ms",
    )
    doubles, lost = compared(work.address, shifts, since)
    yield Row(f"{who}: decided twice", Figure(doubles), goal=0, unit="count", at_most=True)
    yield Row(f"{who}: acknowledged and lost", Figure(lost), goal=0, unit="count", at_most=True)


def compared(address: str, shifts: Sequence[Shift], since: int) -> tuple[int, int]:
    """Return how many comments were settled more than once, and how many acknowledged decisions the log lacks."""
    names = {shift.who for shift in shifts}
    with opened(address) as store:
        rows = {(entry.n, entry.who) for entry in store.log(since) if entry.kind is Kind.SETTLE and entry.who in names}
        settled = Counter(ref for shift in shifts for _, ref in shift.steps)
        if faults := store.faults():
            raise SystemExit("\n".join(faults))
    lost = sum((step, shift.who) not in rows for shift in shifts for step, _ in shift.steps)
    beyond = len(rows) - sum(settled.values())
    return sum(count - 1 for count in settled.values()) + max(beyond, 0), lost


if __name__ == "__main__":
    sys.exit(main())
