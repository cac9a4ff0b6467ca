"""Off-topic as relatedness: whether a comment stands under its own article or was moved, on articles held out.

The figures are the ones a build makes of a head that saw no article it is measured on, and nothing of globe; beside
them stands the cosine of TF-IDF vectors over the same pairs.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.setting import Setting
from benchmarks.table import Figure, Row
from training import measures, relevance
from training.own_or_moved import Pairs
from training.plain import cosines

_GOALS: Final = (("haacked", "random", 0.92), ("haacked", "hard", 0.75), ("globe", "random", 0.85))
_JUDGED_GOAL: Final = 0.95


def rows(setting: Setting) -> Iterator[Row]:
    """Yield the rows of the off-topic label."""
    blind = relevance.fit_blind(setting.data)
    found = blind.metrics()
    plain = {"haacked": _cosine_aucs(blind.blog), "globe": _cosine_aucs(blind.papers)}
    for name, kind, goal in _GOALS:
        ours = Figure.of(found, f"{name}_{kind}_auc")
        yield Row(f"off-topic: AUC own or moved, {name}, {kind}", ours, Figure(plain[name][kind]), goal)
    unjudged = f"{found['haacked_not_judged']:.1%} not judged"
    judged = Figure.of(found, "haacked_random_auc_judged")
    yield Row("off-topic: AUC of what is judged, haacked, random", judged, goal=_JUDGED_GOAL, note=unjudged)
    for length, figures in blind.by_length().items():
        auc = Figure(figures["auc"]) if "auc" in figures else None
        note = f"{figures['n']:,} pairs, {figures['judged']:.1%} judged"
        yield Row(f"off-topic: AUC of what is judged, haacked, random, {length}", auc, note=note)


def _cosine_aucs(held_out: Pairs) -> dict[str, float]:
    """Return the AUC of low cosine, for comments moved to a random and to the nearest article."""
    texts = [one.comment.text for one in held_out.posted]
    articles = [f"{one.article.title} {one.article.text}" if one.article else "" for one in held_out.posted]
    distance = -cosines(texts, articles)
    return {
        "random": _auc(held_out, distance, ~held_out.near),
        "hard": _auc(held_out, distance, held_out.near | ~held_out.moved),
    }


def _auc(held_out: Pairs, scores: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float:
    """Return the AUC of some of the pairs."""
    truth = held_out.moved[chosen].astype(np.float64)
    return float(measures.auc(truth, scores[chosen], np.ones((1, len(truth))))[0])
