"""What a desk shows of the other desks: it looks each second, and says what it has open.

No key waits for any of it: looking takes 5 us while nothing happens, and what is written about the cursor goes
through a thread once the cursor has come to rest.
"""

import contextlib
from dataclasses import dataclass
from functools import partial
from typing import Final

from textual import work
from textual.message import Message

from moderation.errors import TriageError
from tui.desk.actions.acting import Acting
from tui.desk.page import others
from tui.desk.screens import reading

_TICK_SECONDS: Final = 0.25
"""A cursor that was at the same comment twice has come to rest there."""

_TICKS_A_LOOK: Final = 4


class Sharing(Acting):
    """Keeps the desk in step with the others, and shows who they are."""

    _tick = 0
    _rested_at: int | None = None
    _is_claiming = False

    @dataclass
    class Claimed(Message):
        """Says that the others know, or could not be told, what is open here."""

    @dataclass
    class Served(Message):
        """Says that another model was put in service, by whichever process."""

        version: str

    def on_mount(self) -> None:
        """Begin to look at what the others do."""
        self.set_interval(_TICK_SECONDS, self._look_around)

    def on_unmount(self) -> None:
        """Free what this desk had open."""
        self._try(self.session.review.company.leave)

    def action_people(self) -> None:
        """Show who is at the desk, and what they have open."""
        self._follow()
        self.push_screen(
            reading.ReadingScreen("Who is here", partial(others.others_flow, self.session.review, self.session.veil))
        )

    def _look_around(self) -> None:
        """Say what is open here, once the cursor rests, and each second see what others do."""
        self._tick += 1
        ref = self.session.shown.card.ref if self.session.shown else None
        if self._is_painted and ref == self._rested_at and self.session.review.company.owes_a_sign(ref):
            self._claim(ref)
        self._rested_at = ref
        if self._tick % _TICKS_A_LOOK == 0:
            self._follow()

    def _follow(self) -> None:
        changed: list[bool] = []
        self._try(lambda: changed.append(self.session.follow()))
        if served := self.session.served:
            self.session.served = None
            self.post_message(self.Served(served))
        said = self.session.restate_company()  # also how long ago something was, which changes by itself
        if any(changed):
            self._drawing.draw(still=True)
        elif said:
            self._drawing.draw_comment()

    def _claim(self, ref: int | None) -> None:
        if not self._is_claiming:
            self._is_claiming = True
            self._tell(ref, self.session.review.company.now())

    @work(thread=True, group="claim")
    def _tell(self, ref: int | None, now: float) -> None:
        with contextlib.suppress(TriageError):  # what is wrong with the desk, the next key says
            self.session.review.company.claim(ref, now)
        self.post_message(self.Claimed())

    def on_sharing_claimed(self) -> None:
        """Say who else has the comment open, if anybody has."""
        self._is_claiming = False
        if self.session.restate_company():
            self._drawing.draw_comment()
