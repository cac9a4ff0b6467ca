"""Thresholds from a desk's history: what is counted, and which one is chosen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import WrongUse
from moderation.labels import Label
from moderation.thresholds import FEWEST, GRID, Aim, History, Wish, chosen, counted

SCORES = st.lists(st.tuples(st.sampled_from([-1.0, *GRID[::7], 0.5, 1.0]), st.booleans()), min_size=1, max_size=80)


def history(decided: list[tuple[float, bool]], days: float = 4.0) -> History:
    """Return a history where what was decided is also what was posted, and what waits."""
    scores = np.array([score for score, _ in decided])
    there = np.sort(scores[scores >= 0])
    return History(Label.ABUSE, 0.5, scores, np.array([on for _, on in decided]), there, days, there)


@given(SCORES, st.sampled_from(GRID))
def test_every_figure_equals_a_count_one_by_one(decided, threshold):
    """A what-if that is off by one comment is one that nobody can check."""
    found = counted(history(decided), threshold)
    reached = [on for score, on in decided if score >= threshold]
    others = [on for score, on in decided if score < threshold]

    assert (found.right, found.wrong) == (reached.count(True), reached.count(False))
    assert (found.missed, found.left_alone) == (others.count(True), others.count(False))
    assert (found.waiting, found.per_day) == (len(reached), len(reached) / 4.0)


@given(SCORES, st.sampled_from(list(Aim)), st.sampled_from([0.05, 0.5, 0.8, 1.0]))
def test_a_wish_is_granted_or_refused_in_words(decided, aim, value):
    """A threshold that doesn't give what was asked for is worse than none."""
    found = chosen(history(decided), Wish(aim, value))

    if found.after is None:
        assert found.why
    elif aim is Aim.PER_DAY:
        assert found.after.per_day <= value
    else:
        assert getattr(found.after, aim.value) >= value


def test_of_the_thresholds_that_grant_a_precision_the_lowest_is_chosen():
    """The desk wants the most suggestions at the precision it can bear."""
    decided = [(0.2, False)] * 10 + [(0.4, True)] * 30 + [(0.6, True)] * 30

    assert chosen(history(decided), Wish(Aim.PRECISION, 1.0)).after.threshold == pytest.approx(0.201)


def test_of_the_thresholds_that_grant_a_recall_the_highest_is_chosen():
    """Nobody wants to read more than it takes."""
    decided = [(0.2, False)] * 10 + [(0.4, True)] * 30 + [(0.6, True)] * 30

    assert chosen(history(decided), Wish(Aim.RECALL, 0.5)).after.threshold == 0.6


def test_a_precision_is_not_told_by_a_handful():
    """One right suggestion of one would be a precision of 100 %."""
    decided = [(0.9, True)] * (FEWEST - 1) + [(0.1, False)] * 50

    assert chosen(history(decided), Wish(Aim.PRECISION, 0.9)).after is None


@pytest.mark.parametrize(("aim", "value"), [(Aim.PRECISION, 0), (Aim.RECALL, 1.2), (Aim.PER_DAY, -1)])
def test_an_impossible_wish_is_refused(aim, value):
    """80 instead of .8 is typed once a week."""
    with pytest.raises(WrongUse):
        Wish(aim, value)
