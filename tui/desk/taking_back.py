"""The part of a sitting that takes back what was done, and does it again.

It works on what is on disk, not on what the screen remembers: a step can be taken back in another life of the program.
"""

from collections.abc import Callable

from moderation.queue import State, TakenBack
from moderation.review import Review
from moderation.text import plural
from moderation.together import as_marked
from tui.desk.keys import Keys
from tui.desk.marks import Marks
from tui.desk.page.shown import Shown
from tui.desk.rows import RowCache
from tui.desk.sayings import left_in_words, named, step_in_words
from tui.desk.text.lines import Role
from tui.desk.told import Told
from tui.desk.veil import Veil
from tui.desk.wording import moved_in_words


class TakingBack:
    """Undo without limit, and redo; what was held goes back."""

    review: Review
    keys: Keys
    veil: Veil
    marks: Marks
    told: Told
    cursor: int
    shown: Shown | None
    _rows: RowCache
    look_at: Callable[[int], None]
    _go_on_from: Callable[[int], None]
    _show: Callable[[int | None], None]
    _nearest: Callable[[int], int]

    def undo(self) -> None:
        """Take back the last step and show the comment it was about; marks that it was taken on come back."""
        taken = self.review.undo()
        again = self._mark_again(taken)
        if taken.refs:
            self._show_again(taken.refs[0])
        self._is_done(taken, "taken back", "Nothing of yours is left to take back.", again)

    def redo(self) -> None:
        """Do again what was taken back last, and go on from there."""
        taken = self.review.redo()
        self.marks.drop(taken.refs)
        if self._is_done(taken, "done again", "There is nothing to do again."):
            if taken.refs:
                self._go_on_from(taken.refs[0])
            else:
                self.look_at(self.review.free_place(self.cursor))

    def release(self) -> None:
        """Put the held comment shown back into the queue."""
        if self.shown is None or self.shown.card.state is not State.HELD:
            search = self.keys.name("search")
            self.told = Told(f"Only a held comment can be put back; {search} is:held finds them.", Role.WARNING)
            return
        card = self.shown.card
        self.review.release([card.ref])
        self.told = Told(f"put back into the queue · {named(card)}", Role.GOOD)
        self._go_on_from(card.ref)

    def _show_again(self, ref: int) -> None:
        """Show a comment in its place, or where the cursor is if a search hides it from the queue."""
        place = self.review.position(ref)
        if place is None:
            self.cursor = self._nearest(self.cursor)
            self._show(ref)
        else:
            self.look_at(place)

    def _mark_again(self, taken: TakenBack) -> int:
        """Mark the comments of a step over several, so that it can be mended at once; return how many."""
        decided = self.review.store.chosen_in([entry.undoes or 0 for entry in taken.entries])
        if len(decided) < 2:
            return 0
        self.marks.add(as_marked(self.review, decided))
        return len(decided)

    def _is_done(self, taken: TakenBack, did: str, nothing: str, again: int = 0) -> bool:
        """Say what was taken back or done again, and whether anything was."""
        for ref in taken.refs:
            self._rows.forget(ref)
        if not taken.entries:
            self.told = Told(left_in_words(taken) if taken.left else nothing, Role.WARNING)
            return False
        marked = ", all marked again" if again else ""
        many = f"{plural(len(taken), 'comment')}{marked} · " if len(taken) > 1 else ""
        self.told = Told(f"{did}: {many}{self._step_of(taken)}", Role.GOOD)
        return True

    def _step_of(self, taken: TakenBack) -> str:
        """Return what the first row taken back had recorded; a correction is about no comment."""
        if not taken.refs:
            return moved_in_words(self.review, taken.entries[0])
        # To read and explain a card takes 5 ms; the one shown has been already.
        shown = self.shown.card if self.shown and self.shown.card.ref == taken.refs[0] else None
        return step_in_words(shown or self.veil.card(self.review.store.card(taken.refs[0])), taken.entries[0])
