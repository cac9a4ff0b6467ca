"""A desk's past as the model in service scores it, against a count over the log one by one."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Comment
from moderation.decisions import Kind
from moderation.labels import LABELS, Label
from moderation.queue import Settlement
from moderation.store.store import Store
from moderation.suggestions import Suggestions

THRESHOLDS = dict.fromkeys(LABELS, 0.5)
NUMBER = 60


def scored(store: Store, model: str, seed: int) -> None:
    """Score all comments by a model at random; every tenth is not judged."""
    scores = np.random.default_rng(seed).random((NUMBER, 3))
    scores[::10] = np.nan
    store.put_suggestions(range(1, NUMBER + 1), Suggestions(scores, np.full(3, 0.5), model))


def decide(store: Store, refs: list[int], yes: bool) -> None:
    """Settle comments by one key press."""
    cards = [store.card(ref) for ref in refs]
    labels = dict.fromkeys(LABELS, yes)
    store.settle([Settlement(c.ref, labels, c.answers, c.digest, c.seen) for c in cards], "ann")


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of 60 comments, three a day; 20 decided one by one, 5 at a stroke, one of them taken back."""
    with Store.open(desk, create=True) as opened:
        posted = [Comment(str(n), f"text {n}", created_at=f"2026-11-{n // 3 + 1:02}T10:00:00Z") for n in range(NUMBER)]
        opened.put_comments("site", posted, opened.put_source("export.csv", "csv", "site"))
        scored(opened, "base", 1)
        for ref in range(1, 21):
            decide(opened, [ref], ref % 3 == 0)
        decide(opened, [21, 22, 23, 24, 25], True)
        decide(opened, [26], True)
        opened.undo("ann")
        yield opened


def test_decisions_are_those_read_one_by_one_at_the_scores_of_the_model_in_service(store):
    """A new model is judged by its own scores, not by those that were answered."""
    scored(store, "next", 2)
    store.serve("next", "kim")
    now = {row.ref: row.suggestion.scores for row in store.rows(range(1, 21))}
    history = store.histories("", THRESHOLDS)[Label.ABUSE]

    assert history.scores.tolist() == [-1 if now[ref][Label.ABUSE] is None else now[ref][Label.ABUSE] for ref in now]
    assert history.carried.tolist() == [ref % 3 == 0 for ref in now]


def test_what_the_model_learnt_from_is_left_out(store):
    """On its own lessons any model looks better than it is."""
    at = [row.at for row in store.log() if row.kind is Kind.SETTLE]
    learnt_until = at[9]
    unseen = sum(moment > learnt_until for moment in at[:20])

    assert len(store.histories(learnt_until, THRESHOLDS)[Label.ABUSE].scores) == unseen


def test_what_waits_and_what_was_posted_is_counted_by_its_score(store):
    """Both are sorted, and hold nothing that was not judged."""
    history = store.histories("", THRESHOLDS)[Label.ABUSE]
    waiting = [row.suggestion.scores[Label.ABUSE] for row in store.rows(store.queue_refs())]

    assert history.waiting.tolist() == sorted(score for score in waiting if score is not None)
    assert (len(history.posted), history.days) == (NUMBER - NUMBER // 10, 19.0)


def test_a_desk_that_no_model_has_scored_has_no_history(desk):
    """An empty desk answers as well."""
    with Store.open(desk, create=True) as store:
        history = store.histories("", THRESHOLDS)[Label.ABUSE]

    assert (len(history.scores), len(history.posted), history.days) == (0, 0, 0.0)
