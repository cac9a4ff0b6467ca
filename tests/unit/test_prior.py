"""Scores read at another rate: what moves, what stays, and what can't be known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import WrongUse
from moderation.labels import Label
from moderation.scoring.prior import FEWEST, at_rate, estimated_rate, parsed_rate, taught_rates

rates = st.floats(0.001, 0.999)
scores = st.lists(st.floats(0, 1), min_size=1, max_size=50).map(np.array)


@given(scores, rates, rates)
def test_no_comment_overtakes_another_and_every_score_stays_a_probability(given_scores, taught, rate):
    """Another rate is another base, not another opinion of who is worse."""
    moved = at_rate(np.sort(given_scores), taught, rate)

    assert ((moved >= 0) & (moved <= 1)).all()
    assert (np.diff(moved) >= 0).all()


@given(scores, rates)
def test_at_the_rate_taught_nothing_moves(given_scores, rate):
    """To the bit, so that asking for what is there changes no score."""
    assert at_rate(given_scores, rate, rate).tolist() == given_scores.tolist()


@given(st.floats(0.001, 0.999), rates, rates)
def test_there_and_back_is_the_same_score(score, taught, rate):
    """The threshold is carried back that way when evidence is made."""
    moved = at_rate(np.array([score]), taught, rate)

    assert at_rate(moved, rate, taught)[0] == pytest.approx(score, rel=1e-6, abs=1e-9)


def test_odds_are_multiplied_by_the_ratio_of_the_rates_odds():
    """By hand: even odds taught at 1 in 2 are 1 to 4 where one in five carries the label."""
    assert at_rate(np.array([0.5]), 0.5, 0.2)[0] == pytest.approx(0.2)
    assert np.isnan(at_rate(np.array([np.nan]), 0.5, 0.2)[0])


def drawn(rate, count, taught=0.08, seed=1):
    """Return calibrated scores at `taught` of comments of which `rate` carry the label."""
    rng = np.random.default_rng(seed)
    reading = rng.normal(2.5 * (rng.random(count) < rate), 1.0)
    likelihood_ratio = np.exp(2.5 * reading - 2.5**2 / 2)
    odds = likelihood_ratio * taught / (1 - taught)
    return odds / (1 + odds)


@pytest.mark.parametrize("rate", [0.02, 0.08, 0.3, 0.7])
def test_the_rate_of_unread_comments_is_found_from_their_scores(rate):
    """A new site has no labels, but it has comments."""
    assert estimated_rate(drawn(rate, 20_000), 0.08) == pytest.approx(rate, abs=0.02)


def test_few_comments_leave_the_rate_as_it_was_taught():
    """An estimate from a dozen scores would be their noise; those not judged don't count."""
    few = np.append(drawn(0.7, FEWEST - 1), np.full(500, np.nan))

    assert estimated_rate(few, 0.08) == 0.08
    assert estimated_rate(np.zeros(0), 0.08) == 0.08


def test_a_rate_is_read_as_it_is_typed():
    """Label and share, with one sign between."""
    assert parsed_rate("off_topic=0.2") == (Label.OFF_TOPIC, 0.2)


@pytest.mark.parametrize("written", ["", "abuse", "abuse=", "abuse=0", "abuse=1", "abuse=20%", "spam=.1", "abuse=nan"])
def test_a_rate_that_is_none_is_refused_with_how_to_write_it(written):
    """The sentence is all a user sees."""
    with pytest.raises(WrongUse, match="LABEL=SHARE"):
        parsed_rate(written)


def test_only_shares_count_as_rates_taught():
    """A manifest is read from disk and may state anything."""
    assert taught_rates({"rates": {"abuse": 0.08, "off_topic": "half", "spam": 0.1}}) == {Label.ABUSE: 0.08}
    assert taught_rates({"rates": 0.08}) == taught_rates({}) == {}
