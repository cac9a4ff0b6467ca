"""The last whole run of the benchmark, kept beside the scripts, and the README's table made from it.

    python benchmarks/scorer.py ../shared/data --record

measures, keeps and rewrites in one go. Which model was measured is kept with the figures, so that a test can tell
when the shipped model has been built again and its figures have not.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from benchmarks import table
from benchmarks.table import Row
from moderation.scoring.artefact import MANIFEST
from training.disguises import DISGUISES, SWAP

ROOT: Final = Path(__file__).resolve().parents[1]
RECORD: Final = ROOT / "benchmarks" / "figures.json"
DESK: Final = ROOT / "benchmarks" / "desk_figures.json"
BATCH: Final = ROOT / "benchmarks" / "batch_figures.json"
BATCH_BESIDE: Final = "beside it"
README: Final = ROOT / "README.md"

_SINGLE: Final = tuple(f"disguise: {name}" for name in DISGUISES if name != SWAP)
_COST: Final = ("memory", "speed", "one comment")


def replaced(readme: str, name: str, section: str) -> str:
    """Return the README with what stands between `<!-- NAME -->` and `<!-- /NAME -->` made anew."""
    between = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
    return between.sub(lambda _: section, readme)


@dataclass(frozen=True, slots=True)
class Record:
    """A run: what was measured, and what came out."""

    about: str
    model: dict[str, str]
    """Name -> sha256 of the measured model's files, as its manifest states them."""
    rows: list[Row]


def fingerprint(model: Path) -> dict[str, str]:
    """Return name -> sha256 of a model's files."""
    stated = json.loads((model / MANIFEST).read_text(encoding="utf-8"))
    return {str(name): str(digest) for name, digest in stated["files"].items()}


def written(about: str, model: Path, rows: Sequence[Row]) -> str:
    """Return a run as JSON."""
    document = {"about": about, "model": fingerprint(model), "rows": [row.document() for row in rows]}
    return json.dumps(document, indent=1) + "\n"


def read(record: Path = RECORD) -> Record:
    """Return a run that was kept."""
    return msgspec.json.decode(record.read_bytes(), type=Record)


def section(record: Record) -> str:
    """Return what stands in the README: rows that have a goal, quality first, one for all disguises to be undone."""
    rows = [row for row in record.rows if row.goal is not None and not row.what.startswith(_SINGLE)]
    quality_first = sorted(rows, key=lambda row: row.what.startswith(_COST))
    return "\n".join([table.heading(table.PLAIN_PIPELINE), *map(table.line, quality_first), ""])


def rewritten(readme: str, record: Record) -> str:
    """Return the README with its table made anew."""
    return replaced(readme, "figures", section(record))


def desk_section(record: Record) -> str:
    """Return what stands in the README about the desk: every row that has a goal."""
    rows = [row for row in record.rows if row.goal is not None]
    return "\n".join([table.heading(table.BARE_APP), *map(table.line, rows), ""])


def with_desk(readme: str, record: Record) -> str:
    """Return the README with the desk's table made anew."""
    return replaced(readme, "desk figures", desk_section(record))


def batch_section(record: Record) -> str:
    """Return what stands in the README about bulk scoring: every row that has a goal."""
    rows = [row for row in record.rows if row.goal is not None]
    return "\n".join([table.heading(BATCH_BESIDE), *map(table.line, rows), ""])


def with_batch(readme: str, record: Record) -> str:
    """Return the README with the table of bulk scoring made anew."""
    return replaced(readme, "batch figures", batch_section(record))
