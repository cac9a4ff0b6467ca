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
from scipy.sparse import csr_matrix, hstack
from scipy.special import logit

from moderation.comments import InContext
from moderation.labels import LABELS, Label
from moderation.scoring import terminology
from moderation.scoring.artefact import Artefact, with_delta
from moderation.scoring.calibration import ABUSE_HEADS
from moderation.scoring.hashing import SLOTS
from moderation.scoring.ngrams import HEADS
from moderation.scoring.relevance import Relevance
from moderation.scoring.scorer import Scorer
from moderation.text import plural
from training.evaluate import scored
from training.examples import Examples, Split
from training.gate import has_both_kinds
from training.hashed import hashed
from training.pull import correction

FEWEST_OF_A_KIND: Final[Mapping[Label, int]] = {Label.ABUSE: 5, Label.OFF_TOPIC: 10, Label.DISPUTED_TERMINOLOGY: 10}
"""A label is learnt from so many decisions that carry it, and as many that don't; else it stays as it is."""

WORD_PULL: Final = 2.0
"""Pull of n-gram weights towards the base. On a news site taken as a desk, 8 draws of 200, 1,000 and 3,000 decisions:
AUC +.006/+.015/+.021 at 2, +.005/+.015/+.020 at 1, +.002/+.013/+.014 at .5, which at times fell below the base."""

ENOUGH_CARRYING: Final = 30
"""With fewer decisions that carry the label, the pull grows with the root of what is missing: 5 at 5 decisions."""

FEATURE_PULL: Final = 10.0
"""Pull of the few weights of off-topic and disputed terminology, on features scaled to unit variance."""

LEVEL_PULL: Final = 1.0
"""Pull of the intercept: how common a label is at this desk is learnt first."""

SLOPE_FROM: Final = 1_000
"""Decisions from which the slope of the scores is learnt too (Platt 1999); with fewer it did harm."""

SLOPE_PULL: Final = 10.0

Floats = NDArray[np.float64]


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
    truth = taught.truth[:, LABELS.index(label)]
    rows = hashed([posted.comment.text for posted in taught.posted])
    occurring = np.unique(rows.indices)
    missing = max(1.0, ENOUGH_CARRYING / max(float((truth == 1).sum()), 1.0))
    lines, pulls = [np.ones(len(taught))], [LEVEL_PULL]
    if len(taught) >= SLOPE_FROM:
        lines, pulls = [*lines, offset], [*pulls, SLOPE_PULL]
    pull = np.concatenate([np.full(len(occurring), WORD_PULL * missing**0.5), pulls])
    columns = hstack([rows[:, occurring], csr_matrix(np.stack(lines, axis=1))]).tocsr().astype(np.float64)
    change = correction(columns, offset, truth, taught.weight, pull)
    delta = np.zeros(SLOTS)
    delta[occurring] = change[: len(occurring)]
    level, *slope = change[len(occurring) :]
    return with_delta(_steeper(artefact, 1 + sum(slope)), dict.fromkeys(ABUSE_HEADS, delta), float(level))


def _steeper(artefact: Artefact, slope: float) -> Artefact:
    """Return the model with the log-odds of both abuse heads multiplied."""
    steeper = {head: (slope * line[0], slope * line[1]) for head, line in artefact.calibration.items()}
    return replace(artefact, calibration={**artefact.calibration, **{head: steeper[head] for head in ABUSE_HEADS}})


def _with_features(artefact: Artefact, label: Label, taught: Examples, offset: Floats) -> Artefact:
    """Return the model with the coefficients of off-topic or disputed terminology moved, and their level."""
    name, rows = _features(artefact, label, list(taught.posted))
    middle, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-3)
    columns = csr_matrix(np.column_stack([(rows - middle) / spread, np.ones(len(rows))]))
    pull = np.append(np.full(rows.shape[1], FEATURE_PULL), LEVEL_PULL)
    change = correction(columns, offset, taught.truth[:, LABELS.index(label)], taught.weight, pull)
    moved = change[:-1] / spread
    shift = np.append(moved, change[-1] - moved @ middle)
    return replace(artefact, arrays={**artefact.arrays, name: artefact.arrays[name] + shift})


def _features(artefact: Artefact, label: Label, posted: list[InContext]) -> tuple[str, Floats]:
    """Return the name of a label's coefficients and the features they weigh, shape (n, features)."""
    if label is Label.OFF_TOPIC:
        return "relevance_coefficients", Relevance.of(artefact.arrays).features(posted)
    readings = Scorer(artefact).readings([one.comment.text for one in posted])
    return "terminology_coefficients", terminology.features(posted, readings.logits[:, HEADS.index("wording")])


def _named(artefact: Artefact, base: Artefact, parts: Split, kept: Mapping[Label, str]) -> Artefact:
    """Return the model with its version, which tells the lessons: the day of the last one and a digest of all."""
    until = max(parts.taught.at.tolist(), default="")
    lessons = fingerprint(parts.taught)
    pulls = (WORD_PULL, ENOUGH_CARRYING, FEATURE_PULL, LEVEL_PULL, SLOPE_FROM, SLOPE_PULL)
    thresholds = [base.thresholds[label] for label in LABELS]
    made_of = (base.version, base.created_at, thresholds, pulls, lessons, fingerprint(parts.held_out))
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
        version=f"{until[:10] or 'undated'}-{digest[:6]}",
        parent=base.version,
        created_at=max(parts.held_out.at.tolist(), default=until),
        settings={**base.settings, **settings},
        metrics={},
    )


def fingerprint(examples: Examples) -> str:
    """Return a hash of what examples teach: texts in context, labels and weights, in their order."""
    seen = hashlib.sha256()
    for posted, truth, weight in zip(examples.posted, examples.truth, examples.weight, strict=True):
        article, parent = posted.article, posted.parent
        context = (article.title, article.text) if article else (), parent.text if parent else None
        seen.update(repr((posted.comment.text, context, truth.tolist(), float(weight))).encode("utf-8", "replace"))
    return seen.hexdigest()
