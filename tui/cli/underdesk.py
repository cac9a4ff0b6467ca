"""What the outbox does where a desk has started it: it says in a few words how it stands, and ends with the desk.

The desk holds the other end of our stdin and never writes to it. Whatever ends the desk, `kill -9` among it, closes
that end, so that nothing goes on sending behind a moderator's back.
"""

import os
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from moderation.clock import midnight_before, stamp
from moderation.writeback.journal import Journal
from moderation.writeback.outbox import Looked
from moderation.writeback.pausing import paused_by
from tui.cli.console import Exit, state

_STDIN: Final = 0
_SOON: Final = 90
"""Seconds up to which a wait is told in seconds."""


def end_with_desk() -> None:
    """End this process at once where the desk ends; a request on its way is looked after by the next run."""

    def watch() -> None:
        """Wait for the end of stdin, past Python's own buffer, whose lock would be missed at exit."""
        with suppress(OSError):
            while os.read(_STDIN, 1024):
                pass
        os._exit(Exit.DONE)

    # A closed stdin is one that no desk holds.
    if sys.stdin is None:
        os._exit(Exit.DONE)
    threading.Thread(target=watch, name="desk", daemon=True).start()


class Standing:
    """How an outbox stands, told to the desk whenever it changes."""

    def __init__(self) -> None:
        self._told = ""
        self._sent = ""
        self._counted: object = None

    def tell(self, words: str) -> None:
        """Tell the desk, unless it knows."""
        if words != self._told:
            self._told = words
            state(words)

    def advance(self, done: int, of: int) -> None:
        """Tell how far a look is that sends."""
        self.tell(f"sending {done + 1:,} of {of:,}" if done < of else f"checking {of:,}")

    def rest(self, looked: Looked, journal: Journal, least: float) -> None:
        """Wait until the next look, and tell meanwhile what has been sent and what waits, or when it is tried again."""
        until = time.monotonic() + max(looked.pause.total_seconds(), least)
        while (left := until - time.monotonic()) > 0 and not paused_by(journal.path.parent):
            self.tell(_trouble(looked, left) if looked.stumbled else self._words(looked, journal))
            time.sleep(min(left, 1.0))

    def _words(self, looked: Looked, journal: Journal) -> str:
        sent = self._sent_today(looked, journal)
        waiting = f"{looked.waiting:,} wait{'' if sent else ' to be sent'}" if looked.waiting else ""
        return ", ".join(filter(None, (sent, waiting))) or "nothing to send"

    def _sent_today(self, looked: Looked, journal: Journal) -> str:
        """Return how many changes the site made today; counted anew after each that was sent, and at midnight."""
        since = stamp(midnight_before(datetime.now(UTC)))
        if looked.changes or self._counted != since:
            self._counted = since
            traces = journal.known.values()
            number = sum(trace.was_done and trace.intent is not None and trace.intent.at >= since for trace in traces)
            self._sent = f"sent {number:,}" if number else ""
        return self._sent


def _trouble(looked: Looked, left: float) -> str:
    return f"site {'out of reach' if looked.is_away else 'refuses'}, again in {_span(left)}"


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < _SOON else f"{seconds / 60:.0f} min"
