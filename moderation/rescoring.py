"""Scoring a whole desk anew after another model was put in service, while people go on deciding at it.

Worker processes read comments from the desk file and score them; this process writes, a few thousand rows a
transaction, so that a decision waits for milliseconds. A killed rescoring goes on after the last stretch written.
"""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from time import sleep
from typing import TYPE_CHECKING, Final

import numpy as np

from moderation.comments import Article, InContext
from moderation.corrections import named_disputes
from moderation.disputes import Named
from moderation.errors import NoModel
from moderation.locations import models_folder
from moderation.locking import lock
from moderation.readings import Due, Reading, Readings, Rescored, Rescoring, Stretch
from moderation.registry import folder_of, load_scorer
from moderation.scoring.articles import Text
from moderation.scoring.found import unpacked
from moderation.scoring.kept import Kept
from moderation.scoring.overlap import placed
from moderation.scoring.scorer import Scorer
from moderation.store.rescoring import ORDERS
from moderation.store.store import Store
from moderation.suggestions import Suggestions

if TYPE_CHECKING:
    from moderation.bulk.crews import Crew

FEWEST: Final = 50_000
"""Comments from which on places are made anew beside those in use: fewer are moved among them in two seconds."""

STRETCH: Final = 4_000
"""Comments a transaction: 12 ms, in which a decision waits."""

_JUDGED, _PLAIN = 1, 2
_SELDOM: Final = 100_000
_LOOK_AGAIN_SECONDS: Final = 0.5
_BREATH_SECONDS: Final = 0.02
"""Between two indexes, in which whoever waits to decide has a turn."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A stretch to score."""

    desk: str
    rescoring: Rescoring
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Scored:
    """A stretch scored, and what its comments dispute, as `Store.put_disputes` takes it."""

    rescored: Rescored
    disputes: tuple[list[Named], str, list[int]]


def are_many(store: Store, version: str) -> bool:
    """Whether so many comments were scored by other models that all are scored anew at once, or were when it began."""
    return store.is_rescored(version) or store.scored_otherwise(version) >= FEWEST


def rescored(
    store: Store,
    scorer: Scorer,
    progress: Progress = lambda _: None,
    crew: "Crew | None" = None,
    stretch: int = STRETCH,
) -> int:
    """Score anew what other models have scored, and return how many comments this process scored.

    One process at a time does so; another waits for it, and goes on where that one was killed. Ends early once
    another model serves.
    """
    with ExitStack() as held:
        place = os.open(f"{store.path}.rescoring.lock", os.O_RDWR | os.O_CREAT, 0o600)
        turn = held.enter_context(os.fdopen(place, "ab"))
        _wait(store, scorer.version, lambda: lock(turn))
        if not (store.is_rescored(scorer.version) or store.scored_otherwise(scorer.version)):
            return 0  # whoever had the turn has done it
        begun = store.begin_rescoring(scorer.version, scorer.digest)
        return _through(store, scorer, begun, progress, crew, stretch) if begun else 0


def _wait(store: Store, version: str, take: Callable[[], None]) -> None:
    """Take the turn, or wait for it until another model serves."""
    while store.model_in_service() == version:
        try:
            take()
        except BlockingIOError:
            sleep(_LOOK_AGAIN_SECONDS)
        else:
            return


def _through(
    store: Store, scorer: Scorer, begun: Rescoring, progress: Progress, crew: "Crew | None", stretch: int
) -> int:
    """Score stretch by stretch to the end of the desk, and switch to the places found."""
    done = 0
    while begun:
        for count in _swept(store, scorer, begun, crew, stretch):
            if count is None:
                return done
            done += count
            progress(done)
        with store.beside() as sorting:
            sorting.sort_on_disk()
            for order in ORDERS:
                sorting.index_next(order)
                sleep(_BREATH_SECONDS)
        if store.switch_orders(begun):
            break
        # What came in or changed hands meanwhile is swept again; a model that went out of service ends it.
        again = store.begin_rescoring(begun.model, scorer.digest)
        if again is None:
            return done
        begun = again
    store.drop_next()
    return done


def _swept(store: Store, scorer: Scorer, begun: Rescoring, crew: "Crew | None", stretch: int) -> Iterator[int | None]:
    """Yield how many comments of each stretch were recorded, None where another process or model took over."""
    tasks = (Task(store.address, begun, one) for one in stretches(begun.upto, store.last_comment(), stretch))
    for scored in _work(store, scorer, tasks, crew):
        store.put_disputes(*scored.disputes)
        yield store.put_rescored(scored.rescored, begun)


def stretches(after: int, last: int, size: int) -> Iterator[Stretch]:
    """Yield the stretches of comments later than one, up to the last."""
    for start in range(after, last, size):
        yield Stretch(start, min(start + size, last))


def _work(store: Store, scorer: Scorer, tasks: Iterator[Task], crew: "Crew | None") -> Iterable[Scored]:
    """Yield the stretches scored, in order: by all cores where other processes can read the model."""
    crew = crew or _crew(store, scorer)
    if crew is None:
        return (stretch_scored(store, scorer, task) for task in tasks)
    return crew.in_order(scored_beside, tasks)


def _crew(store: Store, scorer: Scorer) -> "Crew | None":
    """Return a worker for each core; None where there is one, or others could not read the model."""
    cores = os.cpu_count() or 1
    try:
        folder_of(models_folder(store.path), scorer.version)
    except NoModel:
        return None
    if cores == 1:
        return None
    from moderation.bulk.crews import Workers  # joblib, .2 s that an import of a few comments doesn't pay

    return Workers(cores, f"`triage models use {scorer.version}` goes on from there.")


def scored_beside(task: Task) -> Scored:
    """Return a stretch scored by this process, a worker, which opens desk and model once."""
    return stretch_scored(*_opened(task.desk, task.rescoring.model), task)


@lru_cache(maxsize=1)
def _opened(desk: str, version: str) -> tuple[Store, Scorer]:
    gc.set_threshold(_SELDOM)  # values by the million, and none of them in a circle
    with Store.open(desk) as store:
        return store.beside(), load_scorer(models_folder(store.path), version)


def stretch_scored(store: Store, scorer: Scorer, task: Task) -> Scored:
    """Return a stretch scored, from what was kept of its comments and articles where something was."""
    due = store.due(task.stretch, task.rescoring)
    articles = {id(one.article): one.article for one in due.posted if one.article}
    digests = {_digest(text): text for text in map(text_of, articles.values())}
    kept = store.article_places(list(digests), task.rescoring)
    for name, places in kept.items():
        placed.put(digests[name], np.frombuffer(places, np.uint16))
    suggested, readings = _suggested(scorer, due)
    fresh = [name for name in digests if name not in kept]
    made = zip(fresh, placed.of([digests[name] for name in fresh]), strict=True)
    rescored = Rescored(
        task.stretch, due.refs, due.models, suggested, readings, [(name, places.tobytes()) for name, places in made]
    )
    return Scored(rescored, _disputes(store, scorer, due, suggested))


def _disputes(store: Store, scorer: Scorer, due: Due, suggested: Suggestions) -> tuple[list[Named], str, list[int]]:
    """Return what the comments of a stretch dispute as `Store.put_disputes` takes it, the others as far as recorded.

    Readings go when the words of a comment change, so what is named in one with a reading stands.
    """
    recorded = store.named_disputes(due.refs)
    stands = {ref for ref, bits in zip(due.refs, due.bits, strict=True) if bits is not None} & recorded
    named, model, others = named_disputes(store, scorer, due.refs, due.posted, suggested, stands)
    return named, model, [ref for ref in others if ref in recorded]


def text_of(article: Article) -> Text:
    """Return what of an article is read."""
    return article.title, article.text


def _digest(text: Text) -> bytes:
    """Return a hash of an article's words, by which what was read of them is kept."""
    return blake2b("\0".join(text).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _suggested(scorer: Scorer, due: Due) -> tuple[Suggestions, list[tuple[int, Reading]]]:
    """Return scores of what is due, and the readings that were not kept yet."""
    if not scorer.keeps:
        return scorer.score(due.posted), []
    known = [row for row, bits in enumerate(due.bits) if bits is not None]
    fresh = [row for row, bits in enumerate(due.bits) if bits is None]
    scores = np.zeros((len(due.refs), scorer.thresholds.size))
    scores[known] = scorer.score_again([due.posted[row] for row in known], _kept(due, known)).scores
    suggested, kept = scorer.score_and_keep([due.posted[row] for row in fresh])
    scores[fresh] = suggested.scores
    made = zip((due.refs[row] for row in fresh), _readings(kept), strict=True)
    return Suggestions(scores, suggested.thresholds, suggested.model), list(made)


def _kept(due: Due, rows: Sequence[int]) -> Kept:
    """Return what was kept of some comments as a model uses it."""
    bits = np.array([due.bits[row] for row in rows], dtype=np.int64)
    return Kept(
        np.array([due.own[row] for row in rows], dtype=np.float64),
        (bits & _JUDGED) > 0,
        (bits & _PLAIN) > 0,
        np.array([due.screen[row] for row in rows], dtype=np.float64),
        {place: unpacked(found) for place, row in enumerate(rows) if (found := due.found[row]) is not None},
    )


def scored_first(scorer: Scorer, posted: Sequence[InContext]) -> tuple[Suggestions, Readings | None]:
    """Return what a model says of comments, and what of it is worth keeping; None where it doesn't judge all labels."""
    if not scorer.keeps:
        return scorer.score(posted), None
    suggested, kept = scorer.score_and_keep(posted)
    return suggested, Readings(scorer.digest, list(_readings(kept)))


def _readings(kept: Kept) -> Iterator[Reading]:
    """Yield what a model said as it is kept."""
    bits = (kept.judged * _JUDGED | kept.plain * _PLAIN).tolist()
    for row, (some, own, screen) in enumerate(zip(bits, kept.own.tolist(), kept.screen.tolist(), strict=True)):
        yield Reading(some, own, screen, kept.found[row].packed() if row in kept.found else None)
