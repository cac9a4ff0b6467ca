"""What a desk's decisions do for off-topic and disputed terminology, and what reading scores anew does for abuse.

    python benchmarks/desk_labels.py ../shared/data [--only PART ...] [--draws N]

Every figure is of articles that taught nothing, before and after, with the 95 % interval of the mean gain over draws.
Off-topic is measured as moved comments that a desk marks, which is relatedness and not what people would mark.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

if __name__ == "__main__":
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import learning
from benchmarks.blind_wording import blind_bases, wording_desk
from benchmarks.desk_draws import Trial, blind_to_blog, blog_desk, draws_of, news_desk, over_draws, tried
from moderation.labels import Label
from moderation.scoring.scorer import Scorer
from training.evaluate import Metrics
from training.moved import haacked

FIGURES: Final = ("auc", "average_precision", "log_loss", "ece")

SIZES: Final = (200, 1_000, 3_000)


class Part(Protocol):
    """A part of the benchmark."""

    def __call__(self, data: Path, draws: int) -> Iterator[str]:
        """Yield the lines of its table."""


def off_topic(data: Path, draws: int) -> Iterator[str]:
    """Yield what a blog's decisions do for a head that never saw it; also where nobody marks off-topic."""
    base, blog = blind_to_blog(Scorer.shipped().artefact, data), haacked(data)
    for marks, count in [(False, 200), (False, 1_000), *((True, size) for size in SIZES)]:
        trials = [tried(base, blog_desk(blog, seed, marks=marks), count, Label.OFF_TOPIC) for seed in range(draws)]
        kind = "decisions" if marks else "decisions, none of them off-topic"
        yield from _lines(f"off-topic, blog, {count:,} {kind}", trials)


def terminology(data: Path, draws: int) -> Iterator[str]:
    """Yield what a third of the labelled comments does for a head that saw another third, on the last third."""
    trials = [
        tried(base, wording_desk(data, seed), 1_000, Label.DISPUTED_TERMINOLOGY)
        for seed, base in blind_bases(Scorer.shipped().artefact, data, draws)
    ]
    yield from _lines("disputed terminology, a third as the desk", trials)


def calibration(data: Path, draws: int) -> Iterator[str]:
    """Yield what reading scores anew does for abuse: before is the same candidate, its scores not read anew."""
    base = Scorer.shipped().artefact
    for source in ("c3", "impermium"):
        for count in (1_000, 3_000):
            trials = [tried(base, news_desk(data, source, seed), count, Label.ABUSE) for seed in range(draws)]
            yield from _lines(f"abuse, {source}, {count:,} decisions, against the shipped model", trials)
            anew = [Trial(one.as_scored, one.after, one.as_scored) for one in trials]
            yield from _lines(f"abuse, {source}, {count:,} decisions, read anew against not", anew)


PARTS: Final[Mapping[str, Part]] = {"off-topic": off_topic, "terminology": terminology, "calibration": calibration}


def _lines(what: str, trials: list[Trial]) -> Iterator[str]:
    """Yield a line of Markdown for each figure: the mean before, after, and the gain with its interval."""
    for figure in FIGURES:
        before, after = ([_value(metrics, figure) for metrics in side] for side in _sides(trials))
        gain = over_draws([later - earlier for earlier, later in zip(before, after, strict=True)])
        first, last = over_draws(before).value, over_draws(after).value
        yield f"| {what}: {figure.replace('_', ' ')} | {first:.4f} | {last:.4f} | {gain.shown('loss')} |"


def _sides(trials: list[Trial]) -> tuple[list[Metrics], list[Metrics]]:
    return [one.before for one in trials], [one.after for one in trials]


def _value(metrics: Metrics, figure: str) -> float:
    value = getattr(metrics, figure)
    return float("nan") if value is None else float(value)


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("data", type=Path, help="the folder of corpora")
    made.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    made.add_argument(
        "--draws", type=draws_of, default=20, metavar="N", help="how often decisions are drawn (default: 20)"
    )
    return made


def main() -> int:
    """Print the parts asked for; the exit status is 2 where there are no corpora."""
    given = parser().parse_args()
    if learning.is_missing(given.data / "abuse-train.parquet"):
        return 2
    sys.stdout.write("| what | before | after | gain, mean of draws |\n|---|---|---|---|\n")
    for name in given.only:
        for line in PARTS[name](given.data, given.draws):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
