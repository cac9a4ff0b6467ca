"""What was sent to the live site last, and what came of it: a page to read."""

from collections.abc import Mapping, Sequence
from typing import Final

from moderation.errors import TriageError
from moderation.queue import Card
from moderation.review import Review
from moderation.text import one_line
from moderation.writeback.changes import Outcome
from moderation.writeback.lately import Sent
from tui.desk.background import Sending
from tui.desk.outgoing import NOWHERE
from tui.desk.page.body import Block
from tui.desk.text.lines import BLANK, Line, Piece, Role, clipped
from tui.desk.text.prose import Flow, Gap, Prose
from tui.desk.text.wrapping import padded
from tui.desk.veil import Veil
from tui.desk.words import when

_INDENT: Line = (Piece("  "),)
_DEEPER: Line = (Piece(" " * 9),)
_MOST: Final = 100
"""Changes on the page; the journal has the others."""
_VERB_CELLS: Final = 10

_ENDS: Final[Mapping[Outcome, str]] = {
    Outcome.ALREADY: "as it was",
    Outcome.EDITED: "left alone",
    Outcome.ELSEWHERE: "left alone",
    Outcome.GONE: "gone",
    Outcome.REFUSED: "refused",
    Outcome.UNSURE: "not sure",
    Outcome.UNEXPLAINED: "otherwise",
    Outcome.SKIPPED: "not yet",
}
"""What came of a change that the site didn't make because of us, in two words."""

_FINE: Final = (Outcome.CHANGED, Outcome.ALREADY)


def sent_flow(review: Review, veil: Veil, sending: Sending | None, stands: str, sentence: str, width: int) -> Flow:
    """Return where decisions are sent, how that stands, and the last that were sent with what came of each."""
    if sending is None:
        return Flow([Gap(), Prose(NOWHERE, Role.PLAIN, gutter=_INDENT).wrapped(width)])
    try:
        sent: Sequence[Sent] = sending.lately()
    except TriageError as error:
        sent, sentence = (), sentence or str(error)
    head = [Prose(f"To {sending.where}: {stands}.", Role.STRONG, gutter=_INDENT).wrapped(width)]
    said = [Prose(sentence, Role.DIM, gutter=_INDENT).wrapped(width)] if sentence else []
    if stands.endswith("stopped"):
        by_hand = f"By hand, with whatever it asks for: {sending.command}"
        said.append(Prose(by_hand, Role.DIM, gutter=_INDENT).wrapped(width))
    told = [block for day, ones in _by_day(sent[:_MOST]) for block in _day(review, veil, day, ones, width)]
    nothing = [Gap(), Prose("Nothing was sent so far.", Role.DIM, gutter=_INDENT).wrapped(width)]
    return Flow([Gap(), *head, *said, *(told or nothing)])


def sent_about(sending: Sending, card: Card) -> list[Prose]:
    """Return what was sent about one comment, the latest last, as far as the end of the journal says."""
    try:
        sent = [one for one in sending.lately() if (one.site, one.id) == (card.site, card.posted.comment.id)]
    except TriageError:
        return []
    told = [(one, f": {one.why}" if one.why and one.outcome not in _FINE else "") for one in reversed(sent)]
    return [Prose(f"{when(one.at)}  {_verb(one)}{why}", Role.DIM, gutter=_INDENT) for one, why in told]


def _verb(sent: Sent) -> str:
    """Return what a comment became by us, or what came of it otherwise."""
    return sent.wanted.value if sent.wanted and sent.outcome is Outcome.CHANGED else _ENDS.get(sent.outcome, "")


def _by_day(sent: Sequence[Sent]) -> list[tuple[str, list[Sent]]]:
    days: dict[str, list[Sent]] = {}
    for one in sent:
        days.setdefault(when(one.at).rpartition(" ")[0], []).append(one)
    return [*days.items()]


def _day(review: Review, veil: Veil, day: str, sent: Sequence[Sent], width: int) -> list[Block]:
    head = Gap((BLANK, (Piece(day, Role.FAINT),)), heads=True)
    return [head, *(block for one in sent for block in _one(review, veil, one, width))]


def _one(review: Review, veil: Veil, sent: Sent, width: int) -> list[Block]:
    """Return when a change was sent, what it was, about which comment; below it why it came to another end."""
    fine = sent.outcome in _FINE
    line: Line = (
        *_INDENT,
        Piece(when(sent.at).rpartition(" ")[2], Role.DIM),
        Piece("  "),
        Piece(padded(_verb(sent), _VERB_CELLS), Role.GOOD if fine else Role.WARNING),
        Piece(f"  {_quoted(review, veil, f'{sent.site}:{sent.id}')}"),
    )
    why = [] if fine or not sent.why else [Prose(sent.why, Role.DIM, gutter=_DEEPER).wrapped(width)]
    return [Gap((clipped(line, width),)), *why]


def _quoted(review: Review, veil: Veil, id: str) -> str:
    """Return the beginning of a comment with its author, its id alone where the desk can't tell which it is."""
    try:
        ref = review.store.find(id)
    except TriageError:
        return one_line(id)
    row = next(map(veil.row, review.store.rows([ref])), None)
    return f"{one_line(row.author) or 'nobody named'}: {one_line(row.preview)}" if row else one_line(id)
