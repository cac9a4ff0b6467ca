"""What a desk teaches of words by the company they keep, as it is served and as it is taught."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from moderation.errors import ModelNotTrusted
from moderation.scoring.artefact import with_delta
from moderation.scoring.bags import BUCKETS, buckets_of
from moderation.scoring.fitting import fitting
from moderation.scoring.groups import GROUPS
from moderation.scoring.hashing import SLOTS, joined, words_of
from moderation.scoring.kin import KIN, Kin, once
from moderation.scoring.ngrams import DESK, DESK_COLUMN, Heads
from moderation.scoring.normal import scoring_copies
from moderation.scoring.scorer import Scorer
from training.hashed import ALL
from training.kinship import Kinship
from training.vocabulary import KINDS, Lessons, fitted

CHANCE = np.random.default_rng(4)
WEIGHTS = CHANCE.normal(size=BUCKETS)
DELTA = CHANCE.normal(0, 0.1, SLOTS)
EVERY_WORD = np.ones(SLOTS, np.bool_)
PLAIN, WITH_KIN = Heads({DESK: DELTA}, EVERY_WORD), Heads({DESK: DELTA}, EVERY_WORD, kin=Kin.of(WEIGHTS))
BASE = Scorer.shipped().artefact


def said(text: str) -> float:
    """Return what the kin of a text's words add to the desk's logit."""
    copies = scoring_copies([text])
    both = [heads.read(copies).logits[0, DESK_COLUMN] for heads in (WITH_KIN, PLAIN)]
    return float(both[0] - both[1])


def bucket(word: str) -> int:
    """Return the bucket of a word."""
    block = joined([word])
    return int(buckets_of(block, words_of(block))[0])


def test_each_word_of_a_text_adds_its_weight_once():
    """A word shouted ten times says what it says once."""
    weights = WEIGHTS[bucket("river")] + WEIGHTS[bucket("council")]

    assert said("river council") == pytest.approx(weights / 32**0.5, abs=1e-4)
    assert said("river council " + "river " * 9) == pytest.approx(
        weights / len(" river council " + "river " * 9) ** 0.5, abs=1e-4
    )


def test_the_name_of_a_group_says_nothing_by_its_kin():
    """What one desk's decisions say near a name must not tell against its people."""
    assert {said(name) for name in GROUPS} == {0.0}


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_text_reads_the_same_alone_in_a_batch_and_without_sentences(texts):
    """Scores made anew from what was kept are those of a full scoring, to the bit."""
    copies = scoring_copies(texts)
    block = joined(copies)
    words = words_of(block)
    read = WITH_KIN.read_block(block, words)

    alone = [WITH_KIN.read([copy]).logits[0].tolist() for copy in copies]
    assert read.logits.tolist() == alone
    assert WITH_KIN.totals(*WITH_KIN.as_copied(block, words)).tolist() == read.logits.tolist()


def test_each_bucket_of_a_text_is_found_once_among_thousands():
    """Words are told apart in cells that others share; neither may hide the other."""
    rng = np.random.default_rng(6)
    block = joined([" ".join(f"w{number}" for number in rng.integers(0, 9_000, 20_000)) for _ in range(3)])
    words = words_of(block)
    places = buckets_of(block, words)
    owners, found = once(words, places, WEIGHTS > 0)
    every = np.arange(3).repeat(20_000)[WEIGHTS[places] > 0], places[WEIGHTS[places] > 0]

    assert len(found) == len(set(zip(owners.tolist(), found.tolist(), strict=True)))
    assert set(zip(owners.tolist(), found.tolist(), strict=True)) == set(
        zip(*map(np.ndarray.tolist, every), strict=True)
    )
    assert (np.diff(owners) >= 0).all()


def test_a_model_whose_kin_does_not_fit_is_not_loaded():
    """Another length would be read past its end, or say something of other words."""
    taught = with_delta(BASE, {DESK: DELTA})
    arrays = {**taught.arrays, KIN: WEIGHTS.astype(np.float32)}

    assert fitting(replace(taught, arrays=arrays)).arrays[KIN].shape == (BUCKETS,)
    for wrong in (WEIGHTS[:-1], WEIGHTS.astype(np.int64), np.full(BUCKETS, np.nan)):
        with pytest.raises(ModelNotTrusted, match=KIN):
            fitting(replace(taught, arrays={**arrays, KIN: wrong}))
    with pytest.raises(ModelNotTrusted, match="lacks desk"):
        fitting(replace(BASE, arrays={**BASE.arrays, KIN: WEIGHTS}))


TEXTS = [
    "The council spent our money on a bridge over the river.",
    "You pathetic liar, crawl back under your rock!",
    "Women and gay Muslims are welcome here, the ferry was late.",
    "river river river",
    "",
]


def test_what_is_taught_is_what_is_served():
    """Directions times what each weighs, as fitted, is what the heads add, up to quantisation."""
    kinship, change = Kinship(BASE.arrays), np.linspace(-1, 1, 32)
    _, points = kinship.read(TEXTS, ALL)
    heads = Heads({DESK: DELTA}, EVERY_WORD, kin=Kin.of(kinship.weights(change)))
    served = heads.read(scoring_copies(TEXTS)).logits - PLAIN.read(scoring_copies(TEXTS)).logits

    np.testing.assert_allclose(served[:, DESK_COLUMN], points @ change, atol=1e-4)
    assert points.any(axis=1).tolist() == [True, True, True, True, False]


def test_a_model_that_was_not_taught_off_topic_learns_words_alone():
    """It knows no directions; a candidate of it is as it would be without them."""
    rows, points = Kinship({}).read(TEXTS, KINDS)

    assert (rows.shape[0], points.shape) == (len(TEXTS), (len(TEXTS), 0))
    assert not Kinship({}).weights(np.zeros(0)).any()


def lessons(count: int, directions: int = 4) -> Lessons:
    """Return decisions that hang on the first direction alone, whatever the words are."""
    rng = np.random.default_rng(0)
    kin = rng.normal(3, 1, (count, directions))
    rows = csr_matrix((np.ones(count), (np.arange(count), rng.integers(1, 50, count))), shape=(count, SLOTS))
    truth = (kin[:, 0] > 3.5).astype(float)
    every = np.arange(count)
    return Lessons(rows, np.full(count, -1.0), truth, np.ones(count), every, kin=kin)


def test_a_direction_that_decides_here_is_learnt():
    """Words that nobody has decided on yet are then read by their kin."""
    found = fitted(lessons(600))

    assert np.abs(found.kin).argmax() == 0
    assert found.kin[0] > 4 * np.abs(found.kin[1:]).max()


def test_fewer_decisions_move_directions_less():
    """Fifty decisions are a hint: a site whose comments they misread would start worse than the shipped model."""
    sizes = [np.abs(fitted(lessons(count)).kin).max() for count in (30, 300, 3_000)]

    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2] / 8


def test_where_all_texts_point_is_no_news():
    """Else the length of a text would be read for what it says."""
    found = lessons(300)
    moved = replace(found, kin=found.kin + 10)

    np.testing.assert_allclose(fitted(moved).applied(moved), fitted(found).applied(found), atol=0.01)
