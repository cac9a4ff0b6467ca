"""`triage export`: the decisions, for the site."""

import argparse
from datetime import UTC, datetime

from moderation.errors import WrongUse
from moderation.formats.writing import open_table
from moderation.intake import blocks
from moderation.outgoing import COLUMNS, flat_rows, json_rows
from moderation.text import plural
from tui.cli.console import Console, Exit
from tui.cli.opening import open_desk
from tui.cli.outputs import STREAM, table_format, target_of

BLOCK = 1_000
FORMATS = ("csv", "jsonl")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage export`."""
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="where the rows go; `-` is stdout")
    parser.add_argument("--to", choices=FORMATS, help="format (default: by OUT's name, else csv)")
    parser.add_argument("--since", default="", metavar="T", help="only decisions from this time on (2026-03-01T08:00Z)")


def run(options: argparse.Namespace, console: Console) -> int:
    """Write the decisions in effect, oldest first."""
    since = utc(options.since) if options.since else ""
    to = table_format(options.to, options.output, FORMATS)
    decided = 0
    with (
        open_desk(options) as store,
        open_table(target_of(options.output, apart_from=[store.path]), to, COLUMNS) as table,
    ):
        for rows in blocks(json_rows(store, since) if to == "jsonl" else flat_rows(store, since), BLOCK):
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
