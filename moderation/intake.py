"""Taking an export into the desk: read, store, set aside what can't be read, score.

Formats and store don't know each other; this use case joins them, a block of comments at a time, so that an
export of any size passes through in flat memory and a break in the middle keeps what came before it.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TextIO, TypeVar

from msgspec.structs import replace

from moderation.answers import Answers
from moderation.belonging import host
from moderation.comments import Article, Comment
from moderation.corrections import keep_disputes
from moderation.formats.records import BROKEN_OFF, RAW_KEPT, Export, Found, Item, Reject, Repair, Skipped
from moderation.formats.writing.outputs import naming
from moderation.personal import as_name, hidden, is_address
from moderation.rescoring import are_many, rescored, scored_first
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store

BLOCK = 2_000
"""Items a block: one synced write of its comments costs a few milliseconds, two thousand rows about fifty."""

SCORING_BLOCK = 2_000
"""Comments scored between two synced writes."""

Progress = Callable[[int], None]
"""Told how many comments have passed so far."""

T = TypeVar("T")


@dataclass(slots=True)
class Taken:
    """What became of one export; filled while it is read."""

    path: str
    format: str
    articles: int = 0
    comments: int = 0
    """Comments read, whether new to the desk or not."""
    new: int = 0
    updated: int = 0
    unsited: int = 0
    """Those of the updated that state no site of their own."""
    unchanged: int = 0
    rejected: int = 0
    copies: int = 0
    """Comments that are near-copies of one the desk has, and stand in its row of the queue."""
    followed: int = 0
    """Comments settled at once, as the same text under the same article was settled before."""
    labelled: int = 0
    """Comments with labels, which are examples to learn from and no decisions of this desk."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Records that are not reader comments, by kind."""
    repairs: Counter[str] = field(default_factory=Counter)
    rejects: Path | None = None
    """The file of rejects; None when there are none."""
    unknown: tuple[str, ...] = ()
    """What an export of this kind can't tell, for people."""
    refused: str = ""
    """Why nothing of it was read, or nothing more, as a sentence; empty where it was read to its end."""

    @property
    def is_partial(self) -> bool:
        """Whether something of the export did not come in: records that can't be read, or its end."""
        return bool(self.rejected or self.refused) or any(what.startswith(BROKEN_OFF) for what in self.repairs)

    def tally(self, item: Item) -> None:
        """Count what an item of the export is; comments and articles are counted as they are read."""
        match item:
            case Article():
                self.articles += 1
            case Found():
                self.comments += 1
                self.labelled += item.labels is not None
            case Reject():
                self.rejected += 1
            case Skipped(kind):
                self.skipped[kind] += 1
            case Repair(what, count):
                self.repairs[what] += count


class RejectsFile:
    """A JSON Lines file of what couldn't be read, made when the first reject comes."""

    def __init__(self, path: Path, source: str, *, goes_on: bool = False, personal: bool = False) -> None:
        """Write to `path` what can't be read of `source`; `goes_on` adds to what an earlier part of it left there.

        E-mail and IP addresses are struck out, unless it is `personal`.
        """
        self._shown = str if personal else hidden
        self.path = path
        self._source = source
        self._goes_on = goes_on
        self._stream: TextIO | None = None

    def add(self, reject: Reject) -> None:
        """Append one reject with its place and reason."""
        if self._stream is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            how = os.O_APPEND if self._goes_on else os.O_TRUNC
            # Readers' words: for the owner's eyes, like the desk itself.
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | how, 0o600)
            self._stream = os.fdopen(handle, "w", encoding="utf-8")
        row = {"path": self._source, "place": reject.place, "reason": reject.reason, "raw": self._shown(reject.raw)}
        with naming(self.path):
            self._stream.write(json.dumps(row) + "\n")

    @property
    def written(self) -> bool:
        """Whether there is anything in it."""
        return self._stream is not None

    def __enter__(self) -> "RejectsFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._stream is not None:
            with naming(self.path):
                self._stream.close()
        elif error is None and not self._goes_on:
            self.path.unlink(missing_ok=True)  # an earlier run's, which this one has outlived


def with_names(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items with other names for authors who are called by their e-mail or IP address."""
    for item in items:
        if isinstance(item, Found) and is_address(item.comment.author):
            yield replace(item, comment=replace(item.comment, author=as_name(item.comment.author)))
        else:
            yield item


def blocks(stream: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield a stream in lists of at most `size`."""
    iterator = iter(stream)
    while block := list(islice(iterator, size)):
        yield block


def once_each(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield items in lists of at most `size` within which no comment comes twice."""
    block: list[Item] = []
    named: set[str] = set()
    for item in items:
        again = isinstance(item, Found) and item.comment.id in named
        if again or len(block) == size:
            yield block
            block, named = [], set()
        block.append(item)
        if isinstance(item, Found):
            named.add(item.comment.id)
    if block:
        yield block


def take_in(
    store: Store,
    export: Export,
    path: str,
    rejects: RejectsFile,
    *,
    site: str,
    progress: Progress,
    overriding: bool = False,
    following: bool = True,
    later_wins: bool = False,
) -> Taken:
    """Store every article and comment of an export and say what became of it.

    They go under `site`, but for records that state another, unless it is `overriding`.

    Idempotent: the same export twice changes nothing. A break in the middle keeps the blocks before it. With
    `following`, a comment that says what was settled before under its article is settled likewise. With `later_wins`,
    a comment that comes again in the same export is news of it, as in a log that grows.
    """
    taken, answers = Taken(path, export.format, unknown=export.unknown), Answers()
    shelves = _Shelves(store, taken, rejects, site, overriding=overriding)
    for block in (once_each if later_wins else blocks)(export.items, BLOCK):
        if later_wins:
            shelves.forget_named()
        shelves.put(block)
        answers.add(item.comment for item in block if isinstance(item, Found))
        _gather(store, taken, following)
        progress(taken.comments)
    taken.rejects = rejects.path if rejects.written else None
    if circular := answers.threading().circular:
        taken.repairs["comments that answer each other in a circle, kept"] = circular
    return taken


class _Shelves:
    """Where in the desk the records of one export go: under its site, or under the one that a record states."""

    def __init__(self, store: Store, taken: Taken, rejects: RejectsFile, site: str, *, overriding: bool) -> None:
        self._store, self._taken, self._rejects = store, taken, rejects
        self._site, self._overriding = site, overriding
        self._sources: dict[str, int] = {}

    def forget_named(self) -> None:
        """Forget which ids this export has named: what comes again is news."""
        self._sources.clear()

    def put(self, block: Sequence[Item]) -> None:
        """Store a block, and count what became of it."""
        articles: dict[str, list[Article]] = {}
        comments: dict[str, list[Comment]] = {}
        for item in block:
            self._taken.tally(item)
            if isinstance(item, Found):
                own_id = self._own(item.comment.article_id, item.site)
                comments.setdefault(item.site, []).append(_renamed(item.comment, own_id))
            elif isinstance(item, Article):
                own_id = self._own(item.id, item.site)
                articles.setdefault(item.site, []).append(item if own_id == item.id else replace(item, id=own_id))
            elif isinstance(item, Reject):
                self._rejects.add(item)
        for stated, some in articles.items():
            self._store.put_articles(self._name(stated), some)
        for stated, posted in comments.items():
            self._put_comments(stated, posted)

    def _put_comments(self, stated: str, posted: Sequence[Comment]) -> None:
        name, taken = self._name(stated), self._taken
        counts = self._store.put_comments(name, posted, self._source(name))
        taken.new += counts.new
        taken.updated += counts.updated
        taken.unsited += 0 if stated else counts.updated
        taken.unchanged += counts.unchanged
        if counts.erased:
            taken.comments -= counts.erased
            taken.skipped["erased comment"] += counts.erased
        for refused in counts.rejected:
            taken.comments -= 1
            taken.rejected += 1
            self._rejects.add(Reject(f"comment {refused.id}", refused.reason, refused.text[:RAW_KEPT]))

    def _own(self, article_id: str, stated: str) -> str:
        """Return the site's own id of an article: our exports put the site in front where two of them share an id."""
        return article_id.removeprefix(f"{stated}:") if stated and not self._overriding else article_id

    def _name(self, stated: str) -> str:
        return self._site if self._overriding else host(stated) or self._site

    def _source(self, name: str) -> int:
        if name not in self._sources:
            self._sources[name] = self._store.put_source(self._taken.path, self._taken.format, name)
        return self._sources[name]


def _renamed(comment: Comment, article_id: str) -> Comment:
    return comment if article_id == comment.article_id else replace(comment, article_id=article_id)


def _gather(store: Store, taken: Taken, following: bool) -> None:
    """Find the near-copies among what has arrived, also of an earlier import that broke off."""
    while (gathered := store.gather(BLOCK, following=following)).read:
        taken.copies += gathered.copies
        taken.followed += gathered.followed


def score_unscored(store: Store, scorer: Scorer, progress: Progress = lambda _: None) -> int:
    """Score every comment of the desk that the scorer's model has not scored yet; return how many.

    Ends early once another model serves: whoever put it in service scores by it.
    """
    scored = rescored(store, scorer, progress) if are_many(store, scorer.version) else 0
    while store.model_in_service() == scorer.version and (waiting := store.unscored(scorer.version, SCORING_BLOCK)):
        refs, judged = zip(*waiting, strict=True)
        suggested, readings = scored_first(scorer, judged)
        keep_disputes(store, scorer, refs, judged, suggested)
        scored += store.put_suggestions(refs, suggested, judged, readings)
        progress(scored)
    return scored
