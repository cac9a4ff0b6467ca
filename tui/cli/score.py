"""`triage score`: any export in, the same rows plus scores out."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from moderation.batch import ADDED, Gathering, Model, scored_blocks
from moderation.formats.opening import open_export
from moderation.formats.records import Reject
from moderation.formats.writing import open_table
from moderation.intake import RejectsFile, Taken
from moderation.registry import BASE
from moderation.tables import FittedTable, FreeTable, Table
from moderation.text import plural
from tui.cli.console import Console, Exit, count
from tui.cli.opening import desk_if_any, models_of
from tui.cli.outputs import FORMATS, STREAM, table_format, target_of
from tui.cli.progress import progress
from tui.cli.rates import add_rate, rates_of
from tui.cli.remarks import remarks

SetAside = Callable[[Reject], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage score`."""
    parser.add_argument("exports", nargs="+", metavar="EXPORT", help="exports to score; `-` is stdin")
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="where the rows go; `-` is stdout")
    parser.add_argument("--to", choices=FORMATS, help="format (default: by OUT's name, else csv)")
    parser.add_argument("--jobs", type=count, metavar="N", help="worker processes (default: one a core)")
    parser.add_argument("--model", metavar="V", help="model version (default: the one in service)")
    parser.add_argument("--explain", action="store_true", help="add the sentence of why")
    add_rate(parser)
    parser.add_argument("--encoding", metavar="NAME", help="read text files in this encoding")


def run(options: argparse.Namespace, console: Console) -> int:
    """Score all exports into one table; say what was read, written and left out."""
    model = replace(model_to_use(options), rates=rates_of(options))
    model.scorer()
    with output_table(options) as table, rejects_of(options, console) as set_aside:
        finished = [score_one(path, options, console, model, table, set_aside) for path in options.exports]
    for taken in finished:
        console.say(sentence(taken, options.output))
    return Exit.SOME_FAILED if any(taken.is_partial for taken in finished) else Exit.DONE


def model_to_use(options: argparse.Namespace) -> Model:
    """Return the version asked for, else the one in service of the desk named, else the shipped one."""
    store = desk_if_any(options)
    if store is None:
        return Model(None, options.model or BASE)
    with store:
        return Model(models_of(store), options.model or store.model_in_service())


def score_one(
    path: str, options: argparse.Namespace, console: Console, model: Model, table: Table, set_aside: SetAside
) -> Taken:
    """Score one export into the table; return what was read."""
    with input_stream(path) as source, progress(console, f"scoring {Path(path).name}", source) as advance:
        export = open_export(source, name=path, encoding=options.encoding)
        gathering = Gathering(Taken(path, export.format), set_aside)
        jobs = options.jobs or os.cpu_count() or 1
        written = 0
        for rows in scored_blocks(export.items, gathering, model, jobs=jobs, explain=options.explain):
            table.write(rows, export.columns)
            written += len(rows)
            advance(written)
    return gathering.taken


@contextmanager
def input_stream(path: str) -> Iterator[BinaryIO]:
    """Open an export for reading; `-` is stdin."""
    if path == STREAM:
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as source:
        yield source


def output_table(options: argparse.Namespace) -> Table:
    """Return the table the rows go to; it is complete, or not there at all, when its block is left."""
    to = table_format(options.to, options.output)
    target = target_of(options.output, apart_from=[path for path in options.exports if path != STREAM])
    if to == "jsonl":
        return FreeTable(open_table(target, to, ()))
    only = len(options.exports) == 1
    return FittedTable(lambda columns: open_table(target, to, columns), ADDED, alone=only)


@contextmanager
def rejects_of(options: argparse.Namespace, console: Console) -> Iterator[SetAside]:
    """Set rejects aside in `OUT.rejects.jsonl`; where the output is a stream, say them."""
    if options.output == STREAM:
        yield lambda reject: console.say(f"left out: {reject.place}: {reject.reason}")
        return
    with RejectsFile(rejects_path(options.output), ", ".join(options.exports)) as rejects:
        yield rejects.add


def rejects_path(output: str) -> Path:
    """Return where the rejects of a batch go: beside its output."""
    return Path(f"{output}.rejects.jsonl")


def sentence(taken: Taken, output: str) -> str:
    """Return what became of an export as one line for people."""
    said = f"{taken.path}: {taken.format}, {plural(taken.comments, 'comment')} scored into {output}"
    rejects = None if output == STREAM else rejects_path(output)
    return f"{said}{remarks(taken, rejects)}."
