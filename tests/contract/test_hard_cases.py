"""The rules of the three labels, held by hand-written hard cases as far as the shipped model has come.

A rule's floor is what the shipped model reached when it was built; `python benchmarks/hard_cases.py` prints every
case that fails, and `--write` records new floors.
"""

import json
from collections import Counter

import pytest

from benchmarks.hard_cases import FLOOR, by_rule, outcomes, passed, read_cases
from moderation.labels import Label
from moderation.scoring.scorer import Scorer

CASES = read_cases()
FLOORS = json.loads(FLOOR.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rules():
    """Return how the shipped model does, rule by rule."""
    return by_rule(outcomes(Scorer.shipped(), CASES))


@pytest.mark.parametrize("rule", sorted({case.name for case in CASES}))
def test_a_rule_holds_at_least_as_far_as_it_did(rules, rule):
    """A model that is better on average may not quietly unlearn a rule."""
    failures = "\n".join(str(outcome) for outcome in rules[rule] if not outcome.holds)

    assert passed(rules[rule]) >= FLOORS[rule]["passed"], f"{rule} fails:\n{failures}"


def test_the_floor_speaks_of_the_cases_there_are():
    """A floor for other cases would hold nothing."""
    assert {rule: floor["of"] for rule, floor in FLOORS.items()} == Counter(case.name for case in CASES)


def test_there_are_enough_cases_for_each_label():
    """A label with a handful of cases would have no pass rate worth printing."""
    counted = Counter(case.label for case in CASES)

    assert counted[Label.ABUSE] >= 90
    assert counted[Label.OFF_TOPIC] >= 50
    assert counted[Label.DISPUTED_TERMINOLOGY] >= 70


def test_no_case_stands_twice():
    """A repeated case would count double in its rule's pass rate."""
    assert len({(case.label, case.posted.comment.text) for case in CASES}) == len(CASES)


def test_cases_ask_for_doubt_as_well_as_for_answers():
    """Where a person must decide, a model that is certain is wrong whichever way it leans."""
    assert {case.expected for case in CASES} == {True, False, None, "middling"}
