"""The review desk: the app that joins a sitting's session to what is on screen.

Each key is one method of the session and one drawing of what changed, in the same handler, so that a key costs a
frame. The model that explains suggestions is loaded after the first paint; the stored scores are shown at once.
"""

import gc
from collections.abc import Callable
from time import monotonic
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.command import Provider
from textual.containers import Container, Vertical
from textual.screen import Screen

from moderation.review import Review
from tui.desk.actions.correcting import Correcting
from tui.desk.actions.counting import Counting
from tui.desk.actions.covering import Covering
from tui.desk.actions.deciding import Deciding
from tui.desk.actions.finding import Finding
from tui.desk.actions.learning import LearnsHere
from tui.desk.actions.marking import Marking
from tui.desk.actions.sending import Sending
from tui.desk.actions.waving import Waving
from tui.desk.background import NO_JOBS, Jobs, discard_typed_ahead
from tui.desk.commands import REVIEWING
from tui.desk.drawing import ROOM_BELOW, ROOM_BESIDE, MoreToRead
from tui.desk.settings import Settings
from tui.desk.situation import offered
from tui.desk.themes import SHADES, put_on
from tui.desk.widgets.comment import CommentView
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.queue import QueueView
from tui.desk.widgets.status import StatusRow
from tui.desk.widgets.strips import KeyRow, OneRow

_BEGUN_BY_SECONDS: Final = 1.0

_ACTIONS: Final = frozenset(command.action.partition("(")[0] for command in REVIEWING)


def desk_commands() -> type[Provider]:
    """Return what the palette offers; called when it is opened."""
    from tui.desk.palette import DeskCommands

    return DeskCommands


class Window(Screen[None]):
    """What the desk is laid out in."""

    _is_styled = False

    def update_node_styles(self, animate: bool = True) -> None:
        """Put on the styles of other classes; those it begins with were put on as its parts were mounted."""
        # Textual puts on all styles again as the screen is first shown, 16 roles for each part: 15 ms.
        if self._is_styled:
            super().update_node_styles(animate)
        self._is_styled = True


class ReviewDesk(Deciding, Marking, Waving, Finding, Sending, Covering, Correcting, Counting, LearnsHere):
    """The desk of one moderator."""

    TITLE = "comment-triage"
    CSS_PATH = "desk.tcss"
    COMMANDS: ClassVar = {desk_commands}
    BINDINGS: ClassVar = [command.binding for command in REVIEWING]
    HORIZONTAL_BREAKPOINTS = ROOM_BESIDE
    VERTICAL_BREAKPOINTS = ROOM_BELOW
    AUTO_FOCUS = None  # a focused widget would take arrows and Enter for itself

    def __init__(
        self,
        review: Review,
        jobs: Jobs = NO_JOBS,
        settings: Settings | None = None,
        *,
        greets: bool = False,
        now: Callable[[], float] = monotonic,
        settling: float = 0.0,
    ) -> None:
        super().__init__(review, jobs, settings, now, settling)
        self._greets = greets
        put_on(self, self.session.settings.theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_keymap(dict(self.session.settings.keys))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return what quieter text looks like in a theme of somebody else."""
        return SHADES

    def get_default_screen(self) -> Screen[None]:
        """Begin with the classes of the window's size, which cost a second pass of styles where they come later."""
        fitting = [
            max(room for room in rooms if room[0] <= cells)[1]
            for rooms, cells in zip((ROOM_BESIDE, ROOM_BELOW), self.size, strict=True)
        ]
        return Window(id="_default", classes=" ".join(fitting))

    def refresh_css(self, animate: bool = True) -> None:
        """Put on another theme; the first one is what the styles are read for to begin with."""
        # Textual would read all styles for its own theme and then, before the first frame, again for ours: 8 ms.
        if self._is_painted:
            super().refresh_css(animate)

    def compose(self) -> ComposeResult:
        """Lay out the queue, the comment, and the two rows at the bottom."""
        with Container(id="desk"):
            with Vertical(id="left"):
                yield OneRow("heading", whole=True)
                yield QueueView(self.session.row, self.session.is_marked, self.session.who_has)
            yield CommentView()
        yield StatusRow()
        yield KeyRow(offered(self.session))

    def on_load(self) -> None:
        """Begin with an empty line of keys; Textual reads the terminal right after this."""
        discard_typed_ahead()

    def on_mount(self) -> None:
        """Show the first comment, then load what explains it."""
        self._drawing.draw()
        if self._greets:
            self.greet()
        self.call_after_refresh(self._begin)
        # A page opened before the first frame keeps the desk's screen from ever telling that it was painted.
        self.set_timer(_BEGUN_BY_SECONDS, self._begin)

    def _begin(self) -> None:
        """Take decisions from now on: a key typed before the first paint is about a comment nobody has seen."""
        if self._is_painted or not self.query(QueueView):  # a desk left before its first frame has nothing to draw on
            return
        self._is_painted = True
        if not gc.isenabled():
            gc.freeze()  # what the program is made of is never looked through again: shorter pauses between keys
            gc.enable()
        self._do(self.session.sit_down)
        self._load_explanations()
        self.score_rest()
        self.begin_sending()
        self.post_message(MoreToRead())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep keys from deciding anything while a line is being typed."""
        # An input takes letters, but would let Ctrl+R, Page Down and the like through to the desk.
        return action not in _ACTIONS or not self.query(Prompt)
