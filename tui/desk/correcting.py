"""One moderator's sitting at the corrections: which is shown, which states are, and what to say about it.

Like the session of the queue it knows no widget, so that every key is a method that can be read and tested without a
terminal. A comment's own fate is none of its business: nothing here decides about one.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from moderation.corrections import complaints, correction, corrections, explain_decided, move
from moderation.disputes import Complaint, Correction, Move, Stage, Subject
from moderation.errors import TriageError
from moderation.review import Review
from moderation.text import one_line, plural
from tui.desk.text.lines import Role
from tui.desk.told import Told
from tui.desk.wording import GLYPHS, named, state_in_words

EXCERPTS: Final = 30
"""Comments quoted beside a correction."""

_EXCERPT_CHARACTERS: Final = 8_000

READ: Final = 300
"""Comments that are read in full at once, each up to 100,000 characters."""

_READ_CHARACTERS: Final = 100_000


class View(Struct, frozen=True):
    """Which corrections are shown."""

    name: str
    shows: Callable[[Correction], bool]


def _is_in(stage: Stage, one: Correction) -> bool:
    return one.stage is stage


VIEWS: Final = (
    View("to do", lambda one: one.needs_somebody),
    *(View(stage.value, partial(_is_in, stage)) for stage in Stage),
    View("all", lambda one: True),
)


class Opened(Struct, frozen=True):
    """A correction with all that is shown of it."""

    correction: Correction
    article: str
    """The article's text."""
    complaints: tuple[Complaint, ...]
    proposed: tuple[str, ...]
    """The wordings that readers propose, in the correction's order."""


Cover = Callable[[Sequence[str]], list[str]]
"""Covers strong words of readers' texts, code point for code point."""


def as_written(texts: Sequence[str]) -> list[str]:
    """Cover nothing."""
    return list(texts)


def _with_words(complaint: Complaint, text: str, author: str) -> Complaint:
    return replace(complaint, text=text, author=author)


class CorrectingSession:
    """A place among the corrections, and the one shown there."""

    def __init__(self, review: Review, at: Subject | None = None, cover: Cover = as_written) -> None:
        """Begin at one correction where it is to do, else at the first."""
        self.told = Told("? shows the keys")
        self.view = VIEWS[0]
        self.cursor = 0
        self.listed: list[Correction] = []
        self.writes_over: Path | None = None
        """The file that is there already, and that a second key would write over."""
        self._review = review
        self._all: list[Correction] = []
        self._opened: Opened | None = None
        self._cover = cover
        self._uncovered: Subject | None = None
        """The correction whose words are all shown."""
        self.read()
        self.go(self._place(at) or 0)

    # Looking

    @property
    def shown(self) -> Correction | None:
        """The correction at the cursor."""
        return self.listed[self.cursor] if self.listed else None

    @property
    def opened(self) -> Opened | None:
        """The correction at the cursor with its article and the beginning of its comments, read once."""
        shown = self.shown
        if shown is None:
            return None
        if self._opened is None or self._opened.correction is not shown:
            self._opened = self._read(shown, EXCERPTS, _EXCERPT_CHARACTERS)
        return self._opened

    def whole(self) -> Opened | None:
        """Return the correction at the cursor with its comments in full."""
        return self._read(self.shown, READ, _READ_CHARACTERS) if self.shown else None

    def _read(self, one: Correction, most: int, characters: int) -> Opened:
        store = self._review.store
        told = complaints(store, one, most, characters)
        proposed = [each.text for each in one.proposals]
        if one.subject != self._uncovered:
            texts = self._cover([*(each.text for each in told), *(each.author for each in told), *proposed])
            told = tuple(map(_with_words, told, texts, texts[len(told) :]))
            proposed = texts[2 * len(told) :]
        return Opened(one, store.article_text(one.subject), told, tuple(proposed))

    def uncover(self) -> None:
        """Show the covered words of the correction at the cursor, or cover them again."""
        shown = self.shown
        self._uncovered = None if shown is None or shown.subject == self._uncovered else shown.subject
        self._opened = None
        self.told = Told("Shown as it was written; the same key covers it." if self._uncovered else "Covered.")

    def count(self, stage: Stage) -> int:
        """Return how many corrections are in a state."""
        return sum(one.stage is stage for one in self._all)

    def read(self) -> None:
        """Read the corrections anew, and stay at the one shown where it is still there."""
        store, explains = self._review.store, self._review.explains
        if explains is not None:
            explain_decided(store, explains)
        self._all = corrections(store)
        self._list()

    def catch_up(self) -> bool:
        """Take in what others have moved on since, and return whether there was anything; the cursor stays put."""
        store = self._review.store
        last = {moved.subject: moved for moved in store.correction_moves()}
        theirs = [one for one in self._all if last.get(one.subject) != one.move]
        again = {one.subject: correction(store, one.subject) or one for one in theirs}
        shown = self.shown
        if again:
            self._all = [again.get(one.subject, one) for one in self._all]
            self._list(keeping=shown.subject if shown else None)
        if shown is not None and shown.subject in again:
            self.told = Told(f"Meanwhile: {state_in_words(again[shown.subject])}", Role.WARNING)
        return bool(again)

    def _list(self, keeping: Subject | None = None) -> None:
        shown = self.shown
        self.listed = [one for one in self._all if self.view.shows(one) or one.subject == keeping]
        place = self._place(shown.subject) if shown else None
        self.go(self.cursor if place is None else place)

    def go(self, place: int) -> None:
        """Show the correction at a place, or the nearest there is."""
        self.cursor = max(min(place, len(self.listed) - 1), 0)

    def cycle(self) -> None:
        """Show the next states."""
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        self._list()
        self.told = Told(f"Shown: {self.view.name}, {plural(len(self.listed), 'correction')}.")

    def refresh(self) -> None:
        """Read everything anew and say so."""
        self.read()
        self.told = Told("Read anew.")

    # Moving on

    def move(self, stage: Stage, reason: str = "") -> bool:
        """Move the correction shown on, and return whether that was recorded; what kept it from it is said."""
        shown = self.shown
        if shown is None:
            return False
        if shown.stage is stage and not shown.new and not reason:
            self.told = Told(f"It is {stage} already.", Role.WARNING)
            return False
        try:
            moved = move(
                self._review.store, shown.subject, stage, self._review.who, reason, shown.move.n if shown.move else 0
            )
        except TriageError as error:
            self._put(correction(self._review.store, shown.subject) or shown)
            self.told = Told(str(error), Role.WARNING)
            return False
        self._put(moved)
        why = f" “{one_line(reason)}”" if reason else ""
        self.told = Told(f"{GLYPHS[stage]} {stage}{why} · {named(moved)}", Role.GOOD)
        return True

    def undo(self) -> None:
        """Take back the last move of this moderator and show what it was about."""
        taken = self._review.store.undo_correction(self._review.who)
        self._show_again(taken, "taken back", "Nothing of yours is left to take back here.")

    def redo(self) -> None:
        """Do again what was taken back last."""
        again = self._review.store.redo_correction(self._review.who)
        self._show_again(again, "done again", "There is nothing to do again.", reveals=False)

    def _show_again(self, moved: Move | None, did: str, nothing: str, *, reveals: bool = True) -> None:
        if moved is None:
            self.told = Told(nothing, Role.WARNING)
            return
        again = correction(self._review.store, moved.subject)
        if again is None or all(one.subject != moved.subject for one in self._all):
            self.read()  # it came or went since the list was read
        else:
            self._put(again)
        place = self._place(moved.subject)
        if place is None and again is not None and not reveals:
            place = self.cursor  # out of the list once more, as by the key that did it first
        elif place is None:
            self.view = VIEWS[-1]
            self._list()
            place = self._place(moved.subject)
        self.go(place or 0)
        self.told = Told(f"{did}: {moved.stage}{f' · {named(again)}' if again else ''}", Role.GOOD)

    def _place(self, subject: Subject | None) -> int | None:
        return next((n for n, one in enumerate(self.listed) if one.subject == subject), None)

    def _put(self, moved: Correction) -> None:
        """Put a correction in place of what was known of it; in a list that it leaves, the next moves up."""
        self._all = [moved if one.subject == moved.subject else one for one in self._all]
        self._list()

    # Handing over

    def export(self, name: str, *, over: bool = False) -> bool:
        """Write the corrections shown to a file and return whether the name will do.

        One that is there already is only named: a second key, that is no other command's, writes over it.
        """
        from moderation.handover import format_of, hand_over  # not before the first frame

        self.writes_over = None
        path = Path(name.strip()).expanduser()
        try:
            to = format_of(path.name)
            if path.exists() and not over:
                self.writes_over = path
                self.told = Told(
                    f"{one_line(str(path))} is there already: w writes over it, no other key does.", Role.WARNING
                )
                return True
            hand_over(self._review.store, self.listed, path, to)
        except TriageError as error:
            self.told = Told(str(error), Role.WARNING)
            return False
        where = one_line(str(path.absolute()))
        self.told = Told(f"✓ {plural(len(self.listed), 'correction')} ({self.view.name}) written to {where}", Role.GOOD)
        return True

    def write_over(self, path: Path | None) -> None:
        """Write over the file that was there already, where it was named by the key before."""
        if path is None:
            self.told = Told("There is no file to write over; a asks for one.", Role.WARNING)
        else:
            self.export(str(path), over=True)
