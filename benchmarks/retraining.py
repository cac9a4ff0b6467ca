"""Prints how long `triage retrain` takes from the command to the report, at growing numbers of decisions.

    python benchmarks/retraining.py ../shared/data [--decisions 1000 10000 100000] [--folder FOLDER] [--record]

Desks are made the first time (some minutes for 100,000 decisions) and kept in the folder; each run is on a copy.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import learning
from benchmarks.decided_desk import fill
from benchmarks.kept_desk import kept
from benchmarks.table import Figure, Row

GOALS: Final = {1_000: 3.0, 10_000: 8.0, 100_000: 60.0}
"""Seconds from the command to the report, on two cores."""

_RUN: Final = "from tui.cli.main import run; run()"


def main() -> int:
    """Print a row for each number of decisions."""
    given = learning.parser("retraining.py", __doc__)
    given.add_argument("--decisions", type=int, nargs="*", default=list(GOALS), metavar="N")
    given.add_argument("--folder", type=Path, default=Path(gettempdir()) / "triage-bench", help="where desks are kept")
    options = given.parse_args()
    if learning.is_missing(options.data / "abuse-train.parquet"):
        return 2
    measured = rows(options.data, options.folder, options.decisions)
    return learning.run("retraining", f"{os.cpu_count()} cores", measured, kept=options.record)


def rows(data: Path, folder: Path, sizes: list[int]) -> Iterator[Row]:
    """Yield the time of a retraining at each number of decisions."""
    for size in sizes:
        took = Figure(seconds(made(folder, data, size)))
        yield Row(
            f"`triage retrain`, command to report, {size:,} decisions", took, None, GOALS.get(size), "s", at_most=True
        )


def seconds(desk: Path) -> float:
    """Return how long a retraining of a copy of a desk takes, nothing promoted."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / desk.name
        shutil.copy(desk, copy)
        command = [sys.executable, "-c", _RUN, f"--desk={copy}", "--json", "retrain", "--promote=never", "--as=bench"]
        begun = time.perf_counter()
        subprocess.run(  # noqa: S603 - our own words
            command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": sys.path[0]}
        )
        return time.perf_counter() - begun


def made(folder: Path, data: Path, decisions: int) -> Path:
    """Return a desk of so many decisions, made where it isn't there yet."""
    path = folder / f"decided-{decisions}.sqlite"
    return kept(path, f"{decisions:,} decisions", lambda half: fill(half, data, decisions))


if __name__ == "__main__":
    sys.exit(main())
