"""Who wrote the comment, when, how the site holds it, and what was decided about the author before."""

from moderation.comments import Comment, Status
from moderation.queue import Card, State
from moderation.text import one_line
from tui.desk.text.lines import Line, Piece, Role, cells, clipped
from tui.desk.words import record, when


def author_lines(card: Card, width: int, height: int) -> list[Line]:
    """Return the author with time and status, then where it stands and the record: on one row where they fit."""
    comment = card.posted.comment
    name = Piece(one_line(comment.author) or "nobody named", Role.STRONG)
    posted = Piece("".join(f" · {fact}" for fact in _posted(comment)), Role.DIM)
    stands = _standing(card)
    told = [" · ".join(filter(None, (stands, known))) for known in record(card.author) or ("",)]
    beside = (name, posted, Piece(f" · {told[0]}" if told[0] else "", Role.DIM))
    if cells(beside) <= width:
        return [beside]
    known = next((one for one in told if cells((Piece(one),)) <= width), told[-1])
    return [clipped((name, posted), width), clipped((Piece(known, Role.DIM),), width)][:height]


def _posted(comment: Comment) -> list[str]:
    status = "" if comment.status is Status.UNKNOWN else comment.status.value
    return [fact for fact in (one_line(when(comment.created_at)), status) if fact]


def _standing(card: Card) -> str:
    if card.decided_text is not None:
        return "changed since it was settled"
    if card.in_effect is None:
        return ""
    note = f" “{card.in_effect.note}”" if card.in_effect.note else ""
    what = "settled" if card.state is State.SETTLED else card.state.value
    return one_line(f"{what} by {card.in_effect.who}{note}")
