"""Pictures of the desk as SVG, for the README and for looking at it without a terminal."""

import asyncio
import re
from typing import Final

from moderation.review import Review
from tui.desk.app import ReviewDesk

_REMOTE_FONT: Final = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
"""Textual's pictures load their font from a server; without it the reader's own monospace serves."""


def picture(review: Review, size: tuple[int, int], keys: tuple[str, ...] = ()) -> str:
    """Return an SVG of the desk at a size in columns and rows, after some keys, evidence shown."""
    return asyncio.run(_drawn(ReviewDesk(review), size, keys))


async def _drawn(desk: ReviewDesk, size: tuple[int, int], keys: tuple[str, ...]) -> str:
    async with desk.run_test(size=size) as pilot:
        await desk.workers.wait_for_complete()  # evidence comes from a thread, after the first paint
        await pilot.press(*keys)
        await pilot.pause()
        return _REMOTE_FONT.sub("", desk.export_screenshot(title="triage review"))
