"""Prints what several moderators at one desk cost each other: a key, a look at the others, desks at full speed.

    python benchmarks/shared_desk.py [--rows 100000] [--folder FOLDER]

Every decision is synced to disk, so the times are those of the disk, and of whatever else uses it.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory, gettempdir
from time import perf_counter
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.desk import made
from moderation.review import Review
from moderation.store.store import Store

DECISIONS: Final = 600
LOOKS: Final = 5_000

_DESK: Final = """
import sys, time
from pathlib import Path
from moderation.review import Review
from moderation.store.store import Store

waits, until = [], time.perf_counter() + float(sys.argv[3])
with Store.open(Path(sys.argv[1])) as store:
    review = Review(store, sys.argv[2])
    ref = review.go_on(0)
    while ref is not None and time.perf_counter() < until:
        card, began = review.card(ref), time.perf_counter()
        ref = review.accept(card).next
        waits.append(time.perf_counter() - began)
    review.company.leave()
print(len(waits), max(waits))
"""


def main() -> int:
    """Print every figure on a line of its own."""
    given = argparse.ArgumentParser(prog="python benchmarks/shared_desk.py", description=__doc__)
    given.add_argument("--rows", type=int, default=100_000, metavar="N", help="comments that wait")
    given.add_argument("--folder", type=Path, default=Path(gettempdir()) / "triage-bench", help="where desks are kept")
    options = given.parse_args()
    with TemporaryDirectory() as folder:
        desk = Path(shutil.copy(made(options.folder, options.rows), folder))
        with Store.open(desk) as store, Store.open(desk) as other:
            one_desk(Review(store, "ann"))
            two_desks(Review(store, "ann"), Review(other, "bo"))
        for desks in (2, 8):
            at_full_speed(desk, desks)
    return 0


def one_desk(review: Review) -> None:
    """Measure a decision with the claim of what comes next, and a look at nothing new."""
    ref = review.go_on(0)
    times = []
    for _ in range(DECISIONS):
        card, began = review.card(ref or 0), perf_counter()
        ref = review.accept(card).next
        times.append(perf_counter() - began)
    say("decide and claim the next, one transaction", times)
    say("look at the others, nothing happened", [seconds(review.follow) for _ in range(LOOKS)])
    review.company.leave()


def two_desks(review: Review, other: Review) -> None:
    """Measure a look after somebody else decided a comment."""
    review.follow()
    times = []
    for _ in range(DECISIONS // 2):
        other.accept(other.ref_at(50) or 0)
        times.append(seconds(review.follow))
    say("look at the others, one decision happened", times)


def at_full_speed(desk: Path, desks: int, run_seconds: float = 4.0) -> None:
    """Let processes decide as fast as they can, and say how long the unluckiest key waited."""
    work = [sys.executable, "-c", _DESK, str(desk)]
    running = [
        subprocess.Popen([*work, f"desk {n}", str(run_seconds)], stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
        for n in range(desks)
    ]
    told = [process.communicate()[0].split() for process in running]
    counts = [int(count) for count, _ in told]
    worst = max(float(wait) for _, wait in told)
    rate = sum(counts) / run_seconds
    sys.stdout.write(
        f"{desks} desks at full speed: {rate:,.0f} decisions/s, worst wait {worst * 1e3:.0f} ms, "
        f"each {min(counts):,} to {max(counts):,}\n"
    )


def seconds(step: Callable[[], object]) -> float:
    """Return how long a step took."""
    began = perf_counter()
    step()
    return perf_counter() - began


def say(what: str, times: list[float]) -> None:
    """Print the middle, the slowest of a hundred, and the slowest."""
    cuts = quantiles(times, n=100)
    p50, p99, worst = cuts[49] * 1e3, cuts[98] * 1e3, max(times) * 1e3
    sys.stdout.write(f"{what}: p50 {p50:.3f} ms, p99 {p99:.3f} ms, worst {worst:.2f} ms\n")


if __name__ == "__main__":
    sys.exit(main())
