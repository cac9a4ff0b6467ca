"""Plants slips among public labels, and prints how many a second look finds that stops at one decision in twenty.

    python benchmarks/label_noise.py ../shared/data [--draws 20] [--record]

One decision in twenty is flipped. Beside ours stands what most would build: out-of-fold probabilities of a TF-IDF
logistic regression over the same folds. Slips that the labels have of their own count as found wrongly. Half a minute.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import numpy as np
from numpy.typing import NDArray

from benchmarks import learning
from benchmarks.desk_draws import draws_of, over_draws
from benchmarks.replayed import abuse_examples, rows_of, texts_of
from benchmarks.table import Row
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import Scorer
from training.evaluate import scored
from training.examples import Examples
from training.noise import MOST_SUSPECTS, FoundNoise, folds, noise_of
from training.plain import words_apart

SOURCES: Final = ("c3", "impermium", "ucc")
"""None of them taught the shipped model anything."""

FLIPPED: Final = 0.05
GOAL: Final = 0.5
BESIDE: Final = "TF-IDF out of fold"

_ABUSE: Final = LABELS.index(Label.ABUSE)

Flags = NDArray[np.bool_]


def main() -> int:
    """Print two rows for each source."""
    given = learning.parser("label_noise.py", __doc__)
    given.add_argument("--draws", type=draws_of, default=20, metavar="N", help="draws of the flips (default: 20)")
    options = given.parse_args()
    if learning.is_missing(options.data / "abuse-train.parquet"):
        return 2
    measured = (row for source in SOURCES for row in rows(options.data, source, options.draws))
    about = f"one decision in 20 flipped, {options.draws} draws; beside it, {BESIDE}"
    return learning.run("label_noise", about, measured, kept=options.record, beside=BESIDE)


def rows(data: Path, source: str, draws: int) -> Iterator[Row]:
    """Yield how many flips are found in a source, and how many slips it is said to hold."""
    examples = abuse_examples(rows_of(data, "train", source))
    examples.n[:] = np.arange(1, len(examples) + 1)
    judged, decided = scored(examples, Scorer.shipped()), examples.truth[:, _ABUSE] == 1
    drawn = [np.random.default_rng(draw).random(len(examples)) < FLIPPED for draw in range(draws)]
    noise = [noise_of(flipped(examples, flips), judged) for flips in drawn]
    ours = [share_found(flips, looked_at(found)) for flips, found in zip(drawn, noise, strict=True)]
    chances = words_apart(texts_of(examples), [decided ^ flips for flips in drawn], folds(examples))
    plain = [
        share_found(flips, least_likely(decided ^ flips, chance)) for flips, chance in zip(drawn, chances, strict=True)
    ]
    shares = [found.of[Label.ABUSE].share for found in noise]
    clean = noise_of(examples, judged).of[Label.ABUSE].share
    count = f"{len(examples):,} decisions"
    yield Row(f"slips found, {source}", over_draws(ours), over_draws(plain), GOAL, note=count)
    note = f"share of slips as told; {clean:.3f} of the labels as they are"
    yield Row(f"slips told of, {source}", over_draws(shares), note=note)


def flipped(examples: Examples, flips: Flags) -> Examples:
    """Return decisions of which some say the opposite."""
    truth = examples.truth.copy()
    truth[flips, _ABUSE] = 1 - truth[flips, _ABUSE]
    return replace(examples, truth=truth)


def share_found(flips: Flags, looked: NDArray[np.int64]) -> float:
    """Return the share of the flips that are among the decisions looked at."""
    return float(flips[looked].sum() / flips.sum())


def looked_at(noise: FoundNoise) -> NDArray[np.int64]:
    """Return the places of the decisions that are put forward."""
    return np.array([suspect.n - 1 for suspect in noise.suspects], np.int64)


def least_likely(carried: Flags, chance: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return as many decisions whose own answer has the least chance."""
    own = np.where(carried, chance, 1 - chance)
    return np.argsort(own, kind="stable")[: round(MOST_SUSPECTS * len(carried))]


if __name__ == "__main__":
    sys.exit(main())
