"""What is kept of each comment so that the queue is fast, made again from what it was made of, and compared."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from moderation.labels import LABELS
from moderation.reading import read
from moderation.sameness import Tier, likeness
from moderation.store.conditions import STATUSES
from moderation.store.connection import Connection, Row
from moderation.store.suggestions import keys_of
from moderation.store.texts import as_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

# ruff: noqa: S608  statements are put together from constants alone

_PAGE: Final = 10_000

_SCORED: Final = f"""SELECT s.ref, c.id, s.suggested, s.risk, s.doubt, s.next_risk, s.next_doubt,
    {", ".join(f"s.{label}" for label in LABELS)}, {", ".join(f"t.{label}" for label in LABELS)}
    FROM standing s JOIN model_threshold t ON t.model = s.model
    JOIN comment c ON c.ref = s.ref WHERE s.ref > ? ORDER BY s.ref LIMIT ?"""

_PLACED: Final = """SELECT c.ref, c.id, c.site, c.status, s.site, s.status FROM comment c
    JOIN standing s ON s.ref = c.ref WHERE c.ref > ? ORDER BY c.ref LIMIT ?"""

_GROUPED: Final = """SELECT m.ref, c.id, m.likeness, f.likeness, c.text, o.text,
    c.site = o.site AND c.article_id = o.article_id AND c.parent_id = o.parent_id, c.digest = o.digest
    FROM standing m JOIN comment c ON c.ref = m.ref
    LEFT JOIN standing f ON f.ref = m.likeness LEFT JOIN comment o ON o.ref = m.likeness
    WHERE m.likeness <> 0 AND m.likeness <> m.ref AND m.ref > ?
    AND NOT EXISTS (SELECT 1 FROM likeness_due d WHERE d.ref IN (m.ref, m.likeness)) ORDER BY m.ref LIMIT ?"""


def kept_faults(db: Connection) -> Iterator[str]:
    """Yield what stands beside comments and does not follow from them: suggestions, places, groups, former texts."""
    for _, id, site, status, *kept in _paged(db, _PLACED):
        if kept != [site, STATUSES.index(status)]:
            yield f"comment {as_text(id)} is kept under another site or status than it has"
    yield from _suggestion_faults(db)
    yield from _group_faults(db)


def _paged(db: Connection, statement: str) -> Iterator[Row]:
    for page in _pages(db, statement):
        yield from page


def _pages(db: Connection, statement: str) -> Iterator[list[Row]]:
    after = 0
    while page := db.all(statement, (after, _PAGE)):
        yield page
        after = page[-1][0]


def _suggestion_faults(db: Connection) -> Iterator[str]:
    """Yield the comments whose suggested labels, or place in the queue, are not those of their scores."""
    # While comments are scored anew, the queue stands by the places of before, and those to come are kept beside them.
    is_rescoring = db.count("SELECT COUNT(*) FROM rescoring") > 0
    for page in _pages(db, _SCORED):
        said = _said([row[7:10] for row in page], [row[10:] for row in page])
        for row, made in zip(page, zip(*said, strict=True), strict=True):
            _, id, suggested, *places = row[:7]
            fits = [(suggested, *places[:2]), (suggested, *places[2:])][: 1 + is_rescoring]
            if made not in fits:
                yield f"the suggestion for comment {as_text(id)} is not what its scores say; it was changed"


def _said(scores: list[Any], thresholds: list[Any]) -> list[list[float]]:
    import numpy as np  # 0.1 s that the first frame of the desk doesn't pay

    given: NDArray[np.float64] = np.array(scores, np.float64)  # None, not judged, becomes NaN
    limits: NDArray[np.float64] = np.array(thresholds, np.float64)
    suggested = (given >= limits) @ [1 << place for place in range(len(LABELS))]
    return [suggested.tolist(), *keys_of(given, limits)]


def _group_faults(db: Connection) -> Iterator[str]:
    """Yield the comments that are no copies of what they would be decided with."""
    for _, id, group, groups_own, text, first, in_one_place, is_same in _paged(db, _GROUPED):
        if groups_own != group:
            yield f"comment {as_text(id)} is kept as a near-copy of comment number {group}, which heads no group"
        elif not (is_same and in_one_place) and not _are_copies(as_text(text), as_text(first), bool(in_one_place)):
            yield f"comment {as_text(id)} is kept as a near-copy of another that it does not read like"


def _are_copies(text: str, first: str, in_one_place: bool) -> bool:
    one, other = read(text), read(first)
    # Texts of few words mean something only where they stand.
    is_apart = (one.is_short or other.is_short) and not in_one_place
    return not is_apart and likeness(one, other).tier >= Tier.COPY
