"""The figures of a finished model on the evaluation sets: the last thing a build reads, and what its card states.

They take a way of scoring and not a model, so that a plain pipeline is measured by the same lines as the shipped one.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import Comment, InContext
from moderation.scoring.scorer import Scorer
from training import disguises, functions, identity, measures
from training.corpora import EVALUATED, Corpus
from training.disguises import Attack, Score
from training.evaluate import DRAWS, INTERVALS, LEVEL, Metrics, metrics
from training.measures import Floats, Interval

BY_SET: Final = "abuse: {name}"
BY_FUNCTION: Final = "abuse: hatecheck, accuracy by function"
BY_TERM: Final = "abuse: madlibs, by identity term"
BY_DISGUISE: Final = "abuse: mean AUC of c3, ucc and impermium, by disguise"

_FEWEST_GROUPS: Final = 100
"""Groups from which whole groups are redrawn; a set of fewer (madlibs is one group) is redrawn text by text."""

_SHOWN: Final = ("n", "positives", *INTERVALS, "f1", "ece")


def abuse_score(scorer: Scorer) -> Score:
    """Return a model's abuse score of bare texts; one that is not judged counts as 0, since nothing is suggested."""

    def score(texts: Sequence[str]) -> Floats:
        """Return the scores, shape (n,)."""
        batch = [InContext(Comment(str(row), text)) for row, text in enumerate(texts)]
        return np.nan_to_num(scorer.score(batch).scores[:, 0])

    return score


def abuse_figures(score: Score, threshold: float, measured: Corpus, attack: Attack) -> dict[str, Mapping[str, object]]:
    """Return everything that is measured of an abuse score, by set and subject."""
    scores = score(measured.texts.tolist())
    found: dict[str, Mapping[str, object]] = {}
    for name in EVALUATED:
        own = measured.sources == name
        found[BY_SET.format(name=name)] = on_set(measured.where(own), scores[own], threshold)
    cases, templates = measured.sources == "hatecheck", measured.sources == "madlibs"
    found[BY_FUNCTION] = on_functions(measured.where(cases), scores[cases], threshold)
    found[BY_TERM] = on_terms(measured.where(templates), scores[templates])
    found[BY_DISGUISE] = rounded(disguises.mean_aucs(score, measured, attack))
    return found


def on_set(rows: Corpus, scores: Floats, threshold: float) -> dict[str, float]:
    """Return the figures of scores (n,) on one set, each with its 95 % interval as NAME_low and NAME_high."""
    return flat(metrics(rows.abusive.astype(np.float64), scores, threshold, groups(rows)))


def on_functions(cases: Corpus, scores: Floats, threshold: float) -> dict[str, float]:
    """Return the mean accuracy over functions, at the threshold (with interval) and at .5, and that of each."""
    right = (scores >= threshold) == cases.abusive
    at_half = (scores >= 0.5) == cases.abusive
    one = np.ones((1, len(right)))
    bounds = macro_interval(cases, right)
    macros = {
        "macro": float(functions.macro(cases.kinds, right, one)[0]),
        "macro_low": bounds.low,
        "macro_high": bounds.high,
        "macro_at_half": float(functions.macro(cases.kinds, at_half, one)[0]),
    }
    return rounded({**macros, **functions.by_function(cases.kinds, right)})


def macro_interval(cases: Corpus, right: NDArray[np.bool_]) -> Interval:
    """Return where the mean accuracy over functions lies in 95 of 100 redraws of whole templates."""

    def figure(weights: Floats) -> Floats:
        """Return the figure of each redraw."""
        return functions.macro(cases.kinds, right, weights)[:, None]

    drawn = measures.redrawn(figure, groups(cases), np.ones(len(right)), DRAWS)
    return measures.interval(drawn[:, 0], LEVEL)


def on_terms(templates: Corpus, scores: Floats) -> dict[str, dict[str, float]]:
    """Return the three AUCs of each identity term."""
    biases = identity.by_term(templates.texts.tolist(), templates.abusive, scores)
    return {
        term: {"n": bias.n, **rounded({"subgroup": bias.subgroup, "bpsn": bias.bpsn, "bnsp": bias.bnsp})}
        for term, bias in biases.items()
    }


def groups(rows: Corpus) -> NDArray[np.int64]:
    """Return a number for each row, the same for rows that must be redrawn together."""
    found, number = np.unique(rows.shares, return_inverse=True)
    return number if len(found) >= _FEWEST_GROUPS else np.arange(len(rows))


def flat(of: Metrics) -> dict[str, float]:
    """Return metrics by name, the ends of each interval beside its figure; what can't be had is left out."""
    found: dict[str, float] = {}
    for name in _SHOWN:
        if (figure := getattr(of, name)) is not None:
            found[name] = figure
        if bounds := of.intervals.get(name):
            found |= {f"{name}_low": bounds.low, f"{name}_high": bounds.high}
    return rounded(found)


def rounded(figures: Mapping[str, float]) -> dict[str, float]:
    """Return figures to four places."""
    return {name: round(figure, 4) for name, figure in figures.items()}
