"""What the page says of a wave of near-copies: how many, what a key does to them, and how much they differ."""

from tui.desk.page.shown import Shown
from tui.desk.text.lines import BLANK, Line, Piece, Role, cells, clipped


def difference() -> str:
    """Return by how much near-copies differ at most."""
    from moderation.sameness import THRESHOLD  # not before there is a wave

    return THRESHOLD


def wave_line(shown: Shown, width: int) -> Line:
    """Return that the comment stands for a wave, in the longest wording that fits; blank where it doesn't."""
    if not shown.card.copies:
        return BLANK
    count = f"×{shown.card.copies + 1:,}"
    for rest in (
        f" near-copies: a decides all; {difference()}; ",
        f": a decides all; {difference().partition(',')[0]}; ",
        ": a decides all; ",
    ):
        line = (Piece(count, Role.KEY), Piece(rest, Role.DIM), Piece("g", Role.KEY), Piece(" shows them", Role.DIM))
        if cells(line) <= width:
            return line
    return clipped(line, width)
