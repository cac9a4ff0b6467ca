"""Pictures of the desk as SVG, for the README and for looking at it without a terminal."""

import asyncio

from moderation.review import Review
from tui.desk.app import ReviewDesk


def picture(review: Review, size: tuple[int, int], keys: tuple[str, ...] = ()) -> str:
    """Return an SVG of the desk at a size in columns and rows, after some keys, evidence shown."""
    return asyncio.run(_drawn(ReviewDesk(review), size, keys))


async def _drawn(desk: ReviewDesk, size: tuple[int, int], keys: tuple[str, ...]) -> str:
    async with desk.run_test(size=size) as pilot:
        await desk.workers.wait_for_complete()  # evidence comes from a thread, after the first paint
        await pilot.press(*keys)
        await pilot.pause()
        return desk.export_screenshot(title="triage review")
