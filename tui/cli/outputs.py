"""Where a table goes and in which format, as the command line names it."""

from pathlib import Path
from typing import BinaryIO, Final, cast, get_args

from moderation.formats.writing import To
from tui.cli.console import stdout_bytes

STREAM: Final = "-"
"""Stdin or stdout."""

FORMATS: Final[tuple[str, ...]] = get_args(To)

_BY_NAME: Final[dict[str, To]] = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}


def table_format(asked: str | None, output: str) -> To:
    """Return the format asked for, else the one the output's name tells, else CSV."""
    return cast(To, asked) if asked else _BY_NAME.get(Path(output).suffix.lower(), "csv")


def target_of(output: str) -> Path | BinaryIO:
    """Return the file an output names, or stdout."""
    return stdout_bytes() if output == STREAM else Path(output)
