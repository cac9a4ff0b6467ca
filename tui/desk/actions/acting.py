"""What every group of commands builds on: a step of the session, drawn in the same handler.

A key is one step and one drawing, so that it costs a frame; what goes wrong in a step is said, never raised.
"""

from collections.abc import Callable

from textual.app import App

from moderation.errors import TriageError
from moderation.review import Review
from tui.desk.commands import PROMPTING
from tui.desk.drawing import Drawing
from tui.desk.keys import Keys
from tui.desk.session import Session, Told
from tui.desk.settings import Settings
from tui.desk.situation import offered
from tui.desk.text.lines import Role
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.strips import KeyRow


class Acting(App[None]):
    """An app with a session, and the ways to take a step of it."""

    def __init__(self, review: Review, settings: Settings | None = None) -> None:
        super().__init__()
        self.session = Session(review, settings=settings)
        self._drawing = Drawing(self, self.session)
        self._is_painted = False
        self._take: Callable[[str], bool] = bool

    @property
    def desk_keys(self) -> Keys:
        """The keys of this desk."""
        return self.session.keys

    def _try(self, step: Callable[[], object]) -> None:
        """Take a step of the session; what went wrong is said in the status row."""
        try:
            step()
        except TriageError as error:
            self.session.told = Told(str(error), Role.WARNING)

    def _do(self, step: Callable[[], object]) -> None:
        """Take a step of the session and draw it."""
        self._try(step)
        self._drawing.draw()

    def _decide(self, step: Callable[[], object]) -> None:
        """Take a step that is about a comment, only if that comment is the one on screen."""
        if self._is_judged:
            self._do(step)

    @property
    def _is_judged(self) -> bool:
        """Whether the session's comment is the one that the moderator sees."""
        shown = self.session.shown
        return self._is_painted and shown is not None and self._drawing.is_on_screen(shown.card.ref)

    def _ask(self, prompt: Prompt, take: Callable[[str], bool]) -> None:
        """Ask for a line; what `take` says is whether the answer was understood, else it stays open to be mended."""
        self._take = take
        self.mount(prompt, before="#keys")
        self.query_one(KeyRow).offer(PROMPTING)

    def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """Act on what was typed."""
        if self._take(event.text):
            self._close_prompt()
        self._drawing.draw()

    def on_prompt_cancelled(self) -> None:
        """Go back to deciding; what was wrong with a search is of no interest any more."""
        self._close_prompt()
        self.session.leave_search()
        self._drawing.draw_comment()

    def _close_prompt(self) -> None:
        self.query(Prompt).remove()
        self.query_one(KeyRow).offer(offered(self.session))
