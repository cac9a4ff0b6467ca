"""The drawings of one label: found against right, scores against decisions, how scores spread, what more decisions did.

Each draws the model the page is about as a full line, and the one it is compared with as a broken one.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from moderation.labels import Label
from training.outcome import LearningCurve
from training.report import curves
from training.report.drawing import Ink, drawn
from training.report.subject import Column

_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_PERCENT: Final = ("0 %", "25 %", "50 %", "75 %", "100 %")
_LINES: Final = ((Ink.MODEL, "-", 2.2, 3.0), (Ink.BEFORE, (0, (4, 2)), 1.6, 2.0))
"""Of the model, and of the one it is compared with: ink, dashes, width, and which lies on top."""

_ALONG: Final[dict[str, Any]] = {"rotation": 45, "rotation_mode": "anchor", "transform_rotates_text": True}
"""Letters that run along a line from corner to corner."""


def precision_recall(columns: Sequence[Column]) -> str:
    """Draw how pure the top of the ranking is against how much it finds, a dot at the threshold."""
    svg: list[str] = []
    label = columns[0].label
    with drawn(f"precision-recall {label}", svg) as axes:
        _shares(axes, "share found of all that carry it", "share right")
        carrying = float(columns[0].truth.mean())
        axes.axhline(carrying, color=Ink.FAINT.value, linewidth=0.9, linestyle=(0, (1, 2)))
        axes.text(0.0, carrying + 0.02, "picked blindly", va="bottom", color=Ink.FAINT.value, fontsize=9, zorder=8)
        for column, (ink, dashes, width, top) in zip(columns, _LINES, strict=False):
            if (curve := curves.found(column)) is not None:
                axes.plot(curve.recall, curve.precision, color=ink.value, ls=dashes, lw=width, zorder=top)
            counts = curves.confusion(column)
            if counts.suggested and counts.carrying:
                at = counts.caught / counts.carrying, counts.caught / counts.suggested
                axes.plot(*at, "o", color=ink.value, ms=8, mec=Ink.PAPER.value, mew=1.8, zorder=top + 3)
    return svg[0]


def reliability(columns: Sequence[Column]) -> str:
    """Draw how many comments of like score were decided to carry the label, with the bounds of chance."""
    svg: list[str] = []
    with drawn(f"reliability {columns[0].label}", svg) as axes:
        _shares(axes, "score", "share decided to carry it")
        axes.plot((0, 1), (0, 1), color=Ink.FAINT.value, linewidth=0.9, linestyle=(0, (1, 2)))
        axes.text(0.99, 0.955, "as scored", ha="right", va="top", color=Ink.FAINT.value, fontsize=9, zorder=8, **_ALONG)
        for column, (ink, dashes, width, top) in reversed(list(zip(columns, _LINES, strict=False))):
            bins = curves.reliability(column)
            at = [each.score for each in bins]
            shares = [each.share for each in bins]
            axes.plot(at, shares, color=ink.value, ls=dashes, lw=width, zorder=top)
            axes.scatter(at, shares, s=36, c=ink.value, edgecolors=Ink.PAPER.value, linewidths=1.5, zorder=top + 2)
            if ink is Ink.MODEL:
                bounds = [each.low for each in bins], [each.high for each in bins]
                axes.vlines(at, *bounds, color=ink.value, lw=5, alpha=0.18, zorder=top)
    return svg[0]


def spread(columns: Sequence[Column], threshold: float) -> str:
    """Draw the scores of comments that carry the label upwards, of those that don't downwards, on one scale of shares.

    Each side is a whole of its own: by number, 900 of 1,000 comments that carry nothing would leave the others flat.
    """
    svg: list[str] = []
    ups, downs = ([curves.spread(one, carrying) for one in columns] for carrying in (True, False))
    with drawn(f"spread {columns[0].label}", svg) as axes:
        edges = np.linspace(0, 1, curves.BARS + 1)
        for sides, sign, ink in ((ups, 1, Ink.YES), (downs, -1, Ink.NO)):
            axes.bar(edges[:-1], sign * sides[0].shares, 0.88 / curves.BARS, align="edge", color=ink.value, zorder=2)
            for before in sides[1:]:
                axes.stairs(sign * before.shares, edges, color=Ink.BEFORE.value, lw=1.3, zorder=4)
        axes.axhline(0, color=Ink.FAINT.value, linewidth=0.9, zorder=5)
        axes.axvline(threshold, color=Ink.TEXT.value, linewidth=1.1, zorder=6)
        top, bottom = (max(float(side.shares.max()) for side in sides) for sides in (ups, downs))
        room = 0.14 * (top + bottom)
        axes.set(xlim=(0, 1), ylim=(-bottom - room, top + 1.7 * room), xlabel="score", ylabel="share of its side")
        _say_sides(axes, threshold, ups[0].count, downs[0].count)
        axes.set_xticks(_TICKS, ("0", ".25", ".5", ".75", "1"))
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(lambda share, _: f"{abs(share):.0%}".replace("%", " %"))
    return svg[0]


def _say_sides(axes: Axes, threshold: float, carrying: int, others: int) -> None:
    """Write what is above and below and of how many comments, and from where on the label is suggested."""
    low, high = axes.get_ylim()
    place, ha = (threshold + 0.015, "left") if threshold < 0.6 else (threshold - 0.015, "right")
    axes.text(place, high, f"suggested from {threshold:.2f}", ha=ha, va="top", fontsize=9.5, zorder=8)
    line = 0.07 * (high - low)
    axes.text(
        0.99, high - line, f"up: {carrying:,} that carry it", ha="right", va="top", color=Ink.YES.value, fontsize=9.5
    )
    axes.text(
        0.99,
        low + line / 3,
        f"down: {others:,} that don't",
        ha="right",
        va="bottom",
        color=Ink.FAINT.value,
        fontsize=9.5,
    )


def learning(label: Label, curve: LearningCurve) -> str:
    """Draw how the ranking grew with the decisions learnt from, and how sure each point is; the shipped model first."""
    svg: list[str] = []
    known = [point for point in curve.points if point.average_precision is not None]
    heights = [point.average_precision or 0.0 for point in known]
    bounds = [
        point.average_precision_interval or (height, height) for point, height in zip(known, heights, strict=True)
    ]
    with drawn(f"learning {label}", svg) as axes:
        places = range(len(known))
        axes.plot(places, heights, color=Ink.MODEL.value, lw=2.2, zorder=3)
        axes.plot(places, heights, "o", color=Ink.MODEL.value, ms=7, mec=Ink.PAPER.value, mew=1.6, zorder=4)
        for place, height, (_, top) in zip(places, heights, bounds, strict=True):
            axes.annotate(f"{height:.3f}", (place, top), (0, 5), textcoords="offset points", ha="center", fontsize=9)
        axes.set_xticks(places, [f"{point.decisions:,}" if point.decisions else "as shipped" for point in known])
        axes.vlines(places, *zip(*bounds, strict=True), color=Ink.MODEL.value, lw=5, alpha=0.18, zorder=2)
        low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
        # at least a tenth is shown, so that a change of a hundredth doesn't look like a leap
        middle, half = (low + high) / 2, max(high - low, 0.1) * 0.75
        axes.set(ylim=(middle - half, middle + half), xlabel="decisions learnt from", ylabel="average precision")
        axes.margins(x=0.08)
    return svg[0]


def _shares(axes: Axes, across: str, up: str) -> None:
    """Make both axes run from nothing to everything."""
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.04), xlabel=across, ylabel=up)
    axes.set_xticks(_TICKS, _PERCENT)
    axes.set_yticks(_TICKS, _PERCENT)
