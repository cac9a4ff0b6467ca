"""What teaches each abuse expert, and how much."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from moderation.scoring.stage import EXPERTS
from training import contrast, slips
from training.abuse import NATURAL_RATE, is_natural, stage_weights
from training.corpora import UNANIMOUS, Corpus
from training.experts import fitted_weights, lessons

ROWS = (
    ("Nobody minds the weather here", False, "civil", "", 0.2),
    ("Somebody minds everything here", True, "civil", "insult", 0.6),
    ("Everybody minds something here", True, "civil", f"{UNANIMOUS} identity_attack", 1.0),
    ("Something about somebody else", True, "civil_spans", "", 1.0),
    ("Another matter of another page", False, "wiki_jigsaw", "", 0.0),
    ("Nothing that somebody would hate", False, "stormfront", "", 0.0),
    ("An example that names somebody", False, contrast.SOURCE, contrast.NAMED_ONLY, 0.0),
)
TEXTS, ABUSIVE, SOURCES, KINDS, RATED = zip(*ROWS, strict=True)
CORPUS = Corpus(
    np.array(TEXTS, object),
    np.array(ABUSIVE),
    np.array(SOURCES, object),
    np.array(KINDS, object),
    np.linspace(0, 0.9, len(ROWS)),
    np.array(RATED),
)


def test_the_weights_are_those_of_a_logistic_regression():
    """The solver is written here for labels between 0 and 1; for others it must agree with scikit-learn."""
    rng = np.random.default_rng(2)
    rows, truth, weight = rng.normal(size=(200, 4)), rng.integers(0, 2, 200), rng.random(200)
    expected = LogisticRegression(C=0.7, tol=1e-8).fit(rows, truth, sample_weight=weight).coef_[0]

    assert fitted_weights(csr_matrix(rows.astype(np.float32)), truth.astype(float), weight, 0.7) == pytest.approx(
        expected, abs=2e-3
    )


@pytest.mark.parametrize("expert", EXPERTS)
def test_every_expert_hears_clean_news_and_no_expert_hears_all(expert):
    """Each is taught by another mixture."""
    weight = lessons(expert, CORPUS).weight

    assert weight[0] > 0
    assert (weight == 0).any()


def test_what_was_sought_out_as_abuse_weighs_less_than_what_stands_on_a_site():
    """Two thirds of the public subsets are abuse that every rater called so; a site's is mostly doubtful."""
    weight = lessons("hostility", CORPUS).weight

    assert weight[2] < weight[1] < weight[0]


def test_raters_who_disagree_teach_doubt():
    """A comment that two in five let pass is not as abusive as one that none did."""
    truth = lessons("hostility", CORPUS).truth

    assert truth.tolist() == [0.1, 0.8, 1.0, 1.0, 0.0, 0.0, 0.0]


def test_the_trees_see_news_at_the_natural_rate():
    """Else the scores would be far too high on a site."""
    weight = stage_weights(CORPUS)
    news = np.isin(CORPUS.sources.astype(str), ["civil", "civil_spans"])

    assert weight[news & CORPUS.abusive].sum() / weight[news].sum() == pytest.approx(NATURAL_RATE)
    assert is_natural(CORPUS).tolist() == [True, True, False, False, False, False, False]


def test_slips_swap_letters_inside_words_and_leave_everything_else():
    """A misspelt copy must stay on its original's side of any split, and a reader must still read it."""
    many = CORPUS.where(np.zeros(300, np.int64))
    copies = slips.slips(many, 1)

    assert 100 < len(copies) < 200
    assert {"".join(sorted(text)) for text in copies.texts} == {"".join(sorted(TEXTS[0]))}
    assert len(set(copies.texts)) > 5
    assert set(copies.shares) == {0.0}
    assert list(copies.texts) == list(slips.slips(many, 1).texts)
