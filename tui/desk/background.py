"""Work beside the desk, and input that came before it.

A thread of Python's own pool is waited for at exit; one that takes minutes must not keep a moderator from leaving,
so it runs in a daemon thread and its outcome is forgotten where nobody waits for it any more.
"""

import asyncio
import contextlib
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from msgspec import Struct

from moderation.errors import TriageError
from moderation.text import one_line
from tui.desk.beside import Job, Say
from tui.desk.learning import Learning

if TYPE_CHECKING:
    from moderation.writeback.lately import Sent

T = TypeVar("T")


class Sender(Protocol):
    """Sends decisions to a site, in a process of its own that ends with the desk."""

    def run(self, say: Say, tell: Say) -> str:
        """Send; `say` is told how it stands, `tell` what else it says. Return why it ended; nothing after `stop`."""

    def stop(self) -> None:
        """End it; may be called from any thread."""


class Sending(Struct, frozen=True):
    """How a desk sends decisions as they are made."""

    where: str
    """The site, for people."""
    command: str
    """The same as it is typed into a terminal."""
    begin: Callable[[], Sender]
    lately: "Callable[[], Sequence[Sent]]"
    """What was sent last, the latest first, by whichever desk."""
    outbox: Path
    """The folder of the journals, where a pause is written down too."""


class Jobs(Struct, frozen=True):
    """What can be done beside the desk; None where it can't be from here."""

    learning: Learning | None = None
    take_in: Callable[[str], Job] | None = None
    """From an export's path to the job that imports it."""
    score: Job | None = None
    """Scores what isn't scored yet; returns nothing where nothing was to be done."""
    sending: Sending | None = None


NO_JOBS: Final = Jobs()

_TERMINAL_SECONDS: Final = 2.0

_BREAKAGES: Final = (OSError, ValueError, KeyError)
"""A process that can't be started, or answers something else than its document."""


async def apart(task: Callable[[], T]) -> T:
    """Return what a task comes to that runs in a thread nobody has to wait for."""
    loop = asyncio.get_running_loop()
    said: asyncio.Future[T] = loop.create_future()

    def answer(outcome: T) -> None:
        """Hand over what was said."""
        if not said.done():  # cancelled where the desk was left
            said.set_result(outcome)

    def run() -> None:
        """Do the task and have the loop take its answer."""
        outcome = task()
        with contextlib.suppress(RuntimeError):  # the loop is closed: the desk was left
            loop.call_soon_threadsafe(answer, outcome)

    threading.Thread(target=run, name="beside the desk", daemon=True).start()
    return await said


def outcome_of(job: Callable[[Say], T], say: Say) -> T | str:
    """Return what came of a job, or in a sentence what kept it from happening."""
    try:
        return job(say)
    except TriageError as error:
        return str(error)
    except _BREAKAGES as error:
        return f"It failed, and nothing of the desk was touched by it. {one_line(str(error))}".rstrip()


def trouble_of(load: Callable[[], None]) -> str:
    """Load what explains suggestions; return why it can't be had, empty where it can."""
    try:
        load()
    except TriageError as error:
        return str(error)
    except OSError as error:
        return f"The model can't be read, so no reasons are shown: {one_line(str(error))}."
    return ""


def end_with_terminal(ended: Callable[[], object]) -> None:
    """Call `ended` once the terminal is gone, as where ssh breaks off; looked at every two seconds, by a thread.

    The hang-up signal may be ignored, and a desk that writes to nowhere would wait for ever, its input thread spinning.
    """
    try:
        import termios  # not on Windows
    except ImportError:
        return

    def watch() -> None:
        """Ask for the terminal's settings until it has none."""
        while True:
            time.sleep(_TERMINAL_SECONDS)
            try:
                termios.tcgetattr(sys.stdin.fileno())
            except (termios.error, OSError, ValueError):
                ended()
                return

    if sys.stdin is not None and sys.stdin.isatty():
        threading.Thread(target=watch, name="terminal", daemon=True).start()


def discard_typed_ahead() -> None:
    """Drop what was typed before the desk could be seen: it would decide about comments nobody has read."""
    try:
        import termios  # not on Windows
    except ImportError:
        return
    if sys.stdin is not None and sys.stdin.isatty():
        with contextlib.suppress(termios.error):
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
