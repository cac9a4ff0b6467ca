"""How the desk speaks of corrections: by name, by how far one has come, in a hint beside a comment."""

from typing import Final

from moderation.decisions import LogEntry
from moderation.disputes import Correction, Stage
from moderation.review import Review
from moderation.text import one_line, plural
from tui.desk.words import day, entry_in_words, when

GLYPHS: Final = {Stage.OPEN: "○", Stage.FORWARDED: "→", Stage.CORRECTED: "✓", Stage.DECLINED: "×"}
"""One cell that tells a state without colour."""


def named(one: Correction) -> str:
    """Return a correction as the status line calls it."""
    return f"{called(one)} in {one_line(one.title) or 'an article without a title'}"


def called(one: Correction) -> str:
    """Return the contested expression in quotation marks, or that there is none."""
    return f"“{one_line(one.term)}”" if one.term else one.name


def moved_in_words(review: Review, entry: LogEntry) -> str:
    """Return what a row without a comment took back or did again: a correction that was moved on."""
    moved = review.store.correction_move(entry.undoes or 0)
    return f"{moved.stage}, a correction of “{moved.subject.stem}”" if moved else entry_in_words(entry)


def hint(one: Correction) -> str:
    """Return what the page of a comment says of its correction: `12 readers, forwarded 3 Mar`."""
    at = f" {day(one.move.at)}" if one.move else ""
    new = f", {one.new:,} new since" if one.new else ""
    return f"{plural(one.readers, 'reader')}, {one.stage}{at}{new}"


def state_in_words(one: Correction) -> str:
    """Return how far a correction has come, since when, by whom and why."""
    said = f"{GLYPHS[one.stage]} {one.stage}"
    if one.move is not None:
        said += f" by {one_line(one.move.who)}, {when(one.move.at)}"
        said += f": {one_line(one.move.reason)}" if one.move.reason else ""
    return said + (f" · {one.new:,} new since" if one.new else "")
