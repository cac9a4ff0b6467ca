"""Prints how often the gate refuses logs that were poisoned, and how often honest ones, over many draws.

    python benchmarks/poisoned_logs.py ../shared/data [--draws 20] [--decisions 1000] [--record]

Comments of a newspaper that the shipped model never saw arrive as the decisions of three moderators, who were shown its
suggestions. Labels, moderators and times are then spoilt in one way at a time. About four minutes.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks import learning
from benchmarks.table import Figure, Row
from moderation.comments import Article, Comment, InContext
from moderation.decisions import Answered
from moderation.errors import NothingToTrainOn
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import Scorer
from training.examples import Example, Examples, gathered
from training.retrain import tried

MODERATORS: Final = ("ann", "ben", "kim")
FLIPPED: Final = 0.3
STRICT: Final = 0.12
"""A stricter desk also removes whatever scores so much."""

MILD: Final = 0.06
"""A milder desk keeps whatever scores less."""

Bool = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Log:
    """What was decided about comments, by whom, and how fast."""

    carried: Bool
    who: NDArray[np.str_]
    seconds: Floats


@dataclass(frozen=True, slots=True)
class Pool:
    """Comments with their labels and the shipped model's scores."""

    posted: list[InContext]
    carried: Bool
    scores: Floats
    suggested: Bool
    words: Floats


Spoil = Callable[[Log, Pool, NDArray[np.int64], np.random.Generator], Log]


def _honest(log: Log, _pool: Pool, _rows: NDArray[np.int64], _rng: np.random.Generator) -> Log:
    return log


def _stricter(log: Log, pool: Pool, rows: NDArray[np.int64], _rng: np.random.Generator) -> Log:
    return Log(log.carried | (pool.scores[rows] >= STRICT), log.who, log.seconds)


def _milder(log: Log, pool: Pool, rows: NDArray[np.int64], _rng: np.random.Generator) -> Log:
    return Log(log.carried & (pool.scores[rows] >= MILD), log.who, log.seconds)


def _flipped(log: Log, _pool: Pool, _rows: NDArray[np.int64], rng: np.random.Generator) -> Log:
    return Log(log.carried ^ (rng.random(len(log.who)) < FLIPPED), log.who, log.seconds)


def _one_flips(log: Log, _pool: Pool, _rows: NDArray[np.int64], rng: np.random.Generator) -> Log:
    return Log(log.carried ^ ((log.who == "kim") & (rng.random(len(log.who)) < FLIPPED)), log.who, log.seconds)


def _one_nods(log: Log, pool: Pool, rows: NDArray[np.int64], _rng: np.random.Generator) -> Log:
    return Log(np.where(log.who == "kim", pool.suggested[rows], log.carried), log.who, log.seconds)


def _one_hurries(log: Log, _pool: Pool, _rows: NDArray[np.int64], _rng: np.random.Generator) -> Log:
    return Log(log.carried, log.who, np.where(log.who == "kim", 0.8, log.seconds))


LOGS: Final[tuple[tuple[str, Spoil, bool], ...]] = (
    ("as labelled", _honest, False),
    ("a desk that is stricter throughout", _stricter, False),
    ("a desk that is milder throughout", _milder, False),
    ("three in ten decisions flipped", _flipped, True),
    ("three in ten of one moderator's flipped", _one_flips, True),
    ("one moderator of three accepts everything", _one_nods, True),
    ("one moderator of three decides in .8 seconds", _one_hurries, True),
)
"""What happened to a log, and whether it must be doubted."""


def main() -> int:
    """Print a row for each way of spoiling a log."""
    given = learning.parser("poisoned_logs.py", __doc__)
    given.add_argument("--draws", type=int, default=20, metavar="N")
    given.add_argument("--decisions", type=int, default=1_000, metavar="N")
    options = given.parse_args()
    if learning.is_missing(options.data / "abuse-train.parquet"):
        return 2
    about = f"{options.draws} draws of {options.decisions:,} decisions"
    return learning.run(
        "poisoned_logs", about, rows(options.data, options.decisions, options.draws), kept=options.record
    )


def rows(data: Path, decisions: int, draws: int) -> Iterator[Row]:
    """Yield how many of so many logs were doubted, and promoted."""
    pool = comments(data)
    for what, spoil, poisoned in LOGS:
        verdicts = [judged(pool, spoil, decisions, draw) for draw in range(draws)]
        doubted, promoted = np.mean(verdicts, axis=0)
        goal = 0.95 if poisoned else 0.05
        note = f"promoted {promoted:.2f}"
        yield Row(f"logs doubted: {what}", Figure(float(doubted)), None, goal, at_most=not poisoned, note=note)


def comments(data: Path) -> Pool:
    """Return a newspaper's labelled comments under their articles, scored by the shipped model."""
    read = pd.read_parquet(data / "abuse-train.parquet", columns=["text", "label", "source", "context"])
    chosen = read[(read.source == "c3") & read.label.notna()]
    titles = chosen.context.fillna("").tolist()
    posted = [
        InContext(Comment(str(n), text, title), Article(title, title, "") if title else None)
        for n, (text, title) in enumerate(zip(chosen.text, titles, strict=True))
    ]
    base = Scorer.shipped()
    scores = base.score(posted).scores[:, LABELS.index(Label.ABUSE)]
    suggested = scores >= base.thresholds[LABELS.index(Label.ABUSE)]
    words = np.array([len(text.split()) for text in chosen.text], dtype=np.float64)
    return Pool(posted, (chosen.label == 1).to_numpy(), scores, suggested, words)


def judged(pool: Pool, spoil: Spoil, decisions: int, draw: int) -> tuple[bool, bool]:
    """Return whether one log was doubted, and whether what it taught would have been promoted.

    A log that teaches nothing, since too few of its decisions carry the label, is neither.
    """
    rng = np.random.default_rng(draw)
    chosen = rng.choice(len(pool.posted), decisions, replace=False)
    reading = pool.words[chosen] / 4 * rng.lognormal(0, 0.5, decisions)
    log = Log(pool.carried[chosen], rng.choice(MODERATORS, decisions), 1.5 + reading)
    spoilt = examples(pool, chosen, spoil(log, pool, chosen, rng))
    try:
        found = tried(spoilt, None, Scorer.shipped(), lambda *_: None)
    except NothingToTrainOn:
        return False, False
    return bool(found.doubts), found.verdict.better and not found.doubts


def examples(pool: Pool, chosen: NDArray[np.int64], log: Log) -> Examples:
    """Return decisions on abuse, made one after another about the suggestions that were shown."""
    unjudged = dict.fromkeys(LABELS)
    return gathered(
        Example(
            pool.posted[row],
            {Label.ABUSE: bool(log.carried[number])},
            f"2026-01-01T{number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}.000Z",
            str(log.who[number]),
            Answered(
                "base",
                {**unjudged, Label.ABUSE: float(pool.scores[row])},
                frozenset({Label.ABUSE}) if pool.suggested[row] else frozenset(),
            ),
            ref=int(row) + 1,
            n=number + 1,
            seconds=float(log.seconds[number]),
        )
        for number, row in enumerate(chosen)
    )


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
