"""Taking in comments from exports: what is new, what the site changed, what stands there already.

An export is taken in by batches in constant memory; one byte a comment the desk already had tells whether this
export has named it before, which is how an id that stands twice is noticed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from msgspec.structs import replace

from moderation.comments import Comment, Status, text_digest
from moderation.queue import Counts, Refused
from moderation.store.articles import site_number
from moderation.store.changes import touch
from moderation.store.comments import COLUMNS, comment
from moderation.store.conditions import STATUSES
from moderation.store.connection import Connection
from moderation.store.erased import not_erased
from moderation.store.likeness import await_look
from moderation.store.log import now
from moderation.store.outdated import unscore, unscore_comments
from moderation.store.standing import add_to_tally, refold
from moderation.store.texts import as_text, storable

# ruff: noqa: S608  statements are put together from constants alone

_BATCH: Final = 5000
_DAY_CHARACTERS: Final = len("2026-03-03")

_INSERT: Final = """INSERT INTO comment (ref, site, source, digest, id, text, article_id, parent_id, author,
    created_at, status, writable, truncated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_UPDATE: Final = """UPDATE comment SET source = ?, digest = ?, id = ?, text = ?, article_id = ?, parent_id = ?,
    author = ?, created_at = ?, status = ?, writable = ?, truncated = ? WHERE ref = ?"""
_KEEP_VERSION: Final = """INSERT INTO comment_version (ref, digest, text, replaced_at)
    SELECT ref, digest, text, ? FROM comment WHERE ref = ? ON CONFLICT (ref, digest) DO NOTHING"""


class Arrivals:
    """What one export brings, over any number of batches."""

    def __init__(self, db: Connection, source: int) -> None:
        self._db = db
        self._source = source
        # By row number, grown as they come: 1 MB for a million comments, where a set of their ids would be 120 MB.
        self._named = bytearray(db.count("SELECT MAX(ref) FROM comment") + 1)

    def put(self, site: str, comments: Iterable[Comment]) -> Counts:
        """Take in comments; each batch of 5,000 is a transaction."""
        arriving = iter(comments)
        counts = Counts()
        while batch := list(islice(arriving, _BATCH)):
            with self._db.writing():
                counts += self._put_batch(site_number(self._db, site), batch)
        return counts

    def _put_batch(self, site: int, arriving: Sequence[Comment]) -> Counts:
        batch = not_erased(self._db, site, arriving)
        sorted_out = _Sorted(_known(self._db, site, [arrived.id for arrived in batch]))
        for arrived in batch:
            known = sorted_out.known.get(arrived.id)
            if known is None:
                sorted_out.add_new(arrived)
            # Named before: by this export in an earlier batch, whether it was new then or known.
            elif self._is_named(known[0]):
                sorted_out.add_again(arrived, known[1])
            else:
                self._name([known[0]])
                sorted_out.add_known(*known, arrived)
        arrived_refs = _insert(self._db, site, self._source, list(sorted_out.new.values()))
        self._name(arrived_refs)
        _update(self._db, site, self._source, sorted_out.changed)
        touch(self._db, [*arrived_refs, *(ref for ref, _, _ in sorted_out.changed)])
        return replace(sorted_out.counts, erased=len(arriving) - len(batch))

    def _is_named(self, ref: int) -> bool:
        return ref < len(self._named) and bool(self._named[ref])

    def _name(self, refs: Sequence[int]) -> None:
        # Another import may have added rows of its own in between.
        self._named.extend(bytes(max(0, max(refs, default=0) + 1 - len(self._named))))
        for ref in refs:
            self._named[ref] = 1


_Change = tuple[int, Comment, Comment]
"""A comment's row number, what the desk has and what the site has now."""


@dataclass
class _Sorted:
    """A batch, sorted into what has to be done about it."""

    known: dict[str, tuple[int, Comment]]
    new: dict[str, Comment] = field(default_factory=dict)
    changed: list[_Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        """What the batch brought."""
        return Counts(len(self.new), len(self.changed), self.unchanged, tuple(self.refused))

    def add_new(self, arrived: Comment) -> None:
        """Sort in a comment that the desk doesn't have."""
        if arrived.id in self.new:
            self.add_again(arrived, self.new[arrived.id])
        else:
            self.new[arrived.id] = arrived

    def add_known(self, ref: int, known: Comment, arrived: Comment) -> None:
        """Sort in a comment that the desk has from an earlier import."""
        merged = _merged(known, arrived)
        self.known[arrived.id] = (ref, merged)
        if merged == known:
            self.unchanged += 1
        else:
            self.changed.append((ref, known, merged))

    def add_again(self, arrived: Comment, first: Comment) -> None:
        """Sort in a comment that this export has named before."""
        if arrived.text == first.text:
            self.unchanged += 1
        else:
            reason = "the id stands twice with different texts; the first was kept"
            self.refused.append(Refused(arrived.id, reason, arrived.text))


def comments_of(db: Connection, site: str, ids: Sequence[str]) -> dict[str, Comment]:
    """Return the comments of these ids that stand under the name of a site."""
    number = db.count("SELECT ref FROM site WHERE name = ?", (storable(site),))
    return {id: known for id, (_, known) in _known(db, number, ids).items()}


def _known(db: Connection, site: int, ids: Sequence[str]) -> dict[str, tuple[int, Comment]]:
    statement = f"SELECT ref, {COLUMNS} FROM comment WHERE site = ? AND id IN ({{}})"
    rows = db.all_in(statement, [storable(id) for id in ids], site)
    return {as_text(row[1]): (row[0], comment(row[1:])) for row in rows}


def _merged(known: Comment, arrived: Comment) -> Comment:
    """Return the comment as the site has it now; what this export leaves out, or cuts, stays as it was."""
    # A saved page ends long comments with "Read more"; the full text must not be traded for that.
    is_cut = arrived.truncated and not known.truncated
    return replace(
        arrived,
        text=known.text if is_cut else arrived.text,
        truncated=known.truncated if is_cut else arrived.truncated,
        article_id=arrived.article_id or known.article_id,
        parent_id=arrived.parent_id or known.parent_id,
        author=arrived.author or known.author,
        created_at=max(arrived.created_at, known.created_at, key=_exactness),
        status=known.status if arrived.status is Status.UNKNOWN else arrived.status,
    )


def _insert(db: Connection, site: int, source: int, new: Sequence[Comment]) -> Sequence[int]:
    """Write new comments and return the row numbers they got."""
    if not new:
        return ()
    # The write lock is held, so nobody else can take these numbers.
    first = db.count("SELECT MAX(ref) FROM comment") + 1
    db.run_many(_INSERT, ((ref, site, source, *_values(one)) for ref, one in enumerate(new, first)))
    db.run_many(
        "INSERT INTO standing (ref, open, listed, reported, posted, site, status) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (ref, *_standing(one), _seconds(one.created_at), site, STATUSES.index(one.status))
            for ref, one in enumerate(new, first)
        ),
    )
    db.words.add_from(first)
    await_look(db, range(first, first + len(new)))
    waiting = sum(one.status.waits for one in new)
    add_to_tally(db, Counter(comments=len(new), open=waiting, listed=waiting))
    unscore(db, "parent_id", [(site, storable(one.id)) for one in new])
    return range(first, first + len(new))


def _update(db: Connection, site: int, source: int, changed: Sequence[_Change]) -> None:
    if not changed:
        return
    refs = [ref for ref, _, _ in changed]
    reworded = [(ref, now_is) for ref, was, now_is in changed if was.text != now_is.text]
    replanted = [ref for ref, was, now_is in changed if _place(was) != _place(now_is)]
    # The index can only forget words that still stand in the comment.
    db.words.forget(refs)
    db.run_many(_KEEP_VERSION, [(now(), ref) for ref, _ in reworded])
    db.run_many(_UPDATE, [(source, *_values(now_is), ref) for ref, _, now_is in changed])
    db.words.add(refs)
    db.run_many(
        "UPDATE standing SET posted = ?, status = ? WHERE ref = ?",
        [(_seconds(now_is.created_at), STATUSES.index(now_is.status), ref) for ref, _, now_is in changed],
    )
    unscore_comments(db, [*(ref for ref, _ in reworded), *replanted])
    await_look(db, [*(ref for ref, _ in reworded), *replanted])
    unscore(db, "parent_id", [(site, storable(now_is.id)) for _, now_is in reworded])
    refold(db, refs)


def _standing(one: Comment) -> tuple[int, int, int]:
    """Return whether a new comment waits, is a row of the queue (it belongs to no group yet), and was reported."""
    return int(one.status.waits), int(one.status.waits), int(one.status is Status.REPORTED)


def _place(one: Comment) -> tuple[str, str]:
    return one.article_id, one.parent_id


def _values(one: Comment) -> tuple[object, ...]:
    return (
        text_digest(one.text),
        storable(one.id),
        storable(one.text),
        storable(one.article_id),
        storable(one.parent_id),
        storable(one.author),
        storable(one.created_at),
        one.status.value,
        int(one.writable),
        int(one.truncated),
    )


def _exactness(created_at: str) -> tuple[bool, bool, bool]:
    """Return how much a time says, to compare: anything readable, a zone, more than the day."""
    try:
        posted = datetime.fromisoformat(created_at)
    except ValueError:
        return bool(created_at), False, False
    return True, posted.tzinfo is not None, len(created_at) > _DAY_CHARACTERS


def _seconds(created_at: str) -> int:
    """Return the time as seconds since 1970, UTC where it names no zone; 0 where it is unknown or unreadable."""
    try:
        posted = datetime.fromisoformat(created_at)
    except ValueError:
        return 0
    return int((posted if posted.tzinfo else posted.replace(tzinfo=UTC)).timestamp())
