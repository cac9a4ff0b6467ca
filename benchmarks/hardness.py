"""What the storms and the moderators' race found last, kept beside the scripts, and the README's table made from it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from benchmarks import record, table
from benchmarks.learning import Part, read
from benchmarks.table import Row

KEPT: Final = record.ROOT / "benchmarks" / "hard_figures.json"

PARTS: Final[tuple[str, ...]] = ("storms", "moderators")
"""The scripts whose figures are kept, in the table's order."""

BESIDE: Final = "plain tables here"


def keep(part: str, about: str, rows: Iterable[Row], kept: Path = KEPT, readme: Path = record.README) -> None:
    """Put a script's rows in the place of its last ones of the same name, and make the README's table anew."""
    parts = read(kept)
    new = list(rows)
    before = parts[part].rows if part in parts else []
    names = [row.what for row in new]
    parts[part] = Part(about, [*(row for row in before if row.what not in names), *new])
    ordered = {name: parts[name] for name in PARTS if name in parts}
    kept.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")
    readme.write_text(rewritten(readme.read_text(encoding="utf-8"), ordered), encoding="utf-8")


def section(parts: dict[str, Part]) -> str:
    """Return what stands in the README: every row that has a goal."""
    rows = [row for part in parts.values() for row in part.rows if row.goal is not None]
    return "\n".join([table.heading(BESIDE), *map(table.line, rows), ""])


def rewritten(readme: str, parts: dict[str, Part]) -> str:
    """Return the README with its table made anew."""
    return record.replaced(readme, "hard figures", section(parts))
