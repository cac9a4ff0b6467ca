"""How far decisions on abuse may move a model: as far as their number allows, and not where words explain nothing."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from moderation.scoring.hashing import SLOTS
from training.pull import correction
from training.vocabulary import Lessons, fitted, learnt

TELLING = 77
"""The slot of a word that means abuse at this desk, and nothing to the base."""


def lessons(count: int, seed: int = 0, carrying: bool = True) -> Lessons:
    """Return decisions where the telling word decides (or only a low bar on the base's score), and noise words."""
    rng = np.random.default_rng(seed)
    told = rng.random(count) < 0.3
    offset = rng.normal(-2.5, 1.5, count)
    noise = rng.integers(1_000, 1_100, (count, 20))
    slots = np.concatenate([noise.ravel(), np.full(told.sum(), TELLING)])
    texts = np.concatenate([np.arange(count).repeat(20), np.flatnonzero(told)])
    rows = csr_matrix((np.full(len(slots), 0.5), (texts, slots)), shape=(count, SLOTS))
    truth = (told if carrying else offset > -3).astype(float)
    return Lessons(rows, offset, truth, np.ones(count), np.arange(count))


def test_a_word_that_decides_here_is_learnt():
    """That is what a desk's own model is for."""
    lesson = learnt(lessons(300))

    assert lesson.words.argmax() == TELLING
    assert lesson.words[TELLING] > 5 * np.abs(np.delete(lesson.words, TELLING)).max()


def test_fewer_decisions_move_a_model_less():
    """Twenty decisions are a hint, two thousand a policy."""
    sizes = [np.linalg.norm(fitted(lessons(count)).words) for count in (20, 200, 2_000)]

    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2] / 4


def test_a_desk_that_is_only_stricter_learns_no_words():
    """Words learnt to explain strictness would spoil a ranking that was right; the level alone keeps it."""
    lesson = learnt(lessons(600, carrying=False))

    assert not lesson.words.any()
    assert (lesson.slope, lesson.level > 0.5) == (1.0, True)


def test_scores_that_say_too_much_are_toned_down():
    """A base that is surer than it should be here must not stay so, from the first fifty decisions on."""
    found = lessons(50)
    surer = Lessons(found.rows, 4 * found.offset, found.truth, found.weight, found.group)

    assert fitted(surer).slope < 0.8


def test_the_same_lessons_give_the_same_change():
    """To the bit, or a model could not be rebuilt from its log."""
    one, two = learnt(lessons(300)), learnt(lessons(300))

    assert np.array_equal(one.words, two.words)
    assert (one.level, one.slope) == (two.level, two.slope)


def test_the_change_is_the_best_one():
    """No small step from it lowers what it minimises."""
    rng = np.random.default_rng(1)
    rows, offset = csr_matrix(rng.normal(size=(60, 5))), rng.normal(size=60)
    truth, weight, pull = rng.integers(0, 2, 60).astype(float), rng.random(60), np.full(5, 2.0)

    def loss(change: np.ndarray) -> float:
        logit = offset + rows @ change
        return float(weight @ (np.logaddexp(0, logit) - truth * logit) + 0.5 * pull @ change**2)

    best = correction(rows, offset, truth, weight, pull)
    steps = np.concatenate([np.eye(5), -np.eye(5)]) * 1e-2

    assert all(loss(best) < loss(best + step) for step in steps)


def test_a_word_that_tells_of_abuse_elsewhere_is_moved_further():
    """Which words matter a desk shares with other sites, before it has decided anything."""
    found, telling = lessons(60), np.full(SLOTS, 0.5)
    telling[TELLING] = 5.0
    indifferent, told = fitted(found), fitted(replace(found, telling=telling))

    assert told.words[TELLING] > 1.5 * indifferent.words[TELLING]


def test_a_start_near_the_change_is_a_matter_of_speed_alone():
    """All decisions are learnt from where the older ones arrived, and must come to the same."""
    found = lessons(400)
    near, far = fitted(found, fitted(found[:300])), fitted(found)

    assert np.abs(near.applied(found) - far.applied(found)).max() < 0.01
