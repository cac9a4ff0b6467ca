"""What scrolls in the middle of the page: the comment itself, then all that was said around and about it."""

from collections.abc import Iterable, Sequence
from typing import Final

from moderation.comments import Comment
from moderation.decisions import LogEntry
from moderation.text import one_line
from tui.desk.page.cues import marks_with
from tui.desk.page.looks import evidence_marks
from tui.desk.page.shown import Meanwhile, Shown
from tui.desk.text.lines import BLANK, Line, Piece, Role
from tui.desk.text.prose import Flow, Gap, Prose, Wrapped
from tui.desk.words import entry_in_words, labels_in_words, when

Block = Wrapped | Gap

_SAID: Final[Line] = (Piece("▏ ", Role.FAINT),)
_WARNED: Final[Line] = (Piece("▌ ", Role.WARNING),)
_INDENT: Final[Line] = (Piece("  "),)

_RECENT: Final = 3
"""Rows and answers the page shows by itself; all of them are a key away."""


def body_flow(shown: Shown, width: int) -> Flow:
    """Return all that scrolls, at a width."""
    card = shown.card
    blocks = [*_refusal(shown.meanwhile, width), *_text(shown, width)]
    if card.decided_text is not None:
        blocks += section("changed since it was settled; then it read", [_said(card.decided_text)], width)
    blocks += section("answers to it", map(said_by, card.replies[:_RECENT]), width)
    blocks += section("other answers beside it", map(said_by, card.siblings[:_RECENT]), width)
    blocks += section("the same text was settled before", map(logged, card.same_text), width)
    recent = [logged(entry, card.history) for entry in card.history[-_RECENT:]]
    blocks += section("about this comment", recent, width)
    return Flow(blocks)


def section(title: str, paragraphs: Iterable[Prose], width: int) -> list[Block]:
    """Return a heading with paragraphs under it; nothing where there are none."""
    wrapped = [paragraph.wrapped(width) for paragraph in paragraphs]
    return [Gap((BLANK, (Piece(title, Role.FAINT),)), heads=True), *wrapped] if wrapped else []


def said_by(comment: Comment) -> Prose:
    """Return another comment, quoted with its author."""
    return _said(f"{one_line(comment.author) or 'somebody'}: {comment.text}")


def logged(entry: LogEntry, rows: Sequence[LogEntry] = ()) -> Prose:
    """Return a row of the log as a paragraph; `rows` are all about its comment."""
    return Prose(f"{when(entry.at)}  {entry_in_words(entry, rows)}", Role.DIM, gutter=_INDENT)


def _said(text: str) -> Prose:
    return Prose(text, Role.DIM, gutter=_SAID)


def _text(shown: Shown, width: int) -> list[Block]:
    card, text = shown.card, shown.card.posted.comment.text
    if not text.strip():
        return [Gap(((Piece("(no text)", Role.DIM),),))]
    marks = evidence_marks(card.evidence, shown.labels, len(text))
    blocks: list[Block] = [Prose(text, Role.PLAIN, marks_with(marks, card.cues, len(text))).wrapped(width)]
    if card.posted.comment.truncated:
        blocks.append(Gap(((Piece("The export cut the text here.", Role.DIM),),)))
    return blocks


def _refusal(meanwhile: Meanwhile | None, width: int) -> list[Block]:
    """Return both sides of a decision that was refused: theirs is the label rows, yours is said here."""
    if meanwhile is None:
        return []
    yours = f"Yours would have been: {labels_in_words(meanwhile.labels)} → {meanwhile.action.phrase}."
    sides = [Prose(said, Role.STRONG, gutter=_WARNED).wrapped(width) for said in (meanwhile.why, yours)]
    former = [] if meanwhile.former_text is None else [_said(meanwhile.former_text)]
    return [*sides, *section("you were reading", former, width), Gap()]
