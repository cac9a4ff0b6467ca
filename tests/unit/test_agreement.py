"""How far people agree beyond chance, on what two of them judged."""

import pytest
from sklearn.metrics import cohen_kappa_score

from moderation.judgements import Judgement
from moderation.labels import LABELS, Label
from training.agreement import agreements

FIRST = [True, True, False, False, True, False, False, False, True, False]
SECOND = [True, False, False, False, True, False, True, False, True, False]


def judgement(what: int, who: str, abuse: bool | None, suggested: bool | None = None) -> Judgement:
    """Return what somebody found, of abuse alone."""
    nothing = dict.fromkeys(LABELS)
    return Judgement(what, who, {**nothing, Label.ABUSE: abuse}, {**nothing, Label.ABUSE: suggested})


def both() -> list[Judgement]:
    """Return ten comments judged by two people."""
    return [
        *(judgement(what, "ann", said, said) for what, said in enumerate(FIRST)),
        *(judgement(what, "kim", said) for what, said in enumerate(SECOND)),
    ]


def test_kappa_is_what_scikit_learn_says():
    """A figure people know must be the one they know."""
    found = agreements(both()).between["ann", "kim"][Label.ABUSE]

    assert found.kappa == pytest.approx(cohen_kappa_score(FIRST, SECOND), abs=1e-4)
    assert (found.n, found.agreed) == (10, 8)
    assert found.low < found.kappa < found.high


def test_a_moderator_is_held_against_all_others_and_the_suggestions():
    """Who differs from everybody, and who only nods, are two things."""
    found = agreements([*both(), judgement(0, "lee", False), judgement(1, "lee", False)])

    assert found.with_others["ann"][Label.ABUSE].n == 12
    assert found.with_suggestions["ann"][Label.ABUSE].kappa == 1
    assert Label.ABUSE not in found.with_suggestions["kim"]
    assert Label.OFF_TOPIC not in found.between["ann", "kim"]


def test_of_what_one_judged_twice_the_last_word_counts():
    """A second look replaces the first, and nobody agrees with themselves."""
    found = agreements([judgement(1, "ann", True), judgement(1, "ann", False), judgement(1, "kim", False)])

    assert (found.between["ann", "kim"][Label.ABUSE].n, found.between["ann", "kim"][Label.ABUSE].agreed) == (1, 1)


def test_two_who_always_say_the_same_one_thing_have_no_kappa():
    """Chance alone would have them agree always."""
    found = agreements([judgement(n, who, False) for n in range(5) for who in ("ann", "kim")])

    assert found.between["ann", "kim"][Label.ABUSE].kappa is None


def test_nobody_with_nobody_is_said_as_nothing():
    """A desk of one moderator has no agreement between moderators."""
    assert agreements([judgement(1, "ann", True)]).document() == {
        "between": [],
        "moderators": [{"moderator": "ann", "with_others": {}, "with_suggestions": {}}],
    }
