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
from training.moved import Corpus, Pairs, globe, haacked, pairs, part
from training.plain import cosines

_GOALS: Final = (("haacked", "random", 0.92), ("haacked", "hard", 0.75), ("globe", "random", 0.85))
_JUDGED_GOAL: Final = 0.95
_SEED: Final = 0


def rows(setting: Setting) -> Iterator[Row]:
    """Yield the rows of the off-topic label."""
    fitted = relevance.fit(setting.data, _SEED)
    found = fitted.metrics
    blog = haacked(setting.data)
    plain = {"haacked": _cosine_aucs(_held_out(blog)), "globe": _cosine_aucs(pairs(globe(setting.data), _SEED))}
    for name, kind, goal in _GOALS:
        ours = Figure.of(found, f"{name}_{kind}_auc")
        yield Row(f"off-topic: AUC own or moved, {name}, {kind}", ours, Figure(plain[name][kind]), goal)
    unjudged = f"{found['haacked_not_judged']:.1%} not judged"
    judged = Figure.of(found, "haacked_random_auc_judged")
    yield Row("off-topic: AUC of what is judged, haacked, random", judged, goal=_JUDGED_GOAL, note=unjudged)
    for length, figures in getattr(fitted, "by_length", {}).items():
        auc = Figure(figures["auc"]) if "auc" in figures else None
        note = f"{figures['n']:,} comments, {figures['judged']:.1%} judged"
        yield Row(f"off-topic: AUC of what is judged, {length}", auc, note=note)


def _held_out(blog: Corpus) -> Pairs:
    """Return the pairs of the blog's articles that only measure, as the build draws them."""
    held_out = np.random.default_rng(_SEED).random(len(blog.articles)) < relevance.HELD_OUT
    whole = pairs(blog, _SEED)
    return part(whole, held_out[whole.group])


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
