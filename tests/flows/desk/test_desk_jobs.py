"""Work beside the desk: imports, scoring and retraining in processes of their own, with progress in the status row."""

import json
import threading

import pytest

from moderation.review import Review
from tui.cli.jobs import jobs_of
from tui.desk.app import ReviewDesk
from tui.desk.background import Jobs

COMMENT = {"kind": "comment", "id": "new", "text": "A comment that came later.", "author": "Late", "status": "pending"}


@pytest.fixture
def export(tmp_path):
    """Return an export of one comment."""
    path = tmp_path / "later.jsonl"
    path.write_text(json.dumps(COMMENT) + "\n", encoding="utf-8")
    return path


def test_an_import_runs_in_a_process_and_says_how_far_it_is(store, export):
    """The desk must know when to look, and the moderator what came in."""
    heard = []
    outcome = jobs_of(store, "kim").take_in(str(export))(heard.append)
    assert outcome == "later.jsonl: 1 new comment, 0 updated, 0 unchanged."
    assert "reading later.jsonl" in heard
    assert store.card(store.find("new")).suggestion is not None


def test_a_file_that_is_not_there_is_said(store):
    """A mistyped path is the most common import of all."""
    assert "No such file" in jobs_of(store, "kim").take_in("/nowhere/at all.csv")(lambda said: None)


def test_what_is_not_scored_yet_is_scored_beside_the_desk(store, refill):
    """An import that was killed half-way leaves comments without a score."""
    store.put_comments("harbour", [store.in_context(1).comment.__class__("unscored", "Text.")], 1)
    jobs = jobs_of(store, "kim")
    assert jobs.score(lambda said: None) == "1 comment scored."
    assert jobs.score(lambda said: None) == ""


async def test_an_import_is_asked_for_and_its_progress_stands_in_the_status_row(store, screen_text):
    """F7, a path, and the desk goes on."""
    may_end, reached = threading.Event(), threading.Event()

    def take_in(path):
        def job(say):
            say(f"reading {path}: 12 comments")
            reached.set()
            may_end.wait(10)
            return f"{path}: 12 new."

        return job

    app = ReviewDesk(Review(store, "kim"), Jobs(take_in=take_in))
    async with app.run_test(size=(140, 24)) as pilot:
        await pilot.press("f7", *"a.csv", "enter")
        reached.wait(10)
        await pilot.pause()
        await pilot.press("a")
        assert "reading a.csv: 12 comments · " in screen_text(app)
        assert "1 today" in screen_text(app)
        may_end.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "a.csv: 12 new." in screen_text(app)
        assert "reading" not in screen_text(app)
