"""Pictures of the desk as SVG, for the README and for looking at it without a terminal."""

import asyncio
import re
from pathlib import Path
from typing import Final

from msgspec import Struct

from moderation.review import Review
from tui.desk.app import ReviewDesk

_REMOTE_FONT: Final = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
"""Textual's pictures load their font from a server; without it the reader's own monospace serves."""

SIZES: Final = ((80, 24), (160, 45))
"""Columns and rows: the window of an old terminal, and that of a wide screen."""


class Scene(Struct, frozen=True):
    """A screen worth a picture, and the keys that lead to it from the desk as it opens."""

    name: str
    keys: str


SCENES: Final = (
    Scene("desk", "j j j j j"),
    Scene("overridden", "j 1"),
    Scene("marked", "x x j x"),
    Scene("copies", "home g"),
    Scene("article", "j j j j j c"),
    Scene("history", "j a k e"),
    Scene("author", "i"),
    Scene("search", "slash f e r r y enter"),
    Scene("corrections", "d"),
    Scene("figures", "t"),
    Scene("thresholds", "t tab"),
    Scene("filters", "f"),
    Scene("watched", "w"),
    Scene("help", "question_mark"),
    Scene("palette", "ctrl+p"),
)
"""Every screen of the desk, in the order in which a newcomer meets them."""


def write_scene(review: Review, scene: Scene, size: tuple[int, int], folder: Path) -> Path:
    """Write an SVG of a scene at a size in columns and rows; return where it is."""
    path = folder / f"{scene.name}-{size[0]}x{size[1]}.svg"
    path.write_text(picture(review, size, tuple(scene.keys.split())), encoding="utf-8")
    return path


def picture(review: Review, size: tuple[int, int], keys: tuple[str, ...] = ()) -> str:
    """Return an SVG of the desk at a size in columns and rows, after some keys, evidence shown."""
    return asyncio.run(_drawn(ReviewDesk(review), size, keys))


async def _drawn(desk: ReviewDesk, size: tuple[int, int], keys: tuple[str, ...]) -> str:
    async with desk.run_test(size=size) as pilot:
        while not desk.has_begun:
            await pilot.pause(0.02)
        await desk.workers.wait_for_complete()  # evidence comes from a thread, after the first paint
        await pilot.press(*keys)
        await pilot.pause()
        return _REMOTE_FONT.sub("", desk.export_screenshot(title="triage review"))
