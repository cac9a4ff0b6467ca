"""What the log says of the policy, the models and the moderators."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Comment
from moderation.decisions import Kind
from moderation.errors import WrongUse
from moderation.labels import LABELS, Label
from moderation.policy import DEFAULT_ACTIONS, Action
from moderation.queue import LabelStats, ModeratorStats, Settlement
from moderation.store.store import Store
from moderation.suggestions import Suggestions


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of three comments that are suggested as abuse and nothing else."""
    with Store.open(desk, create=True) as opened:
        opened.put_comments("site", [Comment(n, n) for n in "123"], opened.put_source("export.csv", "csv", "site"))
        opened.put_suggestions([1, 2, 3], Suggestions(np.array([[0.9, 0.1, 0.1]] * 3), np.full(3, 0.5), "base"))
        yield opened


def settle(store: Store, ref: int, *on: Label, who: str = "ann", seconds: float | None = None) -> None:
    card = store.card(ref)
    labels = {label: label in on for label in LABELS}
    store.settle([Settlement(ref, labels, card.answers, card.digest, card.seen)], who, seconds=seconds)


def test_the_policy_is_the_last_word_on_each_label(store):
    """Who changed it, and when, stays in the log."""
    assert store.policy().actions == DEFAULT_ACTIONS
    store.set_policy(Label.ABUSE, Action.HOLD, "ann")
    store.set_policy(Label.ABUSE, Action.HOLD, "bo")
    assert store.policy().actions[Label.ABUSE] is Action.HOLD
    assert [(entry.who, entry.detail) for entry in store.log()] == [("ann", "abuse hold")]


def test_models_are_a_stack(store):
    """Rolling back twice must not swing to and fro between two versions."""
    assert store.model_in_service() == "base"
    for version in ("v1", "v1", "v2"):
        store.serve(version, "ann")
    assert store.model_in_service() == "v2"
    assert (store.roll_back("ann"), store.roll_back("ann")) == ("v1", "base")
    with pytest.raises(WrongUse, match="base"):
        store.roll_back("ann")
    assert [(entry.kind, entry.detail) for entry in store.log()] == [
        (Kind.MODEL, version) for version in ("v1", "v2", "v1", "base")
    ]


def test_figures_are_those_of_the_settlements_in_effect(store):
    """A count that forgets an undo is a count nobody trusts twice."""
    settle(store, 1, Label.ABUSE, seconds=2.0)
    settle(store, 2, Label.OFF_TOPIC, seconds=4.0)
    settle(store, 3, who="bo")
    store.undo("bo")
    store.hold([3], "bo")
    stats = store.stats()
    assert (stats.comments, stats.waiting, stats.held, stats.settled, stats.unscored) == (3, 0, 1, 2, 0)
    assert stats.moderators == {"ann": ModeratorStats(2, 2, 1, 2, 3.0)}
    assert stats.labels[Label.ABUSE] == LabelStats(judged=2, carried=1, suggested=2, overridden=1)
    assert stats.labels[Label.OFF_TOPIC] == LabelStats(judged=2, carried=1, suggested=0, overridden=1)


def test_figures_may_begin_at_a_row(store):
    """A sitting is counted from the row it began after."""
    settle(store, 1)
    began_after = store.last_row()
    settle(store, 2)
    assert store.moderator_stats("ann", began_after).settled == 1
    assert store.moderator_stats("nobody") == ModeratorStats(0, 0, 0, 0, None)
    assert store.last_row(before="2000-01-01") == 0


def test_a_version_that_is_gone_is_never_rolled_back_to(store):
    """A desk whose model in service can't be loaded scores nothing."""
    for version in ("v1", "gone", "v1", "gone", "v2"):
        store.serve(version, "ann")
    assert [store.roll_back("ann", exists=lambda version: version == "v1") for _ in range(3)] == ["v1", "v1", "base"]
    assert store.model_in_service() == "base"
    assert store.faults() == []
