"""Decisions worth a second look: slips are found by models that never saw them, and nobody is asked twice."""

import re

import numpy as np
import pytest

from moderation.comments import Comment, InContext
from moderation.labels import Label
from training.examples import Example, Examples, gathered
from training.noise import MOST_IN_ONE, MOST_SUSPECTS, folds, noise_of

WORDS = re.findall(
    r"\w+",
    "the council should build more houses near river before winter because every family needs light and good food "
    "while prices rise again this year people still wait for answers about schools trains roads money health work",
)
NUMBER = 600
SLIPS = frozenset(range(7, NUMBER, 30))
"""One decision in thirty was a slip of the finger."""


def decided(slips: frozenset[int] = SLIPS, number: int = NUMBER, seconded: frozenset[int] = frozenset()) -> Examples:
    """Return decisions on comments of which every third insults somebody by a word of this town; some are slips."""
    rng = np.random.default_rng(3)
    texts = [f"{' '.join(rng.choice(WORDS, 12))} {'you gullwit' if n % 3 == 0 else 'you all'}" for n in range(number)]
    return gathered(
        Example(
            InContext(Comment(str(n), text, f"a{n // 8}")),
            {Label.ABUSE: (n % 3 == 0) != (n in slips)},
            ref=n + 1,
            n=n + 1,
            seconded=frozenset({Label.ABUSE} if n in seconded else ()),
        )
        for n, text in enumerate(texts)
    )


def judged(examples: Examples) -> np.ndarray:
    """Return the scores of a model that knows nothing of this town."""
    return np.full((len(examples), 3), 0.3)


def test_slips_are_the_most_suspicious_decisions():
    """Whoever looks at the first twenty finds all twenty."""
    found = noise_of(decided(), judged(decided()))

    assert {suspect.n - 1 for suspect in found.suspects[: len(SLIPS)]} == SLIPS
    assert [suspect.suspicion for suspect in found.suspects] == sorted(
        (suspect.suspicion for suspect in found.suspects), reverse=True
    )


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3])
def test_the_share_of_slips_is_told_about_right(share: float):
    """A gate compares it with what this desk had before."""
    slips = frozenset(np.flatnonzero(np.random.default_rng(1).random(1_500) < share).tolist())
    examples = decided(slips, 1_500)

    assert noise_of(examples, judged(examples)).of[Label.ABUSE].share == pytest.approx(share, abs=0.05)


def test_no_more_are_put_forward_than_somebody_will_look_at():
    """Where three in ten are slips a list of them all would be the whole archive."""
    slips = frozenset(range(0, NUMBER, 4))
    found = noise_of(decided(slips), judged(decided(slips)))

    assert found.of[Label.ABUSE].suspects == len(found.suspects) == round(MOST_SUSPECTS * NUMBER)


def test_what_was_looked_at_twice_is_not_asked_about_again():
    """Two looks that agreed are the answer; the places in the list go to others."""
    sure = frozenset(sorted(SLIPS)[:10])
    found = noise_of(decided(seconded=sure), judged(decided()))

    assert {suspect.n - 1 for suspect in found.suspects} >= SLIPS - sure
    assert not {suspect.n - 1 for suspect in found.suspects} & sure


def test_the_same_decisions_give_the_same_answer():
    """A report that says something else each time is believed by nobody."""
    assert noise_of(decided(), judged(decided())) == noise_of(decided(), judged(decided()))


def test_no_article_teaches_the_model_that_reads_it():
    """What was said under one article is alike, and a slip would be explained by its neighbours."""
    examples = decided()
    fold = folds(examples)

    assert all(len(set(fold[examples.article == article])) == 1 for article in set(examples.article))
    assert len(set(fold)) == 5


def test_one_article_with_most_comments_is_read_by_itself():
    """A desk of one great article still gets a second look; near-copies stay together."""
    examples = decided()
    examples.article[: round(MOST_IN_ONE * NUMBER) + 1] = 0
    fold = folds(examples)

    assert len(set(fold[:200])) == 5
    assert all(len(set(fold[examples.group == group])) == 1 for group in set(examples.group))


def test_too_few_decisions_say_nothing():
    """Of thirty decisions nobody can tell a slip from a case."""
    examples = decided(number=30)

    assert noise_of(examples, judged(examples)).of == {}


def test_a_comment_the_base_does_not_judge_is_left_out():
    """There is no telling how sure anybody could be of it."""
    examples = decided()
    scores = judged(examples)
    scores[:, 0] = np.nan

    assert noise_of(examples, scores).suspects == ()


def test_decisions_of_a_file_are_counted_and_not_put_forward():
    """There is no desk to show them at."""
    examples = decided()
    examples.n[:] = 0
    found = noise_of(examples, judged(examples))

    assert found.of[Label.ABUSE].suspects > 0
    assert found.suspects == ()
