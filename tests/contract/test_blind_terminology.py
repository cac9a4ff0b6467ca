"""Disputed terminology on blind cases, held to what the shipped model reached when it was built.

`python benchmarks/blind_terminology.py` prints every case that fails, and `--write` records new floors.
"""

import json

import pytest

from benchmarks.blind_terminology import FLOOR, figures, read_cases, readings
from moderation.scoring.scorer import Scorer

CASES = read_cases()
FLOORS = json.loads(FLOOR.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def counts():
    """Return the figures of the shipped model."""
    return figures(readings(Scorer.shipped(), CASES))


@pytest.mark.parametrize("figure", list(FLOORS))
def test_a_figure_is_no_lower_than_it_was(counts, figure):
    """The right word under the right sentence is what the corrections desk is sent; neither may quietly get lost."""
    assert counts[figure] >= FLOORS[figure]


def test_there_are_enough_cases_under_enough_articles():
    """A handful of subjects would measure the subjects."""
    assert len(CASES) >= 64
    assert len({case.posted.article.title for case in CASES}) >= 16


@pytest.mark.parametrize("case", [case for case in CASES if case.disputes], ids=lambda case: case.terms[0])
def test_a_case_quotes_its_comment_and_its_article(case):
    """A slip in a case would be counted against the model."""
    article = case.posted.article
    assert all(term in case.posted.comment.text for term in case.terms)
    assert all(sentence == article.title or sentence in article.text for sentence in case.sentences)
