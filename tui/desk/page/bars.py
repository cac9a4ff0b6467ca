"""Bars of block characters: histograms and counts by the hour.

The plot widgets at hand were tried and don't serve: textual-plot 0.10.1 ends the app under NO_COLOR (its segments
have no style), takes 45 ms a frame, and tells the two sides of a threshold apart by colour alone.
"""

from collections.abc import Sequence
from math import log1p
from typing import Final

from tui.desk.text.lines import Line, Piece, Role

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_RULE: Final = "│"


def straight(sizes: Sequence[float]) -> list[float]:
    """Return heights in proportion to sizes, the tallest 1."""
    most = max(sizes, default=0.0)
    return [size / most if most else 0.0 for size in sizes]


def squeezed(counts: Sequence[int]) -> list[float]:
    """Return heights by the logarithm of counts: nine in ten comments score next to nothing, and the rest matter."""
    return straight([log1p(count) for count in counts])


def bar_rows(heights: Sequence[float], rows: int) -> list[str]:
    """Return columns of one cell each as rows of text, the top first; what is not nought is seen."""
    # One comment among a million must not round to nothing.
    filled = [max(round(height * rows * 8), 1) if height > 0 else 0 for height in heights]
    return ["".join(_EIGHTHS[max(0, min(of - 8 * above, 8))] for of in filled) for above in range(rows - 1, -1, -1)]


def divided(row: str, at: int, left: Role, right: Role) -> Line:
    """Return a row of bars with a rule before column `at`: which side a column is on is seen without colour."""
    return Piece(row[:at], left), Piece(_RULE, Role.STRONG), Piece(row[at:], right)


def wide(row: str, cells: int, gap: int) -> str:
    """Return a row of bars with each column so many cells wide, and gaps between."""
    return (" " * gap).join(letter * cells for letter in row)
