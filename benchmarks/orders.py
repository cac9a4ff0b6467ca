"""Replays deciding in different orders: how many decisions it takes for what deciding at random gains.

    python benchmarks/orders.py ../shared/data [--draws 20] [--tuning] [--mixes 7-2-1 5-4-1 ...] [--record]

The model is fitted anew at 100, 200, 400, ... decisions, as `triage retrain` fits it, and what waits is ordered by it.
Ratios under 1 are fewer decisions than at random. With `--tuning`, articles held out of those that may teach are
measured on, other ones each draw: to choose a mix by.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import numpy as np

from benchmarks import deciding, learning
from benchmarks.deciding import Waiting
from benchmarks.desk_draws import draws_of
from benchmarks.replayed import SOURCES, abuse_scores, desk, tuning_desk
from benchmarks.table import Figure, Row
from moderation.errors import WrongUse
from moderation.orders import Mix
from moderation.scoring.scorer import Scorer
from training import measures
from training.measures import Floats

SIZES: Final = [100, 200, 400, 800, 1_600, 2_400]

AT: Final = (800, 1_600)
"""What is gained by so many decisions at random is what the others are held to."""

GOAL: Final = 0.5

_REDRAWS: Final = 1_000

ORDERS: Final[Mapping[str, deciding.Order]] = {
    "random": deciding.at_random,
    "risk": deciding.riskiest,
    "uncertain": deciding.least_certain,
    "diverse": deciding.diverse,
    "uncertain and diverse": deciding.uncertain_and_diverse,
}


def main() -> int:
    """Print for each desk and order how many decisions it takes, as a share of those at random."""
    options = parser().parse_args()
    if learning.is_missing(options.data / "abuse-eval.parquet"):
        return 2
    mixes = {f"mixed {mix.risk}-{mix.uncertain}-{mix.random}": deciding.mixed(mix) for mix in options.mixes}
    orders, draws, tuning = {**ORDERS, **mixes}, options.draws, options.tuning
    measured = (
        row
        for source in options.only
        for row in rows(source, curves_of(options.data, source, orders, draws, tuning=tuning))
    )
    about = f"decisions for the gain of a random order, as a share; {draws} draws"
    return learning.run("orders", about, measured, kept=options.record and not tuning, beside="random")


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = learning.parser("orders.py", __doc__)
    made.add_argument("--draws", type=draws_of, default=20, metavar="N", help="replays of each order (default: 20)")
    made.add_argument("--only", nargs="+", choices=SOURCES, default=list(SOURCES), metavar="SOURCE")
    made.add_argument("--mixes", nargs="*", type=_mix, default=[Mix()], metavar="RISK-UNCERTAIN-RANDOM")
    made.add_argument("--tuning", action="store_true", help="measure on rows that may teach")
    return made


def _mix(written: str) -> Mix:
    """Return a mix as it is written."""
    try:
        return Mix(*(int(part) for part in written.split("-")))
    except (ValueError, TypeError, WrongUse) as wrong:
        raise argparse.ArgumentTypeError(f"{written}: write three numbers, such as 7-2-1; {wrong}") from wrong


def curves_of(
    data: Path, source: str, orders: Mapping[str, deciding.Order], draws: int, *, tuning: bool
) -> dict[str, Floats]:
    """Return what is gained by each order, shape (draws, len(SIZES))."""
    base = Scorer.shipped()
    gained: dict[str, list[list[float]]] = {name: [] for name in orders}
    waiting = None
    for draw in range(draws):
        if waiting is None or tuning:
            at = tuning_desk(base, data, source, draw) if tuning else desk(base, data, source)
            waiting = Waiting.at(at, base, abuse_scores(at.arriving, base))
        as_drawn = waiting if tuning else waiting.drawn(draw)
        for name, order in orders.items():
            gained[name].append(deciding.gains(as_drawn, order, SIZES, draw))
    return {name: np.array(found) for name, found in gained.items()}


def rows(source: str, curves: Mapping[str, Floats]) -> Iterator[Row]:
    """Yield the decisions that each order takes for what random ones gain, as a share of these."""
    for count in AT:
        for name, curve in curves.items():
            if name == "random":
                continue
            share, goal = ratio(curve, curves["random"], count), GOAL if name.startswith("mixed") else None
            gained = " ".join(f"{gain:+.4f}" for gain in curve.mean(axis=0))
            what = f"decisions by {name} for the gain of {count:,} at random, {source}"
            yield Row(what, share, Figure(1.0), goal, at_most=True, note=f"gains {gained}" if goal is None else "")


def ratio(curve: Floats, random: Floats, count: int) -> Figure:
    """Return how many decisions an order takes for the gain of so many at random, as a share of these.

    The interval is over draws drawn anew.
    """
    rng = np.random.default_rng(0)
    chosen = rng.integers(len(curve), size=(_REDRAWS, len(curve)))
    wanted = SIZES.index(count)
    shares = [_needed(curve[rows].mean(axis=0), random[rows].mean(axis=0)[wanted]) / count for rows in chosen]
    within = measures.interval(np.array(shares), 0.95)
    return Figure(_needed(curve.mean(axis=0), random.mean(axis=0)[wanted]) / count, within.low, within.high)


def _needed(gained: Floats, wanted: float) -> float:
    """Return after how many decisions so much is gained for the first time; more than all where it never is."""
    sizes, so_far = np.array([0, *SIZES], dtype=np.float64), np.maximum.accumulate(np.array([0.0, *gained]))
    past = int(np.searchsorted(so_far, wanted))
    if past == 0 or past == len(sizes):
        return float(sizes[min(past, len(sizes) - 1)] * (1 if past == 0 else 2))
    step = (wanted - so_far[past - 1]) / (so_far[past] - so_far[past - 1])
    return float(sizes[past - 1] + step * (sizes[past] - sizes[past - 1]))


if __name__ == "__main__":
    sys.exit(main())
