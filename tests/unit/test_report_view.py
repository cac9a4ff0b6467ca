"""What the page of a retraining says of curves, lists, slips and doubts."""

import re
from dataclasses import replace

import numpy as np
import pytest

from moderation.comments import Article, Comment, InContext
from moderation.labels import LABELS, Label
from training.checklist import NAMES
from training.evaluate import measured
from training.examples import Example, gathered
from training.outcome import Check, CurvePoint, LabelReport, LearningCurve, Noise, Outcome, Trial
from training.report.page import retraining_page
from training.report.subject import of_trial

OUTLOOK = "From 200 decisions on it gained .02; more would help."
CURVE = LearningCurve(
    (CurvePoint(0, 0, 0.8, 0.4), CurvePoint(50, 5, None, None), CurvePoint(200, 20, 0.9, 0.5)), OUTLOOK
)


@pytest.fixture
def outcome() -> Outcome:
    """Return a retraining in which the candidate is right on abuse wherever the model in service is not."""
    rows = []
    for n in range(120):
        posted = InContext(
            Comment(str(n), f"Comment {n} of {n * 17} and {n * 31}"), Article(str(n % 3), f"Article {n % 3}")
        )
        labels = {Label.ABUSE: n % 3 == 0, Label.OFF_TOPIC: False, Label.DISPUTED_TERMINOLOGY: None}
        rows.append(Example(posted, labels, f"2026-03-01T00:00:{n % 60:02}Z", ref=n + 1))
    examples = gathered(rows)
    after = np.column_stack([examples.truth[:, 0] * 0.8 + 0.1, np.full(120, 0.1), np.full(120, np.nan)])
    at = np.full(3, 0.5)
    trial = Trial(examples, frozenset({"Ann"}), 1 - after, after, at, at)
    first, second = measured(examples, after, at), measured(examples, 1 - after, at)
    reports = {label: LabelReport(first[label], second[label], None, "") for label in LABELS}
    check = Check("pairs that differ in one name", 40, 0.9, 0.7, True)
    return Outcome(
        "new",
        "base",
        480,
        120,
        reports,
        False,
        "worse on a list -> kept.",
        ("kim decides faster than anybody reads <b>",),
        7,
        {Label.ABUSE: CURVE},
        {Label.ABUSE: Noise(0.04, 0.01, 3)},
        (check,),
        trial,
    )


def page_of(outcome: Outcome) -> str:
    """Return the page, with refs as names."""
    assert outcome.trial is not None
    return retraining_page(of_trial(outcome.trial, (outcome.candidate, outcome.incumbent), "site:{}".format), outcome)


def test_the_verdict_and_its_reason_stand_on_top(outcome):
    """Whoever reads one line reads this one."""
    text = page_of(outcome)

    assert "<h1>Not promoted</h1>" in text
    assert "Worse on a list → kept." in text
    assert "Kim decides faster than anybody reads &lt;b&gt;" in text


def test_the_learning_curve_is_drawn_with_its_outlook(outcome):
    """Whether more labels would help is the first thing a desk asks."""
    text = page_of(outcome)

    assert OUTLOOK in text
    assert "as shipped" in text


def test_a_curve_without_points_is_not_drawn(outcome):
    """Too few decisions to say anything about growth."""
    nothing = LearningCurve((CurvePoint(0, 0, None, None),), "too few")

    assert "What your decisions did" not in page_of(replace(outcome, curves={Label.ABUSE: nothing}))


def test_a_list_on_which_the_candidate_is_worse_is_marked(outcome):
    """A fix here must not be a harm there."""
    assert re.search(r'class="weaker"><th scope="row">pairs that differ in one name <mark>worse', page_of(outcome))


def test_slips_are_said_beside_what_they_were_before(outcome):
    """A share alone says nothing to somebody who sees it for the first time."""
    assert "about 4.0% of the decisions look like slips, 1.0% when the model in service was taught" in page_of(outcome)


def test_what_the_candidate_mends_is_counted_and_quoted(outcome):
    """All hundred and twenty, and none broken."""
    text = page_of(outcome)

    assert (
        "The two models differ on 120: the candidate is right on <b>120</b>, the model in service on <b>0</b>." in text
    )
    assert "Newly right" in text


def test_a_label_that_nobody_carries_is_said_and_not_drawn(outcome):
    """A flat line would look like a model that fails."""
    text = page_of(outcome)

    assert text.count("<svg") == 4
    assert text.count("Nothing to measure here") == 2


@pytest.mark.parametrize(
    ("why", "verdict", "reason"),
    [
        ("as asked; the candidate is better on abuse.", "Not promoted, as asked", "The candidate is better on abuse."),
        ("not better beyond noise; told.", "Not promoted", "Not better beyond noise; told."),
    ],
)
def test_what_was_asked_for_is_said_with_the_verdict(outcome, why, verdict, reason):
    """Under "Not promoted", a sentence that begins with "As asked" and praises the candidate reads as a riddle."""
    text = page_of(replace(outcome, why=why))

    assert f"<h1>{verdict}</h1>" in text
    assert f'<p class="reason">{reason}</p>' in text


def test_a_promotion_in_spite_of_doubts_says_so_in_its_headline(outcome):
    """It is the one promotion that a lead has to answer for."""
    text = page_of(replace(outcome, promoted=True, why="as asked, in spite of doubts: Kim nods."))

    assert "<h1>Promoted as asked, in spite of doubts</h1>" in text


def test_a_list_says_what_its_share_is_of(outcome):
    """Of ten pairs, 71 % can be right only because each sentence is compared with each."""
    lists = (Check("quoted abuse", 10, 0.7, 0.71, False), Check(NAMES, 256, 0.9, 0.8, False))
    text = page_of(replace(outcome, checks=lists))

    assert '<td class="compared">10 × 10</td><td class="n">70%</td><td class="n">71%</td>' in text
    assert "8 × 8, for each of 32 groups" in text
    assert "2 lists of sentences with known answers: none worse beyond noise." in text


def test_figures_that_go_by_letters_are_explained(outcome):
    """A desk's lead is no statistician."""
    text = page_of(outcome)

    assert "<b>AUC</b> (or ROC-AUC): of 100 pairs" in text
    assert "<b>AP</b>, average precision" in text
