"""`triage export --apply` and `--undo`: a plan that was looked at is sent, or what was sent is taken back."""

import argparse
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from moderation.errors import WrongUse
from moderation.locations import desk_path, is_shared
from moderation.store.store import Store
from moderation.text import one_line, plural
from moderation.writeback.applying import Report, apply
from moderation.writeback.changes import Change, Outcome, Plan, PlanHeader
from moderation.writeback.journal import Journal, JournalHeader, Trace, read_journal, traces
from moderation.writeback.pacing import Pace
from moderation.writeback.planfile import read_plan, write_plan
from moderation.writeback.planning import in_effect
from moderation.writeback.reading import Limits
from moderation.writeback.systems import site_of
from moderation.writeback.undoing import undoing
from tui.cli.console import Console, Exit, amount, count
from tui.cli.opening import who
from tui.cli.outputs import STREAM, target_of
from tui.cli.planned import document, journal_of, say_next, say_sum, show
from tui.cli.progress import progress

HASH_LENGTH: Final = 12

_FEW: Final = 50
"""Comments that any desk may take from view at once, whatever share of the site they are."""

_FAILED: Final = (Outcome.REFUSED, Outcome.UNSURE, Outcome.UNEXPLAINED, Outcome.SKIPPED)
_DONE_PERHAPS: Final = (Outcome.CHANGED, Outcome.UNSURE, Outcome.UNEXPLAINED)
"""Ends that an undo has something to look at for."""


def add_arguments(group: argparse._ArgumentGroup) -> None:
    """Declare how a plan is sent."""
    group.add_argument("--hash", metavar="H", help="the plan's hash, as it was shown: says that it was looked at")
    group.add_argument("--most", type=count, default=Limits().most, metavar="N", help="no more changes in a run (500)")
    group.add_argument(
        "--share",
        type=count,
        default=20,
        metavar="PERCENT",
        help="send no plan that takes a larger share of what readers see from view (20)",
    )
    group.add_argument(
        "--explained", action="store_true", help="go on after the site did otherwise than it said: you know why"
    )
    group.add_argument(
        "--pace", type=amount, default=Pace().a_second, metavar="N", help="no more requests a second (3)"
    )


def apply_plan(options: argparse.Namespace, console: Console) -> int:
    """Send a plan that somebody confirms, and say what came of it."""
    path = Path(options.apply)
    plan = read_plan(path)
    _refuse_too_many(plan, options.share)
    changes = _still_decided(plan, console)
    _confirm(plan, _left(changes, path), f"--apply {shlex.quote(options.apply)}", options, console)
    return _send(plan, path, changes, options, console)


def undo_journal(options: argparse.Namespace, console: Console) -> int:
    """Take back what a journal did, by a plan and a journal of its own."""
    header, changes = undoing(Path(options.undo))
    if not changes:
        console.say(f"{options.undo} has changed nothing that could be taken back.")
        return Exit.DONE
    path = _undo_file(options)
    _refuse_other(path, header, changes)
    plan = write_plan(path, header, changes)
    _confirm(plan, _left(changes, path), f"--undo {shlex.quote(options.undo)}", options, console)
    return _send(plan, path, changes, options, console)


def _undo_file(options: argparse.Namespace) -> Path:
    """Return where the plan of an undo goes: beside the journal, else where `-o` says, and over nothing of ours."""
    if options.output is None:
        return Path(f"{options.undo}.undo")
    if options.output == STREAM:
        raise WrongUse("-o -: the plan of an undo is looked at and then sent, so it has to be a file; name one.")
    target_of(options.output, apart_from=[options.undo, desk_path(options.desk)])
    return Path(options.output)


def _refuse_other(path: Path, header: PlanHeader, changes: Sequence[Change]) -> None:
    """Keep the plan of this name that was sent: it is what its journal belongs to."""
    journal = journal_of(path)
    if journal.exists() and not (path.exists() and _says(path, header, changes)):
        raise WrongUse(f"{journal} says what was sent by another plan than this undo; name another file with -o.")


def _says(path: Path, header: PlanHeader, changes: Sequence[Change]) -> bool:
    plan = read_plan(path)
    return (plan.header, plan.changes) == (header, tuple(changes))


def _left(changes: Sequence[Change], path: Path) -> int:
    """Return how many changes of a plan are not done with, by its journal."""
    journal = journal_of(path)
    known = traces(read_journal(journal)[1]) if journal.exists() and journal.stat().st_size else {}
    return sum(not known.get(change.key, Trace()).is_final for change in changes)


def _confirm(plan: Plan, left: int, words: str, options: argparse.Namespace, console: Console) -> None:
    """Return where somebody says that they have looked at this plan, and at no other; or nothing of it is left.

    Raises:
        WrongUse: nobody does.

    """
    if options.hash is None and not left:
        return
    if options.hash is None and sys.stdin.isatty():
        show(plan.changes, console)
        say_sum(plan, console)
        _ask(left, console)
        return
    if options.hash is None:
        say_next(plan, words, console)
        raise WrongUse("Nothing was sent: look at the plan, then add its --hash to say so.")
    if len(options.hash) < HASH_LENGTH or not plan.hash.startswith(options.hash.lower()):
        raise WrongUse(
            f"Nothing was sent: {one_line(options.hash)} is not this plan's hash, which is {plan.short_hash}."
        )


def _ask(left: int, console: Console) -> None:
    """Return where somebody at the terminal types how many changes there are: no slip of Enter or y does."""
    answer = console.ask(f"Send {plural(left, 'change')}? Type {left} to send, or nothing to leave it: ")
    if answer.replace(",", "") != str(left):
        raise WrongUse("Nothing was sent.")


def _refuse_too_many(plan: Plan, most: int) -> None:
    # An import of the queue alone knows of no comment that readers see, while the live site says that it shows them.
    taken, seen = plan.taken_from_view, max(plan.header.in_view, plan.taken_from_view, 1)
    share = 100 * taken / seen
    if taken > _FEW and share > most:
        raise WrongUse(
            f"This would take {taken:,} of the {seen:,} comments that readers see from view ({share:.0f} %), more than "
            f"{most} %. If that is meant, add --share {min(int(share) + 1, 100)}."
        )


def _still_decided(plan: Plan, console: Console) -> Sequence[Change]:
    """Return the changes whose decision was not taken back since the plan was made, as far as the desk is here."""
    desk = plan.header.desk
    if plan.header.undoes:
        return plan.changes
    if not (is_shared(desk) or Path(desk).exists()):
        console.say(f"{desk} is not here, so nobody can tell whether decisions were taken back since.")
        return plan.changes
    with Store.open(desk) as store:
        standing = in_effect(store, plan.changes)
    if outdated := len(plan.changes) - len(standing):
        console.say(f"Left out: {plural(outdated, 'change')} whose decision was taken back or made anew since.")
    return [change for change in plan.changes if change.key in standing]


def _send(plan: Plan, path: Path, changes: Sequence[Change], options: argparse.Namespace, console: Console) -> int:
    # By the plan that was confirmed, not by options: a slip would send a site's decisions to another.
    header, pace = plan.header, Pace(options.pace)
    site = site_of(header.system, header.address, os.environ)
    journal_path = journal_of(path)
    about = JournalHeader(plan.hash, header.system, header.address, header.site, header.desk)
    with (
        closing(Journal.open(journal_path, about, pace.stamp)) as journal,
        progress(console, "Sending", total=len(changes)) as advance,
    ):
        if options.explained:
            journal.explain(who(options))
        ended = [trace for change in changes if (trace := journal.of(change)).is_final]
        report = apply(changes, site, journal, who(options), Limits(options.most), pace, lambda done, of: advance(done))
    _print_left(changes, journal, console)
    _say(report, ended, journal_path, console)
    if console.as_json:
        earlier = {"journal": str(journal_path), "earlier": len(ended)}
        console.document({**document(plan, path), **earlier, **_document(report)})
    failed = not report.is_complete or report.found_none or any(report.outcomes.get(outcome) for outcome in _FAILED)
    return Exit.SOME_FAILED if failed else Exit.DONE


def _print_left(changes: Sequence[Change], journal: Journal, console: Console) -> None:
    """Print a line for each comment that was left alone, and why."""
    for change in changes:
        trace = journal.of(change)
        if trace.outcome not in (None, Outcome.CHANGED, Outcome.ALREADY) and not console.as_json:
            console.data(f"{one_line(change.id):<10} {trace.outcome:<10} {one_line(trace.why)}"[: console.width])


def _say_ends(report: Report, ended: Sequence[Trace], console: Console) -> None:
    """Say what became of the changes, and which of them were done with before this run."""
    ends = ", ".join(f"{number:,} {outcome}" for outcome, number in report.outcomes.items()) or "none"
    asked = plural(report.requested, "change")
    if not ended:
        console.say(f"{asked} asked for: {ends}.")
        return
    last = f"{max(trace.at for trace in ended)[:16]}Z"
    if len(ended) == report.requested:
        console.say(f"Nothing was left to send: of {asked} the last was done with at {last}: {ends}.")
    else:
        console.say(f"{asked} asked for, {len(ended):,} of them in an earlier run that ended at {last}: {ends}.")


def _say(report: Report, ended: Sequence[Trace], journal: Path, console: Console) -> None:
    _say_ends(report, ended, console)
    if report.otherwise:
        first = ", ".join(map(one_line, report.otherwise[:10]))
        console.say(f"{plural(len(report.otherwise), 'comment')} now stand otherwise than they were left: {first}.")
    if report.unread:
        console.say(f"{plural(report.unread, 'comment')} could not be read again.")
    if report.found_none:
        console.say("Not one of them is there with the text that was decided on: is this the site of the export?")
    if report.stopped:
        console.say(f"Stopped: {report.stopped}")
    if any(report.outcomes.get(outcome) for outcome in _DONE_PERHAPS):
        console.say(f"To take it back: triage export --undo {shlex.quote(str(journal))}")


def _document(report: Report) -> dict[str, object]:
    return {
        "requested": report.requested,
        **{outcome.value: report.outcomes.get(outcome, 0) for outcome in Outcome},
        "otherwise": report.otherwise,
        "unread": report.unread,
        "stopped": report.stopped,
    }
