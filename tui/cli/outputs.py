"""Where a table goes and in which format, as the command line names it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Final, cast, get_args

from moderation.errors import WrongUse
from moderation.formats.writing.stretches import To
from moderation.store.store import Store
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

_PACKED: Final = (".gz", ".bz2", ".xz", ".zst", ".zip")
_OTHER_KINDS: Final = {".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".xml", ".html", ".htm", ".db", ".sqlite", *_PACKED}
"""Endings of files that a table is never written as: a program that opens CSV under such a name calls it broken."""


def table_format(asked: str | None, output: str, formats: Sequence[str] = FORMATS) -> To:
    """Return the format asked for, else the one the output's name tells, else CSV.

    Raises:
        WrongUse: the name tells a format that this command doesn't write.

    """
    ending = Path(output).suffix.lower()
    to = asked or _BY_NAME.get(ending, "csv")
    if to not in formats or (asked is None and ending in _OTHER_KINDS):
        raise WrongUse(f"-o {output}: this command writes {' or '.join(formats)}; name such a file, or say --to.")
    return cast(To, to)


def kept_in_mind(store: Store, target: Path | BinaryIO, what: str = "table") -> Path | BinaryIO:
    """Return where an output goes, once the desk knows of the file: an erasure has to find it again."""
    if isinstance(target, Path):
        store.wrote(str(target.resolve()), what)
    return target


def target_of(output: str, *, apart_from: Iterable[str | Path]) -> Path | BinaryIO:
    """Return the file an output names, or stdout.

    Raises:
        WrongUse: it is one of the files that are being read, which writing would destroy.

    """
    if output == STREAM:
        return stdout_bytes()
    target = Path(output)
    if target.exists() and any(Path(read).exists() and target.samefile(read) for read in apart_from):
        raise WrongUse(f"-o {output} is the file that is being read; name another.")
    return target
