"""A moderator's whole shift: two hundred decisions, a machine that dies, and everything taken back."""

import pytest

from moderation.decisions import Kind
from moderation.queue import State
from moderation.review import Review
from moderation.store.store import Store
from tests.flows.desk.test_desk_terminal import Terminal

DECISIONS = 200
OVERRIDDEN = range(4, DECISIONS, 10)
"""Every tenth decision is an override, which takes a second key."""


def keys_for(n):
    """Return the keys of the nth decision."""
    return ("123"[n % 3], "a") if n in OVERRIDDEN else ("a",)


@pytest.fixture
def shift(tmp_path, refill):
    """Return a desk of 300 comments by 40 readers, whose suggestions are of every kind."""
    with Store.open(tmp_path / "shift.sqlite", create=True) as opened:
        comments = tuple(
            (f"s{n}", "", f"Reader {n % 40}", f"Remark {n} on the ferry and its goat.") for n in range(300)
        )
        refill(opened, comments, [(0.99 - n / 400, 0.1 + n % 7 / 10, 0.9 - n % 5 / 5) for n in range(300)])
        yield opened


def in_order(store):
    """Return the comments of the queue, as they wait."""
    return list(Review(store, "kim").refs_between(0, 300))


async def test_two_hundred_decisions_take_two_hundred_and_twenty_keys(shift, at_desk, screen_text):
    """One key decides and the next comment is there: on screen, not only in mind."""
    waiting = in_order(shift)
    pressed = 0
    async with at_desk(shift) as pilot:
        for n in range(DECISIONS):
            for key in keys_for(n):
                await pilot.press(key)
                pressed += 1
            following = shift.in_context(waiting[n + 1]).comment.text
            assert following in screen_text(pilot.app)
            assert f"{299 - n} waiting" in screen_text(pilot.app)
    assert pressed <= 220
    entries = list(shift.log())
    assert [entry.kind for entry in entries] == [Kind.SETTLE] * DECISIONS
    overridden = [n for n, entry in enumerate(entries) if _differs(entry)]
    assert overridden == list(OVERRIDDEN)
    assert in_order(shift) == waiting[DECISIONS:]


def _differs(entry):
    return any(bool(on) != (label in entry.answers.suggested) for label, on in entry.labels.items())


async def test_a_decision_carries_all_that_it_rested_on(shift, at_desk):
    """Labels, the suggestion answered, its model and thresholds, who, when, and for how long it was read."""
    async with at_desk(shift) as pilot:
        await pilot.press("1", "a")
    (entry,) = shift.log()
    assert entry.answers.model == "base"
    assert set(entry.answers.thresholds.values()) == {0.5}
    assert (entry.who, entry.kind) == ("kim", Kind.SETTLE)
    assert entry.at.endswith("Z")
    assert entry.seconds is not None


def test_a_shift_outlives_a_killed_desk_and_is_taken_back_whole(shift, root):
    """What was decided is on disk at once; undo works on the disk, and the log tells the story of both."""
    pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    before = in_order(shift)
    desk = Terminal(root, shift.path)
    desk.wait_for_first_picture("300 waiting")
    for n in range(DECISIONS):
        desk.press("".join(keys_for(n)))
        if n % 25 == 24:
            desk.wait_for(f"{n + 1} today")
    desk.kill()
    assert shift.waiting() == 100

    reopened = Terminal(root, shift.path)
    reopened.wait_for_first_picture("100 waiting")
    for n in range(0, DECISIONS, 25):
        reopened.press("u" * 25)
        reopened.wait_for(f"{125 + n} waiting")
    reopened.kill()
    assert in_order(shift) == before
    assert shift.faults() == []
    entries = list(shift.log())
    settled, undone = entries[:DECISIONS], entries[DECISIONS:]
    assert [entry.kind for entry in entries] == [Kind.SETTLE] * DECISIONS + [Kind.UNDO] * DECISIONS
    assert [entry.undoes for entry in undone] == [entry.n for entry in reversed(settled)]
    assert {shift.card(ref).state for ref in before} == {State.WAITING}


def test_a_bulk_outlives_a_killed_desk_and_is_one_undo(shift, root):
    """Three hundred at a key, and one key back, in another life of the program."""
    pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    before = in_order(shift)
    desk = Terminal(root, shift.path)
    desk.wait_for_first_picture("300 waiting")
    for keys, answer in (("T", "whole queue"), ("\r", "300 marked"), ("A", "300 today")):
        desk.press(keys)
        desk.wait_for(answer)
    desk.kill()
    assert shift.waiting() == 0

    reopened = Terminal(root, shift.path)
    reopened.wait_for_first_picture("All done")
    reopened.press("u")
    reopened.wait_for("300 marked")
    reopened.kill()
    assert in_order(shift) == before
