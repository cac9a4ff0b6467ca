"""What is covered of a reader's text: strong words by the model's weights, as many code points long."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.comments import Comment, InContext
from moderation.labels import Label
from moderation.scoring.scorer import Scorer
from moderation.text import MASK, masked

_SHIPPED = Scorer.shipped()


@pytest.fixture(scope="module")
def scorer():
    return _SHIPPED


def covered(scorer, text, is_abuse=True):
    """Return a text as the desk shows it."""
    return masked(text, scorer.stretches([(text, is_abuse)])[0])


def test_a_strong_word_keeps_its_first_letter_and_its_length(scorer):
    """The moderator sees that there is a word, how long it is, and need not read it."""
    assert covered(scorer, "You complete moron.") == "You complete m••••."


def test_a_threat_is_covered_with_whom_it_is_aimed_at(scorer):
    """The two words together are what frightens."""
    assert covered(scorer, "I will kill you all.") == "I will k••• ••• all."


def test_names_of_groups_are_never_covered(scorer):
    """Who is attacked is what the moderator has to know, and a name is no slur."""
    for text in ("You people, all Muslims are gay Jews.", "The Poles' women"):
        assert covered(scorer, text) == text


def test_a_disguised_word_is_covered_as_it_was_written(scorer):
    """Whoever spells round a filter means the same."""
    assert covered(scorer, "you m o r o n, this 1d10t") == "you m • • • •, this 1••••"


def test_where_nothing_is_taken_for_abuse_only_hateful_words_are_covered(scorer):
    """A quoted insult is not one, and a page full of covers can't be read."""
    assert covered(scorer, "He is no idiot.", is_abuse=False) == "He is no idiot."
    assert MASK in covered(scorer, "They were called subhuman.", is_abuse=False)


def test_a_text_that_nobody_has_judged_is_judged_by_the_model(scorer):
    """Parents and answers are drawn without their suggestion."""
    assert MASK in covered(scorer, "You are a pathetic moron.", is_abuse=None)
    assert MASK not in covered(scorer, "She isn't an idiot; she misread a figure.", is_abuse=None)


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_covering_changes_no_length_and_nothing_outside(text, stretches):
    """Evidence and searches count code points."""
    ordered = sorted((min(pair), max(pair)) for pair in stretches)
    shown = masked(text, ordered)
    assert len(shown) == len(text)
    outside = set(range(len(text))) - {place for start, end in ordered for place in range(start, end)}
    assert all(shown[place] == text[place] for place in outside)


@given(st.text(max_size=200))
def test_any_text_can_be_asked_about(text):
    """Readers write anything."""
    scorer = _SHIPPED
    (stretches,) = scorer.stretches([(text, True)])
    assert all(0 <= start < end <= len(text) for start, end in stretches)
    assert len(masked(text, stretches)) == len(text)


def test_a_megabyte_is_looked_at_only_so_far(scorer):
    """One reader pasting a book must not stop the queue."""
    stretches = scorer.stretches([("you moron " * 100_000, True)])[0]
    assert stretches[-1][1] <= 1 << 15


def test_most_abuse_of_the_hard_cases_is_covered_and_little_else(scorer, root):
    """Measured with the shipped model: 41 of 65 strongest words; 12 of 48 harmless texts that look like abuse."""
    cases = [json.loads(line) for line in (root / "tests/golden/hard_cases.jsonl").read_text().splitlines()]
    abuse = [case["text"] for case in cases if case["label"] == "abuse" and case["expected"] is True]
    harmless = [case["text"] for case in cases if case["label"] == "abuse" and case["expected"] is False]
    reached = 0
    for text, stretches in zip(abuse, scorer.stretches([(text, None) for text in abuse]), strict=True):
        spans = scorer.explain(InContext(Comment("x", text, "")))[Label.ABUSE].spans
        strongest = max((span for span in spans if span.weight > 0), key=lambda span: span.weight, default=None)
        reached += strongest is not None and any(a < strongest.end and b > strongest.start for a, b in stretches)
    assert reached >= 38
    assert sum(map(bool, scorer.stretches([(text, None) for text in harmless]))) <= 14
