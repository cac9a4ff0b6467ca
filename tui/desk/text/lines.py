"""Lines for the screen: pieces of text, each with the role it plays, and the one door through which they pass.

Every widget of the desk paints through `painted`, so there is one place where reader text is made safe, and no
widget that could forget it. Roles are names of styles; the style sheet says what they look like.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from moderation.text import one_line
from tui.desk.text.wrapping import clip


class Role(StrEnum):
    """What a piece of text is to the moderator; its value is a class in the style sheet."""

    PLAIN = "role--plain"
    STRONG = "role--strong"
    DIM = "role--dim"
    FAINT = "role--faint"
    KEY = "role--key"
    GOOD = "role--good"
    WARNING = "role--warning"
    ABUSE = "role--abuse"
    OFF_TOPIC = "role--off-topic"
    TERM = "role--term"
    ABUSE_MARK = "role--abuse-mark"
    OFF_TOPIC_MARK = "role--off-topic-mark"
    TERM_MARK = "role--term-mark"
    WATCHED = "role--watched"
    WATCHED_MARK = "role--watched-mark"
    CURSOR = "role--cursor"


ROLES: set[str] = set(Role)


class Piece(NamedTuple):
    """A stretch of a line in one role; a tuple, of which a frame makes a thousand and looks up half of them."""

    text: str
    role: Role = Role.PLAIN


Line = tuple[Piece, ...]
"""What stands on one row of the screen."""

BLANK: Line = ()


def painted(line: Line, width: int, look: Callable[[Role], Style]) -> Strip:
    """Return a line as the terminal gets it, exactly `width` cells: the only way onto the screen for reader text."""
    segments: list[Segment] = []
    style = _first_look(line, look)
    for piece in line:
        # A blank looks the same in any colour; in its neighbour's it saves 40 bytes of escape sequence.
        if style.underline or not piece.text.isspace():
            style = look(piece.role)
        segments.append(Segment(one_line(piece.text), style))
    return Strip(segments).adjust_cell_length(width, look(Role.PLAIN) if style.underline else style).simplify()


def _first_look(line: Sequence[Piece], look: Callable[[Role], Style]) -> Style:
    """Return how the blanks are written that a line begins with: as what follows them."""
    first = next((look(piece.role) for piece in line if piece.text and not piece.text.isspace()), None)
    return look(Role.PLAIN) if first is None or first.underline else first


def cells(line: Iterable[Piece]) -> int:
    """Return how many cells a line takes."""
    return sum(cell_len(one_line(piece.text)) for piece in line)


def clipped(line: Iterable[Piece], width: int) -> Line:
    """Return a line that ends in an ellipsis where it had to be cut."""
    kept: list[Piece] = []
    room = width
    for piece in line:
        shown = clip(one_line(piece.text), room)
        kept.append(Piece(shown, piece.role))
        room -= cells(kept[-1:])
        if shown != one_line(piece.text) or room < 0:
            break
    return tuple(kept)


def spread(left: Sequence[Piece], right: Sequence[Piece], width: int) -> Line:
    """Return a line with one part at each edge; the left part gives way where both don't fit."""
    taken = cells(right)
    room = width - taken - (1 if taken else 0)
    if room < 1:
        return clipped(right, width)
    start = clipped(left, room)
    return (*start, Piece(" " * (width - taken - cells(start))), *right)
