"""A model states how its scores are read and by what evidence."""

import numpy as np
import pytest
from scipy.special import expit

from moderation.labels import Label
from moderation.scoring.prior import taught_rates
from moderation.scoring.recalibration import NAMES
from moderation.scoring.scorer import Scorer
from training.coefficients import Taught
from training.read_anew import read_anew, told
from training.recalibrate import NONE_UNSEEN, Unseen

BASE = Scorer.shipped().artefact
RNG = np.random.default_rng(1)
LOG_ODDS = RNG.normal(0.0, 2.0, 900)
TOO_SURE = Unseen(LOG_ODDS, (RNG.random(900) < expit(LOG_ODDS / 2)).astype(float), np.ones(900), np.arange(900))


def test_the_shipped_model_tells_of_no_desk():
    """Nothing was read anew in it."""
    assert list(told(BASE)) == []


def test_a_label_whose_scores_are_right_keeps_them_and_says_so():
    """That nothing was changed is a finding too."""
    found = read_anew(Label.ABUSE, Taught(BASE, NONE_UNSEEN))

    assert NAMES[Label.ABUSE] not in found.arrays
    assert next(told(found)).startswith("abuse: scores are left as the model gives them; log loss on 0 decisions")


def test_the_rate_of_a_desk_s_decisions_is_that_of_its_scores():
    """Scores that say one in two already must not be read at one in two once more."""
    found = read_anew(Label.ABUSE, Taught(BASE, TOO_SURE))
    rates = taught_rates(found.settings)

    assert rates[Label.ABUSE] == pytest.approx(TOO_SURE.truth.mean(), abs=0.03)
    assert rates[Label.OFF_TOPIC] == taught_rates(BASE.settings)[Label.OFF_TOPIC]


def test_two_labels_are_read_each_by_its_own_map():
    """Too sure of abuse says nothing about off-topic."""
    pairs = {"comments": 60.0, "before": 0.8, "after": 0.85}
    found = read_anew(Label.OFF_TOPIC, Taught(read_anew(Label.ABUSE, Taught(BASE, TOO_SURE)), NONE_UNSEEN, pairs))
    first, second, third = told(found)

    assert set(found.arrays) - set(BASE.arrays) == {NAMES[Label.ABUSE]}
    assert "by a line over log-odds (Platt); log loss on 900 decisions" in first
    assert "left as the model gives them" in second
    assert "60 comments under their own article" in third
    assert ".800 before, 0.850 after" in third
