"""A queue longer than what is read before the first frame: the rest comes beside the desk, and nothing moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from moderation.queue import Order
from moderation.review import Review
from moderation.store.store import Store
from moderation.waiting import FIRST_PIECE, MOST_ARRIVALS
from tui.desk.app import ReviewDesk

LENGTH = 2 * FIRST_PIECE + 100


@pytest.fixture
def long(tmp_path: Path, refill) -> Iterator[Store]:
    """Return a desk whose queue takes three pieces."""
    with Store.open(tmp_path / "long.sqlite", create=True) as opened:
        comments = tuple((f"l{n}", "", f"Reader {n}", f"Comment number {n} about the ferry.") for n in range(LENGTH))
        refill(opened, comments, [(0.99 - n / 2_000, 0.1, 0.1) for n in range(LENGTH)])
        yield opened


async def test_the_rest_of_the_queue_is_read_after_the_first_frame(long):
    """The count is right at once; the last comment is there when somebody asks for it."""
    review = Review(long, "kim")
    assert not review.is_whole
    async with ReviewDesk(review).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        assert (review.is_whole, len(review)) == (True, LENGTH)
        await pilot.press("end")
        assert pilot.app.session.shown.card.id == f"l{LENGTH - 1}"


async def test_reading_anew_stays_at_the_comment_shown(long, at_desk):
    """Deep in the queue, F5 must not cost the moderator their place."""
    async with at_desk(long) as pilot:
        await pilot.press("end", "up", "f5")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        session = pilot.app.session
        assert (session.cursor, session.shown.card.id) == (LENGTH - 2, f"l{LENGTH - 2}")


async def test_an_import_of_hundreds_comes_in_without_moving_the_comment_shown(long, at_desk, refill):
    """It is read beside the desk, and takes the place of the queue when it is whole."""
    async with at_desk(long) as pilot:
        await pilot.press("down", "down")
        arrived = tuple((f"n{n}", "", "Newcomer", f"Another comment, number {n}.") for n in range(3 * MOST_ARRIVALS))
        refill(long, arrived, (0.999, 0.1, 0.1))
        pilot.app._follow()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        session = pilot.app.session
        assert len(session.review) == LENGTH + len(arrived)
        assert (session.cursor, session.shown.card.id) == (len(arrived) + 2, "l2")


async def test_the_order_is_explained_when_it_is_taken(long, at_desk, screen_text):
    """Each says what stands first and what decides ties; the mixed one, what a round is made of."""
    async with at_desk(long, size=(120, 40)) as pilot:
        told = []
        for _ in Order:
            await pilot.press("o")
            told.append(pilot.app.session.told.text)
        assert sum("of equal ones, the first imported" in one for one in told) == 3
        assert any("7 riskiest, 2 least certain, 1 at random of 10" in one for one in told)
        assert told[-1] in screen_text(pilot.app)
