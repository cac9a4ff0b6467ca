"""The page that the program was made for: what its two comments are, and what they are not.

No sentence of the page stands here; it is read from `../shared` where that exists.
"""

import pytest

from moderation.comments import Article, InContext
from moderation.formats.opening import open_export
from moderation.formats.records import Found
from moderation.labels import Label
from moderation.scoring.scorer import Scorer

CERTAIN = 0.8
UNCERTAIN = (0.05, 0.95)


@pytest.fixture(scope="module")
def scorer():
    """Return the shipped model."""
    return Scorer.shipped()


@pytest.fixture(scope="module")
def page(samples):
    """Return the page's two comments under its article, the one about the alliance first."""
    found = list(open_export(samples / "seed" / "saved-page.txt").items)
    article = next(item for item in found if isinstance(item, Article))
    return [InContext(item.comment, article) for item in found if isinstance(item, Found)]


def scored(scorer, posted):
    """Return a comment's suggestion."""
    return scorer.score([posted])[0]


def test_the_objection_to_the_papers_word_is_disputed_terminology_for_certain(scorer, page):
    """It is the case that the label was made for."""
    assert scored(scorer, page[1]).scores[Label.DISPUTED_TERMINOLOGY] > CERTAIN


def test_the_contested_word_is_marked_and_the_papers_sentence_is_found(scorer, page):
    """The corrections desk is sent the word and the sentence, which has another form of it."""
    evidence = scorer.explain(page[1])[Label.DISPUTED_TERMINOLOGY]

    assert evidence.term == "annexed"
    assert "annexation of Crimea" in evidence.article_sentence


def test_the_other_comment_disputes_no_wording(scorer, page):
    """It rails at an alliance; the paper's words are none of its business."""
    suggestion = scored(scorer, page[0])

    assert Label.DISPUTED_TERMINOLOGY not in suggestion.suggested


@pytest.mark.parametrize("place", [0, 1])
def test_neither_comment_is_off_topic(scorer, page, place):
    """Both speak of what the article is about, each in its way."""
    assert Label.OFF_TOPIC not in scored(scorer, page[place]).suggested


def test_hostility_to_an_alliance_is_neither_abuse_for_certain_nor_certainly_none(scorer, page):
    """A person decides where an alliance is called names and no people are."""
    assert UNCERTAIN[0] <= scored(scorer, page[0]).scores[Label.ABUSE] <= UNCERTAIN[1]
