"""Leases on comments, and the feed of what changed: several desks on one file, without any screen."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Comment
from moderation.decisions import Kind
from moderation.errors import WrongUse
from moderation.filters import State
from moderation.labels import LABELS
from moderation.outgoing import flat_rows, json_rows
from moderation.people import LEASE_SECONDS, GoingOn, Sitting
from moderation.queue import Settlement
from moderation.store.changes import MANY
from moderation.store.log import NewRow, append
from moderation.store.store import Store
from moderation.suggestions import Suggestions

ANN, BO = Sitting("a1", "ann"), Sitting("b1", "bo")
NOBODY = ""


@pytest.fixture
def path(desk: Path | str) -> Path:
    """Return the path of a desk where six comments wait."""
    with Store.open(desk, create=True) as opened:
        bring(opened, range(1, 7))
    return desk


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def other(path: Path) -> Iterator[Store]:
    """Return the same desk as another program has it open."""
    with Store.open(path) as opened:
        yield opened


def bring(store: Store, numbers: range, text: str = "text") -> None:
    """Take in comments named by numbers."""
    source = store.put_source("export.csv", "csv", "site")
    store.put_comments("site", (Comment(str(n), f"{text} {n}") for n in numbers), source)


def settlement(store: Store, ref: int) -> Settlement:
    """Return a decision that finds nothing to object to."""
    card = store.card(ref)
    return Settlement(ref, dict.fromkeys(LABELS, False), card.answers, card.digest, card.seen)


def test_a_comment_is_open_at_one_desk_only(store, other):
    """Who comes second is told who was first."""
    assert store.claim(1, ANN, now=0) == NOBODY
    assert other.claim(1, BO, now=1) == "ann"
    assert store.claim(1, ANN, now=2) == NOBODY


def test_two_desks_of_one_person_are_two(store):
    """A second window must not be sent to the comment that is open in the first."""
    store.claim(1, ANN, now=0)
    assert store.claim(1, Sitting("a2", "ann"), now=1) == "ann"


def test_a_clock_that_is_set_back_keeps_no_comment_from_others(store, other):
    """A lease made by the clock as it was would otherwise bind a crashed desk's comment for an hour."""
    store.claim(1, ANN, now=4000)
    assert other.claim(1, BO, now=400) == NOBODY
    assert store.claim(2, ANN, now=401) == NOBODY
    assert other.claim(2, BO, now=402) == "ann"


def test_a_sitting_has_one_comment_at_a_time(store, other):
    """What one has left is free at once."""
    store.claim(1, ANN, now=0)
    store.claim(2, ANN, now=1)
    assert other.claim(1, BO, now=2) == NOBODY
    store.claim(None, ANN, now=3)
    assert [(person.who, person.ref) for person in other.people(4)] == [("ann", None), ("bo", 1)]


def test_a_claim_ends_by_itself(store, other):
    """A crashed desk gives no sign of life, and holds nothing up for longer than the lease."""
    store.claim(1, ANN, now=0)
    assert other.claim(1, BO, now=LEASE_SECONDS - 1) == "ann"
    assert other.claim(1, BO, now=LEASE_SECONDS) == NOBODY
    assert [person.who for person in other.people(LEASE_SECONDS)] == ["bo"]
    assert store.claim(1, ANN, now=LEASE_SECONDS + 1) == "bo"


def test_a_sign_of_life_renews_a_claim(store, other):
    """Whoever reads a long comment for five minutes keeps it."""
    for minute in range(5):
        assert store.claim(1, ANN, now=minute * 50.0) == NOBODY
        assert other.claim(1, BO, now=minute * 50.0 + 49) == "ann"


def test_a_claim_that_comes_late_undoes_nothing(store):
    """One is written beside the keys, and may get its turn after the decision that has gone on from there."""
    store.claim(1, ANN, now=0)
    store.settle_and_go_on([settlement(store, 1)], "ann", GoingOn(ANN, 5, [2]))
    assert store.claim(1, ANN, now=4) == NOBODY
    assert [person.ref for person in store.people(6)] == [2]


def test_leaving_frees_at_once(store, other):
    """A colleague needn't wait for a lease to end."""
    store.claim(1, ANN, now=0)
    store.release_claims(ANN)
    assert other.people(1) == ()
    assert other.claim(1, BO, now=1) == NOBODY


def test_a_decision_claims_what_comes_next(store, other):
    """In the same transaction, so that two desks at full speed never meet."""
    other.claim(2, BO, now=0)
    went = store.settle_and_go_on([settlement(store, 1)], "ann", GoingOn(ANN, 1, [2, 3, 4]))
    assert (went.step, went.next) == (1, 3)
    assert {person.who: person.ref for person in other.people(2)} == {"ann": 3, "bo": 2}


def test_going_on_passes_by_what_others_have_decided(store, other):
    """The queue on screen is a second old; what left it since is not gone to."""
    other.settle([settlement(other, 2)], "bo")
    other.hold([3], "bo")
    assert store.claim_first(GoingOn(ANN, 1, [2, 3, 4])) == 4
    assert store.claim_first(GoingOn(ANN, 1, [3, 2], frozenset({State.SETTLED}))) == 2
    assert store.claim_first(GoingOn(ANN, 1, [2, 3])) is None


def test_nothing_is_claimed_by_a_decision_that_was_refused(store, other):
    """The moderator stays, to see both sides."""
    mine = settlement(store, 1)
    other.settle([settlement(other, 1)], "bo")
    with pytest.raises(Exception, match="by bo"):
        store.settle_and_go_on([mine], "ann", GoingOn(ANN, 1, [2]))
    assert store.people(1) == ()


def test_a_name_of_any_kind_can_sit_here(store):
    """Names come from the command line, bytes that are no UTF-8 included."""
    store.claim(1, Sitting("s", "\udcff"), now=0)
    assert store.claim(1, ANN, now=1) == "\udcff"


def test_nothing_happened_is_one_look(store):
    """The poll of an idle desk reads no table."""
    mark = store.mark()
    assert store.changes(mark).mark is mark
    assert store.changes(mark).people is None


def test_decisions_of_others_are_named(store, other):
    """Also what takes them back."""
    mark = store.mark()
    other.settle([settlement(other, 2), settlement(other, 3)], "bo")
    other.hold([5], "bo")
    changes = store.changes(mark)
    assert (changes.refs, changes.many) == ((2, 3, 5), False)
    other.undo("bo")
    assert store.changes(changes.mark).refs == (5,)


def test_arrivals_edits_and_scores_are_named(store, other):
    """Whatever moves a comment in a queue, by whatever way."""
    mark = store.mark()
    bring(other, range(7, 9))
    assert set((changes := store.changes(mark)).refs) == {7, 8}
    bring(other, range(1, 3), "another text")
    assert set((changes := store.changes(changes.mark)).refs) == {1, 2}
    other.put_suggestions([4], Suggestions(np.full((1, 3), 0.9), np.full(3, 0.5), "base"))
    assert (changes := store.changes(changes.mark)).refs == (4,)
    bring(other, range(1, 9), "another text")
    assert set(store.changes(changes.mark).refs) == {3, 4, 5, 6, 7, 8}


def test_more_than_can_be_named_is_many(store, other):
    """An import of a thousand is read anew instead of being caught up with one by one."""
    mark = store.mark()
    bring(other, range(7, 8 + MANY))
    assert (changes := store.changes(mark)).many
    assert store.changes(changes.mark) == changes.__class__(changes.mark)


def test_who_slept_through_a_trimmed_feed_reads_anew(store, other):
    """The feed keeps some ten thousand rows and no more."""
    mark = store.mark()
    for _ in range(25):
        other.put_suggestions(range(1, 501), Suggestions(np.zeros((500, 3)), np.full(3, 0.5), "base"))
    assert store.changes(mark).many


def test_claims_are_news_too(store, other):
    """Who is here is known without asking for it."""
    mark = store.mark()
    other.claim(3, BO, now=0)
    changes = store.changes(mark)
    assert [(person.who, person.ref, person.until) for person in changes.people] == [("bo", 3, LEASE_SECONDS)]
    assert changes.refs == ()


def test_a_reason_can_be_given_afterwards_and_taken_back(store):
    """It is a step of its own, and moves no comment."""
    step = store.settle([settlement(store, 1), settlement(store, 2)], "ann")
    store.note(step, "ann", " the third time ")
    assert [(row.kind, row.id, row.detail, row.note) for row in list(store.log())[2:]] == [
        ("note", "1", "1", "the third time"),
        ("note", "2", "2", "the third time"),
    ]
    assert [decided.note for decided in store.decided()] == ["the third time"] * 2
    assert store.undo("ann").refs == (1, 2)
    assert [decided.note for decided in store.decided()] == ["", ""]
    store.redo("ann")
    assert {decided.note for decided in store.decided()} == {"the third time"}
    assert store.undo("ann", steps=2).refs == (1, 2, 1, 2)
    assert (store.waiting(), store.faults()) == (6, [])


def test_a_reason_given_afterwards_goes_out_with_the_decision(store):
    """The site is told what the moderator said, whenever they said it."""
    step = store.settle([settlement(store, 1)], "ann", note="rude")
    store.note(step, "ann", "third time")
    assert [row["note"] for row in flat_rows(store)] == ["rude; third time"]
    assert [row["note"] for row in json_rows(store) if row["kind"] == "comment"] == ["rude; third time"]


def test_a_reason_stands_whatever_others_decide_later(store):
    """It says why something was done, which stays true."""
    step = store.settle([settlement(store, 1)], "ann", note="rude")
    store.note(step, "ann", "and again")
    store.settle([settlement(store, 1)], "bo")
    assert len(store.undo("ann")) == 1
    assert store.undo("ann").left[0].note == "rude"


@pytest.mark.parametrize(("row", "text"), [(1, " "), (2, "why"), (9, "why")])
def test_a_reason_is_about_a_decision_in_effect_and_says_something(store, row, text):
    """Row 2 took row 1 back."""
    store.settle([settlement(store, 1)], "ann")
    if row == 2:
        store.undo("ann")
    with pytest.raises(WrongUse):
        store.note(row, "ann", text)


def test_the_latest_decision_is_the_one_that_a_reason_is_for(store):
    """Reasons and what was taken back are passed by."""
    assert store.last_step("ann") == 0
    step = store.settle([settlement(store, 1), settlement(store, 2)], "ann")
    store.settle([settlement(store, 3)], "bo")
    store.note(step, "ann", "why")
    assert store.last_step("ann") == step
    store.undo("ann", steps=2)
    assert store.last_step("ann") == 0


def test_a_decision_keeps_the_thresholds_it_answered(store):
    """Which score was enough is part of what was suggested."""
    thresholds = (0.26, 0.357, 0.031)
    store.put_suggestions([1], Suggestions(np.full((1, 3), 0.3), np.array(thresholds), "m2"))
    asked = dict(zip(LABELS, thresholds, strict=True))
    assert store.card(1).suggestion.thresholds == asked
    store.settle([settlement(store, 1), settlement(store, 2)], "ann")
    rows = list(store.log())
    assert rows[0].detail == "thresholds=0.26,0.357,0.031"
    assert [row.answers.thresholds for row in rows] == [asked, {}]


WORK = """
import sys, time
from pathlib import Path
from moderation.labels import LABELS
from moderation.people import Sitting, GoingOn
from moderation.queue import Settlement
from moderation.store.store import Store

worst = 0.0
with Store.open(sys.argv[1]) as store:
    me, refs = Sitting(sys.argv[2], sys.argv[2]), store.queue_refs().tolist()
    ref = store.claim_first(GoingOn(me, time.time(), refs))
    while ref is not None:
        card, began = store.card(ref), time.perf_counter()
        decision = Settlement(ref, dict.fromkeys(LABELS, False), card.answers, card.digest, card.seen)
        went = store.settle_and_go_on([decision], me.who, GoingOn(me, time.time(), refs))
        worst = max(worst, time.perf_counter() - began)
        print(ref)
        refs, ref = refs[refs.index(ref) + 1:] + refs[:refs.index(ref)], went.next
print(f"worst wait {worst * 1000:.1f} ms", file=sys.stderr)
"""


@pytest.mark.parametrize("desks", [2, 8])
def test_desks_at_full_speed_never_meet(desk, desks):
    """Each comment is decided once, nobody is refused, and none is left over."""
    with Store.open(desk, create=True) as store:
        bring(store, range(1, 401))
    work = [sys.executable, "-c", WORK, str(desk)]
    running = [
        subprocess.Popen([*work, f"desk{n}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for n in range(desks)
    ]
    said = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * desks, said
    decided = Counter(ref for output, _ in said for ref in output.split())
    assert decided == Counter(map(str, range(1, 401)))
    with Store.open(desk) as store:
        assert Counter(row.id for row in store.log()) == decided
        assert store.faults() == []


def move(store: Store, who: str, state: str) -> None:
    """Move a correction, as the corrections desk does: a row about no comment, whose detail names what it is about."""
    with store._db.writing():
        append(store._db, [NewRow(who, Kind.CORRECTION, detail=f"{state} site/a1/annex")])


def test_moves_of_a_correction_are_steps_of_their_author(store):
    """They move no comment, and are taken back and done again like any decision."""
    store.settle([settlement(store, 1)], "ann")
    move(store, "ann", "forwarded")
    assert [(row.kind, row.undoes) for row in store.undo("ann")] == [("undo", 2)]
    assert store.undo("ann").refs == (1,)
    assert len(store.redo("ann", steps=2)) == 2
    assert store.faults() == []


def test_a_correction_that_somebody_else_moved_on_stays_moved(store):
    """Taking back an earlier move would change nothing but the story."""
    move(store, "ann", "forwarded")
    move(store, "bo", "corrected")
    taken = store.undo("ann")
    assert (len(taken), taken.left[0].detail) == (0, "forwarded site/a1/annex")
    store.undo("bo")
    assert len(store.undo("ann")) == 1


def test_a_model_put_in_service_by_somebody_else_is_told_once(store):
    """A desk that is open goes on showing the scores of a model that no longer serves, unless it hears of it."""
    mark = store.mark()
    with Store.open(store.address) as other:
        other.serve("2026-11-25-abcdef", "kim")
    told = store.changes(mark)

    assert told.served == "2026-11-25-abcdef"
    assert store.changes(told.mark).served is None
