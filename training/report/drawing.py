"""From a drawing of matplotlib to SVG that a page can hold: its colours and letters are the page's own.

A drawing names colours by what they stand for; in the SVG they become variables of the style sheet, so that one page
is light by day and dark by night, and letters are text that can be found and read aloud.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure


class Ink(StrEnum):
    """What a colour stands for; the value is one that no drawing needs, and is replaced."""

    TEXT = "#010101"
    FAINT = "#020202"
    GRID = "#030303"
    MODEL = "#040404"
    BEFORE = "#050505"
    YES = "#060606"
    NO = "#070707"
    PAPER = "#080808"

    @property
    def variable(self) -> str:
        """The style sheet's variable."""
        return f"var(--{self.name.lower()})"


SIZE: Final = (5.0, 3.5)
"""Inches, at 72 points: 360 by 252, drawn as wide as its place on the page."""

_STYLE: Final = {
    "svg.fonttype": "none",
    "font.size": 10.5,
    "text.parse_math": False,
    "text.color": Ink.TEXT.value,
    "axes.labelcolor": Ink.FAINT.value,
    "axes.labelsize": 10,
    "axes.edgecolor": Ink.GRID.value,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": False,
    "grid.color": Ink.GRID.value,
    "grid.linewidth": 0.8,
    "xtick.color": Ink.GRID.value,
    "ytick.color": Ink.GRID.value,
    "xtick.labelcolor": Ink.FAINT.value,
    "ytick.labelcolor": Ink.FAINT.value,
    "ytick.major.size": 0,
    "xtick.major.size": 3,
    "lines.solid_capstyle": "round",
    "figure.facecolor": "none",
}

_FONT: Final = re.compile(r"font: ([\d.]+px) [^;\"]*")
_FAMILY: Final = re.compile(r"font-family: [^;\"]*;? ?")
"""Older versions of matplotlib write one property, newer ones two."""

_ID: Final = re.compile(r'(<g) id="[^"]*"')
_SIZE: Final = re.compile(r' (?:width|height)="[\d.]+pt"')


@contextmanager
def drawn(name: str, svg: list[str], size: tuple[float, float] = SIZE) -> Iterator[Axes]:
    """Give axes to draw on; afterwards the SVG is appended to a list. `name` keeps its ids apart from the others'."""
    with mpl.rc_context({**_STYLE, "svg.hashsalt": name}):  # type: ignore[dict-item]
        figure = Figure(figsize=size, layout="constrained")
        axes: Axes = figure.add_subplot()
        axes.grid(visible=False, axis="x")
        yield axes
        svg.append(_as_svg(figure))


def _as_svg(figure: Figure) -> str:
    """Return a figure as an SVG element without a date, a font or a size of its own."""
    file = io.StringIO()
    nothing: dict[str, Any] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(file, format="svg", metadata=nothing)
    text = file.getvalue()
    element = _FAMILY.sub("", _FONT.sub(r"font-size: \1", _ID.sub(r"\1", text[text.index("<svg") :])))
    for ink in Ink:
        element = element.replace(ink.value, ink.variable)
    head, rest = element.split(">", 1)
    return f'{_SIZE.sub("", head)} aria-hidden="true">{rest}'.strip()
