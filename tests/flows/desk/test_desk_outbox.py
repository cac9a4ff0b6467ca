"""Decisions sent while the desk is open: what the status row says, pausing, and that nothing outlives the desk."""

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from moderation.comments import Comment, Status
from moderation.locations import outbox_folder
from moderation.review import Review
from moderation.store.store import Store
from moderation.unscored import NO_LABEL
from moderation.writeback.pausing import pause
from tests.standins.server import Fault
from tests.standins.wordpress import SECRETS, Row, WordPressSite
from tui.cli.jobs import jobs_of
from tui.cli.sending import sending_of
from tui.desk.app import ReviewDesk
from tui.desk.background import Jobs
from tui.desk.outgoing import Outgoing
from tui.desk.settings import Settings

COUNT = 6
PATIENCE_SECONDS = 30


@pytest.fixture
def standin(monkeypatch) -> Iterator[WordPressSite]:
    """Return a site with six approved comments, its secrets in the environment."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"TRIAGE_{name}", value)
    with WordPressSite({n: Row(f"You idiot number {n}.", "1") for n in range(1, COUNT + 1)}) as site:
        yield site


@pytest.fixture
def desk(tmp_path, standin) -> Iterator[Store]:
    """Return a desk that has the site's comments waiting."""
    with Store.open(tmp_path / "blog.sqlite", create=True) as store:
        comments = [
            Comment(str(n), row.content, author=f"Reader {n}", status=Status.REPORTED)
            for n, row in standin.rows.items()
        ]
        store.put_comments("blog", comments, store.put_source("comments.json", "jsonl", "blog"))
        yield store


@pytest.fixture
def sending_desk(desk, standin):
    """Return a function from entries of `[outbox]` to a desk that sends what it decides."""

    def app(**entries) -> ReviewDesk:
        outgoing = Outgoing("wordpress", standin.address, **{"after": 0, "publish": True, **entries})
        return ReviewDesk(
            Review(desk, "kim"), Jobs(sending=sending_of(desk, outgoing, "kim")), Settings(outbox=outgoing)
        )

    return app


async def until(pilot, is_so):
    """Wait until something is so, for a minute at most."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end, screen(pilot.app)
        await asyncio.sleep(0.02)
        await pilot.pause()


def screen(app) -> str:
    """Return what the moderator sees."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def test_a_decision_leaves_while_the_desk_is_open_and_the_row_says_so(sending_desk, standin):
    """That is all a moderator has to know of it."""
    app = sending_desk()
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: "nothing to send" in screen(app))
        await pilot.press("1", "a")
        await until(pilot, lambda: "sent 1" in screen(app))
    assert [done.verb for done in standin.done] == ["trash"]


async def test_a_decision_within_its_grace_waits_and_is_counted(sending_desk, standin):
    """An undo must come first."""
    app = sending_desk(after=600)
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: app.has_begun)
        await pilot.press("1", "a", "1", "a")
        await until(pilot, lambda: "2 wait to be sent" in screen(app))
    assert standin.done == []


async def test_f3_pauses_and_goes_on_with_what_was_decided_meanwhile(sending_desk, standin):
    """A newsroom that changes its mind stops the sending, not the deciding."""
    app = sending_desk()
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: "nothing to send" in screen(app))
        await pilot.press("f3", "1", "a")
        assert "sending paused" in screen(app)
        await until(pilot, lambda: "paused by kim" in screen(app))
        await asyncio.sleep(1.5)
        assert standin.done == []
        await pilot.press("f3")
        await until(pilot, lambda: "sent 1" in screen(app))


async def test_f4_shows_what_was_sent_and_what_came_of_it(sending_desk, standin):
    """Time, comment, verb, outcome; also of what the site has otherwise by now."""
    app = sending_desk()
    standin.rows[2].content = "Edited \x1b[2J meanwhile."
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.has_begun)
        await pilot.press("1", "a", "1", "a")
        await until(pilot, lambda: "sent 1" in screen(app))
        await pilot.press("f4")
        shown = screen(app)
        await pilot.press("escape", "slash", *"is:settled", "enter", "e")
        await until(pilot, lambda: "what was sent to the site" in screen(app))
    assert f"To wordpress at {standin.address}: sent 1" in shown
    assert "removed     Reader 1: You idiot number 1." in shown
    assert "left alone  Reader 2: You idiot number 2." in shown
    assert "\x1b" not in shown


async def test_without_the_secrets_a_sentence_says_so_and_the_desk_works_on(sending_desk, desk, monkeypatch):
    """Whoever opens the desk first thing in the morning has other things to do."""
    monkeypatch.delenv("TRIAGE_WORDPRESS_USER")
    app = sending_desk()
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: "Nothing is sent any more" in screen(app))
        assert "put TRIAGE_WORDPRESS_USER into the environment" in screen(app).replace("\n", "")
        await pilot.press("0")
        assert "sending stopped" in screen(app)
        assert desk.waiting() == COUNT - 1


async def test_without_the_extra_a_sentence_names_it(sending_desk, tmp_path, monkeypatch):
    """Writing to a site is an extra that a desk does without."""
    (tmp_path / "absent").mkdir()
    (tmp_path / "absent" / "httpx.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "absent"))
    app = sending_desk()
    async with app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: "comment-triage[sites]" in screen(app))
        assert "Nothing is sent any more" in screen(app)


async def test_a_site_out_of_reach_is_asked_again_and_the_row_counts_down(sending_desk, standin):
    """A router that restarts is nothing to call anybody for."""
    standin.fault(Fault.DROP_BEFORE, times=50)
    app = sending_desk()
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: app.has_begun)
        await pilot.press("1", "a")
        await until(pilot, lambda: "site out of reach, again in " in screen(app))


async def test_a_second_desk_says_that_another_sends_and_takes_over(sending_desk, standin):
    """Two would send everything twice; none would send nothing."""
    first, second = sending_desk(), sending_desk()
    async with first.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: "nothing to send" in screen(first))
        async with second.run_test(size=(100, 24)) as other:
            await until(other, lambda: "another desk sends" in screen(second))
            first._sender.stop()
            await until(other, lambda: "nothing to send" in screen(second))


async def test_a_pause_holds_for_every_desk(sending_desk, desk):
    """The desk beside it would else take over within seconds."""
    first, second = sending_desk(), sending_desk()
    async with first.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: "nothing to send" in screen(first))
        async with second.run_test(size=(100, 24)) as other:
            await until(other, lambda: "another desk sends" in screen(second))
            await other.press("f3")
            await until(pilot, lambda: "paused by kim" in screen(first))
            await until(other, lambda: "paused by kim" in screen(second))
            await other.press("f3")
            await until(pilot, lambda: "nothing to send" in screen(first))


async def test_whoever_paused_is_named_without_harm(sending_desk, desk):
    """A name is somebody's text too, and so is the file it stands in."""
    pause(outbox_folder(desk.path), "eva\x1b[2J\u202e[bold]")
    app = sending_desk()
    async with app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: "paused by eva" in screen(app))
        assert not {"\x1b", "\u202e"} & set(screen(app))
        assert "[bold]" in screen(app)


async def test_a_desk_whose_settings_send_nothing_says_how_to(desk, screen_text):
    """The keys are there for everybody; without the entry they explain themselves."""
    app = ReviewDesk(Review(desk, "kim"), jobs_of(desk, "kim"))
    async with app.run_test(size=(140, 24)) as pilot:
        await pilot.press("f3")
        assert "[outbox] in your settings" in screen_text(app)
        await pilot.press("f4")
        assert "Nothing is sent from this desk." in screen_text(app)


pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

RUN = "from tui.cli.main import run; run()"


class Terminal:
    """`triage review` on a pseudo-terminal, with settings that send."""

    def __init__(self, root, desk, settings):
        self.written = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(root)
            os.environ.update(TERM="xterm-256color", COLUMNS="120", LINES="30")
            words = ["--desk", str(desk), "review", "--settings", str(settings), "--as", "kim"]
            os.execv(sys.executable, [sys.executable, "-c", RUN, *words])

    def wait_for(self, words):
        """Read until some words have been written."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words.encode() not in self.written:
            assert time.monotonic() < deadline, self.written[-2000:]
            if select.select([self._fd], [], [], 0.05)[0]:
                self.written += os.read(self._fd, 65536)

    def press(self, keys):
        """Type keys."""
        os.write(self._fd, keys.encode())

    def kill(self):
        """End the desk without a chance to tidy up."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def hang_up(self):
        """Take the terminal away."""
        os.close(self._fd)
        os.waitpid(self.pid, 0)


@pytest.fixture
def settings_file(tmp_path, standin):
    """Return a settings file that sends at once."""
    path = tmp_path / "settings.toml"
    path.write_text(f'[outbox]\nto = "wordpress"\nat = "{standin.address}"\nafter = 0\npublish = true\n')
    return path


@pytest.mark.parametrize("end", ["kill", "hang_up"])
def test_nothing_is_sent_once_the_desk_is_gone(root, desk, standin, settings_file, end):
    """`kill -9`, or a broken line: an orphan would go on sending behind everybody's back."""
    terminal = Terminal(root, desk.path, settings_file)
    terminal.wait_for("nothing to send")
    getattr(terminal, end)()
    wait_until_free(desk)
    review = Review(desk, "eva")
    review.accept(review.card(1), named=NO_LABEL)
    time.sleep(2.5)
    assert standin.done == []


def wait_until_free(desk):
    """Wait until nobody writes the journal: its lock is what a process that sends holds."""
    fcntl = pytest.importorskip("fcntl")
    (journal,) = outbox_folder(desk.path).glob("*.jsonl")
    deadline = time.monotonic() + PATIENCE_SECONDS
    with journal.open("r+") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                assert time.monotonic() < deadline, "an orphan sends on"
                time.sleep(0.02)
            else:
                return
