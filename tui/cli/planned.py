"""`triage export --to SYSTEM`: what would change on a site, written down and shown; nothing is sent."""

import argparse
import os
import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from moderation.errors import AmbiguousComment, UnknownComment, WrongUse
from moderation.store.store import Store
from moderation.text import one_line, plural
from moderation.writeback.addresses import site_address
from moderation.writeback.changes import Change, Plan, PlanHeader
from moderation.writeback.pacing import Pace
from moderation.writeback.planfile import write_plan as write_plan_file
from moderation.writeback.planning import Asked, Left, Planned, plan, site_asked
from moderation.writeback.reading import Stopped
from moderation.writeback.sites import Site
from moderation.writeback.systems import HOMES, missing, site_of
from tui.cli.console import Console, Exit
from tui.cli.opening import open_desk
from tui.cli.outputs import STREAM, target_of
from tui.cli.progress import Advance, progress

_SHOWN: Final = 10


def add_arguments(group: argparse._ArgumentGroup) -> None:
    """Declare what a plan takes."""
    group.add_argument("--at", metavar="ADDRESS", help="where the live site is: https://example.org")
    group.add_argument("--site", metavar="NAME", help="which site of the desk, where it has several")
    group.add_argument("--publish", action="store_true", help="send approvals as well; a site mails people about them")
    group.add_argument("--offline", action="store_true", help="plan by the last import, without a look at the site")


def write_plan(options: argparse.Namespace, console: Console) -> int:
    """Write a plan, show what it would do and how it is sent."""
    path = Path(options.output)
    if options.output == STREAM:
        raise WrongUse("-o -: a plan is looked at and then applied, so it has to be a file; name one.")
    if (journal := journal_of(path)).exists():
        raise WrongUse(f"-o {path}: {journal} says what was sent by an earlier plan of this name; name another.")
    with open_desk(options) as store:
        target_of(options.output, apart_from=[store.path])  # before the site is asked: a look at it can take hours
        site_name = site_asked(store, options.site, options.to)
        asked = Asked(options.to, address_of(options), site_name, options.since, options.publish)
        live = _reachable(asked, options, console)
        with progress(console, "Looking") as advance:
            planned = _planned(store, asked, live, Pace(options.pace), advance)
        written = write_plan_file(path, planned.header, planned.changes)
        show(written.changes, console, store)
    say_left(planned, console)
    say_next(written, f"--apply {shlex.quote(str(path))}", console)
    if console.as_json:
        console.document({**document(written, path), **_left(planned)})
    return Exit.DONE


def _left(planned: Planned) -> dict[str, object]:
    return {"left": {why.name.lower(): n for why, n in planned.left.items()}, "one_way": planned.one_way}


def journal_of(path: Path) -> Path:
    """Return where the journal of a plan is."""
    return path.with_name(f"{path.name}.journal")


def address_of(options: argparse.Namespace) -> str:
    """Return where the live site is, as the options say it or as it is the same for all."""
    given = options.at or HOMES.get(options.to)
    if not given:
        raise WrongUse(f"Say where the site is: --to {options.to} --at https://example.org.")
    return site_address(given)


def _reachable(asked: Asked, options: argparse.Namespace, console: Console) -> Site | None:
    """Return the live site, where we may and can look at it."""
    if options.offline:
        return None
    if absent := missing(asked.system, os.environ):
        console.say(f"Planned by the last import: without {' and '.join(absent)} the site can't be looked at.")
        return None
    return site_of(asked.system, asked.address, os.environ)


def _planned(store: Store, asked: Asked, live: Site | None, pace: Pace, advance: Advance) -> Planned:
    try:
        return plan(store, asked, live, pace, advance)
    except Stopped as reason:
        raise Stopped(f"{reason} Or plan by the last import, with --offline.") from reason


def show(changes: Sequence[Change], console: Console, store: Store | None = None) -> None:
    """Print the first changes, with author and text where the desk is at hand."""
    if console.as_json:
        return
    for change in changes[:_SHOWN]:
        words = f"{change.before} -> {change.wanted}"
        text = _excerpt(store, change) if store else one_line(change.why)
        console.data(f"{one_line(change.id):<10} {words:<20} {text}"[: console.width])
    if (more := len(changes) - _SHOWN) > 0:
        console.data(f"… and {plural(more, 'more change')}, all in the file")


def _excerpt(store: Store, change: Change) -> str:
    try:
        comment = store.in_context(store.find(f"{change.site}:{change.id}")).comment
    except (UnknownComment, AmbiguousComment):
        return one_line(change.why)
    why = f"({one_line(change.why)})"
    return f"{why:<24} {one_line(comment.author)[:16] or '-'}: {one_line(comment.text)}"


def say_left(planned: Planned, console: Console) -> None:
    """Say which decisions a plan leaves out, and why."""
    for why in Left:
        if number := planned.left.get(why, 0):
            console.say(f"Left out: {plural(number, 'decided comment')} {why}.")
    if planned.one_way:
        console.say(f"No undo brings {plural(planned.one_way, 'comment')} back: the system has no way to that state.")


def say_next(written: Plan, words: str, console: Console) -> None:
    """Say what a plan comes to and how it is sent."""
    say_sum(written, console)
    if written.changes:
        console.say(f"Nothing has been sent. To send it: triage export {words} --hash {written.short_hash}")


def say_sum(written: Plan, console: Console) -> None:
    """Say what a plan comes to."""
    header = written.header
    if not written.changes:
        console.say(f"Nothing is to be changed on {header.site or header.address}.")
        return
    verbs = ", ".join(f"{number:,} to be {wanted}" for wanted, number in counts(written.changes).items())
    console.say(f"{plural(header.count, 'change')} for {header.system} at {header.address}, {_seen(header)}: {verbs}.")


def _seen(header: PlanHeader) -> str:
    if header.undoes:
        return f"as {header.undoes} left it"
    return f"as it stood at {header.made_at[:16]}Z" if header.looked else "as the last import has it"


def counts(changes: Sequence[Change]) -> dict[str, int]:
    """Return how many comments are to come into each state."""
    return dict(Counter(change.wanted.value for change in changes))


def document(written: Plan, path: Path) -> dict[str, object]:
    """Return a plan as a JSON value."""
    header = written.header
    return {
        "plan": str(path),
        "hash": written.short_hash,
        "system": header.system,
        "address": header.address,
        "site": header.site,
        "looked": header.looked,
        "changes": header.count,
        "wanted": counts(written.changes),
    }
