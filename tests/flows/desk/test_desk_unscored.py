"""At the desk a comment without a score is seen, is said to have none, and is decided by a person's own word alone."""

import shutil

import numpy as np
import pytest

from moderation.decisions import Kind
from moderation.labels import LABELS
from moderation.registry import SHIPPED, load_scorer
from moderation.review import Review
from tui.desk.app import ReviewDesk
from tui.desk.background import Jobs

COMMENTS = tuple(
    (f"u{n}", "", f"Reader {n}", f"Remark {n} on the ferry, unlike any other: {n * 7919}.") for n in range(3)
)


@pytest.fixture
def beside(store):
    """Return a desk with six comments scored, and three that no model has seen."""
    from moderation.comments import Comment, Status

    source = store.put_source("late.jsonl", "jsonl", "harbour")
    late = [Comment(id, text, "a1", parent, author, "", Status.PENDING) for id, parent, author, text in COMMENTS]
    store.put_comments("harbour", late, source)
    return store


def settled(store):
    """Return what was settled, in words."""
    return [(entry.id, dict(entry.labels)) for entry in store.log() if entry.kind is Kind.SETTLE]


async def test_comments_without_a_score_are_counted_beside_what_waits(beside, at_desk, screen_text):
    """They stand at the end of every order: who sees only the top must know of them, in a small window too."""
    beside.gather(100, following=False)
    async with at_desk(beside) as pilot:
        assert "3 not scored" in screen_text(pilot.app).splitlines()[0]
        await pilot.press("slash", *"scored:no", "enter")
        shown = screen_text(pilot.app)
        assert "3 found" in shown
        assert "Remark 0 on the ferry" in shown
        assert "not scored" in shown


async def test_accepting_what_is_not_scored_settles_nothing_and_says_what_does(beside, at_desk, screen_text):
    """A hand that has accepted a hundred would approve the next, whatever it is."""
    async with at_desk(beside) as pilot:
        await pilot.press("slash", *"scored:no", "enter")
        assert "stay waiting" in screen_text(pilot.app)
        await pilot.press("a", "enter", "a")
        assert settled(beside) == []
        assert "Not scored, so there is nothing to accept" in screen_text(pilot.app)
        assert pilot.app.session.cursor == 0


async def test_a_comment_without_a_score_is_decided_by_one_key_or_two(beside, at_desk, screen_text):
    """Without a model a desk is slower, and no less a desk."""
    async with at_desk(beside) as pilot:
        await pilot.press("slash", *"scored:no", "enter")
        await pilot.press("1")
        assert "remove" in screen_text(pilot.app)
        await pilot.press("a", "0")
    assert [labels for _, labels in settled(beside)] == [
        {LABELS[0]: True, LABELS[1]: None, LABELS[2]: None},
        dict.fromkeys(LABELS, False),
    ]


async def test_no_label_settles_a_scored_comment_too(store, at_desk):
    """One key for what takes two or three flips."""
    async with at_desk(store) as pilot:
        await pilot.press("0")
    assert settled(store) == [("c1", dict.fromkeys(LABELS, False))]


async def test_what_is_marked_and_not_scored_is_not_accepted_with_the_others(beside, at_desk, screen_text):
    """One key over a thousand is where a missing score would do most harm."""
    async with at_desk(beside, size=(160, 45)) as pilot:
        await pilot.press("T", "enter")
        assert "9 marked" in screen_text(pilot.app)
        await pilot.press("A")
        assert len(settled(beside)) == 6
        assert "3 still marked: not judged" in screen_text(pilot.app)
        await pilot.press("L", "enter")
    assert [labels for _, labels in settled(beside)[6:]] == [dict.fromkeys(LABELS, False)] * 3


async def test_what_the_model_could_not_judge_is_not_accepted_with_the_others(store, at_desk, refill):
    """Of a text in another script it says nothing, and one key over many is nobody's reading it."""
    refill(store, (("k1", "", "Ann", "Это паром."), ("k2", "", "Bo", "Late again.")), [(np.nan,) * 3, (0.1, 0.1, 0.1)])
    async with at_desk(store) as pilot:
        await pilot.press("T", *"id:k1 id:k2", "enter", "A")
        assert [id for id, _ in settled(store)] == ["k2"]
        await pilot.press("escape", "slash", *"id:k1", "enter", "a")
    assert [id for id, _ in settled(store)] == ["k2", "k1"]


async def test_copies_without_a_score_are_not_settled_along_with_a_scored_one(store, at_desk, refill):
    """The one on screen is what was judged; of its copy nobody has said anything."""
    text = "Earn 5,000 crowns a week from home, ask me how on this very number today!"
    refill(store, (("w1", "", "Ann", text),), [(0.01, 0.02, 0.01)])
    store.put_comments("harbour", [late("w2", text)], store.put_source("late", "jsonl", "harbour"))
    store.gather(100, following=False)
    async with at_desk(store) as pilot:
        await pilot.press("slash", *"id:w1", "enter", "a")
    assert [id for id, _ in settled(store)] == ["w1"]


def late(id, text):
    """Return a comment that arrives later."""
    from moderation.comments import Comment, Status

    return Comment(id, text, "a1", "", "Bo", "", Status.PENDING)


async def test_a_search_by_score_says_that_some_have_none(beside, at_desk, screen_text):
    """What a condition on scores can't find would be taken for not being there."""
    async with at_desk(beside) as pilot:
        await pilot.press("slash", *"score:abuse>0.5", "enter")
        assert "3 not scored, and so not looked at" in " ".join(screen_text(pilot.app).split())


@pytest.mark.parametrize("fault", ["missing", "bit flipped", "newer format"])
async def test_the_desk_opens_without_its_model_and_says_why(beside, screen_text, tmp_path, fault, monkeypatch):
    """Nobody should have to guess why there are no reasons, and everybody can go on."""
    shipped = tmp_path / "shipped"
    shutil.copytree(SHIPPED, shipped)
    monkeypatch.setattr("moderation.registry.SHIPPED", shipped)
    if fault == "missing":
        shutil.rmtree(shipped)
    elif fault == "bit flipped":
        (shipped / "arrays.npz").write_bytes((shipped / "arrays.npz").read_bytes()[:-1] + b"\x01")
    else:
        (shipped / "manifest.json").write_text('{"format": 2}')
    review = Review(beside, "kim", lambda: load_scorer(None, "base"))
    async with ReviewDesk(review).run_test(size=(160, 45)) as pilot:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        shown = " ".join(screen_text(pilot.app).split())
        assert "model" in pilot.app.session.told.text
        assert pilot.app.session.told.text[:40] in shown
        await pilot.press("a", "0", "1", "h", "enter")
    assert len(list(beside.log())) == 3


async def test_a_model_that_goes_while_the_desk_is_open_takes_nothing_along(beside, screen_text, tmp_path):
    """Reasons end; scores, queue and keys stay."""
    scored = []
    jobs = Jobs(score=lambda say: scored.append("asked") or "There is no model base any more.")
    async with ReviewDesk(Review(beside, "kim"), jobs).run_test(size=(160, 45)) as pilot:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        shown = screen_text(pilot.app)
        assert scored == ["asked"]
        assert "There is no model base any more." in shown
        assert "3 not scored" in shown
        await pilot.press("a", "u", "0")
    assert [labels for _, labels in settled(beside)][-1] == dict.fromkeys(LABELS, False)
