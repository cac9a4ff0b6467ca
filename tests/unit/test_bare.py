"""What a comment says of others: clauses that say nothing of them are left out, insults beside them are not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.comments import Comment, InContext
from moderation.scoring.bare import READ_FROM, bare, eased
from moderation.scoring.scorer import Scorer

log_odds = st.floats(-30, 30)


@pytest.mark.parametrize(
    "text",
    [
        "Nobody on this page is an idiot.",
        "You aren’t an idiot",
        "She is neither an idiot nor a saint",
        "He called my sister an idiot in front of everyone.",
        "“Idiot” is what they wrote. “You are an idiot”, he shouted.",
        "I was an idiot to sign",
        "This law is the work of an idiot",
    ],
)
def test_what_is_denied_reported_or_said_of_oneself_is_left_out(text):
    """Its words are those of an insult."""
    assert "an idiot" not in bare(text)


@pytest.mark.parametrize(
    "text",
    [
        "You are not clever, you are an idiot.",
        "Nobody is as much of an idiot",
        "You are not just wrong but an idiot",
        "He called, and he is an idiot",
        "I am with you against an idiot",
        "Damn, what an idiot.",
    ],
)
def test_an_insult_beside_such_a_clause_stays(text):
    """A denial that has ended hides nothing."""
    assert "an idiot" in (bare(text) or text.lower())


def test_nothing_left_out_is_said_so():
    """Such a comment need not be read again."""
    assert bare("You are an idiot, and so is your brother.") is None


@given(log_odds, log_odds, log_odds)
def test_reading_again_only_lowers_and_never_turns_two_comments_round(whole, more, without):
    """A worse comment stays the worse one, and one under the limit is not touched."""
    lower, higher = sorted((whole, more))
    first, second = eased(np.array([lower, higher]), np.array([without, without]))

    assert first <= second
    assert first <= lower
    assert first >= min(lower, READ_FROM)


def test_a_denied_insult_scores_below_the_insult_alone_and_in_a_batch():
    """The same comment gets the same score wherever it is read."""
    texts = ["You are an idiot and a liar.", "You are not an idiot or a liar.", "Good morning."] * 3
    posted = [InContext(Comment(str(number), text)) for number, text in enumerate(texts)]
    scorer = Scorer.shipped()
    scores = scorer.score(posted).scores[:, 0]

    assert scores[1] < scores[0]
    assert scores.tolist() == [scorer.score([one]).scores[0, 0] for one in posted]
