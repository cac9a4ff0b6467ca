"""The rows of the benchmark table: a figure of a plain pipeline, ours, the goal, and whether it is reached."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

Unit = Literal["share", "loss", "times", "us", "ms", "s", "kB", "MB", "MB/s", "rows/s", "decisions/s", "count"]

PLAIN_PIPELINE: Final = "TF-IDF here"
BARE_APP: Final = "bare Textual app"

_FORMS: Final[dict[Unit, str]] = {
    "share": "{:.3f}",
    "loss": "{:+.3f}",
    "times": "{:.1f}x",
    "us": "{:.1f} us",
    "ms": "{:.2f} ms",
    "s": "{:.1f} s",
    "kB": "{:.1f} kB",
    "MB": "{:.0f} MB",
    "MB/s": "{:.0f} MB/s",
    "rows/s": "{:,.0f} rows/s",
    "decisions/s": "{:,.0f} decisions/s",
    "count": "{:g}",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and where it lies in 95 of 100 redraws where that was measured."""

    value: float
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, figures: Mapping[str, Any], name: str) -> "Figure":
        """Return a figure of a set with its interval, stated as NAME, NAME_low and NAME_high."""
        return cls(figures[name], figures.get(f"{name}_low"), figures.get(f"{name}_high"))

    def shown(self, unit: Unit) -> str:
        """Return the figure in its unit, bounds in brackets."""
        form = _FORMS[unit]
        bounds = "" if self.low is None or self.high is None else f" [{self.low:.3f}, {self.high:.3f}]"
        return form.format(self.value) + bounds


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    ours: Figure | None
    plain: Figure | None = None
    goal: float | None = None
    unit: Unit = "share"
    at_most: bool = False
    """Whether the goal is a figure not to exceed."""
    note: str = ""
    by_interval: bool = False
    """Whether it is enough that the upper end of the interval reaches the goal."""

    @property
    def reached(self) -> bool | None:
        """Whether our figure reaches the goal; None where there is no goal or no figure."""
        if self.goal is None or self.ours is None:
            return None
        value = self.ours.high if self.by_interval and self.ours.high is not None else self.ours.value
        return value <= self.goal if self.at_most else value >= self.goal

    def cells(self) -> tuple[str, ...]:
        """Return the row as text: what, the plain figure, ours, the goal, and whether it is reached."""
        figures = (one.shown(self.unit) if one else "-" for one in (self.plain, self.ours))
        bound = "at most " if self.at_most else ""
        goal = "-" if self.goal is None else bound + _FORMS[self.unit].format(self.goal)
        reached = {None: "-", True: "yes", False: "no"}[self.reached]
        return (self.what, *figures, goal, reached)

    def document(self) -> dict[str, object]:
        """Return the row as JSON states it."""
        return {**asdict(self), "reached": self.reached}


def heading(plain: str) -> str:
    """Return the head of a table in Markdown, `plain` being what ours is measured beside."""
    columns = ("what", plain, "ours", "goal", "reached?")
    return f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|"


def line(row: Row) -> str:
    """Return a row in Markdown, its note beside its name."""
    name, *others = row.cells()
    named = f"{name} ({row.note})" if row.note else name
    return f"| {' | '.join((named, *others))} |"


def printed(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows, each printed as soon as it is known: the next may take minutes."""
    for row in rows:
        sys.stdout.write(line(row) + "\n")
        sys.stdout.flush()
        yield row
