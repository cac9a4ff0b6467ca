"""Who is at the desk: a page to read, with the comment each has open."""

from typing import Final

from moderation.people import Person
from moderation.review import Review
from moderation.text import one_line
from tui.desk.page.body import Block
from tui.desk.text.lines import BLANK, Line, Piece, Role, clipped
from tui.desk.text.prose import Flow, Gap, Prose
from tui.desk.text.wrapping import clip, padded
from tui.desk.veil import Veil
from tui.desk.words import when

_INDENT: Line = (Piece("  "),)
_NAME_CELLS: Final = 16
_BELOW_NAME: Line = (Piece(" " * (_NAME_CELLS + 2)),)

_EXPLAINED: Final = (
    "A comment that somebody has open is passed by when you go on. You can visit it all the same; who decides second "
    "is shown what the first one said. Whoever leaves is gone at once, a lost connection after a minute."
)


def others_flow(review: Review, veil: Veil, width: int) -> Flow:
    """Return everybody else at the desk, since when, and what they have open; times in the moderator's own zone."""
    told = [block for one in review.company.others for block in _person(review, veil, one, width)]
    alone = Prose("Nobody else is at this desk.", Role.PLAIN, gutter=_INDENT).wrapped(width)
    explained = Prose(_EXPLAINED, Role.DIM, gutter=_INDENT).wrapped(width)
    return Flow([Gap((BLANK,)), *(told or [alone, Gap((BLANK,))]), explained])


def _person(review: Review, veil: Veil, one: Person, width: int) -> list[Block]:
    """Return a person's name and since when they are here, then what they read, on a row each."""
    name = Piece(padded(clip(one_line(one.who), _NAME_CELLS - 2), _NAME_CELLS), Role.STRONG)
    has = next(map(veil.row, review.store.rows([one.ref])), None) if one.ref is not None else None
    reads = f"{one_line(has.author) or 'nobody named'}: {one_line(has.preview)}" if has else "nothing at the moment"
    return [
        Prose(f"here since {when(one.since)}", Role.PLAIN, gutter=_BELOW_NAME, lead=(*_INDENT, name)).wrapped(width),
        Gap((clipped((*_BELOW_NAME, Piece(f"reads {reads}", Role.DIM)), width),)),
        Gap((BLANK,)),
    ]
