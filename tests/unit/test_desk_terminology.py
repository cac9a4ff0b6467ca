"""What a desk's decisions teach about disputed terminology."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit

from moderation.comments import InContext
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import Scorer
from training.cases import read_cases
from training.desk_terminology import moved, read, taught
from training.examples import Example, Examples, gathered

BASE = Scorer.shipped().artefact
COLUMN = LABELS.index(Label.DISPUTED_TERMINOLOGY)


@pytest.fixture(scope="module")
def decisions() -> Examples:
    """Return written comments under their articles and, again, without them."""
    return gathered(
        Example(InContext(case.posted.comment, article), {Label.DISPUTED_TERMINOLOGY: case.disputes})
        for case in read_cases()[::3]
        for article in (case.posted.article, None)
    )


def log_odds(artefact, decisions: Examples):
    """Return a model's log-odds of disputed terminology."""
    return logit(Scorer(artefact).score(list(decisions.posted)).scores[:, COLUMN])


def test_coefficients_that_move_by_a_change_move_scores_by_it(decisions):
    """Both stages move at once, and what was fitted must be what serves."""
    found = read(BASE, list(decisions.posted))
    change = np.random.default_rng(0).normal(0.0, 0.02, found.columns().shape[1])
    by = log_odds(moved(BASE, found, change), decisions) - log_odds(BASE, decisions)

    assert 0 < found.under.sum() < len(found.under)
    assert by[found.passed] == pytest.approx(found.columns() @ change, abs=1e-6)
    assert np.array_equal(by[~found.passed], np.zeros((~found.passed).sum()))


def test_a_desk_that_finds_more_disputes_gets_scores_that_say_so(decisions):
    """One in 150 is the base's rate, and a desk's own may be one in three."""
    found = taught(BASE, decisions, log_odds(BASE, decisions))
    truth, passed = decisions.truth[:, COLUMN], read(BASE, list(decisions.posted)).passed
    before, after = (expit(log_odds(one, decisions))[passed].mean() for one in (BASE, found.artefact))

    assert abs(after - truth[passed].mean()) < abs(before - truth[passed].mean())


def test_decisions_are_read_apart_from_what_they_teach(decisions):
    """A map of scores would else be fitted on what the model knows by heart."""
    offset, first = log_odds(BASE, decisions), decisions.article == decisions.article[0]
    swapped = replace(decisions, truth=decisions.truth.copy())
    swapped.truth[first, COLUMN] = 1 - swapped.truth[first, COLUMN]
    one, other = (taught(BASE, part, offset).unseen.log_odds for part in (decisions, swapped))

    assert np.array_equal(one[first], other[first])
    assert not np.array_equal(one[~first], other[~first])
