"""The storm over what is written: decisions as tables, and exports scored in bulk.

Under the name asked for stands the old file or the whole new one, never half of one; a scoring goes on from the parts
it kept, to the bytes of an undisturbed run.
"""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.storm.desks import cleared_away, fill
from benchmarks.storm.killing import Run
from benchmarks.storm.program import triage
from benchmarks.storm.rounds import Round, storm_over
from benchmarks.storm.toll import Toll
from moderation.labels import LABELS
from moderation.queue import Settlement
from moderation.store.store import Store

COMMENTS: Final = 3_000
SCORED: Final = 45_000
"""Three parts of a scoring in bulk."""

_OLD: Final = b"what stood there before\n"


def storm(folder: Path, kills: int, chance: random.Random) -> Toll:
    """Kill exports to CSV and to JSON Lines, and one in five kills a scoring in bulk."""
    toll, desk, export = Toll("export"), _decided(folder / "desk.sqlite"), _written(folder / "in.jsonl")
    for up_to, ending in ((0.4, "csv"), (0.8, "jsonl")):
        out = folder / f"out.{ending}"
        storm_over(toll, round(kills * up_to), chance, _round(toll, out, _exporting(desk, out)))
    scored = folder / "scored.jsonl"
    storm_over(toll, kills, chance, _round(toll, scored, _scoring(export, scored)))
    return toll


def _exporting(desk: Path, out: Path) -> Callable[[], int]:
    return lambda: triage("--desk", desk, "export", "-o", out)


def _scoring(export: Path, out: Path) -> Callable[[], int]:
    return lambda: triage("score", export, "-o", out, "--jobs", "1")


def _round(toll: Toll, out: Path, work: Callable[[], int]) -> Round:
    whole: list[bytes] = []

    def prepare() -> None:
        """Put something else under the name, and nothing beside it."""
        cleared_away(out)
        out.write_bytes(_OLD)

    def look(run: Run) -> None:
        """Compare what stands under the name with what stood there and what will."""
        found = out.read_bytes() if out.exists() else b""
        toll.acknowledged += not run.was_killed
        if found not in (_OLD, whole[0]):
            toll.torn.append(f"{out.name} has {len(found):,} bytes of {len(whole[0]):,}")
        elif not run.was_killed and found != whole[0]:
            toll.lost.append(f"{out.name}, which was said to be written")

    def compare() -> None:
        """Compare a file that is complete with the first one, which nobody disturbed, and look what lies beside it."""
        found = out.read_bytes()
        toll.acknowledged += 1
        whole.extend([] if whole else [found])
        toll.torn += [] if found == whole[0] else [f"{out.name} is not what an undisturbed run writes"]
        toll.torn += [f"{left.name} was left behind" for left in out.parent.glob(f"{out.name}.*")]

    return Round(prepare, work, look, compare)


def _decided(path: Path) -> Path:
    fill(path, COMMENTS, scored=False)
    with Store.open(path) as store:
        bases = store.bases(range(1, COMMENTS + 1))
        labels = dict.fromkeys(LABELS, False)
        store.settle([Settlement(one.ref, labels, one.answers, one.digest) for one in bases], "kim")
    return path


def _written(export: Path) -> Path:
    with export.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps({"id": n, "text": f"Remark {n}.", "votes": n % 7}) + "\n" for n in range(SCORED))
    return export
