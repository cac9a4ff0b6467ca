"""The filter language: what is typed becomes a value, and what can't be understood is named."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.comments import Status
from moderation.errors import WrongUse
from moderation.filters import Filter, ScoreTest, State, parse_filter
from moderation.labels import Label


def test_nothing_typed_is_the_queue_as_it_opens():
    """The desk opens with an empty search line."""
    assert parse_filter("  ") == Filter()
    assert parse_filter("").is_default


def test_words_and_phrases_are_kept_apart():
    """A phrase is one thing to look for, its words are not."""
    assert parse_filter('press "so called" freedom').words == ("press", "so called", "freedom")


def test_every_field_is_understood():
    """One line can use all of the language."""
    asked = parse_filter(
        'is:held status:pending author:"Ann B" article:12 site:example.org label:off-topic score:abuse>=0.5 id:7 by:bo'
    )
    assert asked == Filter(
        states=frozenset({State.HELD}),
        statuses=frozenset({Status.PENDING}),
        authors=("Ann B",),
        articles=("12",),
        sites=("example.org",),
        labels=frozenset({Label.OFF_TOPIC}),
        scores=(ScoreTest(Label.ABUSE, ">=", 0.5),),
        ids=("7",),
        by=("bo",),
    )


def test_the_same_field_twice_means_either():
    """People add a second status to see more, not less."""
    asked = parse_filter("is:waiting is:held status:spam status:removed")
    assert asked.states == {State.WAITING, State.HELD}
    assert asked.statuses == {Status.SPAM, Status.REMOVED}


def test_any_names_all_states_and_statuses():
    """`any` is how archives are looked through."""
    assert parse_filter("is:any status:any") == Filter(states=frozenset(State), statuses=frozenset(Status))


@pytest.mark.parametrize("query", ["by:bo", "id:7"])
def test_what_is_seldom_waiting_is_looked_for_everywhere(query):
    """A moderator's decisions never wait, so the default state would find none of them."""
    assert parse_filter(query).states == set(State)
    assert parse_filter(f"{query} is:held").states == {State.HELD}


@pytest.mark.parametrize("comparison", ["<", "<=", ">", ">="])
def test_scores_compare_four_ways(comparison):
    """`=` is left out: nobody means it of a probability."""
    assert parse_filter(f"score:abuse{comparison}.25").scores == (ScoreTest(Label.ABUSE, comparison, 0.25),)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("colour:red", '"colour:"'),
        ("http://example.org", '"http:"'),
        ("status:shiny", '"status:shiny"'),
        ("is:gone", '"is:gone"'),
        ("label:rude", '"label:rude"'),
        ("score:abuse=1", '"score:abuse=1"'),
        ("score:rude>0.1", '"score:rude>0.1"'),
        ('"open', '"open'),
        ('author:""', '"author:"'),
    ],
)
def test_what_is_not_understood_is_named(query, named):
    """The sentence says which part to mend, not just that something is wrong."""
    with pytest.raises(WrongUse, match=r"\.$") as refusal:
        parse_filter(query)
    assert named in str(refusal.value)


@given(st.text())
def test_any_text_is_a_filter_or_a_sentence(query):
    """The search line takes whatever is pasted into it."""
    with suppress(WrongUse):
        assert isinstance(parse_filter(query), Filter)
