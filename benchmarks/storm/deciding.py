"""The storm over decisions: several moderators settle, hold, undo and redo at one desk, and are killed."""

import random
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.storm.crowd import storm_on_crowd
from benchmarks.storm.desks import copied, fill
from benchmarks.storm.replayed import Replayed
from benchmarks.storm.toll import Toll
from moderation.decisions import Kind, LogEntry
from moderation.errors import DecidedMeanwhile, WrongUse
from moderation.labels import LABELS
from moderation.queue import Basis, Settlement
from moderation.review import Review
from moderation.store.store import Store

COMMENTS: Final = 6_000
MODERATORS: Final = 5
_A_ROUND: Final = 25
"""Kills at one desk, before it is looked at and another one begun."""

_BULK: Final = 3
"""Comments that one key settles together, each with this note."""
_BULK_NOTE: Final = "together"


def storm(folder: Path, kills: int, chance: random.Random) -> Toll:
    """Kill moderators at one desk after another, and look at each once all have been killed."""
    toll, base = Toll("deciding"), fill(folder / "base.sqlite", COMMENTS)
    while toll.kills < kills:
        desk = copied(base, folder / "desk.sqlite")
        deciding = partial(decide, desk, chance.randrange(1 << 30))
        acknowledged = dict(storm_on_crowd(folder, deciding, MODERATORS, min(_A_ROUND, kills - toll.kills), chance))
        toll.kills += len(acknowledged)
        look(toll, desk, acknowledged)
    return toll


def storm_on_server(address: str, folder: Path, kills: int, chance: random.Random) -> Toll:
    """Kill moderators at a desk in PostgreSQL, empty until now, and look at it once all have been killed."""
    toll = Toll("deciding on PostgreSQL")
    deciding = partial(decide, fill(address, COMMENTS), chance.randrange(1 << 30))
    acknowledged = dict(storm_on_crowd(folder, deciding, MODERATORS, kills, chance, by_step=False))
    toll.kills = len(acknowledged)
    look(toll, address, acknowledged)
    return toll


def decide(desk: Path | str, seed: int, who: str) -> None:
    """Decide as a moderator at the review desk does, and print each step once the desk has acknowledged it."""
    chance = random.Random(f"{seed} {who}")  # noqa: S311 - no secret
    with Store.open(desk) as store:
        review = Review(store, who)
        ref = review.go_on(0)
        while ref is not None:
            step = chance.choices((accept, hold, undo, redo, together), (10, 2, 3, 1, 2))[0]
            with suppress(DecidedMeanwhile, WrongUse):
                say(*step(review, ref))
            ref = review.go_on(0)


def say(kind: str, row: int, refs: Iterable[int]) -> None:
    """Print a step: its kind, its first row of the log, its comments in the order of their rows."""
    print(kind, row, *refs, flush=True)  # noqa: T201 - what the parent reads


def accept(review: Review, ref: int) -> tuple[str, int, Iterable[int]]:
    """Settle a comment with its near-copies."""
    card = review.card(ref)
    if card.seen:  # somebody's wave took it along; deciding it again would be meant, and no double
        raise DecidedMeanwhile
    recorded = review.accept(card, seconds=1.0)
    return "settle", recorded.step, recorded.refs


def hold(review: Review, ref: int) -> tuple[str, int, Iterable[int]]:
    """Set a comment aside."""
    return "hold", review.hold([ref], "libel?"), [ref]


def undo(review: Review, _: int) -> tuple[str, int, Iterable[int]]:
    """Take the latest step back."""
    taken = review.undo()
    return "undo", taken.entries[0].n if taken.entries else 0, taken.refs


def redo(review: Review, _: int) -> tuple[str, int, Iterable[int]]:
    """Put back what was undone last."""
    taken = review.redo()
    return "redo", taken.entries[0].n if taken.entries else 0, taken.refs


def together(review: Review, ref: int) -> tuple[str, int, Iterable[int]]:
    """Settle several comments by one key."""
    place = review.position(ref) or 0
    refs = list(review.refs_between(place, place + _BULK - 1))
    if len(refs) < _BULK:
        return accept(review, ref)
    step = review.record([_denied(basis) for basis in review.store.bases(refs)], note=_BULK_NOTE)
    return "settle", step, refs


def _denied(basis: Basis) -> Settlement:
    # As it was in the queue: not decided by anybody.
    return Settlement(basis.ref, dict.fromkeys(LABELS, False), basis.answers, basis.digest, seen=0)


def look(toll: Toll, desk: Path | str, acknowledged: dict[str, list[str]]) -> None:
    """Compare the log with what was acknowledged, and where comments stand with the log."""
    with Store.open(desk) as store:
        toll.torn += store.faults()
        log = list(store.log())
        settled = {one.ref: one.entry.n for one in store.decided()}
    rows = {entry.n: entry for entry in log}
    for who, said in acknowledged.items():
        for line in said:
            toll.acknowledged += 1
            if not _is_there(line, who, rows):
                toll.lost.append(f"{line}, as acknowledged to {who}")
    toll.torn += _half_steps(log)
    replayed = Replayed.of(log)
    toll.torn += replayed.doubles
    if replayed.settled != settled:
        toll.torn.append("what stands as settled is not what the log says")


def _is_there(line: str, who: str, rows: dict[int, LogEntry]) -> bool:
    """Whether each row of a step that was acknowledged is in the log, as it was said."""
    kind, first, *refs = line.split()
    found = [rows.get(int(first) + place) for place in range(len(refs))]
    return all(
        entry is not None and (entry.kind, entry.who, _ref(entry)) == (Kind(kind), who, int(ref))
        for entry, ref in zip(found, refs, strict=True)
    )


def _half_steps(log: Iterable[LogEntry]) -> list[str]:
    """Return the steps that should have settled several comments and did not."""
    sizes: dict[int, int] = defaultdict(int)
    for entry in log:
        if entry.kind is Kind.SETTLE and entry.note == _BULK_NOTE:
            sizes[entry.step] += 1
    return [f"step {step} settled {size} of {_BULK} comments" for step, size in sizes.items() if size != _BULK]


def _ref(entry: LogEntry) -> int:
    """Return the row number of a comment of these desks, whose ids count from 0."""
    return int(entry.id) + 1
