"""What a model would change, in lines: each waiting comment with the scores of both models beside each other."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from moderation.labels import LABELS, Label
from moderation.queue import Card, QueueRow
from moderation.text import one_line
from tui.desk.commands import LABEL_WORDS
from tui.desk.page.body import Block
from tui.desk.page.looks import LABEL_ROLES, OFF, ON, bar, score_digits
from tui.desk.report import Change
from tui.desk.text.lines import BLANK, Line, Piece, Role, cells
from tui.desk.text.prose import Flow, Gap, Prose
from tui.desk.text.wrapping import clip, padded
from tui.desk.words import when

_MOVE: Final = 28
_AUTHOR: Final = 16
_NAME: Final = 22
_SCORE: Final = 6
_BAR: Final = 20


class Differing(Struct, frozen=True):
    """A waiting comment that changes side."""

    change: Change
    row: QueueRow


class Models(Struct, frozen=True):
    """The two models."""

    before: str
    after: str


def differing_line(one: Differing) -> Line:
    """Return a comment as a line: what moves furthest with both scores, who wrote it, how it begins."""
    label = furthest(one.change)
    more = len(one.change.moved) - 1
    sign = "+" if label in one.change.suggested_after else "−"
    scores = " → ".join(
        score_digits(scores.get(label)).strip() for scores in (one.change.scores_before, one.change.scores_after)
    )
    move = f"{sign}{LABEL_WORDS[label]} {scores}" + (f" +{more}" if more else "")
    author = padded(clip(one_line(one.row.author) or "nobody named", _AUTHOR), _AUTHOR)
    return (
        Piece(padded(move, _MOVE), LABEL_ROLES[label]),
        Piece(f"{author}  ", Role.DIM),
        Piece(one_line(one.row.preview)),
    )


def furthest(change: Change) -> Label:
    """Return the label that comes or goes whose score moved furthest."""

    def _moved(label: Label) -> float:
        before, after = change.scores_before.get(label), change.scores_after.get(label)
        return abs((after or 0.0) - (before or 0.0))

    return max((label for label in LABELS if label in change.moved), key=_moved)


def counted(changes: Sequence[Differing]) -> Line:
    """Return how many gain and lose each label."""
    pieces: list[Piece] = []
    for label in LABELS:
        gained = sum(label in one.change.suggested_after - one.change.suggested_before for one in changes)
        lost = sum(label in one.change.suggested_before - one.change.suggested_after for one in changes)
        if gained or lost:
            pieces += [Piece(f"{LABEL_WORDS[label]} ", LABEL_ROLES[label]), Piece(f"+{gained:,} −{lost:,}   ")]
    return tuple(pieces)


def both_lines(change: Change, models: Models, width: int) -> list[Line]:
    """Return the scores of both models, label by label: digits, a bar, and whether it is suggested."""
    roomy = width >= _NAME + 2 * (_SCORE + _BAR + 4)
    length = _BAR if roomy else max((width - _NAME) // 2 - _SCORE - 6, 4)
    column = _SCORE + length + 4
    head = (
        Piece(" " * _NAME),
        *(Piece(padded(one_line(name), column), Role.FAINT) for name in (models.before, models.after)),
    )
    lines: list[Line] = [head]
    for label in LABELS:
        moved = label in change.moved
        name = Piece(padded(label.title, _NAME), LABEL_ROLES[label] if moved else Role.DIM)
        before = _score(change, label, length, after=False)
        after = _score(change, label, length, after=True)
        lines.append((name, *before, Piece(" " * (column - cells(before))), *after))
    return lines


def _score(change: Change, label: Label, length: int, *, after: bool) -> Line:
    scores = change.scores_after if after else change.scores_before
    suggested = change.suggested_after if after else change.suggested_before
    role = LABEL_ROLES[label] if label in change.moved else Role.DIM
    mark = ON if label in suggested else OFF
    return (Piece(f"{mark} {score_digits(scores.get(label))} ", role), *bar(scores.get(label), length, role))


def differing_flow(one: Differing, models: Models, card: Card, width: int) -> Flow:
    """Return a comment in whole with both models' scores; the card is covered where it has to be."""
    posted = card.posted
    author = one_line(posted.comment.author) or "nobody named"
    facts = " · ".join(fact for fact in (author, one_line(when(posted.comment.created_at)), card.site) if fact)
    title = one_line(posted.article.title or posted.article.id) if posted.article else ""
    blocks: list[Block] = [Gap((*both_lines(one.change, models, width), BLANK, (Piece(one_line(facts), Role.DIM),)))]
    if title:
        blocks.append(
            Prose(title, Role.STRONG, lead=(Piece("under  ", Role.DIM),), gutter=(Piece("       "),)).wrapped(width)
        )
    blocks += [Gap(), Prose(posted.comment.text).wrapped(width)]
    return Flow(blocks)
