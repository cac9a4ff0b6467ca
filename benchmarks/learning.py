"""What the benchmarks of learning found last, kept by part beside the scripts, and the README's table made from it.

Each script measures for minutes and needs the machine to itself, so each keeps its own part with `--record`.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from benchmarks import record, table
from benchmarks.table import Row

KEPT: Final = record.ROOT / "benchmarks" / "learning_figures.json"

PARTS: Final[tuple[str, ...]] = ("replay", "orders", "label_noise", "poisoned_logs", "retraining", "rescoring")
"""The scripts whose figures are kept, in the table's order."""


@dataclass(frozen=True, slots=True)
class Part:
    """One script's last run: what was run, and what came out."""

    about: str
    rows: list[Row]


def parser(script: str, about: str) -> argparse.ArgumentParser:
    """Return what reads the command line of a script, as far as all of them take the same."""
    made = argparse.ArgumentParser(
        prog=f"python benchmarks/{script}", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("data", type=Path, help="the folder of the corpora")
    made.add_argument("--record", action="store_true", help="keep the rows, and make the README's table anew")
    return made


def is_missing(corpus: Path) -> bool:
    """Return whether a file of the corpora isn't there, and say so."""
    if corpus.is_file():
        return False
    sys.stderr.write(f"No corpora at {corpus.parent}; they are not part of this repository.\n")
    return True


def run(part: str, about: str, rows: Iterable[Row], *, kept: bool, beside: str = record.BATCH_BESIDE) -> int:
    """Print a script's rows as they are measured, keep them where that is asked for, and return its exit status."""
    sys.stdout.write(table.heading(beside) + "\n")
    measured = list(table.printed(rows))
    if kept:
        keep(part, about, measured)
    return 0


def read(kept: Path = KEPT) -> dict[str, Part]:
    """Return the last run of each script that was recorded."""
    return msgspec.json.decode(kept.read_bytes(), type=dict[str, Part]) if kept.exists() else {}


def keep(part: str, about: str, rows: Sequence[Row], kept: Path = KEPT, readme: Path = record.README) -> None:
    """Put a script's run in the place of its last one, and make the README's table anew."""
    parts = read(kept) | {part: Part(about, list(rows))}
    ordered = {name: parts[name] for name in PARTS if name in parts}
    kept.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")
    readme.write_text(rewritten(readme.read_text(encoding="utf-8"), ordered), encoding="utf-8")


def section(parts: dict[str, Part]) -> str:
    """Return what stands in the README: every row that has a goal."""
    rows = [row for part in parts.values() for row in part.rows if row.goal is not None]
    return "\n".join([table.heading(record.BATCH_BESIDE), *map(table.line, rows), ""])


def rewritten(readme: str, parts: dict[str, Part]) -> str:
    """Return the README with its table made anew."""
    return record.replaced(readme, "learning figures", section(parts))
