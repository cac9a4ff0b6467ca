"""What the desk's own list has to say of a comment: a line on the page, marks in the text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from moderation.queue import Card
from moderation.watching import Cue, cue_in_words
from tui.desk.text.lines import Line, Piece, Role, clipped
from tui.desk.text.prose import Mark

FLAG: Final = "⚑"
"""Stands beside the score of a comment that meets the list."""


def cue_lines(card: Card, width: int, height: int) -> list[Line]:
    """Return why the comment is flagged, a line an entry; the last says how many more there are."""
    today = datetime.now().astimezone().date()
    lines: list[Line] = [
        clipped((Piece(f"{FLAG} ", Role.WATCHED), Piece(cue_in_words(cue, today), Role.PLAIN)), width)
        for cue in card.cues[:height]
    ]
    if len(card.cues) > height > 0:
        more = f" and {len(card.cues) - height} more"
        lines[-1] = (*clipped(lines[-1], width - len(more)), Piece(more, Role.DIM))
    return lines


def marks_with(marks: Sequence[Mark], cues: Sequence[Cue], length: int) -> tuple[Mark, ...]:
    """Return marks with the places of cues between them; what is evidence already stays so."""
    taken = sorted(marks, key=lambda mark: mark.start)
    found = sorted({span for cue in cues for span in cue.spans})
    for start, end in found:
        if end <= length and not any(mark.start < end and start < mark.end for mark in taken):
            taken.append(Mark(start, end, Role.WATCHED_MARK))
    return tuple(sorted(taken, key=lambda mark: mark.start))
