"""`triage export`: the decisions, as a table, as a plan for a live site, or as a script for whoever runs it."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from moderation.errors import WrongUse
from moderation.formats.writing.table import open_table
from moderation.intake import blocks
from moderation.outgoing import COLUMNS, flat_rows, json_rows
from moderation.text import one_line, plural
from moderation.writeback.script import is_log
from moderation.writeback.systems import NO_WAY_BACK, SYSTEMS, variables
from tui.cli import applied, outbox, planned, scripted
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, open_desk
from tui.cli.outputs import STREAM, kept_in_mind, table_format, target_of
from tui.cli.personal import add_personal

BLOCK = 1_000
FORMATS = ("csv", "jsonl")
SCRIPT = "wp-cli"


EXAMPLES = """\
A table, for people or for a site's own importer:
  triage export -o decisions.csv

A live site:
  triage export --to wordpress --at https://example.org -o plan.jsonl    # written and shown; nothing is sent
  triage export --apply plan.jsonl                                       # asks, then sends; --hash H in a script
  triage export --undo plan.jsonl.journal                                # the same for the way back

A live site, as decisions are made:
  triage export --to wordpress --at https://example.org --follow

A script of ids for whoever runs the site:
  triage export --to wp-cli -o changes.sh

Who moderates is said by variables of the environment:
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage export`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES + "\n".join(f"  {system:<10} {' '.join(variables(system).values())}" for system in SYSTEMS)
    parser.add_argument(
        "--to",
        type=destination,
        metavar="WHAT",
        help=f"a table ({', '.join(FORMATS)}; default: by OUT's name, else csv); a plan for a live site, of which "
        f"nothing is sent yet ({', '.join(SYSTEMS)}); or a script of ids for whoever runs the site ({SCRIPT})",
    )
    parser.add_argument("-o", "--output", metavar="OUT", help="where rows, plan or script go; `-` is stdout, for rows")
    parser.add_argument("--since", default="", metavar="T", help="only decisions from this time on (2026-03-01T08:00Z)")
    add_personal(parser, "in a table")
    add_who(parser, "who is recorded in the journal as having sent or taken back")
    planned.add_arguments(parser.add_argument_group("a live site: what would change (--to SYSTEM)"))
    sending = parser.add_argument_group("a live site: sending a plan, and taking it back")
    verbs = sending.add_mutually_exclusive_group()
    verbs.add_argument("--apply", metavar="PLAN", help="send the changes of a plan to its site; the same again goes on")
    verbs.add_argument("--undo", metavar="JOURNAL", help="take back on the site what a journal, or a script's log, did")
    applied.add_arguments(sending)
    outbox.add_arguments(parser.add_argument_group("a live site: as decisions are made (--to SYSTEM)"))


def destination(given: str) -> str:
    """Return what decisions are written as; of a system with no way back it says why there is none."""
    known = (*FORMATS, *SYSTEMS, SCRIPT)
    if given in known:
        return given
    if given in NO_WAY_BACK:
        raise argparse.ArgumentTypeError(
            f"decisions can't be sent back to {given}: {NO_WAY_BACK[given]}. Write a table, with --to csv or jsonl."
        )
    raise argparse.ArgumentTypeError(f"{one_line(given)} is none of {', '.join(known)}")


def run(options: argparse.Namespace, console: Console) -> int:
    """Write the decisions in effect, oldest first; or plan, apply or undo what they change on their site."""
    options.since = utc(options.since) if options.since else ""
    if options.follow:
        return outbox.follow(options, console)
    if options.apply or options.undo:
        _refuse_planning(options)
    if options.apply:
        if options.output:
            raise WrongUse("--apply sends a plan that is there already; it takes no -o.")
        return applied.apply_plan(options, console)
    if options.undo:
        undo = scripted.undo_log if is_log(Path(options.undo)) else applied.undo_journal
        return undo(options, console)
    if options.output is None:
        raise WrongUse(f"Say where it goes: {_example(options.to)}. Or send a plan with --apply PLAN.")
    if options.to == SCRIPT:
        return scripted.write_script(options, console)
    if options.to in SYSTEMS:
        return planned.write_plan(options, console)
    return write_table(options, console)


def _example(to: str | None) -> str:
    if to == SCRIPT:
        return "-o changes.sh"
    return "-o plan.jsonl" if to in SYSTEMS else "-o decisions.csv"


def _refuse_planning(options: argparse.Namespace) -> None:
    """Refuse what a plan or journal has said already: an `--at` that is passed over would mean another site."""
    if given := [name for name in ("to", "at", "site", "since", "publish", "offline") if getattr(options, name)]:
        raise WrongUse(
            f"--{given[0]}: what is planned or was done is sent as it stands, to the site it names; leave this out."
        )


def write_table(options: argparse.Namespace, console: Console) -> int:
    """Write the decisions in effect as rows."""
    to = table_format(options.to, options.output, FORMATS)
    decided = 0
    with (
        open_desk(options) as store,
        open_table(kept_in_mind(store, target_of(options.output, apart_from=[store.path])), to, COLUMNS) as table,
    ):
        rows_of = json_rows if to == "jsonl" else flat_rows
        for rows in blocks(rows_of(store, options.since, personal=options.personal), BLOCK):
            table.write(rows)
            decided += sum(row.get("kind") != "article" for row in rows)
    if console.as_json and options.output != STREAM:
        console.document({"path": options.output, "to": to, "decided": decided})
    console.say(f"{plural(decided, 'decided comment')} written to {options.output}.")
    return Exit.DONE


def utc(given: str) -> str:
    """Return a time as the log writes it; one without a zone is taken as local time.

    Raises:
        WrongUse: it is not an ISO 8601 date or time.

    """
    try:
        moment = datetime.fromisoformat(given).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise WrongUse(f"--since {given}: not a date or time. Write it as 2026-03-01 or 2026-03-01T08:00Z.") from error
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
