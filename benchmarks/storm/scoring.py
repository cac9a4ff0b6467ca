"""The storm over scoring: each comment is scored by one model whole or not at all, and the last run ends it to the bit.

Two kinds: comments that an import left unscored, and a desk scored anew after a promotion, in stretches beside the
queue's order as a desk of a million is.
"""

import math
import random
import re
from pathlib import Path
from typing import Final

from benchmarks.storm.desks import Undisturbed, copied, fill, lay_down
from benchmarks.storm.killing import Run
from benchmarks.storm.program import triage
from benchmarks.storm.rounds import Round, storm_over
from benchmarks.storm.toll import Toll
from moderation.bulk.crews import crew_of
from moderation.locations import models_folder
from moderation.registry import BASE, load_scorer
from moderation.rescoring import rescored
from moderation.scoring.scorer import Scorer
from moderation.store.opening import connect
from moderation.store.store import Store

COMMENTS: Final = 6_000
OWN: Final = "own"

_FIRST, _ANEW = "scoring", "rescoring"
_STRETCH: Final = 250
_TOLD: Final = re.compile(r"\x1escoring: ([\d,]+) comment")

Scores = tuple[float | None, ...]


def storm(folder: Path, kills: int, chance: random.Random) -> Toll:
    """Kill both kinds of scoring, half of the time each."""
    toll = Toll("scoring")
    for kind, up_to in ((_FIRST, kills // 2), (_ANEW, kills)):
        place = folder / kind
        place.mkdir()
        _storm_of(kind, place, toll, up_to, chance)
    return toll


def _storm_of(kind: str, folder: Path, toll: Toll, kills: int, chance: random.Random) -> None:
    base, desk = fill(folder / "base.sqlite", COMMENTS, scored=kind == _ANEW), folder / "desk.sqlite"
    scorers = [Scorer.shipped()]
    if kind == _ANEW:
        scorers.append(lay_down(base, OWN, seed=3))
        with Store.open(base) as store:
            store.serve(OWN, "kim")
    expected = {scorer.version: _scores(base, scorer) for scorer in scorers}
    undisturbed = Undisturbed()

    def compare() -> None:
        """Compare a desk that is scored with the first one, which nobody disturbed."""
        toll.torn += undisturbed.differences(desk)
        if {model for model, _ in _stored(desk)} != {scorers[-1].version}:
            toll.torn.append("the last run left comments unscored")

    one = Round(
        prepare=lambda: copied(base, desk),
        work=lambda: score_anew(desk) if kind == _ANEW else score(desk),
        look=lambda run: look(toll, desk, run, expected, scorers[-1].version),
        compare=compare,
    )
    storm_over(toll, kills, chance, one)


def score(desk: Path) -> int:
    """Score what no model has scored yet."""
    return triage("--desk", desk, "--json", "models", "use", BASE, "--as", "kim")


def score_anew(desk: Path) -> None:
    """Score a desk anew as after a promotion, in stretches so short that there are many; say how far it is."""
    with Store.open(desk) as store:
        scorer = load_scorer(models_folder(desk), OWN)
        rescored(store, scorer, _told, crew_of(1), stretch=_STRETCH)


def _told(count: int) -> None:
    print(f"\x1escoring: {count} comments", flush=True)  # noqa: T201 - what the parent reads


def look(toll: Toll, desk: Path, run: Run, expected: dict[str, list[Scores]], version: str) -> None:
    """Compare each comment's scores with those of the model they are said to be of."""
    lines = map(_TOLD.match, run.lines)
    told = max((int(line.group(1).replace(",", "")) for line in lines if line), default=0)
    with Store.open(desk) as store:
        toll.torn += store.faults()
    found = _stored(desk)
    scored = [model for model, _ in found].count(version)
    toll.acknowledged += told
    if scored < told:
        toll.lost.append(f"{told - scored} comments whose scores had been told of")
    for ref, (model, scores) in enumerate(found):
        if model and scores != expected[model][ref]:
            toll.torn.append(f"comment {ref} has scores that {model} doesn't give")


def _stored(desk: Path) -> list[tuple[str, Scores]]:
    """Return the model and the scores of each comment, in their order."""
    db = connect(desk, create=False)
    rows = db.all("SELECT model, abuse, off_topic, disputed_terminology FROM standing ORDER BY ref")
    db.close()
    return [(model, tuple(scores)) for model, *scores in rows]


def _scores(desk: Path, scorer: Scorer) -> list[Scores]:
    """Return what a model says of each comment of a desk, as the desk keeps it."""
    with Store.open(desk) as store:
        posted = [store.in_context(ref) for ref in range(1, store.last_comment() + 1)]
    return [
        tuple(None if math.isnan(score) else score for score in row) for row in scorer.score(posted).scores.tolist()
    ]
