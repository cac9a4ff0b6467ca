"""Speed on one core: the n-gram part and the whole scorer against a TF-IDF pipeline, in one process, in turn.

Process CPU time, so that a busy machine disturbs little; each round times every contender, so that what disturbs
disturbs all. The best round of each is compared, and the median is told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import mean, median
from time import perf_counter, process_time
from typing import Final

import numpy as np

from benchmarks.setting import Setting
from benchmarks.table import Figure, Row
from benchmarks.texts import in_context, texts_of
from moderation.comments import InContext
from moderation.scoring.hashing import Block, in_blocks
from moderation.scoring.normal import copied, scoring_copies

ROUNDS: Final = 9
MANY: Final = 4_000
"""Comments a round for the fast ones."""

FEW: Final = 1_000
"""Comments a round for the plain pipeline, which takes a third of a second for them."""

ALONE: Final = 500
"""Comments scored and explained one at a time."""

PLAIN: Final = "TF-IDF, three labels"
COPIES: Final = "scoring copies, joined"
N_GRAMS: Final = "n-grams, joined from scoring copies"
BOTH: Final = "n-grams, scoring copies made too"
WHOLE: Final = "the whole scorer"

Contender = tuple[int, Callable[[], object]]
"""How many texts it goes through, and the going."""


def rows(setting: Setting) -> Iterator[Row]:
    """Yield microseconds a text of each part, and how many times as fast as the plain pipeline it is."""
    posted = in_context(setting.data)[:MANY]
    timed = rounds(contenders(setting, posted))
    plain = Figure(min(timed[PLAIN]))
    length = mean(len(text) for text in texts_of(posted))
    note = f"{length:.0f} characters, median {median(timed[PLAIN]):.1f}"
    yield Row(f"speed, a text: {PLAIN}", None, plain, unit="us", note=note)
    for name in (COPIES, N_GRAMS, BOTH, WHOLE):
        yield Row(
            f"speed, a text: {name}", Figure(min(timed[name])), unit="us", note=f"median {median(timed[name]):.1f}"
        )
    for name, goal in ((N_GRAMS, 40.0), (BOTH, None), (WHOLE, 15.0)):
        yield Row(f"speed, times as fast: {name}", Figure(plain.value / min(timed[name])), Figure(1.0), goal, "times")
    yield from one_by_one(setting, posted[: ALONE + 1])


def contenders(setting: Setting, posted: Sequence[InContext]) -> Mapping[str, Contender]:
    """Return what is timed, by name."""
    texts = texts_of(posted)
    heads = setting.scorer._heads  # a part that only timing takes by itself
    copies = scoring_copies(texts)
    few = texts[:: max(len(texts) // FEW, 1)][:FEW]
    return {
        PLAIN: (len(few), lambda: setting.plain.three_labels(few)),
        COPIES: (len(texts), lambda: made(texts)),
        N_GRAMS: (len(texts), lambda: heads.read(copies)),
        BOTH: (len(texts), lambda: setting.scorer.readings(texts)),
        WHOLE: (len(texts), lambda: setting.scorer.score(posted)),
    }


def made(texts: Sequence[str]) -> list[Block]:
    """Return the scoring copies of texts, joined block by block as the scorer does."""
    return [copied(block) for block in in_blocks(texts)]


def rounds(timed: Mapping[str, Contender], count: int = ROUNDS) -> dict[str, list[float]]:
    """Return the CPU microseconds a text of each contender in each round, the first round left out."""
    taken: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(count + 1):
        for name, (texts, go) in timed.items():
            begun = process_time()
            go()
            taken[name].append((process_time() - begun) / texts * 1e6)
    return {name: found[1:] for name, found in taken.items()}


def one_by_one(setting: Setting, posted: Sequence[InContext]) -> Iterator[Row]:
    """Yield how long one comment takes, everything with evidence, each under its article; the first warms up."""

    def seconds(one: InContext) -> float:
        """Return the wall-clock seconds of one comment: what a moderator would wait."""
        begun = perf_counter()
        setting.scorer.look(one)
        return perf_counter() - begun

    taken = [seconds(one) * 1e3 for one in posted][1:]
    slow = np.quantile(taken, 0.95)
    note = f"median of {len(taken)}; 95 in 100 under {slow:.2f}"
    plain = [_alone(setting, one) * 1e3 for one in posted[:101]][1:]
    name = "one comment, everything, with evidence"
    yield Row(name, Figure(median(taken)), Figure(median(plain)), 1.0, "ms", at_most=True, note=note)


def _alone(setting: Setting, one: InContext) -> float:
    """Return the wall-clock seconds in which the plain pipeline scores one comment, without evidence."""
    begun = perf_counter()
    setting.plain.three_labels([one.comment.text])
    return perf_counter() - begun
