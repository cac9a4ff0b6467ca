"""Near-copies, found as comments arrive: each is compared with the first of every group it could belong to.

One key a group is kept, which every copy shares whatever its slips, so that a wave of a thousand costs one row and
each comment one look. Of 5,000 comments with two slight edits each it finds 98.8 %, by one row a comment; MinHash with
locality-sensitive hashing, as the libraries have it, found 81 to 89 % by 14 to 32 rows. A comment is never compared
with another copy, only with the first: chains drift.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from zlib import crc32

from moderation.filters import State
from moderation.reading import Reading, read
from moderation.sameness import Tier, likeness
from moderation.store.connection import Connection, Row
from moderation.store.following import follow
from moderation.store.likeness import standing_in
from moderation.store.standing import STATES, regroup
from moderation.store.texts import as_text
from moderation.store.touched import touch

_MOST_COMPARED: Final = 20
"""Groups of one key that a comment is compared with; texts made to share a key must not make arrival slow."""

_TEXTS: Final = "SELECT c.ref, c.digest, c.text, c.site, c.article_id, c.parent_id FROM comment c"
_DUE: Final = f"{_TEXTS} JOIN likeness_due d ON d.ref = c.ref ORDER BY c.ref LIMIT ?"
_STILL_DUE: Final = "SELECT c.ref, c.digest FROM comment c JOIN likeness_due d ON d.ref = c.ref WHERE c.ref IN ({})"
_FOUNDERS: Final = f"""{_TEXTS.replace("SELECT", "SELECT k.key,")} JOIN likeness_key k ON k.ref = c.ref
    JOIN standing s ON s.ref = c.ref AND s.likeness IN (0, c.ref) WHERE k.key IN ({{}})"""


class Gathered(NamedTuple):
    """What a look at comments that arrived has found."""

    read: int = 0
    copies: int = 0
    """Those that joined a group."""
    followed: int = 0
    """Those settled at once, as the same text was settled before."""

    def __add__(self, other: "Gathered") -> "Gathered":  # type: ignore[override]
        return Gathered(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A comment to be compared."""

    ref: int
    digest: str
    reading: Reading
    key: int
    place: tuple[object, ...]
    """Where it stands, for texts whose few words mean something only there."""

    def is_copy_of(self, founder: "_Arrived") -> bool:
        """Return whether it is decided together with the first of a group."""
        return self.place == founder.place and likeness(self.reading, founder.reading).tier >= Tier.COPY


def gather(db: Connection, limit: int, *, following: bool = True) -> Gathered:
    """Put up to `limit` of the comments that await it into their groups; nothing read means that none is left.

    With `following`, those that say what was settled before under the same article are settled likewise.
    """
    due = [_arrived(*row) for row in db.all(_DUE, (limit,))]  # read before the lock is taken: 50 us a comment
    if not due:
        return Gathered()
    with db.writing():
        still: dict[int, str] = dict(db.all_in(_STILL_DUE, [one.ref for one in due]))
        present = [one for one in due if still.get(one.ref) == one.digest]
        apart = _left(db, [one.ref for one in present])
        joined = _joined(db, [*present, *apart])
        db.run_many("DELETE FROM likeness_due WHERE ref = ?", [(one.ref,) for one in present])
        new = {one.ref: one.reading for one in present if one.ref in joined}
        followed = follow(db, new) if following else 0
    return Gathered(len(due), len(joined), followed)


def _arrived(ref: int, digest: str, text: str | bytes, *place: object) -> _Arrived:
    reading = read(as_text(text))
    where = place if reading.is_short else ()
    return _Arrived(ref, digest, reading, crc32(repr(where).encode(), reading.key) if where else reading.key, where)


def _left(db: Connection, refs: Sequence[int]) -> list[_Arrived]:
    """Take comments that read otherwise now out of their groups; return the members of groups whose first left."""
    groups = db.all_in("SELECT ref, likeness FROM standing WHERE likeness <> 0 AND ref IN ({})", refs)
    gone = {ref for ref, _ in groups}
    rest = [member for ref, group in groups if ref == group for member in _members(db, group) if member not in gone]
    db.run_many("UPDATE standing SET likeness = 0 WHERE ref = ?", [(ref,) for ref in (*gone, *rest)])
    # One that stayed in each group: another may stand for it in the queue now.
    stayed = [member for group in sorted({group for _, group in groups}) for member in _members(db, group)[:1]]
    regroup(db, [*gone, *rest, *stayed])
    touch(db, [*gone, *rest, *stayed])
    return [_arrived(*row) for row in db.all_in(f"{_TEXTS} WHERE c.ref IN ({{}})", rest)]


def take_out(db: Connection, refs: Sequence[int]) -> None:
    """Take erased comments out of their groups for good, and group anew what they stood for."""
    # Ordered by key, so one pass for all of them: a pass for each of 50,000 took 51 s.
    erased = (STATES.index(State.ERASED),)
    db.run("DELETE FROM likeness_key WHERE ref IN (SELECT ref FROM standing WHERE state = ?)", erased)
    db.run_many("DELETE FROM likeness_due WHERE ref = ?", [(ref,) for ref in refs])
    _joined(db, _left(db, refs))


def _members(db: Connection, group: int) -> list[int]:
    found = db.all("SELECT ref FROM standing WHERE likeness <> 0 AND likeness = ? ORDER BY ref", (group,))
    return [ref for (ref,) in found]


def _joined(db: Connection, arrived: Sequence[_Arrived]) -> dict[int, int]:
    """Put comments into groups and return which joined whose; those that join none may found one."""
    founders = _founders(db, {one.key for one in arrived})
    joined, founding = {}, []
    for one in sorted(arrived, key=lambda one: one.ref):
        known = founders[one.key]
        first = next((other for other in known if other.ref != one.ref and one.is_copy_of(other)), None)
        if first is not None:
            joined[one.ref] = first.ref
        elif len(known) < _MOST_COMPARED:
            known.append(one)
            founding.append((one.key, one.ref))
    db.run_many("INSERT INTO likeness_key (key, ref) VALUES (?, ?) ON CONFLICT (key, ref) DO NOTHING", sorted(founding))
    members = [*((first, ref) for ref, first in joined.items()), *((first, first) for first in {*joined.values()})]
    db.run_many("UPDATE standing SET likeness = ? WHERE ref = ?", members)
    refs = [ref for _, ref in members]
    regroup(db, refs)
    touch(db, [*refs, *standing_in(db, refs)])  # the row that stands for them has another count now
    return joined


def _founders(db: Connection, keys: set[int]) -> defaultdict[int, list[_Arrived]]:
    """Return by key the comments that others are compared with."""
    found: defaultdict[int, list[_Arrived]] = defaultdict(list)
    for key, *row in sorted(db.all_in(_FOUNDERS, sorted(keys)), key=_by_ref):
        one = _arrived(*row)
        if one.key == key:  # else it was edited since
            found[key].append(one)
    return found


def _by_ref(row: Row) -> int:
    return int(row[1])
