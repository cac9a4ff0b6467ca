"""The shift's arithmetic, counted by hand."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from moderation.clock import midnight_before
from moderation.figures import Pace, Step, Work, by_hour, median_seconds, pace
from moderation.measures import likely_share

EIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)


def step(n: int, minutes: float, settled: int = 1, held: int = 0, seconds: float | None = None) -> Step:
    return Step(n, "kim", EIGHT + timedelta(minutes=minutes), settled, held, seconds)


def test_a_pause_is_not_work():
    """A moderator who had lunch was not slow."""
    steps = [step(n, n) for n in range(6)] + [step(n, n + 60) for n in range(6, 12)]
    assert pace(steps) == Pace(steps=12, decisions=12, held=0, gaps=10, seconds=600.0, paced=10)
    assert pace(steps).steps_an_hour == 60


def test_a_bulk_is_many_decisions_and_one_step():
    """Five hundred copies in one key would promise the bottom of the queue within the minute."""
    known = pace([step(n, n, settled=500 if n == 5 else 1) for n in range(11)])
    assert known.decisions == 510
    assert known.steps_an_hour == 60
    assert known.decisions_an_hour == 60 * 50.9
    assert known.time_for(120) == timedelta(hours=2)


@pytest.mark.parametrize("steps", [0, 1, 9], ids=["none", "one", "nine"])
def test_no_pace_is_promised_from_a_handful_of_steps(steps):
    """Nine decisions say nothing of an evening."""
    known = pace([step(n, n, settled=50) for n in range(steps)])
    assert (known.steps_an_hour, known.decisions_an_hour, known.time_for(10)) == (None, None, None)


def test_steps_without_time_between_them_have_no_pace():
    """A script writes a hundred decisions in no time; nothing is divided by that, and nobody was so quick."""
    assert pace([step(n, 0) for n in range(20)]).steps_an_hour is None
    assert pace([step(n, n / 300) for n in range(20)]).steps_an_hour is None
    assert pace([step(n, 6 * n) for n in range(20)]).steps_an_hour is None


def test_a_held_comment_leaves_the_queue_too():
    """Holding is work, and brings the bottom nearer."""
    assert pace([step(n, n, settled=0, held=1) for n in range(10)]).held == 10


def test_hours_are_those_of_the_moderators_clock():
    """Whoever works in Tokyo reads five in the afternoon."""
    assert by_hour([step(1, 0), step(2, 61, settled=3)], ZoneInfo("Asia/Tokyo"))[16:20] == (0, 1, 3, 0)


def test_the_day_begins_at_the_moderators_midnight():
    """Also on the day on which the clocks are changed, when midnight had another offset than noon."""
    berlin = ZoneInfo("Europe/Berlin")
    assert midnight_before(EIGHT, berlin) == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert midnight_before(datetime(2026, 10, 25, 12, tzinfo=UTC), berlin) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert midnight_before(EIGHT, ZoneInfo("Asia/Tokyo")) == datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_the_median_time_needs_times():
    """Decisions of the command line were never on screen."""
    assert median_seconds([step(1, 0), step(2, 1)]) is None
    assert median_seconds([step(1, 0, seconds=2.0), step(2, 1), step(3, 2, seconds=9.0)]) == 5.5


def test_nothing_decided_is_a_figure_too():
    """An empty desk shows noughts."""
    assert Work() + Work() == Work()
    assert Work().read == 0


def test_a_sample_says_between_which_bounds_a_share_lies():
    """Nine of ten is anything from six to all but two of a hundred; nothing drawn says nothing."""
    assert likely_share(9, 10) == pytest.approx((0.596, 0.982), abs=0.001)
    assert likely_share(0, 0) == (0.0, 1.0)
    assert likely_share(5, 5)[1] == 1.0
