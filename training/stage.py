"""Fits the trees over the abuse experts, and lays them out as the arrays that serve.

They are fitted on what experts say of rows that did not teach them (Wolpert 1992, Stacked Generalization): on rows they
know, the best expert would be the one that learnt most by heart.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from moderation.scoring.stage import DEPTH, EXPERTS, LEAVES, MANNERS, NODES, Floats, Stage

TREES: Final = 60
"""120 gained nothing on held-out news, 40 lost .001 of average precision."""

_LEARNING_RATE: Final = 0.1
_LEAST_ROWS: Final = 60
_PULL: Final = 5.0

_RISING: Final = [1] * (2 * len(EXPERTS)) + [0] * len(MANNERS)
"""The log-odds rise with what an expert says, and go as they please with the manners."""


def fitted(columns: Floats, abusive: NDArray[np.bool_], weight: Floats, seed: int) -> Stage:
    """Return the trees that tell abuse from `columns`, shape (FEATURES, n)."""
    return laid_out(learner(seed).fit(columns.T, abusive, sample_weight=weight))


def learner(seed: int) -> HistGradientBoostingClassifier:
    """Return the scikit-learn model that is fitted, of which only figures remain."""
    return HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=_LEARNING_RATE,
        max_depth=DEPTH,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=_LEAST_ROWS,
        l2_regularization=_PULL,
        monotonic_cst=_RISING,
        early_stopping=False,
        random_state=seed,
    )


def laid_out(model: HistGradientBoostingClassifier) -> Stage:
    """Return a fitted scikit-learn model as arrays that say exactly what it says."""
    trees = [_Heap(one.nodes) for (one,) in model._predictors]
    return Stage(
        np.stack([tree.asked for tree in trees]),
        np.stack([tree.cuts for tree in trees]),
        np.stack([tree.leaves for tree in trees]),
        float(np.ravel(model._baseline_prediction)[0]),
    )


class _Heap:
    """One tree as a complete one: below a leaf that comes early, every way leads to the same value."""

    def __init__(self, nodes: NDArray[Any]) -> None:
        self.asked = np.zeros(NODES, np.uint8)
        self.cuts = np.full(NODES, np.inf)
        self.leaves = np.zeros(LEAVES)
        self._nodes = nodes
        self._place(0, 0)

    def _place(self, number: int, at: int) -> None:
        """Write the part of the tree below one of its nodes to place `at` of the heap and below."""
        node = self._nodes[number]
        if at >= NODES:
            self.leaves[at - NODES] = node["value"]
            return
        left, right = (number, number) if node["is_leaf"] else (int(node["left"]), int(node["right"]))
        if not node["is_leaf"]:
            self.asked[at], self.cuts[at] = node["feature_idx"], node["num_threshold"]
        self._place(left, 2 * at + 1)
        self._place(right, 2 * at + 2)
