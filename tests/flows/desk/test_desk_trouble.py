"""What goes wrong at the desk is said and survived: a store that can't be asked, windows too small, early keys."""

import os
import threading
import time

import pytest

from moderation.errors import NoModel, UnusableDesk
from moderation.review import Review
from tui.desk.app import ReviewDesk
from tui.desk.background import Jobs, outcome_of, trouble_of


class Unreachable(Review):
    """A review whose store can be cut off, as a disk that fills up or a share that goes away."""

    is_cut_off = False

    def progress(self):
        """Count, where the store answers."""
        self._answer()
        return super().progress()

    def card(self, ref):
        """Read a comment, where the store answers."""
        self._answer()
        return super().card(ref)

    def rows(self, start, count):
        """Read lines, where the store answers."""
        self._answer()
        return super().rows(start, count)

    def action_for(self, labels):
        """Look the policy up, where the store answers."""
        self._answer()
        return super().action_for(labels)

    def _answer(self):
        if self.is_cut_off:
            raise UnusableDesk("The desk file can't be read any more; is its disk still there?")


async def test_a_store_that_stops_answering_is_said_and_survived(many, screen_text):
    """The moderator must be able to read why, and to leave."""
    review = Unreachable(many, "kim")
    async with ReviewDesk(review).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        review.is_cut_off = True
        await pilot.press("j", "1", "a", "u", "o", "f5", "slash", *"ferry", "enter", "end")
        assert "is its disk still there?" in screen_text(pilot.app)
        review.is_cut_off = False
        await pilot.press("escape", "f5", "j")
        assert "Comment number 1" in screen_text(pilot.app)


@pytest.mark.parametrize("size", [(39, 24), (80, 13), (20, 6)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_nothing_is_decided_in_a_window_too_small_to_judge_by(store, at_desk, screen_text, size):
    """A comment whose text isn't there can't be judged, whatever key is pressed."""
    async with at_desk(store, size=size) as pilot:
        assert "too small" in " ".join(screen_text(pilot.app).split())
        await pilot.press("a", "enter", "1", "h", "a")
        assert list(store.log()) == []
        await pilot.resize_terminal(80, 24)
        await pilot.press("a")
    assert len(list(store.log())) == 1


async def test_an_error_of_a_search_is_readable_whole_and_gone_on_escape(store, at_desk, screen_text):
    """What has to be mended is cut nowhere at 80 columns, and no longer said once it is left."""
    async with at_desk(store) as pilot:
        before = pilot.app.session.told
        await pilot.press("slash", *"colour:red", "enter", "enter")
        assert "in quotes to search for it." in " ".join(screen_text(pilot.app).split())
        await pilot.press("escape")
        assert pilot.app.session.told == before
        assert "2 of 6" not in screen_text(pilot.app)
        assert "1 of 6 · " in screen_text(pilot.app)


async def test_what_accepting_does_is_never_cut_off(store, at_desk, screen_text):
    """How to settle anew gives way to what it would do."""
    Review(store, "eva").accept(store.find("c2"))
    async with at_desk(store, size=(60, 20)) as pilot:
        await pilot.press("slash", *"id:c2", "enter")
        assert "will: forward and approve" in screen_text(pilot.app)


async def test_ctrl_c_leaves_a_page_and_then_the_desk(store, at_desk):
    """It is what people press to leave; a toast over the action helped nobody."""
    async with at_desk(store) as pilot:
        await pilot.press("question_mark", "ctrl+c")
        assert len(pilot.app.screen_stack) == 1
        await pilot.press("ctrl+c")
        assert pilot.app._exit


async def test_leaving_does_not_wait_for_what_is_at_work(store):
    """An import of minutes would otherwise hold the terminal."""
    over = threading.Event()
    started = threading.Event()

    def endless(say):
        started.set()
        over.wait()
        return "never said"

    async with ReviewDesk(Review(store, "kim"), Jobs(take_in=lambda path: endless)).run_test() as pilot:
        await pilot.press("f7", "x", "enter")
        started.wait(10)
        await pilot.press("q")
    (waiting,) = [thread for thread in threading.enumerate() if thread.name == "beside the desk"]
    over.set()
    assert waiting.daemon


@pytest.mark.parametrize("breakage", [OSError(12, "no memory"), ValueError("no JSON"), KeyError("why")], ids=repr)
def test_a_retraining_that_breaks_is_a_sentence(breakage):
    """A process that can't start, or says something else than was agreed, is not the end of the desk."""

    def broken(say):
        raise breakage

    assert outcome_of(broken, print).startswith("It failed, and nothing of the desk was touched by it.")


@pytest.mark.parametrize("breakage", [OSError(5, "unreadable disk"), NoModel("There is no model x.")], ids=repr)
def test_a_model_that_cannot_be_read_is_a_sentence(breakage):
    """The desk goes on with the stored scores."""

    def broken():
        raise breakage

    assert str(breakage) in trouble_of(broken)


def test_keys_typed_before_the_desk_is_there_are_dropped(monkeypatch):
    """An impatient Enter would settle a comment nobody has read."""
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    select = pytest.importorskip("select")
    from tui.desk.background import discard_typed_ahead

    master, slave = pty.openpty()
    with os.fdopen(slave) as keyboard:
        os.write(master, b"a\na\n")
        time.sleep(0.05)
        monkeypatch.setattr("sys.stdin", keyboard)
        discard_typed_ahead()
        assert not select.select([keyboard], [], [], 0.1)[0]
    os.close(master)


async def test_what_comes_in_after_the_desk_was_left_draws_nothing(store, at_desk):
    """A search that was still being read ended a desk with a traceback as it was left."""
    async with at_desk(store) as pilot:
        drawing, app = pilot.app._drawing, pilot.app
        await app.query_one("#desk").remove()
        drawing.draw(afresh=True)
        drawing.draw_comment()
