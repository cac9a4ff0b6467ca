"""Prints what bulk scoring costs, beside a plain TF-IDF pipeline and what the machine gives, in one run.

    python benchmarks/batch.py ../shared/data [--only PART ...] [--megabytes 20] [--large 100] [--kills 5] [--record]

Makes its exports in a temporary folder. Run it on a quiet machine for figures to quote: --megabytes 100 --large 5000
--kills 20, half an hour.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

if __name__ == "__main__":
    # before NumPy is loaded: one core a process is what the figures are about
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import batch_size, batch_speed, record, table
from benchmarks.report import NEEDED
from benchmarks.setting import Setting
from benchmarks.table import Row

TAUGHT: Final = 10_000
"""Rows that teach the plain pipeline where nothing is recorded; its speed hardly hangs on them."""

TRIED: Final = 15_000
"""Comments that are timed where nothing is recorded; what meeting words for the first time takes is .2 s of them."""

_MISSING: Final = 2
_MEGABYTE: Final = 1_000_000

Parts = Mapping[str, Callable[[], Iterator[Row]]]


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    given = argparse.ArgumentParser(prog="python benchmarks/batch.py", description=__doc__)
    given.add_argument("data", type=Path, help="the folder of corpora, such as ../shared/data")
    given.add_argument("--megabytes", type=int, default=20, metavar="N", help="size of the exports")
    given.add_argument("--large", type=int, default=100, metavar="N", help="megabytes of the large one")
    given.add_argument("--kills", type=int, default=5, metavar="N", help="runs to kill")
    given.add_argument("--folder", type=Path, metavar="FOLDER", help="where the exports are made")
    given.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    given.add_argument("--record", action="store_true", help="keep the rows and make the README's table from them")
    return given


PARTS: Final = ("speed", "rates", "cores", "memory", "wxr", "killed")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and keep it where that is asked for; return 2 where the data isn't there."""
    options = parser().parse_args(arguments)
    if options.record and set(options.only) != set(PARTS):
        parser().error("--record keeps a whole run: leave --only out")
    if missing := [name for name in NEEDED if not (options.data / name).exists()]:
        sys.stderr.write(
            f"{options.data} lacks {', '.join(missing)}: the corpora are not part of this repository; "
            "name the folder that holds them.\n"
        )
        return _MISSING
    setting = Setting(options.data, rows=None if options.record else TAUGHT)
    about = f"Model {setting.scorer.version}, Python {platform.python_version()} on {platform.machine()}."
    sys.stdout.write(f"{about}\n\n{table.heading(record.BATCH_BESIDE)}\n")
    with TemporaryDirectory(dir=options.folder) as folder:
        measured = list(shown(parts(options, setting, Path(folder)), options.only))
    if options.record:
        record.BATCH.write_text(record.written(about, setting.model, measured), encoding="utf-8")
        readme = record.README.read_text(encoding="utf-8")
        record.README.write_text(record.with_batch(readme, record.read(record.BATCH)), encoding="utf-8")
    return 0


def parts(options: argparse.Namespace, setting: Setting, folder: Path) -> Parts:
    """Return the parts, by name."""
    least = batch_speed.COMMENTS if options.record else TRIED
    size, large = options.megabytes * _MEGABYTE, options.large * _MEGABYTE
    return {
        "speed": lambda: batch_speed.rows(setting, folder, least),
        "rates": lambda: batch_speed.rates(folder, size),
        "cores": lambda: batch_size.cores(folder, size),
        "memory": lambda: batch_size.memory(folder, (size, large)),
        "wxr": lambda: batch_size.wxr(folder, size),
        "killed": lambda: batch_size.killed(folder, size, options.kills),
    }


def shown(parts: Parts, only: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of some parts, each printed as soon as it is known."""
    for name, part in parts.items():
        if name in only:
            yield from table.printed(part())


if __name__ == "__main__":
    sys.exit(main())
