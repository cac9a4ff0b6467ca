"""Disputed terminology by its first stage: average precision across folds, beside TF-IDF of words on the same folds."""

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.setting import Setting
from benchmarks.table import Figure, Row
from training import measures
from training.evaluate import DRAWS, LEVEL
from training.labelled import Rows, labelled_rows
from training.measures import Floats
from training.plain import across_folds as plain_across_folds
from training.wording import SEEDS, Corpus, across_folds


def rows(setting: Setting) -> Iterator[Row]:
    """Yield the average precision of the hand-labelled comments, mean of the seeds, with its interval."""
    labelled = labelled_rows(setting.data)
    corpus = Corpus.gathered(setting.data)
    ours = _figure(labelled, lambda seed: across_folds(corpus, seed)[0])
    plain = _figure(labelled, lambda seed: plain_across_folds(labelled, seed))
    count, positives = len(labelled.posted), int(labelled.disputes.sum())
    note = f"first stage, {positives} positives among {count}, mean of {SEEDS} seeds"
    yield Row("disputed terminology: AP", ours, plain, 0.60, note=note)


def _figure(labelled: Rows, logits: Callable[[int], Floats]) -> Figure:
    """Return the mean over seeds of the average precision, and its interval when groups are drawn anew."""
    by_seed = [logits(seed) for seed in range(SEEDS)]
    truth = labelled.disputes.astype(np.float64)

    def mean(weights: Floats) -> Floats:
        """Return the mean over seeds for each redraw."""
        found = [measures.average_precision(truth, scores, weights) for scores in by_seed]
        return np.asarray(np.mean(found, axis=0))[:, None]

    drawn = measures.redrawn(mean, labelled.group, np.ones(len(truth)), DRAWS)
    bounds = measures.interval(drawn[:, 0], LEVEL)
    return Figure(float(mean(np.ones((1, len(truth))))[0, 0]), bounds.low, bounds.high)
