"""What a build measures of its finished model: every set, every function, every term, with intervals."""

import numpy as np
import pytest

from training.corpora import EVALUATED, Corpus
from training.disguises import ATTACKED, DISGUISES, Attack
from training.final import BY_DISGUISE, BY_FUNCTION, BY_SET, BY_TERM, abuse_figures

TERMS = ("deaf", "old")
EACH = 120


def made(source):
    """Return sentences of our own in the place of an evaluation set; every other one is an insult."""
    numbers = np.arange(EACH)
    abusive = numbers % 2 == 0
    words = np.where(abusive, "vile idiot", "kind neighbour")
    texts = [f"Name{n} is a {word.split()[0]} {TERMS[n // 2 % 2]}, {word}" for n, word in enumerate(words)]
    if source == "madlibs":
        texts = [f"Name{n} is a {word.split()[0]} {TERMS[n // 2 % 2]}" for n, word in enumerate(words)]
    kinds = np.array([f"function {n % 3}" for n in numbers], object)
    return Corpus(np.array(texts, object), abusive, np.full(EACH, source, object), kinds, numbers / 1_000)


CORPUS = Corpus(*(np.concatenate([getattr(made(source), name) for source in EVALUATED]) for name in Corpus.__slots__))


def score(texts):
    """Call a comment abuse by one word."""
    return np.array(["vile" in text for text in texts]) * 0.8 + 0.1


FOUND = abuse_figures(score, 0.5, CORPUS, Attack({"vile": 1.0}))


@pytest.mark.parametrize("name", EVALUATED)
def test_each_set_has_its_figures_and_their_bounds(name):
    """A perfect ranking is 1 in every redraw."""
    of = FOUND[BY_SET.format(name=name)]

    assert (of["n"], of["positives"]) == (EACH, EACH // 2)
    assert (of["auc"], of["auc_low"], of["auc_high"], of["precision"], of["recall_low"]) == (1, 1, 1, 1, 1)
    assert of["ece"] == pytest.approx(0.1)


def test_functions_and_terms_are_measured_one_by_one():
    """Which of them fails is the question."""
    assert FOUND[BY_FUNCTION]["macro"] == FOUND[BY_FUNCTION]["function 1"] == 1
    assert set(FOUND[BY_TERM]) == set(TERMS)
    assert FOUND[BY_TERM]["deaf"] == {"n": EACH // 2, "subgroup": 1, "bpsn": 1, "bnsp": 1}


def test_a_disguise_that_hides_the_word_costs_everything():
    """The scorer here knows one spelling; each disguise breaks it."""
    assert FOUND[BY_DISGUISE] == {"clean": 1.0, **dict.fromkeys(DISGUISES, 0.5)}
    assert set(ATTACKED) < set(EVALUATED)
