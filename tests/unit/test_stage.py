"""The trees over the abuse experts: exactly those that were fitted, rising with every expert, the same in any batch."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.scoring.stage import (
    ARRAYS,
    EXPERTS,
    FEATURES,
    LEAVES,
    MANNERS,
    MOST_SIGNS,
    NODES,
    Stage,
    fault,
    manners,
)
from training.stage import fitted, laid_out, learner

RNG = np.random.default_rng(5)
ROWS = RNG.normal(size=(FEATURES, 3_000))
ABUSIVE = RNG.random(3_000) < 1 / (1 + np.exp(2 - ROWS[0] - ROWS[5] * (ROWS[1] > 0)))
WEIGHT = RNG.random(3_000) + 0.5
MODEL = learner(0).fit(ROWS.T, ABUSIVE, sample_weight=WEIGHT)
STAGE = laid_out(MODEL)

texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aB !?\"'É\ud83e\n")), max_size=60)


def test_the_arrays_say_exactly_what_scikit_learn_says():
    """Served is what was fitted, to the last bit."""
    new = RNG.normal(size=(FEATURES, 2_000))

    assert STAGE.log_odds(new).tolist() == MODEL.decision_function(new.T).tolist()


def test_a_tree_that_ends_early_leads_to_its_leaf_on_every_way():
    """Few rows make shallow trees, and all are walked three questions deep."""
    small = learner(0).fit(ROWS.T[:150], ABUSIVE[:150])
    shallow = laid_out(small)

    assert np.isinf(shallow.cuts).any()
    assert shallow.log_odds(ROWS).tolist() == small.decision_function(ROWS.T).tolist()


def test_a_worse_word_never_makes_a_comment_better():
    """Log-odds only rise with what an expert says."""
    before = STAGE.log_odds(ROWS)
    for column in range(2 * len(EXPERTS)):
        raised = ROWS.copy()
        raised[column] += RNG.random(ROWS.shape[1]) * 2
        assert (STAGE.log_odds(raised) >= before).all()


@given(st.integers(0, 2_999), st.integers(1, 40))
def test_a_text_is_judged_the_same_alone_and_in_any_batch(row, count):
    """Sums whose order hung on the batch would differ in the last bit."""
    batch = STAGE.log_odds(ROWS[:, row : row + count])

    assert batch.tolist() == [STAGE.log_odds(ROWS[:, [at]])[0] for at in range(row, min(row + count, 3_000))]


def test_the_same_rows_give_the_same_trees():
    """A model must be able to be built again."""
    one, two = (fitted(ROWS, ABUSIVE, WEIGHT, 0).arrays() for _ in range(2))

    assert all(one[name].tobytes() == two[name].tobytes() for name in ARRAYS)


@given(st.lists(texts, max_size=6))
def test_manners_are_counted_as_they_are_defined(batch):
    """Bytes, share of capitals, and signs up to a bound."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in batch]
    expected = [
        [
            len(text) + 1,
            sum(65 <= byte <= 90 for byte in text) / (len(text) + 1),
            *(min(text.count(sign), MOST_SIGNS) for sign in (b"!", b"?", b'"')),
        ]
        for text in encoded
    ]

    assert manners(batch).T.tolist() == expected
    assert manners(batch).shape == (len(MANNERS), len(batch))


@pytest.mark.parametrize(
    "broken",
    [
        {"cuts": np.full((2, NODES), np.nan)},
        {"leaves": np.full((2, LEAVES), np.inf)},
        {"asked": np.full((2, NODES), FEATURES, np.uint8)},
        {"asked": np.zeros((3, NODES), np.uint8)},
        {"leaves": np.zeros((2, LEAVES), np.float16)},
    ],
)
def test_trees_that_are_none_are_named(broken):
    """An array of another shape would end in the middle of somebody's queue."""
    sound = Stage(np.zeros((2, NODES), np.uint8), np.zeros((2, NODES)), np.zeros((2, LEAVES)), 0.0)

    assert fault(sound.arrays()) == ""
    assert "none" in fault(replace(sound, **broken).arrays())


def test_part_of_the_trees_is_no_trees():
    """A model has all of their arrays or, where the odds of two heads add, none."""
    whole = STAGE.arrays()

    assert fault({}) == ""
    assert fault({name: whole[name] for name in ARRAYS[1:]}) == f"lacks {ARRAYS[0]}"
