"""Moves the few coefficients of off-topic and disputed terminology by what a desk decided.

They are some forty figures over what is measured of a comment in its context, so that dozens of decisions can teach
them, where the words of abuse take hundreds.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import logit

from moderation.comments import InContext
from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact
from moderation.scoring.ngrams import HEADS
from moderation.scoring.objection import objection
from moderation.scoring.relevance import Relevance
from moderation.scoring.scorer import Scorer
from moderation.scoring.terminology import speech, standing
from training.background import FEWEST_ARTICLES, desk_background
from training.examples import Examples
from training.pull import Floats, correction
from training.terminology import is_worth_reading
from training.vocabulary import LEVEL_PULL

PULL: Final = 10.0
"""Pull of a coefficient towards the base, on features scaled to unit variance."""

_LEAST_SPREAD: Final = 1e-2
"""A feature that hardly varies in these decisions is not scaled up beyond this."""


def learnt(artefact: Artefact, label: Label, taught: Examples, offset: Floats) -> Artefact:
    """Return the model with the coefficients of off-topic or disputed terminology moved, and their level."""
    weighed = _relevance if label is Label.OFF_TOPIC else _terminology
    truth = taught.truth[:, LABELS.index(label)]
    if label is Label.OFF_TOPIC:
        artefact, offset = _at_home(artefact, list(taught.posted), offset)
    arrays = dict(artefact.arrays)
    for name, rows, chosen in weighed(artefact, list(taught.posted)):
        arrays[name] = arrays[name] + _shift(rows, offset[chosen], truth[chosen], taught.weight[chosen])
    return replace(artefact, arrays=arrays)


def _shift(rows: Floats, offset: Floats, truth: Floats, weight: Floats) -> Floats:
    """Return the change of the coefficients of features (n, k) and of their intercept, shape (k + 1,)."""
    if not len(rows):
        return np.zeros(rows.shape[1] + 1)
    # centred, or the level would be fought over by features that are never 0
    middle, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), _LEAST_SPREAD)
    columns = csr_matrix(np.column_stack([(rows - middle) / spread, np.ones(len(rows))]))
    pull = np.append(np.full(rows.shape[1], PULL), LEVEL_PULL)
    change = correction(columns, offset, truth, weight, pull)
    moved = change[:-1] / spread
    return np.append(moved, change[-1] - moved @ middle)


def _at_home(artefact: Artefact, posted: list[InContext], offset: Floats) -> tuple[Artefact, Floats]:
    """Return the model with the desk's own archive in the background of off-topic, and its log-odds then.

    A desk of few articles keeps the shipped background.
    """
    articles = list(dict.fromkeys(one.article for one in posted if one.article))
    if len(articles) < FEWEST_ARTICLES:
        return artefact, offset
    comments = list(dict.fromkeys(one.comment.text for one in posted))
    own = replace(artefact, arrays=desk_background(articles, comments, artefact.arrays))
    return own, logit(Relevance.of(own.arrays).scores_of_all(posted))


Weighed = tuple[str, Floats, NDArray[np.bool_]]
"""The name of an array of coefficients, the features they weigh (m, k), and the m of n comments they are used for."""


def _relevance(artefact: Artefact, posted: list[InContext]) -> list[Weighed]:
    """Return what weighs in off-topic."""
    rows = Relevance.of(artefact.arrays).features(posted)
    return [("relevance_coefficients", rows, np.ones(len(posted), np.bool_))]


def _terminology(artefact: Artefact, posted: list[InContext]) -> list[Weighed]:
    """Return what weighs in the last stage of disputed terminology, for comments that are read for it."""
    wording = Scorer(artefact).readings([one.comment.text for one in posted]).peaks[:, HEADS.index("wording")]
    passed = is_worth_reading(posted, wording, artefact.arrays["terminology_screen"].astype(np.float64))
    read = [objection(one, named=False) for one in posted]
    spoken = np.array([speech(one, logit) for one, logit in zip(read, wording.tolist(), strict=True)])
    *coefficients, intercept = artefact.arrays["terminology_speech"].astype(np.float64)
    first = spoken @ np.array(coefficients) + intercept
    standing_rows = np.array([standing(one, logit) for one, logit in zip(read, first.tolist(), strict=True)])
    under = np.array([one.has_article for one in read], dtype=np.bool_)
    return [
        ("terminology_standing", standing_rows[passed & under], passed & under),
        ("terminology_alone", first[passed & ~under, None], passed & ~under),
    ]
