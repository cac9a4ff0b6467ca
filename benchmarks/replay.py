"""Replays public labelled comments as a desk's decisions: what the shipped model gains by them, and how fast.

    python benchmarks/replay.py ../shared/data [--draws 20] [--decisions 50 200 1000 3000] [--only PART ...] [--record]

Each draw is another order of the decisions. The candidate is the one `triage retrain` would fit; beside it stands a
TF-IDF pipeline fitted from scratch on the same decisions. Intervals are over draws and over the articles measured on.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import pandas as pd

from benchmarks import learning
from benchmarks.desk_draws import draws_of
from benchmarks.replayed import SOURCES, abuse_examples, as_corpus, desk, gains, over_all, rows_of
from benchmarks.table import Figure, Row
from moderation.scoring.scorer import Scorer
from training.candidate import learnt
from training.examples import Split
from training.plain import Plain

GOALS: Final = {
    "c3": {50: 0.0, 200: 0.005, 1_000: 0.010, 3_000: 0.020},
    "impermium": {50: 0.0, 200: 0.005, 1_000: 0.020, 3_000: 0.035},
}
"""AUC gained over the shipped model; 0 is reached by an interval that isn't wholly below it."""

BESIDE: Final = "TF-IDF refit"

TIMED: Final = 10_000
MEASURED: Final = 500
RUNS: Final = 4
"""The quickest of both is compared, run in turns: whatever else the machine does slows either."""

UNTAUGHT: Final = (*SOURCES, "ucc")
"""Of the corpora that taught the shipped model nothing: decisions on what it knows by heart are explained at once."""

FASTER: Final = 5.0

TIME: Final = "time"


def main() -> int:
    """Print a row for each desk and number of decisions, then the time of a fit."""
    options = parser().parse_args()
    if learning.is_missing(options.data / "abuse-eval.parquet"):
        return 2
    about = f"AUC gained over the shipped model, {options.draws} draws; beside it, {BESIDE}"
    measured = rows(options.data, options.only, options.decisions, options.draws)
    return learning.run("replay", about, measured, kept=options.record, beside=BESIDE)


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = learning.parser("replay.py", __doc__)
    made.add_argument("--draws", type=draws_of, default=20, metavar="N", help="orders of the decisions (default: 20)")
    made.add_argument("--decisions", type=int, nargs="+", default=[50, 200, 1_000, 3_000], metavar="N")
    made.add_argument("--only", nargs="+", choices=(*SOURCES, TIME), default=[*SOURCES, TIME], metavar="PART")
    return made


def rows(data: Path, only: Sequence[str], sizes: Sequence[int], draws: int) -> Iterator[Row]:
    """Yield what is gained on each desk after so many decisions, then how much faster a fit is."""
    for source in SOURCES:
        if source in only:
            yield from gained(data, source, sizes, draws)
    if TIME in only:
        yield faster(data)


def gained(data: Path, source: str, sizes: Sequence[int], draws: int) -> Iterator[Row]:
    """Yield what is gained on a desk after so many decisions, beside what a refit gains."""
    scorer = Scorer.shipped()
    as_desk = desk(scorer, data, source)
    orders = [as_desk.redrawn(draw) for draw in range(draws)]
    for count in sizes:
        ours = gains(as_desk, [one.taught(scorer.artefact, count) for one in orders])
        plain = gains(as_desk, [one.refitted(count) for one in orders])
        below = f"{(ours[0] < 0).sum()} of {draws} draws below the shipped model"
        what = f"AUC gained, {source} as the desk, {count:,} decisions"
        goal = GOALS[source].get(count)
        yield Row(what, over_all(ours), over_all(plain), goal, "loss", note=below, by_interval=goal == 0.0)


def faster(data: Path) -> Row:
    """Return how many times as long a refit from scratch takes as the candidate, on the same decisions."""
    rows = pd.concat([rows_of(data, "train", source) for source in UNTAUGHT])
    decided = abuse_examples(rows.sample(TIMED + MEASURED, random_state=0))
    taught, base = decided[:TIMED], Scorer.shipped().artefact
    parts, corpus = Split(taught, decided[TIMED:], other_articles=True), as_corpus(taught)
    pairs = [(_seconds(lambda: learnt(base, parts)), _seconds(lambda: Plain.taught(corpus))) for _ in range(RUNS)]
    ours, plain = map(min, zip(*pairs, strict=True))
    note = f"{ours:.1f} s against {plain:.1f} s, one thread"
    return Row(
        f"faster than a refit, {TIMED:,} decisions", Figure(plain / ours), Figure(1.0), FASTER, "times", note=note
    )


def _seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
