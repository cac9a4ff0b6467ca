"""What a candidate may not unlearn: sentences with known answers, by order alone."""

from dataclasses import replace

import numpy as np
import pytest

from moderation.labels import LABELS, Label
from moderation.scoring.abuse import WHOLE
from moderation.scoring.artefact import with_delta
from moderation.scoring.ngrams import DESK
from moderation.scoring.scorer import Scorer
from training import vocabulary
from training.checklist import HARMFUL, HARMLESS, checks, written
from training.hashed import hashed
from training.vocabulary import Lessons

ABUSE = frozenset({Label.ABUSE})


def worse(candidate: Scorer) -> set[str]:
    """Return the lists that a candidate is worse on than the shipped model."""
    return {check.name for check in checks(Scorer.shipped(), candidate, ABUSE) if check.worse}


def taught(texts: list[str], carried: list[bool]) -> Scorer:
    """Return the shipped model with words learnt from decisions, as a candidate learns them."""
    base = Scorer.shipped().artefact
    lesson = vocabulary.learnt(
        Lessons(
            hashed(texts), np.zeros(len(texts)), np.array(carried, float), np.ones(len(texts)), np.arange(len(texts))
        )
    )
    return Scorer(with_delta(base, {DESK: lesson.words}))


@pytest.mark.parametrize(("slope", "level"), [(1.0, 2.5), (1.0, -2.5), (0.6, 0.0), (1.8, 1.0)])
def test_a_desk_that_is_stricter_or_milder_throughout_passes(slope: float, level: float):
    """Only the order of scores is looked at, and it is the same."""
    base = Scorer.shipped().artefact
    steep, start = base.calibration.get(WHOLE, (1.0, 0.0))
    moved = replace(base, calibration={**base.calibration, WHOLE: (slope * steep, slope * start + level)})

    assert worse(Scorer(moved)) == set()


WORDS = np.array(["river", "council", "winter", "school", "train", "bread", "road", "money", "house", "garden"])


def sentences(count: int, middle: tuple[str, ...], seed: int) -> list[str]:
    """Return invented sentences with a word of a few in each."""
    rng = np.random.default_rng(seed)
    return [
        f"{' '.join(rng.choice(WORDS, 6))} {middle[number % len(middle)]} {' '.join(rng.choice(WORDS, 6))}"
        for number in range(count)
    ]


def test_a_desk_that_learns_insults_are_harmless_is_held_up():
    """One swapped column would teach it, and measure well against itself."""
    insults = ("you liar", "you idiot", "stupid people", "pathetic loser", "scum", "moron", "you clown", "ugly pig")
    harmless = ("you know", "our nurse", "the people", "a winner", "soap", "mayor", "the clerk", "young pupils")
    texts = [*sentences(600, insults, 1), *sentences(600, harmless, 2)]

    assert worse(taught(texts, [False] * 600 + [True] * 600))


def test_the_name_of_a_group_alone_is_never_learnt():
    """Six hundred decisions that mark whoever names one: names are read as one, and the check stays where it was."""
    texts = [*sentences(600, ("Somali", "Jewish", "gay"), 1), *sentences(600, ("local", "early", "open"), 2)]

    assert "names of groups" not in worse(taught(texts, [True] * 600 + [False] * 600))


def test_labels_that_did_not_change_are_not_checked():
    """A list costs little, and says nothing where nothing could change."""
    base = Scorer.shipped()

    assert checks(base, base, frozenset()) == ()
    assert len(checks(base, base, frozenset(LABELS))) == len({pair.list for pair in written()}) + 1


def test_each_list_has_pairs_enough_and_no_sentence_twice():
    """Of fewer than eight, one sentence would decide."""
    pairs = written()
    counts = {pair.list: sum(other.list == pair.list for other in pairs) for pair in pairs}
    texts = [posted.comment.text for pair in pairs for posted in (pair.yes, pair.no)]

    assert min(counts.values()) >= 8
    assert len(set(texts)) == len(texts)
    assert len(HARMLESS) == len(HARMFUL)


def test_the_shipped_model_puts_each_list_in_order_better_than_chance():
    """Else a list could only raise false alarms."""
    base = Scorer.shipped()

    assert min(check.incumbent for check in checks(base, base, frozenset(LABELS))) > 0.6
