"""Why this comment is here now: its place in the order, and what else speaks for looking at it, in one line."""

from collections.abc import Iterator, Mapping
from typing import Final

from moderation.comments import Status
from moderation.labels import LABELS
from moderation.queue import Card, Order, Slice, State
from moderation.risk import leading
from moderation.suggestions import Suggestion
from tui.desk.commands import LABEL_WORDS
from tui.desk.page.looks import score_digits
from tui.desk.page.shown import Shown
from tui.desk.text.lines import Line, Piece, Role, cells, clipped

_BY_TIME: Final[Mapping[Order, str]] = {Order.NEWEST: "newest first", Order.OLDEST: "oldest first"}


def here_line(shown: Shown, width: int) -> Line:
    """Return a rule under the comment that says why it is here; what was noticed about it stands before its order."""
    told = _told(shown, briefly=False)
    told = told if cells(told) <= width else clipped(_told(shown, briefly=True), width)
    return (*told, Piece("─" * (width - cells(told)), Role.FAINT))


def _told(shown: Shown, *, briefly: bool) -> Line:
    pieces: list[Piece] = []
    for piece in (*_noticed(shown.card), *_by_order(shown, briefly=briefly)):
        pieces += [Piece(" · ", Role.FAINT), piece] if pieces else [piece]
    return (Piece("─ here: ", Role.FAINT), *pieces, Piece(" ", Role.FAINT)) if pieces else ()


def is_noticed(card: Card) -> bool:
    """Whether more speaks for looking at a comment than its place in the order."""
    return any(True for _ in _noticed(card))


def _noticed(card: Card) -> Iterator[Piece]:
    if card.decided_text is not None:
        yield Piece("changed on the site since it was settled", Role.WARNING)
    if card.posted.comment.status is Status.REPORTED:
        yield Piece("reported by readers", Role.WARNING)
    for label in card.suspected:
        yield Piece(f"worth a second look: {LABEL_WORDS[label]}", Role.WARNING)


def _by_order(shown: Shown, *, briefly: bool) -> Iterator[Piece]:
    suggestion = shown.card.suggestion
    if shown.card.state is not State.WAITING:
        return
    if shown.way is Slice.RANDOM:
        yield Piece("drawn by lot", Role.DIM)
    elif suggestion is None:
        yield Piece("not scored yet", Role.DIM)
    elif shown.order is Order.UNCERTAIN or shown.way is Slice.UNCERTAIN:
        yield from _closest(suggestion)
    elif shown.order in _BY_TIME:
        yield Piece(_BY_TIME[shown.order], Role.DIM)
    else:
        yield from _riskiest(suggestion, briefly=briefly)


def _riskiest(suggestion: Suggestion, *, briefly: bool) -> Iterator[Piece]:
    """Yield the label that makes the risk: what counts is its score against its own threshold."""
    label = leading(suggestion)
    if label is None:
        yield Piece("no label could be judged", Role.DIM)
    else:
        its = "" if briefly else "its "
        needed = f" against {its}{suggestion.thresholds[label]:.2f}" if label in suggestion.thresholds else ""
        yield Piece(f"by risk, {LABEL_WORDS[label]} {score_digits(suggestion.scores[label])}{needed}", Role.DIM)


def _closest(suggestion: Suggestion) -> Iterator[Piece]:
    doubts = {
        label: abs(score - suggestion.thresholds.get(label, 0.5))
        for label in LABELS
        if (score := suggestion.scores[label]) is not None
    }
    if doubts:
        label = min(doubts, key=doubts.__getitem__)
        needed = f" against {suggestion.thresholds[label]:.2f}" if label in suggestion.thresholds else ""
        told = score_digits(suggestion.scores[label])
        yield Piece(f"unsure, {LABEL_WORDS[label]} {told}{needed}", Role.DIM)
