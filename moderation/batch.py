"""Scoring exports in bulk, without a desk: rows in, the same rows with scores out.

Comments are gathered into blocks with the article and parent they answer, scored by worker processes in order,
and written as they come. Articles and parents are remembered up to a fixed number of characters, so memory stays
flat whatever the export's size.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from joblib.externals.loky import get_reusable_executor

from moderation.comments import Article, Comment, InContext
from moderation.errors import TriageError
from moderation.formats.records import Found, Item, Reject
from moderation.intake import Taken, blocks
from moderation.labels import LABELS, Label
from moderation.registry import load_scorer
from moderation.scoring.scorer import Scorer
from moderation.suggestions import Evidence, Suggestion

BLOCK = 1_000
"""Comments a block: enough to keep a worker busy for tens of milliseconds, few enough for a few MB in flight."""

AHEAD = 2
"""Blocks a worker that are read before their scores are asked for, so that no worker waits for a block."""

_IDLE_SECONDS: Final = 300
"""How long workers stay behind a consumer that takes nothing; each one loads the model when it starts."""

_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A worker has a core of its own; more threads would take those of the others."""

REMEMBERED_CHARACTERS = 32_000_000
"""Article and parent text kept at hand, about 64 MB at worst."""

Row = dict[str, object]

Rates = tuple[tuple[Label, float], ...]
"""The share of a site's comments that carry a label, for those labels whose scores are to be read at it."""

ADDED: Final = (*(label.value for label in LABELS), "suggested", "why", "model")
"""The columns that scoring adds."""


@dataclass(frozen=True, slots=True)
class Model:
    """Where the model that scores is found, so that a worker process can load it for itself."""

    models: Path | None
    version: str
    rates: Rates = ()

    def scorer(self) -> Scorer:
        """Load the model, reading scores at the rates asked for.

        Raises:
            NoModel: there is none of this version.
            ModelNotTrusted: its files do not match its manifest.
            WrongUse: rates are asked for, and it does not state those it was taught at.

        """
        return load_scorer(self.models, self.version).at(dict(self.rates))


@dataclass(frozen=True, slots=True)
class Block:
    """Comments to score together, in the order of the export."""

    found: list[Found]
    posted: list[InContext]


class Texted(Protocol):
    """Something with a text that takes up memory."""

    @property
    def text(self) -> str:
        """The text."""


Kept = TypeVar("Kept", bound=Texted)


class Memory(Generic[Kept]):
    """The latest articles or comments by id, forgetting the least recently used beyond a number of characters."""

    def __init__(self, characters: int = REMEMBERED_CHARACTERS) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._room = characters

    def put(self, key: str, value: Kept) -> None:
        """Remember a value, forgetting others if need be."""
        if (old := self._kept.pop(key, None)) is not None:
            self._room += len(old.text) + 500
        self._kept[key] = value
        self._room -= len(value.text) + 500
        while self._room < 0 and len(self._kept) > 1:
            self._room += len(self._kept.popitem(last=False)[1].text) + 500

    def get(self, key: str) -> Kept | None:
        """Return what is remembered under a key."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)


@dataclass(slots=True)
class Gathering:
    """Turns the items of exports into blocks, counting what isn't a comment on the way."""

    taken: Taken
    set_aside: Callable[[Reject], None]
    articles: Memory[Article] = field(default_factory=Memory)
    parents: Memory[Comment] = field(default_factory=Memory)

    def blocks(self, items: Iterator[Item]) -> Iterator[Block]:
        """Yield the comments in blocks, each with its article and parent where the export has them."""
        for found in blocks(self._comments(items), BLOCK):
            yield Block(found, [self._in_context(each.comment) for each in found])

    def _comments(self, items: Iterator[Item]) -> Iterator[Found]:
        for item in items:
            self.taken.tally(item)
            match item:
                case Article():
                    self.articles.put(item.id, item)
                case Reject():
                    self.set_aside(item)
                case Found():
                    yield item

    def _in_context(self, comment: Comment) -> InContext:
        parent = self.parents.get(comment.parent_id) if comment.parent_id else None
        self.parents.put(comment.id, comment)
        return InContext(comment, self.articles.get(comment.article_id), parent)


@lru_cache(maxsize=2)
def _scorer(model: Model) -> Scorer:
    return model.scorer()


def scored_rows(block: Block, model: Model, explain: bool) -> list[Row]:
    """Return the rows of a block: the input's own columns, then scores, suggested labels, why, and model."""
    suggested = _suggested(_scorer(model), block.posted, explain)
    return [
        {**kept_fields(found), **score_columns(suggestion), **why, "model": suggestion.model}
        for found, (suggestion, why) in zip(block.found, suggested, strict=True)
    ]


def _suggested(scorer: Scorer, posted: Sequence[InContext], explain: bool) -> Iterator[tuple[Suggestion, Row]]:
    """Yield what the model says of each comment, and the column of why where it is asked for."""
    if explain:
        for one in posted:
            suggestions, evidence = scorer.look(one)
            yield suggestions[0], {"why": sentence_of_why(suggestions[0], evidence)}
    else:
        suggestions = scorer.score(posted)
        yield from ((suggestions[row], {}) for row in range(len(posted)))


def kept_fields(found: Found) -> Row:
    """Return the input's own columns; one that has the name of an added column is kept as `input_NAME`."""
    return {_free_name(name, found.fields) if name in ADDED else name: value for name, value in found.fields.items()}


def _free_name(name: str, taken: Container[str]) -> str:
    """Return the name with `input_` in front, as often as it takes: a table that is scored again has such names."""
    name = f"input_{name}"
    while name in taken:
        name = f"input_{name}"
    return name


def score_columns(suggestion: Suggestion) -> Row:
    """Return a suggestion as columns: a score for each label, and the keys of the suggested ones."""
    return {
        **{label.value: suggestion.scores[label] for label in LABELS},
        "suggested": [label.value for label in LABELS if label in suggestion.suggested],
    }


def sentence_of_why(suggestion: Suggestion, evidence: Mapping[Label, Evidence]) -> str:
    """Return why each suggested label is suggested, in one line; empty when none is."""
    return " ".join(f"{label.title}: {evidence[label].why}" for label in LABELS if label in suggestion.suggested)


def scored_blocks(
    items: Iterator[Item], gathering: Gathering, model: Model, *, jobs: int, explain: bool
) -> Iterator[list[Row]]:
    """Yield the scored rows of an export, a block at a time, in its order.

    With more than one job, worker processes score, and at most `AHEAD` blocks a worker are read before they are
    asked for: the next one is read when one is taken, so that a slow consumer fills no memory. One job scores in
    this process.

    Raises:
        TriageError: a worker process was killed.

    """
    found_blocks = gathering.blocks(items)
    if jobs == 1:
        return (scored_rows(block, model, explain) for block in found_blocks)
    workers = get_reusable_executor(max_workers=jobs, timeout=_IDLE_SECONDS, env=_ONE_THREAD)
    scored = (workers.submit(scored_rows, block, model, explain) for block in found_blocks)
    return _in_order(scored, AHEAD * jobs)


def _in_order(scored: Iterator[Future[list[Row]]], ahead: int) -> Iterator[list[Row]]:
    """Yield what the futures hold, in order, with at most `ahead` of them begun."""
    begun = deque(islice(scored, ahead))
    try:
        while begun:
            yield begun.popleft().result()
            begun.extend(islice(scored, 1))
    except BrokenProcessPool as broken:
        raise TriageError(
            "A worker process was killed, most often because memory ran out. Run it again with --jobs 1."
        ) from broken
    finally:
        for future in begun:
            future.cancel()
