"""The command that shows what is covered, for as long as a key is held.

A terminal says that a key repeats and never that it was let go, so words are covered again a while after the last
press. Two taps are not a key held: they leave the words shown for this comment.
"""

from typing import Any, Protocol, runtime_checkable

from textual.timer import Timer

from tui.desk.actions.acting import Acting
from tui.desk.session import Told

_TWO_TAPS = 2


class Peek:
    """Whether the words of one comment are shown now."""

    def __init__(self) -> None:
        self._showing: object = None
        self._presses = 0
        self.is_kept = False

    def press(self, showing: object) -> bool:
        """Take a press of the key, and return whether the words of what is showing are shown from now on."""
        if showing is not self._showing:
            self._showing, self._presses, self.is_kept = showing, 0, False
        was_kept, self.is_kept = self.is_kept, False
        self._presses = 0 if was_kept else self._presses + 1
        return not was_kept

    def lapse(self, showing: object) -> bool:
        """Take that the key has not come for a while, and return whether the words stay shown."""
        self.is_kept = showing is self._showing and (self.is_kept or self._presses == _TWO_TAPS)
        self._presses = 0
        return self.is_kept


@runtime_checkable
class ShowsWords(Protocol):
    """A page over the desk that shows the same comment."""

    def show_words(self, shown: bool) -> None:
        """Show what is covered, or cover it again."""
        ...


class Covering(Acting):
    """Shows covered words while they are asked for."""

    cover_again_after = 1.0
    """Seconds after the last press; keys repeat after .25 to .7 s at first, and then many times a second."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._peek = Peek()
        self._lapse_timer: Timer | None = None

    def action_uncover(self) -> None:
        """Show what is covered of the comment, for as long as the key repeats."""
        if self.session.shown is None or not self._is_painted:
            return
        if not self.session.is_covered:
            self.session.told = Told("Nothing of this comment is covered.")
            self._drawing.draw_comment()
            return
        if self._lapse_timer is not None:
            self._lapse_timer.stop()
        shows = self._peek.press(self.session.written)
        key = self.session.keys.name("uncover")
        self.session.told = Told(f"Shown while {key} is held; two taps keep it." if shows else "Covered again.")
        self._show_words(shows)
        self._lapse_timer = self.set_timer(self.cover_again_after, self._lapse)

    def _lapse(self) -> None:
        """Cover the words again, unless two taps asked to leave them."""
        if self._peek.lapse(self.session.written):
            key = self.session.keys.name("uncover")
            self.session.told = Told(f"Shown until you go on; {key} covers it again.")
        self._show_words(self._peek.is_kept)

    def _show_words(self, shown: bool) -> None:
        self.session.uncover(shown)
        self._drawing.draw_comment()
        for screen in self.screen_stack:
            if isinstance(screen, ShowsWords):
                screen.show_words(shown)
