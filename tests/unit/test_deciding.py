"""What the replay of orders counts, and in which turns it decides."""

import numpy as np
import pytest

from benchmarks.deciding import _in_turns
from benchmarks.orders import SIZES, ratio
from moderation.orders import Mix, Slice


def curve(slope: float) -> np.ndarray:
    """Return the gains of three draws that rise evenly with the decisions."""
    return np.tile(slope * np.array(SIZES), (3, 1))


@pytest.mark.parametrize(("slope", "share"), [(1.0, 1.0), (2.0, 0.5), (0.5, 2.0)])
def test_an_order_that_gains_twice_as_fast_takes_half_the_decisions(slope, share):
    """That share is what the goal is stated in."""
    assert ratio(curve(slope), curve(1.0), 800).value == pytest.approx(share)


def test_an_order_that_never_gets_there_takes_more_than_all_decisions():
    """An average over draws must not leave out those that failed."""
    assert ratio(curve(0.0), curve(1.0), 800).value > SIZES[-1] / 800


def test_a_mix_takes_turns_and_no_comment_twice():
    """As in the desk's mixed order, where the riskiest are often among the least certain too."""
    streams = {Slice.RISK: iter(range(10)), Slice.UNCERTAIN: iter(range(10)), Slice.RANDOM: iter(range(9, -1, -1))}

    assert sorted(_in_turns(streams, Mix(1, 1, 1), 7)) == [0, 1, 2, 3, 4, 8, 9]
