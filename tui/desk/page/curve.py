"""A learning curve as a few rows of text: how a label's ranking grew with the decisions learnt from.

Points stand at equal steps, whatever lies between them: a desk asks what the next doubling would bring, and its
decisions double from point to point.
"""

from collections.abc import Sequence
from typing import Final

from tui.desk.report import Curve
from tui.desk.text.lines import Line, Piece, Role

_EDGE: Final = 6
"""Cells of the scale at the left."""

_WIDEST_STEP: Final = 11
_NARROWEST_STEP: Final = 6

_POINT: Final = "●"
_BEGUN: Final = "○"
"""The shipped model, by which the others are measured, at the left and as a rule through the plot."""
_RULE: Final = "┄"

_LEAST_SPAN: Final = 0.02
"""Of the scale: a hundredth up and down is noise, and must not look like a climb."""

Values = Sequence[float]


def curve_lines(curve: Curve, width: int, rows: int, role: Role) -> list[Line]:
    """Return the plot with its scale and the counts under it; nothing for fewer than two points."""
    measured = [(point.decisions, point.average_precision) for point in curve.points]
    points = [(count, value) for count, value in measured if value is not None]
    if len(points) < 2:
        return []
    counts, values = [count for count, _ in points], [value for _, value in points]
    step = max(min((width - _EDGE - 2) // len(points), _WIDEST_STEP), _NARROWEST_STEP)
    most = max((width - _EDGE - 2) // step, 2)
    if len(points) > most:  # the shipped model and the latest say the most
        counts, values = [counts[0], *counts[1 - most :]], [values[0], *values[1 - most :]]
    return [*_plot(values, step, rows, role), _axis(counts, step)]


def _plot(values: Values, step: int, rows: int, role: Role) -> list[Line]:
    low, high = _span(values)
    at = [round((value - low) / (high - low) * (rows - 1)) for value in values]
    lines: list[Line] = []
    for row in range(rows - 1, -1, -1):
        told = f"{low + (high - low) * row / max(rows - 1, 1):.2f}" if row in (0, rows - 1) else ""
        lines.append((Piece(f"{told:>{_EDGE - 1}} │", Role.DIM), *_row(at, row, step, role)))
    return lines


def _span(values: Values) -> tuple[float, float]:
    """Return the bottom and the top of the scale: no narrower than what would be noise."""
    low, high = min(values), max(values)
    missing = max(_LEAST_SPAN - (high - low), 0.0) / 2
    return low - missing, high + missing


def _row(at: Sequence[int], row: int, step: int, role: Role) -> Line:
    pieces: list[Piece] = []
    for place, height in enumerate(at):
        ground = _RULE if row == at[0] else " "
        mark = (_POINT if place else _BEGUN) if height == row else ground
        before = step // 2
        pieces += [
            Piece(ground * before, Role.FAINT),
            Piece(mark, Role.FAINT if mark == _RULE else role),
            Piece(ground * (step - before - 1), Role.FAINT),
        ]
    return tuple(pieces)


def _axis(counts: Sequence[int], step: int) -> Line:
    """Return the decisions learnt from under each point."""
    told = "".join(f"{short(count):^{step}}" for count in counts)
    return (Piece(" " * (_EDGE + 1)), Piece(told.rstrip(), Role.DIM))


def short(count: int) -> str:
    """Return a number in five characters: 950, 1,200, 12k, 1.2M."""
    if count < 10_000:
        return f"{count:,}"
    return f"{count / 1_000:.0f}k" if count < 1_000_000 else f"{count / 1_000_000:.1f}M"
