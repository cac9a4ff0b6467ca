"""Figures of redrawn decisions: the same as one by one, and steady where there are very many."""

import numpy as np
import pytest

from training import measures
from training.redraws import BLOCKS, Redraws


def test_the_decisions_as_they_are_come_first():
    """By the figures that are computed one by one."""
    rng = np.random.default_rng(1)
    scores, weight = rng.random(300).round(2), rng.random(300)
    truth = (rng.random(300) < scores).astype(float)
    curve = Redraws.of(np.arange(300), 5).curve(truth, scores, weight)

    assert measures.auc_of(curve)[0] == pytest.approx(measures.auc(truth, scores, weight[None])[0])
    assert measures.average_precision_of(curve)[0] == pytest.approx(
        measures.average_precision(truth, scores, weight[None])[0]
    )


def test_near_copies_are_drawn_together():
    """One spam wave is one piece of evidence."""
    group = np.repeat(np.arange(50), 4)
    drawn = Redraws.of(group, 20)

    assert len(np.unique(drawn.block)) == 50
    assert (drawn.block.reshape(50, 4) == drawn.block.reshape(50, 4)[:, :1]).all()


def test_blocks_of_many_decisions_spread_as_single_ones_do():
    """The interval of a share over 20,000 decisions, against its formula."""
    truth = (np.random.default_rng(2).random(10 * BLOCKS) < 0.2).astype(float)
    shares = Redraws.of(np.arange(len(truth)), 1_000).sum(truth)[1:] / len(truth)

    assert shares.std() == pytest.approx((0.2 * 0.8 / len(truth)) ** 0.5, rel=0.12)
