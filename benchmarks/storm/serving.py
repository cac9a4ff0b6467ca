"""The storms over models: retraining, and putting models in service and out of it again.

After each kill the model that the log says serves is there and whole, no half model stands among the others, and
every comment's scores are those of one model.
"""

import random
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.storm.desks import copied, fill, lay_down
from benchmarks.storm.killing import Length, Moment, Run, measured, moments, run_until
from benchmarks.storm.program import triage
from benchmarks.storm.rounds import Round, storm_over
from benchmarks.storm.toll import Toll
from moderation.decisions import accepted
from moderation.errors import TriageError
from moderation.labels import Label
from moderation.locations import models_folder
from moderation.queue import Settlement
from moderation.registry import BASE, load_scorer, versions
from moderation.store.store import Store

COMMENTS: Final = 500
FEW: Final = 200
"""Comments of the desk whose models change hands: each turn scores them all."""
DECISIONS: Final = 200
_INSULTS: Final = ("idiot", "liar", "mob")
_TURNS: Final = (("use", "own-1"), ("use", "own-2"), ("rollback",), ("rollback",))
"""What the promotion storm does over and over; after the last the shipped model serves again."""

_SERVES: Final = (BASE, "own-1", "own-2", "own-1")
"""What serves before each turn."""

_LONGEST: Final = 1.2


def retraining(folder: Path, kills: int, chance: random.Random) -> Toll:
    """Kill `triage retrain`; it leaves the old model or the whole new one, and the next run comes to its end."""
    toll, base, desk = Toll("retraining"), _decided(folder / "base.sqlite"), folder / "desk.sqlite"

    def look(run: Run) -> None:
        """Look at the models, and at what the run said of its candidate."""
        served = _look(toll, desk)
        _acknowledge(toll, run, served)

    def compare() -> None:
        """Look at the desk after a run that came to its end."""
        toll.acknowledged += 1
        if _look(toll, desk) == BASE:
            toll.torn.append("a retraining after a killed one promoted nothing")
        toll.torn += [f"{left.name} was left behind" for left in models_folder(desk).glob("*.partial")]

    one = Round(
        prepare=lambda: copied(base, desk),
        work=lambda: triage("--desk", desk, "--json", "retrain", "--promote", "always", "--reason", "r", "--as", "kim"),
        look=look,
        compare=compare,
    )
    storm_over(toll, kills, chance, one)
    return toll


def _acknowledge(toll: Toll, run: Run, served: str) -> None:
    if run.was_killed:
        return
    toll.acknowledged += 1
    if served == BASE:
        toll.lost.append("a promotion that was acknowledged")


def promotion(folder: Path, kills: int, chance: random.Random) -> Toll:
    """Kill a process that puts models in service and goes back, over and over."""
    toll, desk = Toll("promotion"), fill(folder / "desk.sqlite", FEW)
    for number, version in enumerate(("own-1", "own-2")):
        lay_down(desk, version, seed=number)
    times = moments(kills, Length(_LONGEST, measured(lambda: _turn(desk, 0)).steps * 3), chance)
    run_until(lambda: _turn(desk, 2), Moment())
    turn = 0
    while toll.kills < kills:
        begun = turn
        run = run_until(lambda begun=begun: _turns(desk, begun), next(times))  # type: ignore[misc]
        toll.kills += run.was_killed
        done = run.lines.count("done")
        toll.acknowledged += done
        served = _look(toll, desk)
        # The turn in flight may have come as far as the log, or not.
        turn = next((begun + done + more for more in (0, 1) if _served(begun + done + more) == served), -1)
        if turn < 0:
            toll.lost.append(f"{served} serves, and not {_served(begun + done)} as was acknowledged")
            break
    return toll


def _served(turn: int) -> str:
    """Return what serves before a turn."""
    return _SERVES[turn % len(_SERVES)]


def _turns(desk: Path, first: int) -> None:
    for turn in count(first):
        _turn(desk, turn)
        print("done", flush=True)  # noqa: T201 - what the parent reads


def _turn(desk: Path, turn: int) -> None:
    code = triage("--desk", desk, "models", *_TURNS[turn % len(_TURNS)], "--as", "kim")
    if code:
        raise SystemExit(code)


def _look(toll: Toll, desk: Path) -> str:
    """Check the desk and each of its models, and return what serves."""
    with Store.open(desk) as store:
        toll.torn += store.faults()
        served, models = store.model_in_service(), models_folder(desk)
        for version in {served, *(model.version for model in versions(models))}:
            try:
                load_scorer(models, version)
            except TriageError as fault:
                toll.torn.append(str(fault))
        known = {served, BASE, *store.models_put_in_service(), *(model.version for model in versions(models))}
        scored = {
            row.suggestion.model if row.suggestion else "" for row in store.rows(range(1, store.last_comment() + 1))
        }
        toll.torn += [f"comments are scored by {version}, which never served" for version in scored - known - {""}]
    return served


def _decided(path: Path) -> Path:
    """Make a desk with decisions to learn from, and return its path."""
    fill(path, COMMENTS)
    with Store.open(path) as store:
        for ref in range(1, DECISIONS + 1):
            (basis,) = store.bases([ref])
            labels = accepted(basis.answers.suggested, basis.answers.scores)
            labels[Label.ABUSE] = any(word in store.in_context(ref).comment.text for word in _INSULTS)
            store.settle([Settlement(ref, labels, basis.answers, basis.digest)], "kim")
    return path
