"""The outbox beside the desk: `triage export --follow` as a process that ends with the desk.

Here and before the first frame nothing is loaded of what sends.
"""

import shlex
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from moderation.clock import stamp
from moderation.locations import outbox_folder
from moderation.store.store import Store
from tui.cli.running import listened, ourselves, surroundings
from tui.desk.background import Sending
from tui.desk.beside import Say
from tui.desk.outgoing import Outgoing

if TYPE_CHECKING:
    from moderation.writeback.lately import Sent

_SILENT: Final = "It ended, and didn't say why; `triage export --follow` in a terminal of its own would say."


class SendingProcess:
    """Sends decisions until it is stopped, or can't go on."""

    def __init__(self, store: Store, outgoing: Outgoing, who: str, since: str) -> None:
        self._run = ourselves(store.address, [*outgoing.words, f"--as={who}", f"--since={since}"])
        self._process: subprocess.Popen[str] | None = None
        self._is_over = False

    def run(self, say: Say, tell: Say) -> str:
        """Send; `say` is told how it stands, `tell` what else it says. Return why it ended; nothing after `stop`."""
        with subprocess.Popen(  # noqa: S603 - our own words
            self._run,
            stdin=subprocess.PIPE,  # ends with the desk, and the process with it
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=surroundings(),
            start_new_session=True,  # Ctrl+C at the desk is not meant for it
        ) as process:
            self._process = process
            if self._is_over:
                self.stop()
            last = listened(process, say, tell)
        return "" if self._is_over else last or _SILENT

    def stop(self) -> None:
        """End it; what is on its way to the site is looked after by the next run."""
        self._is_over = True
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()


def sending_of(store: Store, outgoing: Outgoing, who: str) -> Sending:
    """Return how a desk sends decisions as they are made."""
    since = stamp(datetime.now(UTC))  # not when the process has started: people decide meanwhile
    where = f"{outgoing.to} at {outgoing.at}"
    command = shlex.join(["triage", f"--desk={store.address}", *outgoing.words])
    begin, lately = (lambda: SendingProcess(store, outgoing, who, since)), (lambda: _lately(store, outgoing))
    return Sending(where, command, begin, lately, outbox_folder(store.path))


def _lately(store: Store, outgoing: Outgoing) -> "Sequence[Sent]":
    from moderation.writeback.lately import sent_lately
    from moderation.writeback.planning import site_asked
    from tui.cli.outbox import journal_path

    site = site_asked(store, outgoing.site or None, outgoing.to)
    return sent_lately(journal_path(store.path, outgoing.to, outgoing.at, site), site)
