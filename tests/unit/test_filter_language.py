"""Filters as lines: every filter can be written back, and what dates, exclusions and names mean."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.comments import Status
from moderation.errors import WrongUse
from moderation.filters import Filter, ScoreTest, State, parse_filter, written
from moderation.labels import LABELS, Label
from moderation.periods import span

TERMS = frozenset({Label.DISPUTED_TERMINOLOGY})
WORDS = st.text(st.characters(exclude_characters='"'), min_size=1).filter(str.strip)
SPANS = st.sampled_from(["", "today", "yesterday", "7d", "12h", "2w", "2026", "2026-3", "2026-03-31"])
ANSWERS = st.sampled_from([None, True, False])
LABELLED = st.frozensets(st.sampled_from(LABELS))
FILTERS = st.builds(
    Filter,
    words=st.lists(WORDS).map(tuple),
    states=st.frozensets(st.sampled_from(State), min_size=1),
    statuses=st.frozensets(st.sampled_from(Status)),
    authors=st.lists(WORDS).map(tuple),
    articles=st.lists(WORDS).map(tuple),
    sites=st.lists(WORDS).map(tuple),
    labels=LABELLED,
    suggested=LABELLED,
    scores=st.lists(
        st.builds(ScoreTest, st.sampled_from(LABELS), st.sampled_from(["<", "<=", ">", ">="]), st.floats(0, 1))
    ).map(tuple),
    ids=st.lists(WORDS).map(tuple),
    by=st.lists(WORDS).map(tuple),
    since=SPANS,
    before=SPANS,
    decided=st.one_of(SPANS, st.sampled_from(["2026-03-01..", "..7d", "2025..2026-03"])),
    override=ANSWERS,
    recheck=ANSWERS,
    copies=ANSWERS,
    scored=ANSWERS,
    watched=ANSWERS,
    not_words=st.lists(WORDS).map(tuple),
    not_authors=st.lists(WORDS).map(tuple),
    not_articles=st.lists(WORDS).map(tuple),
    not_labels=LABELLED,
)
NOW = datetime(2026, 3, 10, 14, 30)


@given(FILTERS)
def test_a_filter_written_down_is_read_as_itself(filter):
    """A filter made by keys can be saved, edited and typed again."""
    assert parse_filter(written(filter)) == filter


@given(FILTERS)
def test_writing_is_stable(filter):
    """The same filter has one line, so that two of them can be compared by eye."""
    assert written(parse_filter(written(filter))) == written(filter)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("-goat", Filter(not_words=("goat",))),
        ('-"so called" -author:bot', Filter(not_words=("so called",), not_authors=("bot",))),
        ("-article:ferry -label:abuse", Filter(not_articles=("ferry",), not_labels=frozenset({Label.ABUSE}))),
        ('"-goat"', Filter(words=("-goat",))),
        ("since:7d before:2026-03", Filter(since="7d", before="2026-03")),
        ("decided:today", Filter(decided="today", states=frozenset(State))),
        ("override:yes is:settled", Filter(override=True, states=frozenset({State.SETTLED}))),
        ("copies:yes watched:no", Filter(copies=True, watched=False)),
        ("scored:no", Filter(scored=False)),
        ("suggested:off-topic", Filter(suggested=frozenset({Label.OFF_TOPIC}))),
        ("label:terminology -label:wording", Filter(labels=TERMS, not_labels=TERMS)),
        ("score:terminology>0.5", Filter(scores=(ScoreTest(Label.DISPUTED_TERMINOLOGY, ">", 0.5),))),
        ('"*"', Filter(words=("*",))),
        (
            "score:abuse=0.2..0.6",
            Filter(scores=(ScoreTest(Label.ABUSE, ">=", 0.2), ScoreTest(Label.ABUSE, "<=", 0.6))),
        ),
        ("since:7d since:2d", Filter(since="2d")),
        ("-", Filter(words=("-",))),
    ],
)
def test_what_can_be_asked_besides_words(query, expected):
    """Each part of the language, by the value it stands for."""
    assert parse_filter(query) == expected


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("since:soon", '"since:soon"'),
        ("since:2026-02-30", '"since:2026-02-30"'),
        ("since:2026..2027", '"since:2026..2027"'),
        ("decided:..", '"decided:.."'),
        ("override:maybe", '"override:maybe"'),
        ("-is:held", '"-is:held"'),
        ("-score:abuse>0.5", '"-score:abuse>0.5"'),
        ("score:abuse=0.6..0.2", '"score:abuse=0.6..0.2"'),
        ("score:abuse>2", '"score:abuse>2"'),
        ("score:abuse=0.5..1.1", '"score:abuse=0.5..1.1"'),
        ('""', '""'),
        ('goat ""', '""'),
        ('-""', '-""'),
        ("*", "*"),
        ("@rude", '"rude"'),
        ("-label:rude", '"-label:rude"'),
    ],
)
def test_what_is_wrong_is_named_as_it_was_typed(query, named):
    """The part to mend is the part on the line."""
    with pytest.raises(WrongUse, match=r"\.$") as refusal:
        parse_filter(query)
    assert named in str(refusal.value)


def test_a_name_stands_for_its_query_beside_anything_else():
    """A saved filter is narrowed by typing on."""
    saved = {"rude": "label:abuse", "old": "@rude before:2026"}
    assert parse_filter("@old -goat", saved.__getitem__) == parse_filter("label:abuse before:2026 -goat")


def test_a_name_that_leads_back_to_itself_is_refused():
    """Two filters that name each other would never be read to an end."""
    saved = {"a": "x @b", "b": "@a"}
    with pytest.raises(WrongUse, match="leads back to itself"):
        parse_filter("@a", saved.__getitem__)
    with pytest.raises(WrongUse, match="can't be left out"):
        parse_filter("-@a", saved.__getitem__)


@pytest.mark.parametrize(
    ("words", "first", "after"),
    [
        ("today", "2026-03-10", "2026-03-11"),
        ("yesterday", "2026-03-09", "2026-03-10"),
        ("7d", "2026-03-03", None),
        ("1w", "2026-03-03", None),
        ("12h", "2026-03-10T02:30", None),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2026-03-31", "2026-03-31", "2026-04-01"),
        ("2026-01..2026-02", "2026-01-01", "2026-03-01"),
        ("2026-03-01..", "2026-03-01", None),
        ("..yesterday", None, "2026-03-10"),
    ],
)
def test_spans_begin_and_end_with_days(words, first, after):
    """A day is the moderator's, from midnight to midnight."""
    read = [datetime.fromisoformat(moment) if moment else None for moment in (first, after)]
    assert span(words, NOW) == tuple(read)


@given(st.text(max_size=20))
def test_any_words_are_a_span_or_none(words):
    """Whatever is typed after `since:` ends in a sentence, never in an error."""
    assert span(words, NOW) is None or len(span(words, NOW)) == 2
