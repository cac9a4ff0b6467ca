"""What no retraining changes of a reading: scores made from it are those of a full scoring, or it isn't used."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Article, Comment, InContext
from moderation.scoring.artefact import with_delta
from moderation.scoring.bags import BUCKETS
from moderation.scoring.found import Found, unpacked
from moderation.scoring.hashing import SLOTS
from moderation.scoring.kept import digest, together
from moderation.scoring.kin import KIN
from moderation.scoring.ngrams import DESK
from moderation.scoring.scorer import Scorer

ARTICLE = Article(
    "1", "Killed in the harbour", "The ferry sank after the protest. The mob was dispersed by the police."
)
TEXTS = (
    "You call them a 'mob'? They were protesters, stop writing propaganda.",
    "What an idi0t, go h0me you m.o.r.o.n",
    "Women and gay Muslims are welcome here, the ferry was late.",
    "",
    "!!!",
    "Cómo está usted, señor “López”?",
    "The ferry sank because nobody looked after it. " * 40,
    "\ud800 broken",
    "Buy cheap watches at http://example.com now",
    "Killed, not 'died'.",
)
POSTED = [InContext(Comment(str(n), text), ARTICLE if n % 3 else None) for n, text in enumerate(TEXTS)]


def taught(seed=1):
    """Return the shipped model with everything changed that a retraining changes."""
    base, chance = Scorer.shipped().artefact, np.random.default_rng(seed)
    names = [name for name in base.arrays if name.startswith("relevance_c")]
    names += ["terminology_speech", "terminology_standing", "terminology_alone"]
    moved = {name: base.arrays[name] * chance.normal(1, 0.2, base.arrays[name].shape) for name in names}
    own = replace(
        base, version="own", arrays={**base.arrays, **moved}, calibration={**base.calibration, "abuse": (0.9, 0.4)}
    )
    words = with_delta(own, {DESK: chance.normal(0, 0.05, SLOTS)})
    return replace(words, arrays={**words.arrays, KIN: chance.normal(0, 0.5, BUCKETS)})


def test_scores_from_what_was_kept_are_those_of_a_full_scoring():
    """To the bit: nobody may be able to tell a desk scored anew from one scored from scratch."""
    own, (_, kept) = Scorer(taught()), Scorer.shipped().score_and_keep(POSTED)

    again = own.score_again(POSTED, kept)

    np.testing.assert_array_equal(again.scores, own.score(POSTED).scores)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
def test_any_text_is_scored_again_as_it_is_scored(texts):
    """Texts are folded, restored and blanked in more ways than examples show."""
    posted = [InContext(Comment(str(n), text), ARTICLE) for n, text in enumerate(texts)]
    _, kept = SHIPPED.score_and_keep(posted)

    np.testing.assert_array_equal(OWN.score_again(posted, kept).scores, OWN.score(posted).scores)


SHIPPED, OWN = Scorer.shipped(), Scorer(taught())


def test_parts_kept_of_several_blocks_are_one_and_can_be_chosen_from():
    """Stretches of a desk and blocks of a scorer have different bounds."""
    _, kept = SHIPPED.score_and_keep(POSTED)

    chosen = together([kept[[0, 1]], kept[[8, 9]]])

    rows = [0, 1, 8, 9]
    np.testing.assert_array_equal(chosen.own, kept.own[rows])
    assert chosen.found == {place: kept.found[row] for place, row in enumerate(rows) if row in kept.found}


def test_what_a_retraining_changes_leaves_the_digest_as_it_is():
    """Otherwise nothing kept would ever be used."""
    assert digest(taught()) == digest(SHIPPED.artefact)


@pytest.mark.parametrize("name", ["hostility", "wording", "terminology_screen", "known", "stage_leaves"])
def test_another_base_model_has_another_digest(name):
    """What the old one read would be a stale score by the new one."""
    base = SHIPPED.artefact
    changed = base.arrays[name].copy()
    changed.flat[7] += 1

    assert digest(replace(base, arrays={**base.arrays, name: changed})) != digest(base)


def test_another_line_of_a_base_head_has_another_digest():
    """A head's calibration is part of what was read."""
    base = SHIPPED.artefact
    lines = {**base.calibration, "hate": (3.0, -1.0)}

    assert digest(replace(base, calibration=lines)) != digest(base)


@given(
    st.builds(
        Found,
        st.floats(allow_nan=False),
        st.booleans(),
        st.booleans(),
        st.lists(st.tuples(st.integers(0, 55), st.floats(allow_nan=False)), max_size=9),
        st.lists(st.tuples(st.integers(0, 74), st.floats(allow_nan=False)), max_size=9),
    )
)
def test_what_was_found_comes_back_as_it_was_kept(found):
    """Every figure to the bit, in its order: sums hang on it."""
    assert unpacked(found.packed()) == found
