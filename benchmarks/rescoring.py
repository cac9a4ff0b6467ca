"""Prints how fast a desk is scored anew after a promotion, and what a decision and a page of the queue take meanwhile.

    python benchmarks/rescoring.py ../shared/data [--comments 1000000] [--folder FOLDER] [--record]

The desk is made the first time (some minutes for 1,000,000 comments) and kept in the folder; each run is on a copy.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

import numpy as np

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import learning, rescored_desk
from benchmarks.table import Figure, Row
from moderation.corrections import keep_disputes
from moderation.labels import Label
from moderation.queue import Order, Settlement
from moderation.scoring.scorer import Scorer
from moderation.store.listing import FIRST
from moderation.store.store import Store

GOAL: Final = 60_000.0
"""Comments a second, scores included, on two cores."""

BESIDE: Final = "scored and written in place, here"

_RUN: Final = "import sys; from tui.cli.main import run; run()"
_IN_PLACE_SECONDS: Final = 30.0
_PAUSE: Final = 0.1
"""Seconds between two decisions and pages: a desk of twenty people who decide every other second."""

_PAGE: Final = 50
_ABOUT: Final = (
    f"{os.cpu_count()} cores: comments of a blog under their articles, over and over, all waiting; everything that a "
    "retraining changes was changed; meanwhile one process decides and turns pages ten times a second"
)


@dataclass(slots=True)
class Waits:
    """Seconds that somebody waited."""

    decisions: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)


def main() -> int:
    """Print a row for each thing measured."""
    given = learning.parser("rescoring.py", __doc__)
    given.add_argument("--comments", type=int, default=1_000_000, metavar="N")
    given.add_argument("--folder", type=Path, default=Path(gettempdir()) / "triage-bench", help="where desks are kept")
    options = given.parse_args()
    if learning.is_missing(options.data / "context" / "haacked-articles.parquet"):
        return 2
    measured = rows(options.data, options.folder, options.comments)
    return learning.run("rescoring", _ABOUT, measured, kept=options.record, beside=BESIDE)


def rows(data: Path, folder: Path, count: int) -> Iterator[Row]:
    """Yield the rows of one run on a copy of the desk."""
    kept = rescored_desk.made(folder, data, count)
    with TemporaryDirectory(dir=folder) as place:
        desk = Path(place) / kept.name
        shutil.copy(kept, desk)
        versions = [rescored_desk.promoted(desk, seed) for seed in range(3)]
        plain = in_place(desk, versions[0])
        for version, what in zip(versions[1:], ("nothing kept of them yet", "as from the second time on"), strict=True):
            size = desk.stat().st_size
            took, waits = beside(desk, version)
            goal = GOAL if version == versions[-1] else None
            name = f"{count:,} stored comments scored anew, {what}"
            yield Row(name, Figure(count / took), Figure(plain), goal, "rows/s", note=_noted(desk, size))
            yield from _waited(waits)


def _noted(desk: Path, before: int) -> str:
    """Return how large the file is, and by how much it grew."""
    return f"file {desk.stat().st_size / 1e6:,.0f} MB, {before / 1e6:,.0f} before"


def _waited(waits: Waits) -> Iterator[Row]:
    """Yield how long people waited meanwhile: in most cases, and at worst."""
    for what, seconds in (("decision", waits.decisions), ("page of the queue", waits.pages)):
        for name, share in (("95 of 100", 95.0), ("worst", 100.0)):
            wait = float(np.percentile(seconds, share)) * 1_000
            yield Row(f"meanwhile, a {what}: {name} of {len(seconds):,}", Figure(wait), unit="ms", at_most=True)


def in_place(desk: Path, version: str) -> float:
    """Return comments a second where each is scored in full, and moved among those in use, for half a minute."""
    with Store.open(desk) as store:
        scorer = Scorer.load(rescored_desk.folder_of(desk, version))
        store.serve(version, "bench")
        begun, done = time.perf_counter(), 0
        while time.perf_counter() < begun + _IN_PLACE_SECONDS and (due := store.unscored(version, 2_000)):
            refs, judged = zip(*due, strict=True)
            suggested = scorer.score(judged)
            done += store.put_suggestions(refs, suggested, judged)
            keep_disputes(store, scorer, refs, judged, suggested)
        return done / (time.perf_counter() - begun)


def beside(desk: Path, version: str) -> tuple[float, Waits]:
    """Return how long `triage models use` takes, and how long people waited meanwhile."""
    command = [sys.executable, "-c", _RUN, f"--desk={desk}", "--json", "models", "use", version, "--as=bench"]
    surroundings = {**os.environ, "PYTHONPATH": sys.path[0]}
    with Store.open(desk) as store:
        store.spare_memory()
        waits, ref = Waits(), 0
        begun = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=surroundings) as process:  # noqa: S603
            while process.poll() is None:
                ref += 1
                waits.decisions.append(_decided(store, ref))
                waits.pages.append(_turned(store, ref))
                time.sleep(_PAUSE)
        took = time.perf_counter() - begun
        if process.returncode or store.unscored_count(version):
            raise SystemExit("The rescoring did not come to its end.")
    return took, waits


def _decided(store: Store, ref: int) -> float:
    """Settle a comment and return how long that took."""
    begun = time.perf_counter()
    (basis,) = store.bases([ref])
    labels = {Label.ABUSE: False, Label.OFF_TOPIC: None, Label.DISPUTED_TERMINOLOGY: None}
    store.settle([Settlement(ref, labels, basis.answers, basis.digest)], "kim", seconds=2.0)
    return time.perf_counter() - begun


def _turned(store: Store, turn: int) -> float:
    """Read a page of the queue with its rows and return how long that took."""
    begun = time.perf_counter()
    order = (Order.RISK, Order.UNCERTAIN, Order.REPORTED)[turn % 3]
    store.rows([ref for _, ref in store.queue_page(order, FIRST, _PAGE)])
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
