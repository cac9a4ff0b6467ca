"""Who found what of which comment, the overruled ones too, so that people can be compared."""

from collections.abc import Iterator
from typing import Final

from moderation.judgements import Judgement
from moderation.labels import LABELS
from moderation.store.connection import Connection, Row
from moderation.store.figures import LEADS, READ
from moderation.store.standing import IN_EFFECT
from moderation.store.texts import as_text

# ruff: noqa: S608  statements are put together from constants alone

_SAID: Final = ", ".join(f"l.{label}" for label in LABELS)
_SUGGESTED: Final = ", ".join(
    f"CASE WHEN l.{label}_score IS NULL THEN NULL ELSE l.suggested & {1 << place} <> 0 END"
    for place, label in enumerate(LABELS)
)

# Of an earlier text of a comment nobody else can have had the same before them.
_JUDGEMENTS: Final = f"""{LEADS} SELECT COALESCE(NULLIF(s.likeness, 0), l.comment), l.who, {_SAID}, {_SUGGESTED}
    FROM log l JOIN lead ON lead.step = l.step JOIN comment c ON c.ref = l.comment AND c.digest = l.digest
    JOIN standing s ON s.ref = l.comment
    WHERE l.kind = 'settle' AND {READ} AND {IN_EFFECT.format("l")} ORDER BY l.n"""

_PAGE: Final = 1_000


def judgements(db: Connection) -> Iterator[Judgement]:
    """Yield every judgement not taken back on a comment as it reads now, oldest first."""
    for page in db.pages(_JUDGEMENTS, (0,), _PAGE):
        yield from map(_judgement, page)


def _judgement(row: Row) -> Judgement:
    what, who, *answers = row
    values = [None if answer is None else bool(answer) for answer in answers]
    said, suggested = values[: len(LABELS)], values[len(LABELS) :]
    return Judgement(
        what, as_text(who), dict(zip(LABELS, said, strict=True)), dict(zip(LABELS, suggested, strict=True))
    )
