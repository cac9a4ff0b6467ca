"""Who is named where decisions look poisoned, and who isn't."""

import numpy as np
import pytest

from moderation.comments import Comment, InContext
from moderation.decisions import Answered
from moderation.labels import LABELS, Label
from training.examples import Example, Examples, gathered
from training.haste import hasty
from training.moderators import differing

UNJUDGED = dict.fromkeys(LABELS)
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


def decided(
    who: list[str],
    carried: np.ndarray,
    *,
    seconds: np.ndarray | None = None,
    at: list[str] | None = None,
    shown: np.ndarray | None = None,
) -> Examples:
    """Return decisions on abuse by moderators in turn, each on a text of its own of 40 words."""
    rows = []
    for number, (name, carries) in enumerate(zip(who, carried, strict=True)):
        text = " ".join(map("".join, np.random.default_rng(number).choice(LETTERS, (40, 5)).tolist()))
        answers = Answered("", UNJUDGED)
        if shown is not None:
            suggested = frozenset({Label.ABUSE}) if shown[number] >= 0.5 else frozenset()
            answers = Answered("base", {**UNJUDGED, Label.ABUSE: float(shown[number])}, suggested)
        time = None if seconds is None else float(seconds[number])
        posted = InContext(Comment(str(number), text))
        labels = {Label.ABUSE: bool(carries)}
        rows.append(Example(posted, labels, at[number] if at else "", name, answers, seconds=time))
    return gathered(rows)


def drawn(count: int = 900, seed: int = 3) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return three moderators in turn, calibrated scores, and what came true of them."""
    rng = np.random.default_rng(seed)
    scores = rng.beta(0.6, 1.4, count)
    return [("ann", "ben", "kim")[number % 3] for number in range(count)], scores, rng.random(count) < scores


def named(examples: Examples, scores: np.ndarray) -> str:
    """Return who is said to differ."""
    table = np.stack([scores, *[np.full(len(scores), np.nan)] * 2], axis=1)
    return " ".join(differing(examples, table, np.full(3, 0.5)))


def test_moderators_of_one_standard_are_not_told_apart():
    """Twenty desks: whoever is suspected without cause stops using the gate."""
    desks = (drawn(seed=seed) for seed in range(20))

    assert sum(bool(named(decided(who, truth), scores)) for who, scores, truth in desks) == 0


def test_a_desk_that_is_stricter_in_all_its_hands_names_nobody():
    """Its policy is its own; only who differs from it is looked for."""
    who, scores, _ = drawn()

    assert named(decided(who, scores > 0.12), scores) == ""


def test_a_moderator_who_marks_far_more_on_like_scores_is_named():
    """With how many of a hundred, and what the others would."""
    who, scores, truth = drawn()
    strict = truth | ((np.array(who) == "kim") & (np.random.default_rng(5).random(len(who)) < 0.5))
    said = named(decided(who, strict), scores)

    assert said.startswith("kim marks 71 of 100 comments as abuse where the others")
    assert "would mark 3" in said
    assert "ann" not in said


def test_whoever_was_given_the_worse_comments_is_not_blamed():
    """The night shift gets what is riskiest, and marks three times as many by the same standard."""
    _, scores, truth = drawn(1_200)
    order = np.argsort(scores)
    night = np.isin(np.arange(len(scores)), order[600:])
    who = ["kim" if late ^ (number % 9 == 0) else "ann" for number, late in enumerate(night)]

    assert named(decided(who, truth), scores) == ""


def test_a_moderator_who_takes_suggestions_as_they_are_is_named_among_others_who_judge():
    """What is overridden tells, though marks are as many: .5 is where both kinds of error are."""
    who, scores, truth = drawn(1_500)
    nods = np.array(who) == "kim"
    said = named(decided(who, np.where(nods, scores >= 0.5, truth), shown=scores), scores)

    assert said.startswith("kim overrides 0 of 100 suggestions on abuse where the others")


def test_a_handful_of_decisions_names_nobody():
    """A new colleague's first forty, all marked."""
    _, scores, truth = drawn(400)
    who = ["new" if number < 40 else "ann" for number in range(400)]

    assert named(decided(who, truth | (np.arange(400) < 40)), scores) == ""


@pytest.mark.parametrize(("each", "said"), [(0.9, "kim decided 100 of 100"), (12.0, "")])
def test_decisions_faster_than_reading_are_named(each: float, said: str):
    """40 words in .9 seconds, against 12."""
    found = " ".join(hasty(decided(["kim"] * 100, np.zeros(100), seconds=np.full(100, each))))

    assert found[: len("kim decided 100 of 100")] == said


@pytest.mark.parametrize(("each", "names"), [(1, True), (15, False), (0, False)])
def test_a_file_tells_the_time_of_a_decision_by_the_one_before(each: int, names: bool):
    """And nothing where all carry the same time: that is when the file was made."""
    at = [f"2026-01-01T10:{number * each // 60:02d}:{number * each % 60:02d}Z" for number in range(100)]

    assert bool(list(hasty(decided(["kim"] * 100, np.zeros(100), at=at)))) is names


def test_hostile_names_stay_on_one_line():
    """A moderator's name is typed by somebody."""
    who = ["k\x1b[2Jim\n"] * 100

    assert "\x1b" not in " ".join(hasty(decided(who, np.zeros(100), seconds=np.full(100, 0.1))))
