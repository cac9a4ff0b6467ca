"""What each so many decisions of a desk added, and whether more would."""

import json

import numpy as np
import pytest

from moderation.comments import Comment, InContext
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import Scorer
from training.candidate import learnt
from training.curve import LITTLE, learning_curve, outlook, steps
from training.evaluate import scored
from training.examples import Example, Split, gathered, split
from training.measures import Interval
from training.outcome import CurvePoint, LearningCurve

WORDS = (
    *("people", "house", "water", "paper", "school", "street", "summer", "winter", "garden", "window", "letter"),
    *("morning", "evening", "river", "bridge", "city", "train", "music", "story", "market", "teacher", "doctor"),
    *("friend", "family", "number", "question", "answer", "reason", "money", "country", "government", "report"),
    *("article", "comment", "reader", "writer", "minister", "council", "police", "court"),
)

POINTS = (CurvePoint(200, 20, 0.8, 0.41), CurvePoint(750, 80, 0.85, 0.45))


@pytest.fixture(scope="module")
def parts() -> Split:
    """Return decisions of a desk that forbids a word which the shipped model thinks nothing of."""
    rows, words = [], np.random.default_rng(0)
    for n in range(480):
        said = " ".join(words.choice(WORDS, 9))
        text = f"The {'quillion' if n % 4 == 0 else 'teapot'} is there: {said}."
        labels = {Label.ABUSE: n % 4 == 0, Label.OFF_TOPIC: None, Label.DISPUTED_TERMINOLOGY: None}
        rows.append(Example(InContext(Comment(str(n), text)), labels, f"2026-03-01T{n // 60:02}:{n % 60:02}:00Z"))
    return split(gathered(rows))


@pytest.fixture(scope="module")
def curve(parts) -> LearningCurve:
    """Return how abuse grew with those decisions."""
    return grown(parts)


def grown(parts: Split) -> LearningCurve:
    base = Scorer.shipped()
    found = learnt(base.artefact, parts)
    before, after = (scored(parts.held_out, one) for one in (base, Scorer(found.artefact)))
    return learning_curve(base.artefact, parts, found, scored(parts.taught, base), before, after)[Label.ABUSE]


def test_it_begins_with_the_shipped_model_and_ends_with_the_candidate(parts, curve):
    """A desk reads from it what its own decisions are worth."""
    assert [0, 50, len(parts.taught)] == [point.decisions for point in curve.points]
    assert [0, 13, parts.taught.carrying(Label.ABUSE)] == [point.carrying for point in curve.points]


def test_a_word_that_only_the_desk_forbids_is_learnt_on_the_way(curve):
    """Points between are models that learnt from the first decisions alone."""
    shipped, early, candidate = (point.auc for point in curve.points)

    assert shipped < 0.7
    assert early > shipped
    assert candidate == pytest.approx(1.0)


def test_each_point_says_how_sure_it_is(curve):
    """A few hundred decisions held out don't tell .80 from .82."""
    for point in curve.points:
        low, high = point.average_precision_interval
        assert low <= point.average_precision <= high


def test_a_point_between_is_the_candidate_of_the_first_decisions(parts, curve):
    """Its scores are computed without making a model of it, which must not make them others."""
    first = Split(parts.taught[:50], parts.held_out, parts.other_articles)

    assert grown(first).points[-1].auc == pytest.approx(curve.points[1].auc, abs=0.005)


def test_the_same_decisions_draw_the_same_curve(parts, curve):
    """The report of a model that is built again is the same report."""
    assert curve == grown(parts)


def test_labels_that_nobody_decided_have_no_curve(parts):
    """An empty drawing would look like a model that learns nothing."""
    base = Scorer.shipped()
    found = learnt(base.artefact, parts)
    judged, scores = (np.full((len(one), len(LABELS)), 0.5) for one in (parts.taught, parts.held_out))

    assert {Label.ABUSE} == set(learning_curve(base.artefact, parts, found, judged, scores, scores))


def test_points_are_taken_up_to_half_of_the_decisions():
    """All of them together cost about three fifths of the candidate's fit, however many decisions there are."""
    assert steps(99) == ()
    assert steps(750) == (50, 200)
    assert sum(steps(75_000)) < 0.6 * 75_000


@pytest.mark.parametrize(
    ("gain", "begins"),
    [
        (Interval(0.001, 0.05), "More decisions would still help: from 200 to 750 decisions"),
        (Interval(-0.5 * LITTLE, 0.5 * LITTLE), "More decisions would hardly help"),
        (Interval(-0.05, -0.001), "The latest decisions did not help"),
        (Interval(-0.05, 0.05), "Whether more decisions would help can't be told yet"),
        (Interval(float("nan"), float("nan")), "There are too few decisions"),
    ],
)
def test_the_outlook_follows_what_the_latest_decisions_added(gain, begins):
    """Whether to label more is decided by a rule, not by the eye."""
    assert outlook(POINTS, gain).startswith(begins)


def test_a_curve_is_plain_json(curve):
    """The desk and other programs read it from the document."""
    assert json.loads(json.dumps([point.average_precision_interval for point in curve.points]))
