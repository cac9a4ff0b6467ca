"""What the abuse heads are taught on, and how their readings become probabilities."""

import numpy as np
import pytest

from moderation.scoring.calibration import probability
from training.calibrate import added_line, best_f1_threshold, figures, natural_weights
from training.contrast import NAMED_ONLY, contrast, groups
from training.corpora import Corpus, evaluation, teaching, worded

RNG = np.random.default_rng(1)


@pytest.fixture(scope="module")
def corpora(samples):
    """Return the evaluation sets and what may teach."""
    folder = samples.parent / "data"
    measured = evaluation(folder)
    return measured, teaching(folder, measured)


def test_rows_weigh_back_to_a_natural_rate():
    """A corpus balanced by hand says nothing of how common abuse is."""
    abusive = np.array([True] * 650 + [False] * 350)
    weight = natural_weights(abusive, 0.08)

    assert weight @ abusive / weight.sum() == pytest.approx(0.08)
    assert weight.sum() == pytest.approx(len(abusive))


def test_a_line_is_found_again_beside_a_head_that_is_known():
    """Hostility is calibrated with hate already in the sum."""
    readings, others = RNG.normal(size=40_000), RNG.normal(-5.0, 1.0, size=40_000)
    abusive = RNG.random(40_000) < probability(np.logaddexp(2.0 * readings - 3.0, others))
    line = added_line(readings, others, abusive, np.ones(40_000))

    assert (line.slope, line.intercept) == (pytest.approx(2.0, abs=0.1), pytest.approx(-3.0, abs=0.1))


def test_the_threshold_is_where_f1_is_best():
    """The criterion the card states."""
    scores, abusive = np.array([0.1, 0.2, 0.6, 0.7, 0.9]), np.array([False, False, True, False, True])

    assert best_f1_threshold(scores, abusive, np.ones(5)) == 0.6
    assert figures(scores, abusive, 0.6).recall == 1.0


def test_sentences_of_our_own_are_the_same_for_a_seed_and_tell_naming_from_hating():
    """A model must be able to be built again; a group's name must stand on both sides."""
    first, again = contrast(3), contrast(3)
    named, hated = first.where(first.kinds == NAMED_ONLY), first.where(first.abusive)

    assert list(first.texts) == list(again.texts)
    assert len(set(first.texts)) == len(first)
    assert not named.abusive.any()
    assert all(any(plural in text for text in hated.texts) for _, plural in groups())


def test_texts_are_compared_by_their_words():
    """Case and punctuation must not smuggle an evaluation row into training."""
    assert worded("You, SIR: are wrong!") == worded("you sir are wrong")


def test_nothing_that_measures_teaches(corpora):
    """A figure on a row that was learnt by heart is worth nothing."""
    measured, taught = corpora

    assert {worded(text) for text in measured.texts}.isdisjoint(worded(text) for text in taught.texts)


def test_only_shippable_sources_teach(corpora):
    """The licence decides what the shipped model may learn from."""
    _, taught = corpora

    assert not {"c3", "ucc", "impermium"} & set(taught.sources)
    assert isinstance(taught, Corpus)
