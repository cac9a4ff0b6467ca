"""The page put together for a size: context on top, the comment in the middle, the verdict at the bottom.

Top and bottom stay where they are while the middle scrolls, so that the eye finds the verdict in the same place
for every comment. What a small window can't hold is left out in a fixed order, never squeezed.
"""

from msgspec import Struct

from tui.desk.page.body import body_flow
from tui.desk.page.cues import cue_lines
from tui.desk.page.here import here_line, is_noticed
from tui.desk.page.people import author_lines
from tui.desk.page.quotation import article_lines, parent_lines
from tui.desk.page.shown import Shown
from tui.desk.page.verdict import verdict_lines
from tui.desk.text.lines import BLANK, Line
from tui.desk.text.prose import Flow

READING_WIDTH = 104
"""Cells past which a line of text gets hard to follow."""


class Room(Struct, frozen=True):
    """How many lines each part may take in a window."""

    article: int
    parent: int
    author: int
    reasons: int
    loose: bool
    """Whether blank lines may part the sections."""
    between: bool = True
    """Whether there is a line between the suggestions and the action for which nothing has to be said."""


class Page(Struct, frozen=True):
    """A comment laid out for a window."""

    top: list[Line]
    middle: Flow
    bottom: list[Line]
    middle_height: int


def room_for(height: int) -> Room:
    """Return the room of each part in a window so many lines high."""
    # 16 rows of page are a window of 60x20 with the queue on top, 22 one of 80x24, 43 one of 160x45.
    if height < 12:  # 8 in a window of 40x14: the title, three rows of the comment, the suggestions, the action
        return Room(article=0, parent=0, author=0, reasons=0, loose=False, between=False)
    if height < 16:
        return Room(article=2, parent=1, author=1, reasons=0, loose=False)
    if height < 30:
        return Room(article=3, parent=2, author=2, reasons=3, loose=True)
    return Room(article=height * 3 // 5 - 8, parent=4, author=2, reasons=6, loose=True)


def laid_out(shown: Shown, width: int, height: int) -> Page:
    """Return the page of a comment for a window."""
    width, room = min(width, READING_WIDTH), room_for(height)
    gap = [BLANK] if room.loose else []
    parent = parent_lines(shown.card.posted.parent, width, room.parent)
    author = author_lines(shown.card, width, room.author)[: room.author]
    cues = cue_lines(shown.card, width, 2 if room.loose else int(room.between))
    article = article_lines(shown.card, width, room.article, shown.keys.name("corrections"))
    top = [*article, *gap, *parent, *author, *cues, *gap]
    here = [here_line(shown, width)] if room.loose or (room.between and is_noticed(shown.card)) else []
    bottom = [*here, *verdict_lines(shown, width, room.reasons, between=room.between)]
    return Page(top, body_flow(shown, width), bottom, max(height - len(top) - len(bottom), 1))
