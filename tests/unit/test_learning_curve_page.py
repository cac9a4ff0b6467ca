"""The learning curve as text: points at their height, the shipped model as the rule, counts under them."""

import pytest

from tui.desk.page.curve import curve_lines, short
from tui.desk.report import Curve, CurvePoint
from tui.desk.text.lines import Role


def plotted(*points, width=76, rows=4):
    """Return the plot's rows as text."""
    curve = Curve(tuple(CurvePoint(count, None, value) for count, value in points))
    return ["".join(piece.text for piece in line) for line in curve_lines(curve, width, rows, Role.ABUSE)]


def test_a_curve_that_rises_ends_on_the_top_row():
    """The last point is the candidate, the first the shipped model."""
    top, *_, bottom, axis = plotted((0, 0.70), (50, 0.72), (400, 0.80))

    assert (top.count("●"), bottom.count("○")) == (1, 1)
    assert ("0.80 │" in top, "0.70 │" in bottom) == (True, True)
    assert axis.split() == ["0", "50", "400"]


def test_a_hundredth_does_not_look_like_a_climb():
    """What is within noise stands near the middle, not at the edges of a scale drawn for it."""
    first, *_, last, _ = plotted((0, 0.700), (50, 0.701))

    assert "●" not in first
    assert "○" not in last


@pytest.mark.parametrize("points", [(), ((0, 0.7),), ((0, None), (50, 0.7))], ids=len)
def test_no_curve_is_drawn_through_one_point(points):
    """A line needs two."""
    assert plotted(*points) == []


def test_a_narrow_window_keeps_the_ends():
    """The shipped model and the latest say the most."""
    *_, axis = plotted(*((2**n, 0.7 + n / 100) for n in range(12)), width=30)

    assert (axis.split()[0], axis.split()[-1]) == ("1", "2,048")
    assert len(axis) <= 30


def test_counts_are_short():
    """Five characters are the room there is."""
    assert [short(count) for count in (0, 9_999, 12_345, 1_234_567)] == ["0", "9,999", "12k", "1.2M"]
