"""Fits a candidate: the shipped model, moved by a desk's decisions as far as their number allows.

It starts from the shipped model and all decisions each time, not from the last candidate: nothing is counted twice, no
drift adds up, a comment that was erased is gone from the next model, and the same log gives the same bytes whichever
model happens to serve.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import scipy
from scipy.special import logit
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from moderation.labels import LABELS, Label
from moderation.scoring.abuse import WHOLE
from moderation.scoring.artefact import Artefact, with_delta
from moderation.scoring.kin import KIN
from moderation.scoring.ngrams import DESK
from moderation.scoring.scorer import Scorer
from moderation.scoring.stage import EXPERTS
from moderation.text import plural
from training import desk_off_topic, desk_terminology, vocabulary
from training.coefficients import Taught
from training.evaluate import scored
from training.examples import Examples, Split
from training.gate import has_both_kinds
from training.kinship import Kinship
from training.pull import Floats
from training.read_anew import read_anew
from training.recalibrate import Unseen
from training.vocabulary import PULLS, Lessons

FEWEST_OF_A_KIND: Final[Mapping[Label, int]] = {Label.ABUSE: 5, Label.OFF_TOPIC: 10, Label.DISPUTED_TERMINOLOGY: 10}
"""A label is learnt from so many decisions that carry it, and as many that don't; else it stays as it is."""

HEADS_OF: Final = {Label.OFF_TOPIC: "relevance_coefficients", Label.DISPUTED_TERMINOLOGY: "terminology_speech"}
"""The array without which a label is not judged."""

_COEFFICIENTS: Final = (desk_off_topic.PULL, desk_off_topic.PAIR_WEIGHT, desk_terminology.PULL)


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """A candidate, and why some labels stayed as they were."""

    artefact: Artefact
    kept: Mapping[Label, str]
    unseen: Mapping[Label, Unseen] = field(default_factory=dict)
    """Of the labels that were learnt: the decisions, read by models that they did not teach."""

    @property
    def labels(self) -> frozenset[Label]:
        """The labels that were learnt."""
        return frozenset(LABELS) - frozenset(self.kept)


def learnt(base: Artefact, parts: Split, judged: Floats | None = None) -> Learnt:
    """Return the candidate that a split's older decisions teach; deterministic, the time of day has no part in it.

    `judged` are the scores of the model for them, shape (n, 3), where somebody has them already.
    """
    judged = scored(parts.taught, Scorer(asked(base, parts.taught))) if judged is None else judged
    # one thread: sums keep their order, and on a busy machine with two cores 1,000 decisions take 1.1 s, not 8.8 s
    with threadpool_limits(limits=1):
        return _learnt(base, parts, judged)


def _learnt(base: Artefact, parts: Split, judged: Floats) -> Learnt:
    artefact, kept, unseen = base, {}, {}
    for column, label in enumerate(LABELS):
        # what the base doesn't judge has no log-odds to start from, and stays unjudged
        usable = ~np.isnan(parts.taught.truth[:, column] + judged[:, column])
        taught = parts.taught[usable]
        why = why_kept(label, taught, parts.held_out)
        found = taught_label(label, artefact, parts.taught, taught, logit(judged[usable, column]), enough=not why)
        if found is None:
            kept[label] = why
        else:
            artefact, unseen[label] = read_anew(label, found), found.unseen
    return Learnt(_named(artefact, base, parts, kept), kept, unseen)


def asked(base: Artefact, taught: Examples) -> Artefact:
    """Return the model without the heads of labels that nobody decided: they take two thirds of the time to score."""
    idle = {head for label, head in HEADS_OF.items() if not len(taught.of(label))}
    return replace(base, arrays={name: array for name, array in base.arrays.items() if name not in idle})


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


def taught_label(
    label: Label, artefact: Artefact, archive: Examples, decisions: Examples, offset: Floats, *, enough: bool
) -> Taught | None:
    """Return the model taught one label, None where too few decisions teach it; off-topic learns from pairs as well.

    `offset` are the log-odds of the model as it is for `decisions`, those on the label among the `archive`.
    """
    if label is Label.OFF_TOPIC:
        return desk_off_topic.taught(artefact, archive, decisions, by_decisions=enough)
    if not enough:
        return None
    if label is Label.DISPUTED_TERMINOLOGY:
        return desk_terminology.taught(artefact, decisions, offset)
    return _with_words(artefact, decisions, offset)


def _with_words(artefact: Artefact, taught: Examples, offset: Floats) -> Taught:
    """Return the model with the weights of words and their kin moved, and level and slope of its scores."""
    kinship = Kinship(artefact.arrays)
    lesson = vocabulary.learnt(lessons_on(artefact, taught, offset, kinship))
    moved = with_delta(_tilted(artefact, lesson.slope, lesson.level), {DESK: lesson.words})
    if lesson.kin.any():
        moved = replace(moved, arrays={**moved.arrays, KIN: kinship.weights(lesson.kin)})
    return Taught(moved, lesson.unseen)


def lessons_on(artefact: Artefact, taught: Examples, offset: Floats, kinship: Kinship) -> Lessons:
    """Return decisions on abuse as what words are learnt from; `offset` are the model's log-odds of them."""
    rows, kin = kinship.read([posted.comment.text for posted in taught.posted], vocabulary.KINDS)
    truth = taught.truth[:, LABELS.index(Label.ABUSE)]
    return Lessons(rows, offset, truth, taught.weight, taught.group, telling(artefact), kin)


def telling(artefact: Artefact) -> Floats:
    """Return how much the model's experts weigh each feature, whichever way, 1 on average, shape (SLOTS,)."""
    weights = [np.abs(artefact.arrays[expert].astype(np.float64)) for expert in EXPERTS if expert in artefact.arrays]
    return np.asarray(sum(one / max(one.mean(), 1e-9) for one in weights) / len(weights))


def _tilted(artefact: Artefact, slope: float, level: float) -> Artefact:
    """Return the model with the log-odds of abuse multiplied by a slope, then moved by a level."""
    steep, start = artefact.calibration.get(WHOLE, (1.0, 0.0))
    return replace(artefact, calibration={**artefact.calibration, WHOLE: (slope * steep, slope * start + level)})


def _named(artefact: Artefact, base: Artefact, parts: Split, kept: Mapping[Label, str]) -> Artefact:
    """Return the model with its version, which tells the lessons: the day of the last decision and a digest."""
    until = max(parts.taught.at.tolist(), default="")
    last = max(parts.held_out.at.tolist(), default=until)
    lessons = fingerprint(parts.taught)
    thresholds = [base.thresholds[label] for label in LABELS]
    # what was held out decides the metrics in the manifest, so it is part of the name
    made_of = (digest_of(base), thresholds, PULLS, _COEFFICIENTS, lessons, fingerprint(parts.held_out))
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
        settings={**artefact.settings, **settings},
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
    for posted, truth, weight in zip(examples.posted, examples.truth.tolist(), examples.weight.tolist(), strict=True):
        article, parent = posted.article, posted.parent
        context = (article.title, article.text) if article else (), parent.text if parent else None
        seen.update(repr((posted.comment.text, context, truth, weight)).encode("utf-8", "replace"))
    return seen.hexdigest()
