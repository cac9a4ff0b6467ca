"""Tables of a last run, kept beside the scripts and stated in the README."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks import record


def line(cells: Sequence[str]) -> str:
    """Return a row in Markdown."""
    return f"| {' | '.join(cells)} |"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    return "\n".join([line(heads), "|---" * len(heads) + "|", *map(line, rows), ""])


def keep(kept: Path, rows: object, name: str, stated: str) -> None:
    """Keep rows beside the scripts, and put their table into the README at its name."""
    kept.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")
    readme = record.README.read_text(encoding="utf-8")
    record.README.write_text(record.replaced(readme, name, stated), encoding="utf-8")
