"""Abuse on the evaluation sets: ranking, functions, identity terms, calibration and disguises, beside plain TF-IDF."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from benchmarks.setting import Setting
from benchmarks.table import Figure, Row
from training import final
from training.disguises import SWAP
from training.final import BY_DISGUISE, BY_FUNCTION, BY_SET, BY_TERM

_AUC, _AP = "auc", "average_precision"

_GOALS: Final = (
    ("civil", _AUC, 0.935),
    ("civil", _AP, 0.68),
    ("c3", _AUC, 0.77),
    ("ucc", _AUC, 0.80),
    ("impermium", _AUC, 0.80),
    ("hatecheck", _AUC, None),
    ("madlibs", _AUC, 0.97),
)
"""Evaluation set, figure, goal."""

_NAMES: Final = {_AUC: "AUC", _AP: "AP"}

Measured = Mapping[str, Any]


def rows(setting: Setting) -> Iterator[Row]:
    """Yield the rows of the abuse label."""
    plain, ours = (
        final.abuse_figures(score, threshold, setting.measured, setting.attack) for score, threshold in setting.both
    )
    for name, figure, goal in _GOALS:
        of = BY_SET.format(name=name)
        yield Row(f"abuse: {_NAMES[figure]}, {name}", Figure.of(ours[of], figure), Figure.of(plain[of], figure), goal)
    yield from _of_functions(plain[BY_FUNCTION], ours[BY_FUNCTION])
    yield from _of_terms(plain[BY_TERM], ours[BY_TERM])
    civil = BY_SET.format(name="civil")
    yield Row("abuse: ECE, civil", Figure.of(ours[civil], "ece"), Figure.of(plain[civil], "ece"), 0.02, at_most=True)
    yield from _of_disguises(plain[BY_DISGUISE], ours[BY_DISGUISE])


def _of_functions(plain: Measured, ours: Measured) -> Iterator[Row]:
    """Yield macro accuracy over HateCheck's functions, at the threshold and at one half."""
    yield Row(
        "HateCheck: macro accuracy at the threshold", Figure.of(ours, "macro"), Figure.of(plain, "macro_at_half"), 0.7
    )
    yield Row(
        "HateCheck: macro accuracy at .5", Figure.of(ours, "macro_at_half"), Figure.of(plain, "macro_at_half"), 0.7
    )


def _of_terms(plain: Measured, ours: Measured) -> Iterator[Row]:
    """Yield the worst figures over identity terms, ours with the term's name."""
    for figure, goal in (("bpsn", 0.90), ("bnsp", 0.86)):
        worst = min(ours, key=lambda term: (ours[term][figure], term))
        lowest = min(one[figure] for one in plain.values())
        name = f"madlibs: worst {figure.upper()} over {len(ours)} identity terms"
        yield Row(name, Figure(ours[worst][figure]), Figure(lowest), goal, note=f"ours: {worst}")


def _of_disguises(plain: Measured, ours: Measured) -> Iterator[Row]:
    """Yield what each disguise changes of the mean AUC of the news sets, and the worst of those that can be undone."""
    yield Row("disguises: mean AUC of c3, ucc, impermium, clean", Figure(ours["clean"]), Figure(plain["clean"]))
    changes = [{name: of[name] - of["clean"] for name in of if name != "clean"} for of in (plain, ours)]
    worst = [min(change for name, change in of.items() if name != SWAP) for of in changes]
    yield Row("disguises: worst change but for letter swap", Figure(worst[1]), Figure(worst[0]), -0.03, "loss")
    for name in changes[1]:
        goal = -0.10 if name == SWAP else -0.03
        yield Row(f"disguise: {name}", Figure(changes[1][name]), Figure(changes[0][name]), goal, "loss")
