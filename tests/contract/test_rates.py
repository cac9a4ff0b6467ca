"""A model read at a site's own rate: the scorer and the command line agree, thresholds stay, and evidence follows."""

from dataclasses import replace

import numpy as np
import pytest

from moderation.comments import Comment, InContext
from moderation.errors import WrongUse
from moderation.labels import Label
from moderation.scoring.artefact import read
from moderation.scoring.prior import at_rate
from moderation.scoring.scorer import SHIPPED, Scorer

RATED = replace(read(SHIPPED), settings={"rates": {"abuse": 0.08, "off_topic": 0.06, "disputed_terminology": 1 / 150}})
SCORER = Scorer(RATED)
TEXTS = [
    "You are a pathetic liar and an idiot.",
    "Thank you for the report, it was fair.",
    "Nobody believes you, fool.",
]
BATCH = [InContext(Comment(str(number), text)) for number, text in enumerate(TEXTS)]


def test_a_score_at_another_rate_is_the_finished_score_corrected():
    """Whatever made the score, only its base is exchanged; labels that were not named stay to the bit."""
    before, after = SCORER.score(BATCH), SCORER.at({Label.ABUSE: 0.3}).score(BATCH)

    assert after.scores[:, 0].tolist() == at_rate(before.scores[:, 0], 0.08, 0.3).tolist()
    assert after.scores[:, 1:].tobytes() == before.scores[:, 1:].tobytes()
    assert after.thresholds.tolist() == before.thresholds.tolist()


def test_a_row_read_at_another_rate_is_the_same_row_alone():
    """Bit for bit, as without."""
    moved = SCORER.at({Label.ABUSE: 0.3})

    assert moved.score(BATCH).scores[1].tobytes() == moved.score(BATCH[1:2]).scores[0].tobytes()


def test_evidence_calls_likely_what_is_suggested_at_the_new_rate():
    """A sentence that says "unlikely" beside a suggestion would be read as a fault."""
    everywhere = SCORER.at({Label.ABUSE: 0.999})
    posted = BATCH[1]

    assert Label.ABUSE in everywhere.score([posted])[0].suggested
    assert "unlikely" not in everywhere.explain(posted)[Label.ABUSE].why


def test_the_model_itself_is_left_as_it_was():
    """`at` returns another scorer."""
    SCORER.at({Label.ABUSE: 0.9})

    assert np.array_equal(SCORER.score(BATCH).scores, Scorer(RATED).score(BATCH).scores, equal_nan=True)


def test_a_model_that_does_not_state_its_rates_is_read_at_its_own_alone():
    """A correction from an unknown rate would be a guess."""
    unstated = Scorer(replace(RATED, settings={}))

    assert unstated.at({}).score(BATCH).scores[:, 0].tolist() == SCORER.score(BATCH).scores[:, 0].tolist()
    with pytest.raises(WrongUse, match="off-topic"):
        unstated.at({Label.OFF_TOPIC: 0.2})
