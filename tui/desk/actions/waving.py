"""The command that shows a wave of near-copies, and decides those that were left in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from textual import work
from textual.message import Message

from moderation.errors import TriageError
from moderation.waves import Along
from tui.desk.actions.acting import Acting
from tui.desk.text.lines import Role
from tui.desk.told import Told

if TYPE_CHECKING:
    from tui.desk.page.copies import Copy

_LOOKING: Final = Told("No near-copies; looking for what resembles it …")
_NOTHING: Final = Told("Nothing else that waits resembles this comment.", Role.PLAIN)


class Waving(Acting):
    """Opens the near-copies of the comment on screen, and what resembles it."""

    @dataclass
    class LookedFor(Message):
        """Says what resembles a comment that has no near-copies, or that it can't be told."""

        ref: int
        found: "Sequence[Copy]" = ()
        trouble: str = ""

    _found: LookedFor | None = None

    def action_copies(self) -> None:
        """Show the near-copies, and what resembles them; where there are none, look for the latter first."""
        shown = self.session.shown
        if shown is None or not self._is_judged:
            return
        if shown.card.copies:
            self._show_copies()
        elif self._found is not None and self._found.ref == shown.card.ref and self._found.found:
            self._show_copies(self._found.found)
        else:
            self.session.told = _LOOKING
            self._drawing.draw_status()
            self._look_for_similar(shown.card.ref)

    @work(thread=True, exclusive=True, group="similar")
    def _look_for_similar(self, ref: int) -> None:
        from tui.desk.page.copies import similar_to  # reads texts, which is loaded when it is asked for

        try:
            self.post_message(self.LookedFor(ref, similar_to(self.session.review.store.address, ref)))
        except TriageError as error:
            self.post_message(self.LookedFor(ref, trouble=str(error)))

    def on_waving_looked_for(self, event: LookedFor) -> None:
        """Say how many were found; a page that opened by itself, late, would take keys meant for the desk."""
        shown = self.session.shown
        if self.session.told is not _LOOKING or shown is None or shown.card.ref != event.ref:
            return
        self._found = event
        self.session.told = Told(event.trouble, Role.WARNING) if event.trouble else _NOTHING
        if event.found:
            count, key = len(event.found), self.session.keys.name("copies")
            resembling = f"{count} others that wait resemble" if count > 1 else "Another one that waits resembles"
            self.session.told = Told(f"{resembling} this comment; {key} shows {'them' if count > 1 else 'it'}.")
        self._drawing.draw_status()

    def _show_copies(self, similar: "Sequence[Copy] | None" = None) -> None:
        from tui.desk.screens.copies import CopiesScreen

        written = self.session.written
        if written is not None:
            self._change_view()
            page = CopiesScreen(self.session.review, written, self.session.veil, similar)
            self.push_screen(page, partial(self._decide_along, self._deaf_until))

    def _decide_along(self, read_from: float, along: Along | None) -> None:
        """Decide the comment with those picked: what the key was typed at was the page of copies, if it was read."""
        if along is not None and self._is_judged and self._is_heard(read_from):
            self._do(partial(self.session.accept, along=along))
