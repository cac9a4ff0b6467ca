"""`triage export --to SYSTEM --follow`: decisions sent to a live site as they are made."""

import argparse
import hashlib
import os
import re
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NoReturn

from moderation.clock import stamp
from moderation.errors import WrongUse
from moderation.locations import outbox_folder
from moderation.store.store import Store
from moderation.text import one_line
from moderation.writeback.changes import Change, Outcome
from moderation.writeback.journal import Journal, JournalHeader, JournalInUse, read_journal
from moderation.writeback.outbox import GRACE, Begun, Looked, Outbox, begun
from moderation.writeback.pacing import Pace
from moderation.writeback.pausing import paused_by
from moderation.writeback.planning import Asked, site_asked
from moderation.writeback.reading import Limits
from moderation.writeback.systems import SYSTEMS, site_of
from tui.cli.console import Console
from tui.cli.opening import open_desk, who
from tui.cli.planned import address_of
from tui.cli.progress import is_asked_for_lines
from tui.cli.underdesk import Standing, end_with_desk

POLL_SECONDS: Final = 1.0  # one query of the log's last rows; a decision waits a minute anyway
_TURN_SECONDS: Final = 2.0
"""Between two looks whether another desk still sends."""


def add_arguments(group: argparse._ArgumentGroup) -> None:
    """Declare what it takes to send decisions as they are made."""
    group.add_argument(
        "--follow", action="store_true", help="send decisions as they are made, until stopped; --most then is an hour's"
    )
    group.add_argument(
        "--after",
        type=_seconds,
        default=GRACE,
        metavar="SECONDS",
        help=f"how long a decision may be taken back before it leaves ({GRACE.seconds})",
    )


def follow(options: argparse.Namespace, console: Console) -> NoReturn:
    """Send decisions until stopped, each with its undo if one comes; the same again goes on."""
    if options.to not in SYSTEMS or options.output or options.apply or options.undo:
        raise WrongUse(
            f"--follow sends to a live site and takes no file: --to {'|'.join(SYSTEMS)} --at ADDRESS --follow"
        )
    with open_desk(options) as store:
        site_name = site_asked(store, options.site, options.to)
        asked = Asked(options.to, address_of(options), site_name, options.since, options.publish)
        site = site_of(asked.system, asked.address, os.environ)
        pace = Pace(options.pace)
        standing = _begun_standing()
        opened, start = _opened(store, asked, pace, standing)
        with closing(opened) as journal:
            if options.explained:
                journal.explain(who(options))
            limits = Limits(options.most, outlasts=standing is not None)
            outbox = Outbox(store, asked, site, journal, who(options), options.after, limits, pace, start.after)
            console.say(
                f"Sending decisions from {start.since} on to {asked.address}; what was sent is in {journal.path}."
            )
            _go_on(outbox, journal, console, standing)


def _begun_standing() -> Standing | None:
    """Return what tells the desk that started us how we stand, and ends us with it; None where none did."""
    if not is_asked_for_lines():
        return None
    end_with_desk()
    return Standing()


def _opened(store: Store, asked: Asked, pace: Pace, standing: Standing | None) -> tuple[Journal, Begun]:
    """Return the journal of a desk's outbox, and from when on it sends; beside a desk we wait until no other sends.

    Raises:
        JournalInUse: another sends, and nobody would see us wait.
        WrongUse: an earlier run was told otherwise, or the file is another journal.

    """
    path = journal_path(store.path, asked.system, asked.address, asked.site)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    while True:
        # A desk says when it was opened, for the first time that it sends; later on the journal knows better.
        start = _begun(path, store, asked.since, binding=standing is None)
        about = JournalHeader(start.name, asked.system, asked.address, asked.site, store.path.name)
        try:
            return Journal.open(path, about, pace.stamp), start
        except JournalInUse:
            if standing is None:
                raise
            by = paused_by(path.parent)
            standing.tell(f"paused by {by}" if by else "another desk sends")
            time.sleep(_TURN_SECONDS)


class _PausedError(Exception):
    """Somebody pauses in the middle of a look; what it has sent is in the journal, as after a kill."""


def _go_on(outbox: Outbox, journal: Journal, console: Console, standing: Standing | None) -> NoReturn:
    while True:
        _wait_while_paused(journal.path.parent, console, standing)
        try:
            looked = _looked(outbox, journal, console, standing)
        except _PausedError:
            continue
        if looked.stumbled:
            console.say(f"{looked.stumbled} Asking again in {looked.pause.total_seconds():,.0f} seconds.")
        if standing is not None:
            standing.rest(looked, journal, POLL_SECONDS)
        else:
            time.sleep(max(looked.pause.total_seconds(), POLL_SECONDS))


def _looked(outbox: Outbox, journal: Journal, console: Console, standing: Standing | None) -> Looked:
    def tell(done: int, of: int) -> None:
        """Stop in between where somebody pauses; a desk is told how far it is."""
        if paused_by(journal.path.parent):
            raise _PausedError
        if standing is not None:
            standing.advance(done, of)

    try:
        return outbox.look_once(datetime.now(UTC), tell)
    finally:
        # Whatever ends a look, what it has sent is said.
        for change in outbox.sending:
            _show_change(change, journal, console)
        sys.stdout.flush()


def _wait_while_paused(folder: Path, console: Console, standing: Standing | None) -> None:
    by = paused_by(folder)
    if by and standing is None:
        console.say(f"Paused by {by} at a desk, who can go on there.")
    while by := paused_by(folder):
        if standing is not None:
            standing.tell(f"paused by {by}")
        time.sleep(POLL_SECONDS)


def _show_change(change: Change, journal: Journal, console: Console) -> None:
    trace = journal.of(change)
    if trace.outcome is None and not trace.is_open:
        return  # the look ended before it
    outcome = (trace.outcome or Outcome.UNSURE).value
    if console.as_json:
        told = {"id": change.id, "n": change.n, "before": change.before, "wanted": change.wanted}
        console.document({**told, "outcome": outcome, "why": trace.why, "moderator": change.moderator})
        return
    words = f"{one_line(change.id):<10} {change.before} -> {change.wanted}"
    console.data(f"{words:<34} {outcome:<10} {one_line(trace.why or change.why)}"[: console.width])


def journal_path(desk: Path, system: str, address: str, site: str) -> Path:
    """Return where an outbox keeps its journal: one for each site, system and address of a desk."""
    told_apart = hashlib.sha256(f"{system}\0{address}\0{site}".encode()).hexdigest()[:8]
    return outbox_folder(desk) / f"{system}-{re.sub(r'[^a-z0-9.-]+', '-', site.lower())[:40]}-{told_apart}.jsonl"


def _begun(path: Path, store: Store, given: str, *, binding: bool) -> Begun:
    """Return from when on decisions are sent: as the journal says, else as given, else from now on.

    Raises:
        WrongUse: an earlier run was told otherwise, or the file is another journal.

    """
    # A journal that was made and never begun is empty.
    if not path.exists() or not path.stat().st_size:
        return Begun(store.last_row(given), given or stamp(datetime.now(UTC)))
    start = begun(read_journal(path)[0].plan)
    if start is None:
        raise WrongUse(f"{path} is no journal of decisions sent as they were made; move it away.")
    if binding and given and given != start.since:
        raise WrongUse(f"{path} sends decisions from {start.since} on: leave out --since, or move the journal away.")
    return start


def _seconds(word: str) -> timedelta:
    if not word.isdecimal() or len(word) > 6:
        raise argparse.ArgumentTypeError(f"{one_line(word)} is no number of seconds")
    return timedelta(seconds=int(word))
