"""`triage score`: any export in, the same rows plus scores out."""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Final

from moderation.bulk.cluster import Cluster
from moderation.bulk.crews import Crew, crew_of
from moderation.bulk.identity import identity_of
from moderation.bulk.parts import Parts
from moderation.bulk.running import Run, Through
from moderation.bulk.tasks import Model, Wanted
from moderation.formats.records import Reject
from moderation.formats.writing.outputs import Output, output_to, replaceable
from moderation.intake import RejectsFile, Taken
from moderation.registry import BASE
from moderation.text import plural
from tui.cli.console import Console, Exit, count
from tui.cli.inputs import Inputs, files_of
from tui.cli.opening import desk_if_any, models_of
from tui.cli.outputs import FORMATS, STREAM, table_format, target_of
from tui.cli.personal import KEEPS, add_personal
from tui.cli.progress import progress
from tui.cli.rates import add_rate, rates_of
from tui.cli.remarks import remarks

SetAside = Callable[[Reject], None]

SAID_EACH: Final = 20
"""Exports of which a sentence each is said."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage score`."""
    parser.add_argument(
        "exports", nargs="+", metavar="EXPORT", help="exports to score, or folders of them; `-` is stdin"
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="where the rows go; `-` is stdout. Broken off, the same command goes on from what it has finished, "
        "unless stdin or stdout is used",
    )
    parser.add_argument("--to", choices=FORMATS, help="format (default: by OUT's name, else csv)")
    parser.add_argument("--jobs", type=count, metavar="N", help="worker processes (default: one a core)")
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="score on a Dask cluster: its scheduler's address or file, or local:N (needs the extra `cluster`)",
    )
    parser.add_argument("--model", metavar="V", help="model version (default: the one in service)")
    parser.add_argument("--explain", action="store_true", help="add the sentence of why, where a label is suggested")
    parser.add_argument("--restart", action="store_true", help="start over, whatever is kept of an earlier run")
    add_rate(parser)
    add_personal(parser)
    parser.add_argument("--encoding", metavar="NAME", help="read text files in this encoding")


def run(options: argparse.Namespace, console: Console) -> int:
    """Score all exports into one table; say what was read, written and left out."""
    wanted = wanted_of(options)
    wanted.model.check()
    keep_in_mind(options)
    inputs = Inputs(wanted.exports)
    with (
        crew_wanted(options) as crew,
        sink_of(options, wanted, console) as sink,
        rejects_of(options, console) as set_aside,
    ):
        scoring = Run(wanted, inputs.opened, set_aside)
        with progress(console, f"scoring {inputs.name}", total=inputs.size, done=inputs.tell) as advance:
            scoring.into(sink, crew, lambda: advance(scoring.scored, sink.checked))
    say_taken(scoring.taken, options.output, console)
    say_withheld(scoring.withheld, console)
    return Exit.SOME_FAILED if any(taken.is_partial for taken in scoring.taken) else Exit.DONE


def keep_in_mind(options: argparse.Namespace) -> None:
    """Let the desk that is there know of the output and its rejects: an erasure has to find them again."""
    store = None if options.output == STREAM else desk_if_any(options)
    if store is not None:
        with store:
            store.wrote(str(Path(options.output).resolve()), "table")
            store.wrote(str(Path(rejects_path(options.output)).resolve()), "rejects")


def crew_wanted(options: argparse.Namespace) -> AbstractContextManager[Crew]:
    """Return those who score: a cluster, where one is named, else processes of this machine."""
    if options.cluster:
        return Cluster(options.cluster)
    return nullcontext(crew_of(options.jobs or os.cpu_count() or 1))


def wanted_of(options: argparse.Namespace) -> Wanted:
    """Return what the command asks for."""
    model = replace(model_to_use(options), rates=rates_of(options))
    to = table_format(options.to, options.output)
    out = None if options.output == STREAM else Path(options.output)
    exports = tuple(files_of(options.exports, but=out))
    strays = frozenset(exports).difference(options.exports)
    return Wanted(exports, model, to, options.explain, options.encoding, options.personal, strays)


def model_to_use(options: argparse.Namespace) -> Model:
    """Return the version asked for, else the one in service of the desk named, else the shipped one."""
    store = desk_if_any(options)
    if store is None:
        return Model(None, options.model or BASE)
    with store:
        return Model(models_of(store), options.model or store.model_in_service())


def sink_of(options: argparse.Namespace, wanted: Wanted, console: Console) -> Parts | Through:
    """Return where the rows go: a file is complete, or not there at all, when its block is left."""
    target = target_of(options.output, apart_from=[path for path in wanted.exports if path != STREAM])
    if not isinstance(target, Path):
        return Through(Output(target), wanted.to)
    out = replaceable(target)
    if out is None or STREAM in wanted.exports:
        return Through(output_to(target), wanted.to)
    parts = Parts(out, identity_of(wanted), restart=options.restart)
    if parts.anew:
        console.say(f"{options.output} was begun, but {parts.anew} changed since: starting over.")
    if parts.comments:
        console.say(f"{plural(parts.comments, 'comment')} are kept from before: reading on to where they end.")
    return parts


@contextmanager
def rejects_of(options: argparse.Namespace, console: Console) -> Iterator[SetAside]:
    """Set rejects aside in `OUT.rejects.jsonl`; where the output is a stream, say them."""
    if options.output == STREAM:
        yield lambda reject: console.say(f"left out: {reject.place}: {reject.reason}")
        return
    with RejectsFile(rejects_path(options.output), ", ".join(options.exports), personal=options.personal) as rejects:
        yield rejects.add


def rejects_path(output: str) -> Path:
    """Return where the rejects of a batch go: beside its output."""
    return Path(f"{output}.rejects.jsonl")


def say_withheld(count: int, console: Console) -> None:
    """Say how many addresses of readers are not in the output, so that nobody looks for them in vain."""
    if count:
        addresses = plural(count, "e-mail or IP address", "e-mail and IP addresses")
        console.tell(f"{addresses} of readers left out; {KEEPS} keeps them in.")


def say_taken(exports: Sequence[Taken], output: str, console: Console) -> None:
    """Say what became of each export; of a great many, only of those with which something was wrong."""
    told = exports if len(exports) <= SAID_EACH else [taken for taken in exports if taken.is_partial]
    for taken in told:
        console.tell(sentence(taken, output))
    if told is not exports:
        whole, comments = len(exports) - len(told), sum(taken.comments for taken in exports)
        others = "exports" if not told else "other exports"
        console.tell(f"{whole:,} {others} were read to the end: {plural(comments, 'comment')} in all into {output}.")


def sentence(taken: Taken, output: str) -> str:
    """Return what became of an export as one line for people."""
    if taken.refused:
        before = f"{plural(taken.comments, 'comment')} scored, and no more: " if taken.comments else "left out: "
        return before + taken.refused
    said = f"{taken.path}: {taken.format}, {plural(taken.comments, 'comment')} scored into {output}"
    rejects = None if output == STREAM else rejects_path(output)
    return f"{said}{remarks(taken, rejects)}."
