"""Kills parts of the program at hundreds of moments, and compares what is left with what was acknowledged.

    python benchmarks/storms.py import|scoring|deciding|retraining|promotion|export|migration|all [--kills N] [--record]
    python benchmarks/storms.py deciding --desk postgresql://... [--kills N] [--record]

Prints a line a storm, and ends with 1 where anything acknowledged was lost or anything is half there.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"  # a process that has threads can't be forked in two

from benchmarks import hardness
from benchmarks.storm import deciding, exporting, importing, migrating, program, scoring, serving
from benchmarks.storm.toll import Toll
from benchmarks.table import Figure, Row

Storm = Callable[[Path, int, random.Random], Toll]

STORMS: Final[dict[str, tuple[Storm, int]]] = {
    "import": (importing.storm, 100),
    "scoring": (scoring.storm, 60),
    "deciding": (deciding.storm, 120),
    "retraining": (serving.retraining, 24),
    "promotion": (serving.promotion, 80),
    "export": (exporting.storm, 100),
    "migration": (migrating.storm, 100),
}
"""Name -> what it does, and how many kills it has by default."""

_ABOUT: Final = "the program itself and its store, on desks of some thousand comments, killed by time and by step"
_SHOWN: Final = 10


def main() -> int:
    """Let the storms asked for go over desks of their own, and say what they cost."""
    options = parser().parse_args()
    program.load()
    tolls = []
    for name in STORMS if options.storm == "all" else [options.storm]:
        storm, kills = STORMS[name]
        begun = time.monotonic()
        with TemporaryDirectory(prefix="triage-storm-", ignore_cleanup_errors=True) as folder:
            chance, so_often = random.Random(options.seed), options.kills or kills  # noqa: S311 - no secret
            if options.desk:
                toll = deciding.storm_on_server(options.desk, Path(folder), so_often, chance)
            else:
                toll = storm(Path(folder), so_often, chance)
        say(toll, time.monotonic() - begun, options.seed)
        tolls.append(toll)
        if options.record:
            hardness.keep("storms", _ABOUT, [row(toll)])
    return int(any(toll.lost or toll.torn for toll in tolls))


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    given = argparse.ArgumentParser(
        prog="python benchmarks/storms.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("storm", choices=(*STORMS, "all"), help="which part of the program is killed")
    given.add_argument("--kills", type=int, metavar="N", help="how often (default: as the storm needs)")
    given.add_argument("--desk", metavar="ADDRESS", help="an empty database: `deciding` goes over a desk made there")
    given.add_argument("--seed", type=int, default=8, metavar="N", help="of the moments at which it is killed")
    given.add_argument("--record", action="store_true", help="keep the rows and make the README's table from them")
    return given


def row(toll: Toll) -> Row:
    """Return a storm as a row of the README's table."""
    wrong = Figure(len(toll.lost) + len(toll.torn))
    note = f"{toll.kills:,} kills, {toll.acknowledged:,} acknowledged"
    return Row(f"lost or torn by `kill -9`: {toll.storm}", wrong, goal=0, unit="count", at_most=True, note=note)


def say(toll: Toll, seconds: float, seed: int) -> None:
    """Print a storm's line, and the first things that went wrong."""
    sys.stdout.write(f"{toll.line()} ({seconds:.0f} s, seed {seed})\n")
    for fault in [*toll.lost, *toll.torn][:_SHOWN]:
        sys.stdout.write(f"  {fault}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
