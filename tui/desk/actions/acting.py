"""What every group of commands builds on: a step of the session, drawn in the same handler.

A key is one step and one drawing, so that it costs a frame; what goes wrong in a step is said, never raised.
"""

from collections.abc import Callable
from time import monotonic
from typing import Final

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette

from moderation.errors import TriageError
from moderation.review import Review
from tui.desk.actions.typing import Typing
from tui.desk.drawing import Drawing
from tui.desk.keys import Keys
from tui.desk.rows import PAGE
from tui.desk.session import Session, Told
from tui.desk.settings import Settings
from tui.desk.situation import offered
from tui.desk.text.lines import Role
from tui.desk.widgets.comment import CommentView
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.strips import KeyRow

SETTLING_SECONDS: Final = 0.15
"""How long keys decide nothing after a page or a line was left: they were typed at what was there before."""

_BOTH_SIDES: Final = 6
"""As many times that long where somebody else's decision came up in place of one's own: it has to be read."""

_TOO_EARLY: Final = Told("Not taken: the key came before this page could be read. Press it again.", Role.WARNING)


class Acting(Typing):
    """An app with a session, and the ways to take a step of it."""

    def __init__(
        self,
        review: Review,
        settings: Settings | None = None,
        now: Callable[[], float] = monotonic,
        settling: float = 0.0,
    ) -> None:
        """Seat a moderator; `settling` is for how many seconds after a change of view keys decide nothing."""
        super().__init__()
        self.session = Session(review, now, settings)
        self.reasons = self.session.settings.reasons
        """Ready reasons to choose from where one is asked for."""
        self._drawing = Drawing(self, self.session)
        self._is_painted = False
        self._take: Callable[[str], bool] = bool
        self._told_before = self.session.told
        self._refusal: Told | None = None
        """What was said of an answer that wasn't understood; of no interest once the line is left."""
        self._now = now
        self._settling = settling
        self._deaf_until = now()

    @property
    def desk_keys(self) -> Keys:
        """The keys of this desk."""
        return self.session.keys

    @property
    def has_begun(self) -> bool:
        """Whether the desk has been painted, and takes decisions."""
        return self._is_painted

    def _try(self, step: Callable[[], object]) -> object:
        """Take a step of the session and return what it does; what went wrong is said in the status row."""
        try:
            return step()
        except TriageError as error:
            self.session.told = Told(str(error), Role.WARNING)
            return None

    def _do(self, step: Callable[[], object]) -> None:
        """Take a step of the session and draw it; then have the next comment explained while this one is read."""
        self._try(step)
        self._drawing.draw()
        self.call_after_refresh(self._foresee)

    def _foresee(self) -> None:
        """Have the next comment explained, and the lines read that will be scrolled to, while no key waits."""
        cursor = self.session.cursor
        self._try(lambda: self.session.review.foresee(cursor + 1))
        for place in (cursor + PAGE // 2, cursor + PAGE):
            self.session.row(place)

    def _decide(self, step: Callable[[], object]) -> None:
        """Take a step that is about a comment, only if that comment is the one on screen."""
        if self._is_judged and self._is_heard():
            before = self.session.shown
            self._do(step)
            after = self.session.shown
            if after is not before and after is not None and after.meanwhile is not None:
                self._change_view(_BOTH_SIDES)  # the next key, already on its way, would decide against a colleague

    def _decide_marked(self, step: Callable[[], object]) -> None:
        """Take a step that is about the marked comments, only where the desk can be read."""
        if self._is_readable and self._is_heard():
            self._do(step)

    def _is_heard(self, read_from: float | None = None) -> bool:
        """Whether a key may decide by now, having been typed at what can be read from a time on; else that is said."""
        if self._now() >= (self._deaf_until if read_from is None else read_from):
            return True
        self.session.told = _TOO_EARLY
        self._drawing.draw_comment()
        return False

    def _change_view(self, times: int = 1) -> None:
        """Let keys decide nothing for a moment; going on to the next comment is no change of view."""
        self._deaf_until = self._now() + self._settling * times

    def pop_screen(self) -> AwaitComplete:
        """Leave a page; a command chosen in the palette is meant, and runs at once."""
        if not isinstance(self.screen, CommandPalette):
            self._change_view()
        return super().pop_screen()

    @property
    def _is_readable(self) -> bool:
        """Whether the desk has been painted, in a window that one can judge in."""
        return self._is_painted and not self.query_one(CommentView).is_too_small

    @property
    def _is_judged(self) -> bool:
        """Whether the session's comment is the one that the moderator sees."""
        shown = self.session.shown
        return self._is_painted and shown is not None and self._drawing.is_on_screen(shown.card.ref)

    def _ask(self, prompt: Prompt, take: Callable[[str], bool]) -> None:
        """Ask for a line; what `take` says is whether the answer was understood, else it stays open to be mended."""
        self._take = take
        self._told_before, self._refusal = self.session.told, None
        self.mount(prompt, before="#keys")
        self.query_one(KeyRow).offer(prompt.commands)

    def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """Act on what was typed."""
        if self._take(event.text):
            self._close_prompt()
        else:
            self._refusal = self.session.told
        self._drawing.draw()

    def on_prompt_cancelled(self) -> None:
        """Go back to deciding, and say again what was said before the line was opened."""
        self._close_prompt()
        self.session.leave_search()
        if self.session.told is self._refusal:
            self.session.told = self._told_before
        self._drawing.draw_comment()

    def _close_prompt(self) -> None:
        self.query(Prompt).remove()
        self._change_view()
        self.query_one(KeyRow).offer(offered(self.session))
