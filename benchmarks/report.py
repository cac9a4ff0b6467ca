"""Runs the parts of the benchmark and prints its table row by row, so that what takes minutes is seen to go on."""

import argparse
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks import abuse, memory, off_topic, record, speed, table, terminology
from benchmarks.setting import Setting
from benchmarks.table import Row
from moderation.scoring.scorer import SHIPPED

PARTS: Final[Mapping[str, Callable[[Setting], Iterator[Row]]]] = {
    "memory": memory.rows,
    "speed": speed.rows,
    "abuse": abuse.rows,
    "off-topic": off_topic.rows,
    "terminology": terminology.rows,
}
"""The parts in the order they run: memory first, before anything else has grown."""

NEEDED: Final = ("abuse-train.parquet", "abuse-eval.parquet", "disputed-labelled.jsonl", "context")

_MISSING: Final = 2


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    given = argparse.ArgumentParser(prog="python benchmarks/scorer.py", description=__doc__)
    given.add_argument("data", type=Path, help="the folder of corpora, such as ../shared/data")
    given.add_argument("--model", type=Path, default=SHIPPED, help="a model's folder (default: the shipped one)")
    given.add_argument(
        "--rows", type=int, metavar="N", help="teach the TF-IDF pipeline on N rows only, to try this out"
    )
    given.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    given.add_argument("--json", type=Path, metavar="OUT", help="write the rows to a file as well")
    given.add_argument("--record", action="store_true", help="keep the rows and make the README's table from them")
    return given


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 2 where the data isn't there."""
    options = parser().parse_args(arguments)
    if options.record and (options.rows or options.model != SHIPPED or set(options.only) != set(PARTS)):
        parser().error("--record keeps a whole run of the shipped model: leave --rows, --only and --model out")
    if missing := [name for name in NEEDED if not (options.data / name).exists()]:
        sys.stderr.write(
            f"{options.data} lacks {', '.join(missing)}: the corpora are not part of this repository; "
            "name the folder that holds them.\n"
        )
        return _MISSING
    setting = Setting(options.data, options.model, options.rows)
    sys.stdout.write(f"{stated(setting)}\n\n{table.heading(table.PLAIN_PIPELINE)}\n")
    measured = record.written(stated(setting), setting.model, list(shown(setting, options.only)))
    if options.json:
        options.json.write_text(measured, encoding="utf-8")
    if options.record:
        record.RECORD.write_text(measured, encoding="utf-8")
        readme = record.rewritten(record.README.read_text(encoding="utf-8"), record.read())
        record.README.write_text(readme, encoding="utf-8")
    return 0


def shown(setting: Setting, only: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of some parts, each printed as soon as it is known."""
    for name, part in PARTS.items():
        if name in only:
            yield from table.printed(part(setting))


def stated(setting: Setting) -> str:
    """Return what the figures are figures of, in a sentence."""
    taught = "all rows that may ship" if setting.rows is None else f"{setting.rows:,} rows only, so no figure to quote"
    return (
        f"Model {setting.scorer.version}, threshold of abuse {setting.threshold:.3f}; TF-IDF taught on {taught}; "
        f"Python {platform.python_version()} on {platform.machine()}, one thread."
    )
