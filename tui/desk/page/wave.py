"""What the page says of a wave of near-copies: how many, what a key does to them, and how much they differ."""

from moderation.sameness import ONE_IN
from tui.desk.page.shown import Shown
from tui.desk.text.lines import BLANK, Line, Piece, Role, cells, clipped

DIFFERENCE = f"at most 1 word in {ONE_IN} differs, none that changes the sense"


def wave_line(shown: Shown, width: int) -> Line:
    """Return that the comment stands for a wave, in the longest wording that fits; blank where it doesn't."""
    if not shown.card.copies:
        return BLANK
    count = f"×{shown.card.copies + 1:,}"
    for rest in (
        f" near-copies: a decides all; {DIFFERENCE}; ",
        f": a decides all; at most 1 word in {ONE_IN} differs; ",
        ": a decides all; ",
    ):
        line = (Piece(count, Role.KEY), Piece(rest, Role.DIM), Piece("g", Role.KEY), Piece(" shows them", Role.DIM))
        if cells(line) <= width:
            return line
    return clipped(line, width)
