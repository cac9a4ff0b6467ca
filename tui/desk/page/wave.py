"""What the page says of a wave of near-copies: how many, what a key does to them, and how much they differ."""

from tui.desk.page.shown import Shown
from tui.desk.text.lines import BLANK, Line, Piece, Role, cells, clipped


def difference() -> str:
    """Return by how much near-copies differ at most."""
    from moderation.sameness import THRESHOLD  # not before there is a wave

    return THRESHOLD


def wordings() -> tuple[str, ...]:
    """Return the same, the longest wording first."""
    whole = difference()
    return f"near-copies: {whole}", whole, whole.partition(",")[0]


def wave_line(shown: Shown, width: int) -> Line:
    """Return that the comment stands for a wave, in the longest wording that fits; blank where it doesn't."""
    if not shown.card.copies:
        return BLANK
    count, key, shows = f"×{shown.card.copies + 1:,}", shown.keys.name("accept"), shown.keys.name("copies")
    for rest in (
        f" near-copies: {key} decides all; {difference()}; ",
        f": {key} decides all; {difference().partition(',')[0]}; ",
        f": {key} decides all; ",
    ):
        line = (Piece(count, Role.KEY), Piece(rest, Role.DIM), Piece(shows, Role.KEY), Piece(" shows them", Role.DIM))
        if cells(line) <= width:
            return line
    return clipped(line, width)
