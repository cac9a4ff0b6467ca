"""Prints what the review desk costs, beside a bare Textual app on the same machine in the same run.

    python benchmarks/desk.py [--rows 1000000] [--folder FOLDER] [--record]

Makes its desks the first time (3 minutes for a million comments) and keeps them in the folder. Run it on a quiet
machine; frames, bytes and processor time a key hardly move with what else runs, times do.
"""

import argparse
import json
import platform
import sys
from pathlib import Path
from tempfile import gettempdir

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import record, table
from benchmarks.desk_file import fill
from benchmarks.desk_speed import Desks, rows
from benchmarks.kept_desk import kept

SMALL = 10_000


def main() -> int:
    """Print the table, and keep it where that is asked for."""
    given = argparse.ArgumentParser(prog="python benchmarks/desk.py", description=__doc__)
    given.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="waiting comments of the large desk")
    given.add_argument("--folder", type=Path, default=Path(gettempdir()) / "triage-bench", help="where desks are kept")
    given.add_argument("--record", action="store_true", help="keep the rows and make the README's table from them")
    options = given.parse_args()
    desks = Desks(
        made(options.folder, options.rows), made(options.folder, SMALL), large_rows=options.rows, small_rows=SMALL
    )
    about = f"Python {platform.python_version()} on {platform.machine()}, a terminal of 120x40."
    sys.stdout.write(f"{about}\n\n{table.heading(table.BARE_APP)}\n")
    measured = list(table.printed(rows(desks)))
    if options.record:
        document = {"about": about, "model": {}, "rows": [row.document() for row in measured]}
        record.DESK.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        readme = record.README.read_text(encoding="utf-8")
        record.README.write_text(record.with_desk(readme, record.read(record.DESK)), encoding="utf-8")
    return 0


def made(folder: Path, count: int) -> Path:
    """Return a desk of so many comments, made where it isn't there yet."""
    return kept(folder / f"{count}.sqlite", f"{count:,} comments", lambda half: fill(half, count))


if __name__ == "__main__":
    sys.exit(main())
