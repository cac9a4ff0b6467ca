"""The review desk: the app that joins a sitting's session to what is on screen.

Each key is one method of the session and one drawing of what changed, in the same handler, so that a key costs a
frame. The model that explains suggestions is loaded after the first paint; the stored scores are shown at once.
"""

from collections.abc import Callable
from time import monotonic
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from moderation.review import Review
from tui.desk.actions.deciding import Deciding
from tui.desk.actions.finding import Finding
from tui.desk.actions.keeping import Keeping
from tui.desk.actions.looking import Looking
from tui.desk.actions.marking import Marking
from tui.desk.actions.sharing import Sharing
from tui.desk.background import NO_JOBS, Jobs, discard_typed_ahead
from tui.desk.commands import REVIEWING
from tui.desk.drawing import ROOM_BELOW, ROOM_BESIDE, MoreToRead
from tui.desk.palette import DeskCommands
from tui.desk.themes import put_on
from tui.desk.widgets.comment import CommentView
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.queue import QueueView
from tui.desk.widgets.status import StatusRow
from tui.desk.widgets.strips import KeyRow, OneRow

_ACTIONS: Final = frozenset(command.action.partition("(")[0] for command in REVIEWING)


class ReviewDesk(Deciding, Marking, Finding, Looking, Keeping, Sharing):
    """The desk of one moderator."""

    TITLE = "comment-triage"
    CSS_PATH = "desk.tcss"
    COMMANDS: ClassVar = {DeskCommands}
    BINDINGS: ClassVar = [command.binding for command in REVIEWING]
    HORIZONTAL_BREAKPOINTS = ROOM_BESIDE
    VERTICAL_BREAKPOINTS = ROOM_BELOW
    AUTO_FOCUS = None  # a focused widget would take arrows and Enter for itself

    def __init__(
        self,
        review: Review,
        jobs: Jobs = NO_JOBS,
        *,
        now: Callable[[], float] = monotonic,
        settling: float = 0.0,
    ) -> None:
        super().__init__(review, jobs, now, settling)
        put_on(self)

    def compose(self) -> ComposeResult:
        """Lay out the queue, the comment, and the two rows at the bottom."""
        with Container(id="desk"):
            with Vertical(id="left"):
                yield OneRow("heading")
                yield QueueView(self.session.row, self.session.is_marked, self.session.who_has)
            yield CommentView()
        yield StatusRow()
        yield KeyRow(REVIEWING)

    def on_load(self) -> None:
        """Begin with an empty line of keys; Textual reads the terminal right after this."""
        discard_typed_ahead()

    def on_mount(self) -> None:
        """Show the first comment, then load what explains it."""
        self._drawing.draw()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Take decisions from now on: a key typed before the first paint is about a comment nobody has seen."""
        self._is_painted = True
        self._do(self.session.sit_down)
        self._load_explanations()
        self.score_rest()
        self.post_message(MoreToRead())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep keys from deciding anything while a line is being typed."""
        # An input takes letters, but would let Ctrl+R, Page Down and the like through to the desk.
        return action not in _ACTIONS or not self.query(Prompt)
