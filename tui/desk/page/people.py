"""Who wrote the comment, when, how the site holds it, and what was decided about the author before."""

from moderation.comments import Comment, Status
from moderation.queue import Card, State
from moderation.text import one_line
from tui.desk.text.lines import Line, Piece, Role, cells, clipped
from tui.desk.words import record, when


def author_lines(card: Card, width: int, height: int) -> list[Line]:
    """Return the author with time and status, and the record beside it or on a second row."""
    name = Piece(one_line(card.posted.comment.author) or "nobody named", Role.STRONG)
    facts = Piece("".join(f" · {fact}" for fact in _facts(card)), Role.DIM)
    known = Piece(record(card.author), Role.DIM)
    beside = (name, facts, Piece(" · " if known.text else "", Role.FAINT), known)
    if cells(beside) <= width:
        return [beside]
    return [clipped((name, facts), width), clipped((known,), width)][: max(height, 1)]


def _facts(card: Card) -> list[str]:
    return [*_posted(card.posted.comment), *_standing(card)]


def _posted(comment: Comment) -> list[str]:
    status = "" if comment.status is Status.UNKNOWN else comment.status.value
    return [fact for fact in (one_line(when(comment.created_at)), status) if fact]


def _standing(card: Card) -> list[str]:
    if card.decided_text is not None:
        return ["changed since it was settled"]
    if card.in_effect is None:
        return []
    note = f" “{card.in_effect.note}”" if card.in_effect.note else ""
    what = "held" if card.state is State.HELD else "settled"
    return [one_line(f"{what} by {card.in_effect.who}{note}")]
