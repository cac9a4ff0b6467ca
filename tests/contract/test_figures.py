"""The shift's figures: counted by hand on a small desk, and recounted from the log after anything at all."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Comment
from moderation.decisions import accepted
from moderation.figures import Agreement, Person, Remaining, Work
from moderation.labels import LABELS, Label
from moderation.queue import Mix, Order, Settlement, Slice
from moderation.review import Review
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from moderation.unscored import NO_LABEL

ABUSE, OFF_TOPIC, TERM = LABELS
SCORES = np.array([[0.9, 0.1, 0.1], [0.6, np.nan, 0.7], [0.2, 0.2, 0.2], [0.4, 0.8, 0.1], [0.5, 0.5, 0.5]])


def fill(store: Store) -> None:
    """Take in six comments; five have scores, of which one is not judged on a label, and the last has none."""
    comments = [Comment(str(n), f"text {n}") for n in range(1, 7)]
    store.put_comments("site", comments, store.put_source("export.csv", "csv", "site"))
    store.put_suggestions([1, 2, 3, 4, 5], Suggestions(SCORES, np.full(3, 0.5), "base"))


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of six comments."""
    with Store.open(desk, create=True) as opened:
        fill(opened)
        yield opened


def settle(store: Store, refs: list[int], who: str = "ann", seconds: float | None = None, **labels: bool) -> None:
    """Settle comments in one step, as suggested but for the labels given."""
    settlements = []
    for ref in refs:
        card = store.card(ref)
        decided = accepted(card.answers.suggested, card.answers.scores) | {Label(k): v for k, v in labels.items()}
        settlements.append(Settlement(ref, decided, card.answers, card.digest, card.seen))
    store.settle(settlements, who, seconds=seconds)


def test_the_figures_of_a_small_desk_are_those_counted_by_hand(store):
    """Whoever doubts a figure can count it themselves, here."""
    settle(store, [1], seconds=4.0)
    settle(store, [2], seconds=8.0, abuse=False, off_topic=True)
    settle(store, [3], disputed_terminology=True)
    settle(store, [6], "bo", abuse=True)
    figures = store.figures(zone=UTC)
    assert figures.remaining == Remaining(waiting=2, rows=2, held=0, unscored=1)
    assert figures.person("ann").today == Work(
        settled=3,
        scored=3,
        agreed=1,
        labels={ABUSE: Agreement(3, 1, 0), OFF_TOPIC: Agreement(2, 0, 0), TERM: Agreement(3, 0, 1)},
    )
    assert figures.person("bo").today == Work(settled=1)
    assert figures.desk.ever == 4
    assert [(step.settled, step.seconds) for step in figures.steps_of("ann")] == [(1, 4.0), (1, 8.0), (1, None)]


def test_a_bulk_counts_as_work_and_not_as_agreement(store):
    """Three comments accepted unread agree with the model by construction."""
    settle(store, [1, 2, 3])
    work = store.figures().person("ann").today
    assert (work.settled, work.bulk, work.read, work.scored, work.agreed) == (3, 3, 0, 0, 0)
    assert [step.settled for step in store.figures().steps_of("ann")] == [3]


def test_copies_settled_along_are_counted_once_for_the_model(store):
    """The one that was read agrees or not; the others only repeat it."""
    cards = [store.card(ref) for ref in (1, 2, 3)]
    no = dict.fromkeys(LABELS, False)
    settlements = [Settlement(c.ref, no, c.answers, c.digest, copy=1 if c.ref > 1 else 0) for c in cards]
    store.settle(settlements, "ann")
    work = store.figures().person("ann").today
    assert (work.settled, work.read, work.along, work.bulk, work.scored) == (3, 1, 2, 0, 1)
    assert work.labels[ABUSE] == Agreement(1, 1, 0)


def test_what_the_mixed_order_drew_at_random_is_kept_apart(store):
    """Only a fair sample says how often the model is wrong on what nobody has read."""
    mixed = Review(store, "ann", order=Order.MIXED, mix=Mix(risk=1, uncertain=1, random=2))
    drawn = [ref for ref in mixed.refs_between(0, 5) if mixed.slice_of(ref) is Slice.RANDOM]
    for ref in mixed.refs_between(0, 5):
        mixed.accept(mixed.card(ref), named=NO_LABEL if ref == 6 else {})
    scored = [ref for ref in drawn if ref != 6]
    figures = store.figures()
    assert drawn
    assert (figures.drawn.settled, figures.drawn.scored, figures.drawn.agreed) == (len(drawn), *[len(scored)] * 2)
    Review(store, "ann").accept(drawn[0])
    assert store.figures().drawn.settled == len(drawn) - 1
    assert store.figures().person("ann").week.settled == 6


def test_what_was_followed_by_itself_is_no_key_press(store):
    """A text that was settled before arrives again: it is settled, and nobody was quick."""
    said = "The ferry was late again and nobody at the harbour office cares about it."
    for n, name in enumerate(("first", "again"), 7):
        store.put_comments("site", [Comment(name, said, "a1")], store.put_source(f"{name}.csv", "csv", "site"))
        store.gather(100)
        if name == "first":
            settle(store, [n])
    followed = [row for row in store.log() if "follows=" in row.detail]
    figures = store.figures()
    assert figures.person("ann").week.followed == len(followed) > 0
    assert sum(step.settled for step in figures.steps) == figures.desk.ever - len(followed)


def test_what_is_taken_back_or_decided_anew_counts_once(store):
    """A figure that forgets an undo is a figure nobody trusts twice."""
    settle(store, [1])
    settle(store, [1], abuse=False)
    settle(store, [2])
    store.undo("ann")
    store.hold([3], "ann")
    figures = store.figures()
    assert figures.person("ann").ever == 1
    assert figures.person("ann").week.labels[ABUSE] == Agreement(1, 1, 0)
    assert [(step.settled, step.held) for step in figures.steps] == [(1, 0), (0, 1)]


def test_today_the_week_and_ever_are_told_apart(store):
    """Seen from tomorrow, today's work is of the week; seen from next month, of neither."""
    settle(store, [1])
    settle(store, [2])
    now = datetime.now(UTC)
    for days, (today, week) in {0: (2, 2), 2: (0, 2), 30: (0, 0)}.items():
        person = store.figures(now=now + timedelta(days=days)).person("ann")
        assert (person.today.settled, person.week.settled, person.ever) == (today, week, 2)


def test_a_sitting_begins_at_its_row(store):
    """What was decided before the desk was opened is not of this sitting."""
    settle(store, [1])
    began_after = store.last_row()
    settle(store, [2])
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    assert store.figures(began_after).pace_since("ann", began_after).decisions == 1
    assert store.figures(began_after, now=tomorrow).pace_since("ann", began_after).decisions == 1
    assert store.figures(began_after, now=tomorrow).pace_today("ann").decisions == 0


def test_an_empty_desk_has_noughts(tmp_path):
    """The first thing a new desk shows must not be an error."""
    with Store.open(tmp_path / "empty.sqlite", create=True) as empty:
        figures = empty.figures()
        assert figures.remaining == Remaining()
        assert figures.person("ann") == figures.desk == Person()
        assert figures.pace_today("ann").time_for(0) is None
