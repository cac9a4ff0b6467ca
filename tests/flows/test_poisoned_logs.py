"""Logs that must not become a model, each refused with its reason, and one that only looks unusual."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Comment, InContext, Status
from moderation.decisions import accepted
from moderation.intake import score_unscored
from moderation.labels import LABELS, Label
from moderation.locations import models_folder
from moderation.queue import Settlement
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store
from training.outcome import Outcome
from training.retrain import retrain

WORDS = re.findall(
    r"\w+",
    "the council should build more houses near river before winter because every family needs light and good food "
    "while prices rise again this year people still wait for answers about schools trains roads money health work",
)
LOCAL = ("gullwit", "dockrat", "saltbrain")
"""What only this town calls people; the shipped model can't know."""

INSULTS = ("idiot", "pathetic loser", "filthy liar", "stupid pig", "moron")
MODERATORS = ("ann", "ben", "kim")
COUNT = 720

Decides = Callable[[int, str, InContext, bool], bool]
"""Number of the comment, moderator, comment, whether abuse was suggested -> whether it is abuse."""


def comment(number: int) -> Comment:
    """Return an invented comment; one in five insults somebody in plain words, one in five in the town's own."""
    rng = np.random.default_rng(number)
    words = rng.choice(WORDS, 18).tolist()
    if number % 5 == 0:
        words.insert(4, f"you {INSULTS[number // 5 % 5]}")
    if number % 5 == 2:
        words.insert(6, f"you {LOCAL[number // 5 % 3]}")
    return Comment(str(number), " ".join(words) + ".", status=Status.PENDING)


def is_abuse(number: int) -> bool:
    """Return what an attentive moderator of this town says."""
    return number % 5 in (0, 2)


@pytest.fixture
def desk(tmp_path: Path):
    """Return a desk whose comments wait."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as store:
        store.put_comments("town.example", map(comment, range(COUNT)), store.put_source("e.jsonl", "jsonl", "t"))
        score_unscored(store, Scorer.shipped())
        yield store


def decide(store: Store, decides: Decides, seconds: Callable[[str], float] = lambda _who: 9.0) -> None:
    """Settle all but sixty comments in turn, abuse as `decides` says, the rest as suggested."""
    for place, ref in enumerate(sorted(store.queue_refs().tolist())[: COUNT - 60]):
        (basis,) = store.bases([ref])
        who, posted = MODERATORS[place % 3], store.in_context(ref)
        labels = accepted(basis.answers.suggested, basis.answers.scores)
        number = int(posted.comment.id)
        labels[Label.ABUSE] = decides(number, who, posted, Label.ABUSE in basis.answers.suggested)
        store.settle([Settlement(ref, labels, basis.answers, basis.digest)], who, seconds=seconds(who))


def learn(store: Store) -> Outcome:
    """Retrain a desk in its own folder of models."""
    return retrain(store, models_folder(store.path))


def test_an_honest_log_becomes_the_model(desk):
    """What follows differs from this by one thing at a time."""
    decide(desk, lambda number, _who, _posted, _suggested: is_abuse(number))
    outcome = learn(desk)

    assert (outcome.promoted, outcome.doubts) == (True, ())


def test_three_in_ten_flipped_are_refused(desk):
    """Whoever flipped them, the refusal says that the labels look like chance."""
    flips = np.random.default_rng(1).random(COUNT) < 0.3
    decide(desk, lambda number, _who, _posted, _suggested: is_abuse(number) ^ bool(flips[number]))
    outcome = learn(desk)

    assert not outcome.promoted
    assert desk.model_in_service() == "base"
    assert "the log is in doubt" in outcome.why
    assert any("abuse" in doubt for doubt in outcome.doubts)


def test_a_moderator_who_accepts_everything_is_refused_by_name(desk):
    """A third of the log says what the model says; the other two thirds don't outweigh it."""
    decide(desk, lambda number, who, _posted, suggested: suggested if who == "kim" else is_abuse(number))
    outcome = learn(desk)

    assert not outcome.promoted
    assert desk.model_in_service() == "base"
    assert outcome.why.startswith("the log is in doubt: kim ")
    assert not any(name in outcome.why for name in ("ann", "ben"))


def test_decisions_faster_than_reading_are_refused_by_name(desk):
    """Whatever they say, nobody has read what they are about."""
    decide(desk, lambda number, *_: is_abuse(number), lambda who: 0.6 if who == "ben" else 9.0)
    outcome = learn(desk)

    assert not outcome.promoted
    assert re.search(r"ben decided (\d+) of \1 longer comments faster than they can be read", outcome.why)


def test_a_desk_that_is_consistently_stricter_is_accepted(desk):
    """It also removes whatever is rude in any measure; that is its policy, and why it trains a model."""
    scores = {ref: desk.rows([ref])[0].suggestion.scores[Label.ABUSE] for ref in desk.queue_refs().tolist()}
    bar = float(np.quantile(list(scores.values()), 0.45))
    by_id = {desk.in_context(ref).comment.id: score >= bar for ref, score in scores.items()}
    decide(desk, lambda number, _who, posted, _suggested: is_abuse(number) or by_id[posted.comment.id])
    outcome = learn(desk)

    assert outcome.doubts == ()
    assert outcome.promoted, outcome.why


def test_the_checks_are_part_of_what_a_retraining_comes_to(desk):
    """A lead sees what else was looked at, and by which figures."""
    decide(desk, lambda number, _who, _posted, _suggested: is_abuse(number))
    document = learn(desk).document()

    assert {check["name"] for check in document["checks"]} >= {"negation", "names of groups"}
    assert set(document["metrics"]["abuse"]["gain"]) >= {"auc", "average_precision", "log_loss", "ece"}
    assert set(document["metrics"]) == set(LABELS)
