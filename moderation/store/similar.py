"""Comments that resemble one without being its copies: found when asked for, by words that stand near each other.

The full-text index is there already, so that nothing more is kept for each of a million comments; the longest pairs of
words are the rarest, and two texts that share half of their words share most likely one of those.
"""

from itertools import pairwise
from typing import Final

from moderation.queue import Similar
from moderation.reading import Reading, read
from moderation.sameness import Tier, likeness
from moderation.store.connection import Connection
from moderation.store.likeness import COPIES
from moderation.store.search import near_expression
from moderation.store.texts import as_text

# ruff: noqa: S608  statements are put together from constants alone

_PAIRS: Final = 6
_LEAST_LETTERS: Final = 4
_LOOKED_AT: Final = 500
"""Comments compared at most, 25 ms."""

_FOUND: Final = f"""SELECT c.ref, c.text, {COPIES} FROM (SELECT rowid FROM search WHERE search MATCH ? LIMIT ?) f
    JOIN comment c ON c.ref = f.rowid JOIN standing s ON s.ref = c.ref
    WHERE s.listed = 1 AND s.ref <> ?
    AND (s.likeness = 0 OR s.likeness <> (SELECT likeness FROM standing WHERE ref = ?))
    ORDER BY c.ref"""


def similar(db: Connection, ref: int, most: int) -> list[Similar]:
    """Return up to `most` rows of the queue that resemble a comment and are no copies, with what keeps them apart."""
    row = db.one("SELECT text FROM comment WHERE ref = ?", (ref,))
    sample = read(as_text(row[0] if row else ""))
    pairs = _rarest_pairs(sample)
    if not pairs:
        return []
    found = []
    for other, text, copies in db.all(_FOUND, (near_expression(pairs), _LOOKED_AT, ref, ref)):
        how = likeness(sample, read(as_text(text)))
        if how.tier is not Tier.OTHER:
            found.append(Similar(other, how.why, copies))
    return found[:most]


def _rarest_pairs(reading: Reading) -> list[tuple[str, str]]:
    words = [word for word in reading.words if len(word) >= _LEAST_LETTERS and word.isalpha()]
    pairs = sorted({*pairwise(words)})
    return sorted(pairs, key=lambda pair: -len(pair[0]) - len(pair[1]))[:_PAIRS]
