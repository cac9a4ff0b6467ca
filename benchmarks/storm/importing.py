"""The storm over imports: an export comes in as a prefix of itself, and the same command completes it."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.storm.desks import SITE, Undisturbed, articles, cleared_away, comments
from benchmarks.storm.killing import Run
from benchmarks.storm.program import triage
from benchmarks.storm.rounds import Round, storm_over
from benchmarks.storm.toll import Toll
from moderation.store.store import Store

COMMENTS: Final = 5_000
"""Three blocks of the import, so that a kill falls into the first, between two, and into the last."""

_TOLD: Final = re.compile(r"\x1ereading .*?: ([\d,]+) comment")


def storm(folder: Path, kills: int, chance: random.Random) -> Toll:
    """Kill imports of one export into a new desk, and look at what came in."""
    toll, export, desk = Toll("import"), written(folder / "export.jsonl"), folder / "desk.sqlite"
    texts, undisturbed = [comment.text for comment in comments(COMMENTS)], Undisturbed()
    storm_over(
        toll,
        kills,
        chance,
        Round(
            prepare=lambda: cleared_away(desk),
            work=lambda: triage("--desk", desk, "--json", "import", export, "--site", SITE),
            look=lambda run: look(toll, desk, run, texts),
            compare=lambda: toll.torn.extend(undisturbed.differences(desk)),
        ),
    )
    return toll


def written(export: Path) -> Path:
    """Write the export and return its path."""
    lines: list[dict[str, object]] = [
        {"kind": "article", "id": one.id, "title": one.title, "text": one.text} for one in articles()
    ]
    lines += [
        {"id": one.id, "article_id": one.article_id, "author": one.author, "text": one.text, "status": one.status}
        for one in comments(COMMENTS)
    ]
    export.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return export


def look(toll: Toll, desk: Path, run: Run, texts: list[str]) -> None:
    """Compare what is in the desk with what the import said had passed, and with the export."""
    told = max(map(int, told_of(run)), default=0)
    with Store.open(desk, create=True) as store:
        toll.torn += store.faults()
        refs = range(1, store.last_comment() + 1)
        found = [posted.comment.text for posted in map(store.in_context, refs)]
    toll.acknowledged += told
    if len(found) < told:
        toll.lost.append(f"{told - len(found)} comments that the import had told of")
    if found != texts[: len(found)]:
        toll.torn.append("what came in is not the beginning of the export")


def told_of(run: Run) -> Iterator[str]:
    """Yield the numbers of comments that an import told of."""
    yield from (found.group(1).replace(",", "") for line in run.lines if (found := _TOLD.match(line)))
