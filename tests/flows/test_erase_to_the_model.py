"""An erasure reaches the model: which versions learnt from the words is said, and the next one does without them."""

from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Comment, Status
from moderation.decisions import accepted
from moderation.erasure import erase, look_ahead
from moderation.intake import score_unscored
from moderation.labels import Label
from moderation.locations import models_folder
from moderation.queue import Settlement
from moderation.registry import learnt_from
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store
from training.rebuild import rebuild
from training.retrain import retrain

SITE = "harbour-courier.example"
WORDS = ("council", "houses", "river", "winter", "family", "light", "food", "prices", "people", "answers", "schools")


@pytest.fixture
def desk(tmp_path: Path):
    """Return a desk of 120 decided comments by two authors, every fourth abusive in words of this town alone."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as store:
        store.put_comments(SITE, map(comment, range(120)), store.put_source("export.jsonl", "jsonl", SITE))
        score_unscored(store, Scorer.shipped())
        for ref in range(1, 121):
            (basis,) = store.bases([ref])
            labels = accepted(basis.answers.suggested, basis.answers.scores)
            labels[Label.ABUSE] = "gullwit" in store.in_context(ref).comment.text
            store.settle([Settlement(ref, labels, basis.answers, basis.digest, basis.seen)], "kim")
        yield store


def comment(number: int) -> Comment:
    """Return an invented comment."""
    words = np.random.default_rng(number).choice(WORDS, 12).tolist()
    words[number % 12] += " you gullwit" if number % 4 == 0 else " please"
    author = "Quorbert" if number % 10 == 0 else "Ann"
    return Comment(str(number), f"{' '.join(words)}.", author=author, status=Status.PENDING)


def test_models_that_learnt_from_the_comments_are_named_until_one_is_built_without_them(desk):
    """Weights remember: whoever asked to be forgotten is told where they still are."""
    models = models_folder(desk.path)
    before = retrain(desk, models, "always").candidate

    erased = erase(desk, look_ahead(desk, "Quorbert"), "kim")
    after = retrain(desk, models, "always").candidate

    assert erased.models == (before,)
    assert learnt_from(models, [one.ref for one in desk.erased_of("Quorbert")]) == [before]
    assert after != before


def test_what_is_left_blank_is_scored_as_not_judged(desk):
    """A score is made of the words, so it goes with them."""
    erase(desk, look_ahead(desk, "Quorbert"), "kim")
    score_unscored(desk, Scorer.shipped())

    suggested = desk.card(desk.erased_of("Quorbert")[0].ref).suggestion
    assert suggested is not None
    assert suggested.scores[Label.ABUSE] is None


def test_comments_that_came_while_the_erasure_was_looked_at_go_with_the_others(desk):
    """Nobody types a name faster than an import can write."""
    ahead = look_ahead(desk, "Quorbert")
    source = desk.put_source("later.jsonl", "jsonl", SITE)
    desk.put_comments(SITE, [Comment("later", "Late words.", author="Quorbert")], source)

    assert erase(desk, ahead, "kim").comments == len(ahead.wrote) + 1


def test_a_model_whose_teachers_were_erased_is_built_again_otherwise_and_that_is_said(desk):
    """Bytes that differ without a reason would look like a broken promise."""
    models = models_folder(desk.path)
    version = retrain(desk, models, "always").candidate
    erase(desk, look_ahead(desk, "Quorbert"), "kim")

    found = rebuild(desk, models, version)

    assert not found.is_same
    assert any("erased since" in sentence for sentence in found.differences)
