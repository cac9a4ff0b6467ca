"""Who is at the desk: a page to read, with the comment each has open."""

from moderation.people import Person
from moderation.review import Review
from moderation.text import one_line
from tui.desk.text.lines import BLANK, Line, Piece, Role
from tui.desk.text.prose import Flow, Gap, Prose
from tui.desk.veil import Veil
from tui.desk.words import when

_INDENT: Line = (Piece("  "),)


def others_flow(review: Review, veil: Veil, width: int) -> Flow:
    """Return everybody else at the desk, since when, and what they have open; times in the moderator's own zone."""
    others = review.company.others
    told = [Prose(_person(review, veil, one), Role.PLAIN, gutter=_INDENT).wrapped(width) for one in others]
    alone = Prose("Nobody else is at this desk.", Role.PLAIN, gutter=_INDENT).wrapped(width)
    explained = Prose(
        "A comment that somebody has open is passed by when you go on. You can visit it all the same; who decides "
        "second is shown what the first one said. Whoever leaves is gone at once, a lost connection after a minute.",
        Role.DIM,
        gutter=_INDENT,
    ).wrapped(width)
    return Flow([Gap((BLANK,)), *(told or [alone]), Gap((BLANK,)), explained])


def _person(review: Review, veil: Veil, one: Person) -> str:
    has = next(map(veil.row, review.store.rows([one.ref])), None) if one.ref is not None else None
    doing = f"reads {one_line(has.author) or 'nobody named'}: {one_line(has.preview)[:60]}" if has else "reads nothing"
    return f"{one_line(one.who)} · here since {when(one.since)} · {doing}"
