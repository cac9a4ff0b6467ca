"""What a model's report rests on: figures as scikit-learn gives them, and honest about what can't be measured."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, log_loss, precision_recall_fscore_support, roc_auc_score

from training import measures
from training.evaluate import metrics

rows = st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=2, max_size=60).filter(
    lambda found: len({truth for truth, _ in found}) == 2
)


@given(rows)
def test_figures_are_those_of_scikit_learn_even_with_ties(found):
    """Scores are rounded in exports, so ties are the rule and not the exception."""
    truth = np.array([float(carried) for carried, _ in found])
    scores = np.array([score / 10 + 0.05 for _, score in found])
    mine = metrics(truth, scores, 0.45)
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, scores >= 0.45, average="binary", zero_division=np.nan
    )

    assert mine.auc == pytest.approx(roc_auc_score(truth, scores))
    assert mine.average_precision == pytest.approx(average_precision_score(truth, scores))
    assert mine.log_loss == pytest.approx(log_loss(truth, scores))
    assert (mine.precision or 0.0) == pytest.approx(np.nan_to_num(precision))
    assert mine.recall == pytest.approx(recall)
    assert mine.f1 == pytest.approx(np.nan_to_num(f1))


@given(rows, st.integers(0, 2**32 - 1))
def test_a_weighted_figure_is_that_of_scikit_learn(found, seed):
    """A redraw is nothing but weights."""
    truth = np.array([float(carried) for carried, _ in found])
    scores = np.array([score / 10 for _, score in found])
    weight = np.random.default_rng(seed).integers(1, 5, len(truth)).astype(float)

    assert measures.auc(truth, scores, weight[None])[0] == pytest.approx(
        roc_auc_score(truth, scores, sample_weight=weight)
    )
    assert measures.average_precision(truth, scores, weight[None])[0] == pytest.approx(
        average_precision_score(truth, scores, sample_weight=weight)
    )


def test_calibration_error_is_the_gap_between_scores_and_what_came_true():
    """Comments scored .9 of which half were abuse are .4 off."""
    truth, scores = np.array([1.0, 0.0, 0.0, 0.0]), np.array([0.9, 0.9, 0.0, 0.0])

    assert measures.calibration_error(truth, scores, np.ones(4)) == pytest.approx((2 * 0.4 + 0) / 4)


def test_a_comment_not_judged_is_one_not_suggested():
    """It counts against recall, and can't count in a ranking."""
    found = metrics(np.array([1.0, 1.0, 0.0, np.nan]), np.array([0.9, np.nan, 0.1, 0.8]), 0.5)

    assert (found.n, found.n_judged, found.positives) == (3, 2, 2)
    assert (found.recall, found.precision, found.auc) == (0.5, 1.0, 1.0)


def test_what_cannot_be_measured_is_left_open():
    """Without a single positive there is no ranking to speak of, and null is honest where .0 would not be."""
    found = metrics(np.zeros(3), np.array([0.1, 0.2, 0.3]), 0.5)

    assert (found.auc, found.average_precision, found.precision, found.recall, found.f1) == (None,) * 5
    assert metrics(np.empty(0), np.empty(0), 0.5).ece is None


def test_an_interval_holds_the_figure_and_narrows_with_more_decisions():
    """Otherwise it says nothing about noise."""
    rng = np.random.default_rng(3)

    def width(count: int) -> float:
        truth = rng.integers(0, 2, count).astype(float)
        scores = np.clip(0.3 * truth + 0.7 * rng.random(count), 0, 1)
        found = metrics(truth, scores, 0.5, np.arange(count))
        assert found.intervals["auc"].low <= found.auc <= found.intervals["auc"].high
        return found.intervals["auc"].high - found.intervals["auc"].low

    assert width(2_000) < width(100)


def test_copies_of_one_comment_do_not_narrow_an_interval():
    """A spam wave of forty is one observation."""
    rng = np.random.default_rng(5)
    truth, scores = rng.integers(0, 2, 50).astype(float), rng.random(50)
    once = metrics(truth, scores, 0.5, np.arange(50)).intervals["auc"]
    repeated = metrics(truth.repeat(40), scores.repeat(40), 0.5, np.arange(50).repeat(40)).intervals["auc"]

    assert (repeated.low, repeated.high) == pytest.approx((once.low, once.high))
