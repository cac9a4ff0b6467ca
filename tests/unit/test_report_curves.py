"""The figures behind the drawings, held to recounts by hand."""

import re

import numpy as np
import pytest

from moderation.labels import Label
from training.report import curves, figures
from training.report.subject import Column


def column(truth: list[int], scores: list[float], threshold: float = 0.5) -> Column:
    """Return a label's decisions with a model's scores."""
    given = np.array(scores)
    return Column(Label.ABUSE, np.arange(len(truth)), np.array(truth, dtype=bool), given, given >= threshold)


def test_suggestions_and_decisions_are_counted_in_four_fields():
    """A desk's lead adds them up to the number of comments."""
    counted = curves.confusion(column([1, 1, 0, 0, 0], [0.9, 0.1, 0.8, 0.2, float("nan")]))

    assert (counted.caught, counted.missed, counted.false_alarms, counted.left_alone) == (1, 1, 1, 2)


def test_what_was_not_judged_is_never_found():
    """A curve that ended at 100 % would hide the comments that nobody is shown."""
    found = curves.found(column([1, 1, 0], [0.9, float("nan"), 0.2]))

    assert found is not None
    assert found.recall.max() == 0.5
    assert found.precision_at(0.9) is None


def test_the_point_at_the_threshold_lies_on_the_curve():
    """A dot beside its line would be a mistake in one of the two."""
    rng = np.random.default_rng(5)
    truth = rng.random(3_000) < 0.1
    of = column(truth.tolist(), np.round(np.clip(rng.normal(0.2 + 0.3 * truth, 0.2), 0, 1), 3).tolist())
    found, counted = curves.found(of), curves.confusion(of)

    assert found is not None
    at = counted.caught / counted.carrying, counted.caught / counted.suggested
    assert np.abs(found.recall - at[0]).min() <= 1 / curves.STEPS
    assert found.precision_at(at[0] - 1 / curves.STEPS) >= at[1]


def test_a_hundred_thousand_comments_draw_as_small_as_a_thousand():
    """The page is one file that is sent by mail."""
    rng = np.random.default_rng(1)
    found = curves.found(column((rng.random(100_000) < 0.3).tolist(), rng.random(100_000).tolist()))

    assert found is not None
    assert len(found.recall) <= 2 * (curves.STEPS + 1)


def test_a_curve_needs_a_comment_that_carries_the_label():
    """Nothing to find, nothing to draw."""
    assert curves.found(column([0, 0], [0.1, 0.2])) is None


@pytest.mark.parametrize("count", [1, 9, 10, 25, 400])
def test_bins_of_scores_hold_every_comment_once(count: int):
    """Joining thin bins must not lose their comments."""
    scores = np.random.default_rng(count).beta(0.4, 2, count).tolist()
    bins = curves.reliability(column([0] * count, scores))

    assert sum(each.count for each in bins) == count
    assert all(each.count >= min(curves.FEWEST, count) for each in bins)


def test_scores_that_say_too_much_are_called_off():
    """Of a hundred scored .9, ten carry the label."""
    (only,) = curves.reliability(column([1] * 10 + [0] * 90, [0.9] * 100))

    assert only.is_off
    assert only.share == pytest.approx(0.1)


def test_each_side_of_the_histogram_adds_up_to_one_and_says_of_how_many():
    """A thousand clean comments and ten others are drawn as shares; what got no score is in no bar."""
    of = column([1, 1, 1, 0, 0, 0, 0], [0.9, 1.0, float("nan"), 0.0, 0.1, 0.1, 0.2])
    up, down = curves.spread(of, carrying=True), curves.spread(of, carrying=False)

    assert (up.count, down.count) == (2, 4)
    assert up.shares.sum() == pytest.approx(1)
    assert down.shares.sum() == pytest.approx(1)


def test_a_side_that_nothing_was_read_of_has_no_bars():
    """A share of none is no number."""
    up = curves.spread(column([1, 0], [float("nan"), 0.2]), carrying=True)

    assert (up.count, up.shares.sum()) == (0, 0)


def test_both_sides_of_the_histogram_are_drawn_on_one_scale():
    """A bar for half of the few must be as tall as a bar for half of the many."""
    drawn = figures.spread([column([1] * 2 + [0] * 200, [0.92, 0.52] + [0.12] * 100 + [0.02] * 100)], 0.5)
    bars = re.findall(r'd="M \S+ (\S+) \nL \S+ \S+ \nL \S+ (\S+) [^"]*"[^>]*fill: var\(--(yes|no)\)', drawn)
    heights = {side: max(abs(float(b) - float(a)) for a, b, ink in bars if ink == side) for side in ("yes", "no")}

    assert heights["yes"] == pytest.approx(heights["no"], rel=1e-4)
    assert "up: 2 that carry it" in drawn
    assert "down: 200 that don't" in drawn
