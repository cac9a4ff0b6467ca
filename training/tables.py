"""What was measured of a model, as the tables of its card.

The figures come from the manifest, which any build may extend: what no table here is meant for is listed under its
own name, so that nothing measured is left unsaid.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from training.final import BY_DISGUISE, BY_FUNCTION, BY_SET

COMPARED: Final = "abuse: taught on every source"
"""Where figures stand of a model taught on sources that may not ship: evaluation set -> name -> figure."""

Figures = Mapping[str, Any]

_COLUMNS: Final = ("n", "positives", "auc", "average_precision", "precision", "recall", "f1", "ece")
_SETS: Final = """## Measured

In brackets: where the figure lies in 95 of 100 redraws of the set. `auc` is the area under the ROC curve; `precision`,
`recall` and `f1` are at the threshold above; a text that is not judged counts as one with score 0.
"""
_FUNCTIONS: Final = """
### HateCheck: share of cases right, by function

At the threshold above. Functions ending in `_h` are hateful, those in `_nh` are not; `macro` is the mean over
functions, `macro_at_half` the same where everything from .5 on is called abuse.
"""
_DISGUISES: Final = """
### Disguises

The two most telling words of each abusive comment altered (which they are is asked of a plain TF-IDF model): {name}.
"""
_COMPARED: Final = """
### What the other sources would add

ROC-AUC and average precision of the shipped model, and of one taught in the same way on every source of the data page,
those too whose licence keeps them out of a shipped model.
"""


def tables(metrics: Mapping[str, object]) -> list[str]:
    """Return everything that was measured, as lines of Markdown."""
    stated = {name: found for name, found in metrics.items() if isinstance(found, Mapping)}
    own: dict[str, Callable[[Figures], list[str]]] = {
        BY_FUNCTION: _functions,
        BY_DISGUISE: _disguises,
        COMPARED: partial(_compared, stated),
    }
    lines = [_SETS, *_table("set", {name: found for name, found in stated.items() if "auc" in found}, _COLUMNS)]
    for name, found in stated.items():
        if name in own:
            lines += own[name](found)
        elif any(isinstance(value, Mapping) for value in found.values()):
            lines += _nested(name, found)
    rest = [name for name in stated if not _is_tabled(name, stated[name], own)]
    return [*lines, "", "### Other labels, and the rest", "", *(f"- {name}: {_listed(stated[name])}" for name in rest)]


def _is_tabled(name: str, found: Figures, own: Mapping[str, object]) -> bool:
    """Whether a subject has a table."""
    return name in own or "auc" in found or any(isinstance(value, Mapping) for value in found.values())


def _functions(found: Figures) -> list[str]:
    """Return the table of functions, the weakest first, after the means over them."""
    means = [name for name in ("macro", "macro_at_half") if name in found]
    single = {name: value for name, value in found.items() if not name.startswith("macro")}
    weakest_first = sorted(single, key=lambda name: (single[name], name))
    rows = [f"| {name} | {_bounded(found, name)} |" for name in (*means, *weakest_first)]
    return [_FUNCTIONS, "| function | right |", "|---|---|", *rows]


def _disguises(found: Figures) -> list[str]:
    """Return the table of disguises, each with what it costs."""
    clean = found["clean"]
    rows = [f"| {name} | {_three(value)} | {value - clean:+.3f} |" for name, value in found.items()]
    name = BY_DISGUISE.partition(": ")[2]
    return [_DISGUISES.format(name=name), "| disguise | AUC | change |", "|---|---|---|", *rows]


def _compared(stated: Mapping[str, Figures], found: Figures) -> list[str]:
    """Return the table of evaluation sets beside what a model of every source reaches on them."""
    rows = [f"| {name} | {_both(stated.get(BY_SET.format(name=name), {}))} | {_both(found[name])} |" for name in found]
    return [_COMPARED, "| set | shipped | every source |", "|---|---|---|", *rows]


def _both(figures: Figures) -> str:
    """Return AUC and average precision as `.922 / .634`."""
    return " / ".join(_three(figures.get(name)) for name in ("auc", "average_precision"))


def _nested(name: str, found: Figures) -> list[str]:
    """Return a table of a subject's rows, such as identity terms, each with the same figures."""
    rows = {row: values for row, values in found.items() if isinstance(values, Mapping)}
    columns = tuple(next(iter(rows.values())))
    title = name[:1].upper() + name[1:]
    return ["", f"### {title}", "", *_table("", rows, columns), *_worst(rows)]


def _worst(rows: Mapping[str, Figures]) -> Iterator[str]:
    """Yield the sentence on the worst identity term, where that is what the rows are."""
    for column in ("bpsn", "bnsp"):
        known = {row: values[column] for row, values in rows.items() if column in values}
        if known:
            worst = min(known, key=lambda row: (known[row], row))
            yield f"\nWorst {column.upper()}: {known[worst]:.3f} ({worst})."


def _table(first: str, rows: Mapping[str, Figures], columns: Sequence[str]) -> list[str]:
    """Return rows as a table; a figure with bounds shows them."""
    shown = [column for column in columns if any(column in figures for figures in rows.values())]
    body = [
        f"| {name} | {' | '.join(_bounded(figures, column) for column in shown)} |" for name, figures in rows.items()
    ]
    return [f"| {first} | {' | '.join(shown)} |", "|---" * (len(shown) + 1) + "|", *body]


def _bounded(figures: Figures, name: str) -> str:
    """Return a figure, with where it lies in brackets if that was measured."""
    low, high = figures.get(f"{name}_low"), figures.get(f"{name}_high")
    bounds = f" [{_three(low)}, {_three(high)}]" if low is not None and high is not None else ""
    return _three(figures.get(name)) + bounds


def _three(figure: Any) -> str:
    """Return a share to three places without its nought, a count as it is, and a dash for what isn't there."""
    if figure is None:
        return "-"
    if isinstance(figure, int):
        return f"{figure:,}"
    return f"{figure:.3f}".removeprefix("0") if 0 <= figure < 1 else f"{figure:.3f}"


def _listed(found: Figures) -> str:
    """Return figures as `name value, name value`."""
    return ", ".join(f"{name} {value:.4g}" for name, value in found.items())
