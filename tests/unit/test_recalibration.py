"""A map of scores keeps their order, and is chosen by decisions that did not fit it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from moderation.comments import Article, Comment, InContext
from moderation.errors import ModelNotTrusted
from moderation.labels import LABELS, Label
from moderation.scoring.artefact import write
from moderation.scoring.fitting import fitting
from moderation.scoring.recalibration import AS_IT_IS, KNOTS, NAMES, Recalibration, is_rising
from moderation.scoring.scorer import Scorer
from training.recalibrate import FEWEST_FOR_A_LINE, FEWEST_FOR_STEPS, Kind, Unseen, refitted


def decided(n: int, chance, seed: int = 0) -> Unseen:
    """Return decisions on scores of every height, of which `chance` (of the log-odds) carry the label."""
    rng = np.random.default_rng(seed)
    log_odds = rng.normal(0.0, 2.0, n)
    truth = (rng.random(n) < chance(log_odds)).astype(np.float64)
    return Unseen(log_odds, truth, np.ones(n), np.arange(n))


def stepped(log_odds):
    """Return a chance that no line over log-odds describes."""
    return np.where(log_odds > 1.0, 0.6, np.where(log_odds > -2.0, 0.3, 0.02))


def test_scores_that_are_right_are_left_alone():
    """A map that noise asked for would make a model worse."""
    assert refitted(decided(800, expit)).kind is Kind.NONE


def test_scores_that_are_too_sure_get_a_line():
    """A desk that finds half of the .9s wrong needs to read them as .5."""
    found = refitted(decided(800, lambda log_odds: expit(0.5 * log_odds - 1.0)))

    assert found.kind is Kind.PLATT
    assert Recalibration(found.chances)(np.array([0.9]))[0] == pytest.approx(expit(0.5 * logit(0.9) - 1), abs=0.06)


def test_scores_that_no_line_mends_get_steps():
    """With decisions enough the steps show, and lose less on decisions that did not fit them."""
    found = refitted(decided(4_000, stepped))

    assert found.kind is Kind.ISOTONIC
    assert found.log_loss["isotonic"] < found.log_loss["Platt"] < found.log_loss["none"]
    assert Recalibration(found.chances)(expit(np.array([-1.0, 3.0]))) == pytest.approx([0.3, 0.6], abs=0.06)


@pytest.mark.parametrize(("n", "tried"), [(FEWEST_FOR_A_LINE - 1, 1), (FEWEST_FOR_STEPS - 1, 2), (FEWEST_FOR_STEPS, 3)])
def test_no_map_is_tried_below_its_sample_size(n, tried):
    """Steps through a hundred decisions are noise that looks like knowledge."""
    assert len(refitted(decided(n, stepped)).log_loss) == tried


def test_steps_need_decisions_of_either_kind():
    """A thousand decisions of which ten carry the label say little about high scores."""
    rare = decided(4_000, lambda log_odds: expit(log_odds - 9.0))
    assert "isotonic" not in refitted(rare).log_loss


@given(
    st.integers(0, 20), st.sampled_from([60, 1_200]), st.lists(st.integers(-12_000, 12_000), min_size=2, unique=True)
)
def test_no_map_changes_an_order(seed, n, heights):
    """What was nearer the top of the queue stays nearer, or a moderator's order would be a calibration's doing."""
    read = Recalibration(refitted(decided(n, stepped, seed)).chances)
    assert (np.diff(read(expit(np.sort(heights) / 1_000))) > 0).all()


def test_a_map_leaves_what_is_not_judged():
    """Not judged is no score that could be read otherwise."""
    assert np.isnan(Recalibration(KNOTS / 2)(np.array([np.nan]))[0])
    assert AS_IT_IS(np.array([0.3])) == 0.3


def test_a_model_reads_its_scores_by_its_maps():
    """Score, reason and any batch speak of the same chance."""
    shipped = Scorer.shipped()
    halved = Scorer(
        replace(shipped.artefact, arrays={**shipped.artefact.arrays, **dict.fromkeys(NAMES.values(), KNOTS / 2)})
    )
    article = Article("a", "Harbour dredged", "The harbour is dredged to let larger ferries in, at a cost of millions.")
    posted = [
        InContext(Comment("1", "You are an idiot and should not write about the harbour, the ferries or anything.")),
        InContext(
            Comment("2", "Why call it dredged? The harbour was not dredged, it was destroyed by larger ferries."),
            article,
        ),
    ]
    before, after = shipped.score(posted).scores, halved.score(posted).scores

    assert after == pytest.approx(before / 2, rel=0.01, nan_ok=True)
    assert np.array_equal(halved.look(posted[1])[0].scores[0], after[1], equal_nan=True)
    assert np.array_equal(halved.score(posted[1:]).scores[0], after[1], equal_nan=True)


def test_a_map_comes_back_as_it_was_written(tmp_path):
    """A desk's reading of scores must outlive the process that found it."""
    artefact = Scorer.shipped().artefact
    chances = refitted(decided(800, stepped)).chances
    write(replace(artefact, arrays={**artefact.arrays, NAMES[Label.ABUSE]: chances}), tmp_path / "model")
    posted = [InContext(Comment("1", "You are an idiot."))]

    before, after = (one.score(posted).scores[:, 0] for one in (Scorer(artefact), Scorer.load(tmp_path / "model")))
    assert np.array_equal(after, Recalibration(chances)(before))


@pytest.mark.parametrize("chances", [KNOTS[::-1], KNOTS[1:], np.full_like(KNOTS, 0.5), KNOTS * 2])
def test_a_map_that_does_not_rise_is_not_served(chances):
    """Somebody's array must not turn a queue upside down."""
    artefact = Scorer.shipped().artefact
    arrays = {**artefact.arrays, NAMES[Label.ABUSE]: chances}

    assert not is_rising(chances)
    with pytest.raises(ModelNotTrusted, match="does not rise in recalibrated_abuse"):
        fitting(replace(artefact, arrays=arrays))
    assert set(NAMES) == set(LABELS)


def test_decisions_of_one_key_press_are_one():
    """A thousand comments accepted with one key are no evidence for a thousand chances."""
    found = decided(2_000, stepped)
    pressed = replace(found, weight=np.full(2_000, 1 / 2_000))

    assert len(refitted(found).log_loss) == 3
    assert refitted(pressed).log_loss.keys() == {"none"}
