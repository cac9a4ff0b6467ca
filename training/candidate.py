"""Fits a candidate: the shipped model, moved by a desk's decisions as far as their number allows.

It starts from the shipped model and all decisions each time, not from the last candidate: nothing is counted twice, no
drift adds up, a comment that was erased is gone from the next model, and the same log gives the same bytes whichever
model happens to serve.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import logit

from moderation.comments import InContext
from moderation.labels import LABELS, Label
from moderation.scoring.abuse import WHOLE
from moderation.scoring.artefact import Artefact, with_delta
from moderation.scoring.ngrams import DESK, HEADS
from moderation.scoring.objection import objection
from moderation.scoring.relevance import Relevance
from moderation.scoring.scorer import Scorer
from moderation.scoring.terminology import speech, standing
from moderation.text import plural
from training import vocabulary
from training.background import FEWEST_ARTICLES, desk_background
from training.evaluate import scored
from training.examples import Examples, Split
from training.gate import has_both_kinds
from training.hashed import hashed
from training.pull import Floats, correction
from training.terminology import is_worth_reading
from training.vocabulary import LEVEL_PULL, PULLS, Lessons

FEWEST_OF_A_KIND: Final[Mapping[Label, int]] = {Label.ABUSE: 5, Label.OFF_TOPIC: 10, Label.DISPUTED_TERMINOLOGY: 10}
"""A label is learnt from so many decisions that carry it, and as many that don't; else it stays as it is."""

FEATURE_PULL: Final = 10.0
"""Pull of the few weights of off-topic and disputed terminology, on features scaled to unit variance."""

_LEAST_SPREAD: Final = 1e-2
"""A feature that hardly varies in these decisions is not scaled up beyond this."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """A candidate, and why some labels stayed as they were."""

    artefact: Artefact
    kept: Mapping[Label, str]

    @property
    def labels(self) -> frozenset[Label]:
        """The labels that were learnt."""
        return frozenset(LABELS) - frozenset(self.kept)


def learnt(base: Artefact, parts: Split) -> Learnt:
    """Return the candidate that a split's older decisions teach; deterministic, the time of day has no part in it."""
    judged = scored(parts.taught, Scorer(base))
    artefact, kept = base, {}
    for column, label in enumerate(LABELS):
        # what the base doesn't judge has no log-odds to start from, and stays unjudged
        usable = ~np.isnan(parts.taught.truth[:, column] + judged[:, column])
        taught = parts.taught[usable]
        if why := why_kept(label, taught, parts.held_out):
            kept[label] = why
        else:
            teach = _with_words if label is Label.ABUSE else _with_features
            artefact = teach(artefact, label, taught, logit(judged[usable, column]))
    return Learnt(_named(artefact, base, parts, kept), kept)


def why_kept(label: Label, taught: Examples, held_out: Examples) -> str:
    """Return why a label can't be learnt or the lesson not be measured; empty when it can."""
    needed = FEWEST_OF_A_KIND[label]
    for carried, says in ((True, "carry"), (False, "don't carry")):
        if (count := taught.carrying(label, carried)) < needed:
            return f"{plural(count, 'judged decision')} to learn from {says} it, {needed} are needed"
    if has_both_kinds(held_out, label):
        return ""
    return "too few of the decisions held out carry it, or don't, to tell whether it gets better"


def lessons_until(artefact: Artefact) -> str:
    """Return the time of the last decision a model has learnt from; empty for the shipped one."""
    return str(artefact.settings.get("lessons_until", ""))


def _with_words(artefact: Artefact, label: Label, taught: Examples, offset: Floats) -> Artefact:
    """Return the model with the n-gram weights of abuse moved, and level and slope of its scores."""
    rows = hashed([posted.comment.text for posted in taught.posted])
    truth = taught.truth[:, LABELS.index(label)]
    lesson = vocabulary.learnt(Lessons(rows, offset, truth, taught.weight, taught.group))
    return with_delta(_tilted(artefact, lesson.slope, lesson.level), {DESK: lesson.words})


def _tilted(artefact: Artefact, slope: float, level: float) -> Artefact:
    """Return the model with the log-odds of abuse multiplied by a slope, then moved by a level."""
    steep, start = artefact.calibration.get(WHOLE, (1.0, 0.0))
    return replace(artefact, calibration={**artefact.calibration, WHOLE: (slope * steep, slope * start + level)})


def _with_features(artefact: Artefact, label: Label, taught: Examples, offset: Floats) -> Artefact:
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
    pull = np.append(np.full(rows.shape[1], FEATURE_PULL), LEVEL_PULL)
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


def _named(artefact: Artefact, base: Artefact, parts: Split, kept: Mapping[Label, str]) -> Artefact:
    """Return the model with its version, which tells the lessons: the day of the last decision and a digest."""
    until = max(parts.taught.at.tolist(), default="")
    last = max(parts.held_out.at.tolist(), default=until)
    lessons = fingerprint(parts.taught)
    thresholds = [base.thresholds[label] for label in LABELS]
    # what was held out decides the metrics in the manifest, so it is part of the name
    made_of = (digest_of(base), thresholds, PULLS, FEATURE_PULL, lessons, fingerprint(parts.held_out))
    digest = hashlib.sha256(repr(made_of).encode()).hexdigest()
    settings = {
        "lessons": len(parts.taught),
        "lessons_until": until,
        "lessons_fingerprint": lessons,
        "learnt": [label.value for label in LABELS if label not in kept],
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }
    return replace(
        artefact,
        version=f"{last[:10] or 'undated'}-{digest[:6]}",
        parent=base.version,
        created_at=last,
        settings={**base.settings, **settings},
        metrics={},
    )


def digest_of(artefact: Artefact) -> str:
    """Return a hash of a model's figures."""
    seen = hashlib.sha256(repr(sorted(artefact.calibration.items())).encode())
    for name, array in sorted(artefact.arrays.items()):
        seen.update(name.encode())
        seen.update(np.ascontiguousarray(array).tobytes())
    return seen.hexdigest()


def fingerprint(examples: Examples) -> str:
    """Return a hash of what examples teach: texts in context, labels and weights, in their order."""
    seen = hashlib.sha256()
    for posted, truth, weight in zip(examples.posted, examples.truth, examples.weight, strict=True):
        article, parent = posted.article, posted.parent
        context = (article.title, article.text) if article else (), parent.text if parent else None
        seen.update(repr((posted.comment.text, context, truth.tolist(), float(weight))).encode("utf-8", "replace"))
    return seen.hexdigest()
