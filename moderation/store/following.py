"""A text judged before doesn't come back: a comment that says just what was settled under its article is settled so.

The row goes into the step of the decision it follows, under the name of whoever made it, so that taking that decision
back takes this one back as well. Where people decided the same text differently, nobody is followed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from moderation.decisions import Answered, Kind, LogEntry
from moderation.labels import LABELS
from moderation.reading import Reading, read
from moderation.sameness import Tier, likeness
from moderation.store import log
from moderation.store.connection import Connection, Row
from moderation.store.log import NewRow, append, followed_detail
from moderation.store.standing import refold
from moderation.store.texts import as_text

_LOOKED_AT: Final = 1000
"""Decided members of a group looked through for one under the same article: a wave may have 100,000."""

_UNDECIDED: Final = """SELECT s.likeness, c.site, c.article_id, s.ref, c.digest
    FROM standing s JOIN comment c ON c.ref = s.ref
    WHERE s.open = 1 AND c.article_id <> '' AND NOT EXISTS (SELECT 1 FROM log l WHERE l.comment = s.ref)
    AND s.ref IN ({})"""

_DECIDED: Final = """SELECT s.n, s.ref, c.text FROM (SELECT ref, n FROM standing
        WHERE likeness <> 0 AND likeness = ? AND state > 0 ORDER BY ref DESC LIMIT ?) s
    JOIN comment c ON c.ref = s.ref WHERE c.site = ? AND c.article_id = ? ORDER BY s.n"""


def follow(db: Connection, arrived: Mapping[int, Reading]) -> int:
    """Settle those of the comments that nobody has decided and whose text was settled before; return how many.

    Part of the caller's transaction.
    """
    alike: dict[tuple[int, int, str | bytes], list[tuple[int, str]]] = defaultdict(list)
    for group, site, article, ref, digest in db.all_in(_UNDECIDED, list(arrived)):
        alike[group, site, article].append((ref, digest))
    rows: dict[int, list[NewRow]] = defaultdict(list)
    for (group, site, article), waiting in alike.items():
        before = _decisions(db, db.all(_DECIDED, (group, _LOOKED_AT, site, article)))
        for ref, digest in waiting:
            first = _undisputed([(of, entry) for of, reading, entry in before if _is_same(reading, arrived[ref])])
            if first is not None:
                rows[first[1].step].append(_following(ref, digest, *first))
    for step, followed in rows.items():
        append(db, followed, step)
        refold(db, [row.ref for row in followed if row.ref is not None])
    return sum(map(len, rows.values()))


def _decisions(db: Connection, decided: Sequence[Row]) -> list[tuple[int, Reading, LogEntry]]:
    """Return the comments decided before, with what they say and what was decided, oldest first."""
    entries = {entry.n: entry for entry in log.entries(db, [n for n, _, _ in decided])}
    return [(ref, read(as_text(text)), entries[n]) for n, ref, text in decided]


def _is_same(one: Reading, other: Reading) -> bool:
    # No word may differ: a link changed in an advertisement is a change.
    return likeness(one, other).tier is Tier.SAME


def _undisputed(before: Sequence[tuple[int, LogEntry]]) -> tuple[int, LogEntry] | None:
    """Return the first decision where all settled alike and none is on hold; None where there is no such."""
    if not before or any(entry.labels != before[0][1].labels for _, entry in before):
        return None
    return next((one for one in before if one[1].kind is Kind.SETTLE and not one[1].follows), None)


def _following(ref: int, digest: str, first: int, entry: LogEntry) -> NewRow:
    nothing = Answered("", dict.fromkeys(LABELS))  # it is settled before any model has read it
    detail = followed_detail(first, entry.n)
    return NewRow(entry.who, Kind.SETTLE, ref, entry.labels, nothing, digest, detail=detail)
