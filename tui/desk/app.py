"""The review desk: the app that joins a sitting's session to what is on screen.

Each key is one method of the session and one drawing of what changed, in the same handler, so that a key costs a
frame. The model that explains suggestions is loaded after the first paint; the stored scores are shown at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message

from moderation.errors import TriageError
from moderation.labels import Label
from moderation.queue import Card
from moderation.review import Review
from tui.desk.background import Retrain, apart, discard_typed_ahead, outcome_of, trouble_of
from tui.desk.commands import PROMPTING, REVIEWING
from tui.desk.drawing import ROOM_BELOW, ROOM_BESIDE, Drawing
from tui.desk.page.context import context_flow, history_flow
from tui.desk.page.help import help_flow
from tui.desk.palette import DeskCommands
from tui.desk.screens.reading import ReadingScreen
from tui.desk.session import Session, Told
from tui.desk.text.lines import Role
from tui.desk.text.prose import Flow
from tui.desk.themes import DARK, LIGHT, put_on
from tui.desk.widgets.comment import CommentView
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.queue import QueueView
from tui.desk.widgets.status import StatusRow
from tui.desk.widgets.strips import KeyRow, OneRow

_ACTIONS: Final = frozenset(command.action.partition("(")[0] for command in REVIEWING)


class ReviewDesk(App[None]):
    """The desk of one moderator."""

    TITLE = "comment-triage"
    CSS_PATH = "desk.tcss"
    COMMANDS: ClassVar = {DeskCommands}
    BINDINGS: ClassVar = [command.binding for command in REVIEWING]
    HORIZONTAL_BREAKPOINTS = ROOM_BESIDE
    VERTICAL_BREAKPOINTS = ROOM_BELOW
    AUTO_FOCUS = None  # a focused widget would take arrows and Enter for itself

    @dataclass
    class Explained(Message):
        """Says that suggestions can be explained from now on, or why they can't."""

        trouble: str = ""

    @dataclass
    class Retrained(Message):
        """Says what came of a retraining."""

        outcome: str

    def __init__(self, review: Review, retrain: Retrain | None = None) -> None:
        super().__init__()
        self.session = Session(review)
        self._retrain = retrain
        self._drawing = Drawing(self, self.session)
        self._is_painted = False
        put_on(self)

    def compose(self) -> ComposeResult:
        """Lay out the queue, the comment, and the two rows at the bottom."""
        with Container(id="desk"):
            with Vertical(id="left"):
                yield OneRow("heading")
                yield QueueView(self.session.row)
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
        self._load_explanations()

    # Steps

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

    # Deciding

    def action_accept(self) -> None:
        """Settle the comment as it stands and go on."""
        self._decide(self.session.accept)

    def action_flip(self, label: str) -> None:
        """Switch a label and stay."""
        if self._is_judged:
            self._try(partial(self.session.flip, Label(label)))
            self._drawing.draw_comment()

    def action_skip(self) -> None:
        """Leave the comment waiting and go on."""
        self._do(self.session.skip)

    def action_hold(self) -> None:
        """Ask for the note that goes with a held comment."""
        if self._is_judged:
            self._ask(Prompt("hold", "Hold, note:", "for your colleague; may be empty"))

    def action_release(self) -> None:
        """Put a held comment back."""
        self._decide(self.session.release)

    def action_undo(self) -> None:
        """Take back the last step."""
        self._do(self.session.undo)

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._do(self.session.redo)

    # Finding the way

    def action_move(self, by: int) -> None:
        """Look at a comment further on or back."""
        self._do(partial(self.session.move, by))

    def action_page(self, pages: int) -> None:
        """Move by a windowful."""
        self._do(partial(self.session.move, pages * self.query_one(QueueView).capacity))

    def action_top(self) -> None:
        """Go to the first comment."""
        self._do(partial(self.session.look_at, 0))

    def action_bottom(self) -> None:
        """Go to the last comment."""
        self._do(partial(self.session.look_at, len(self.session.review) - 1))

    def on_queue_view_picked(self, event: QueueView.Picked) -> None:
        """Go to the comment that was clicked."""
        self._do(partial(self.session.look_at, event.place))

    def action_order(self) -> None:
        """Take the next order."""
        self._do(self.session.cycle_order)

    def action_refresh(self) -> None:
        """Read the queue anew."""
        self._do(self.session.refresh)

    def action_search(self) -> None:
        """Ask what to look for."""
        self._ask(Prompt("search", "/", "words, label:abuse, is:held, author:, score:abuse>0.5", self.session.query))

    def action_everything(self) -> None:
        """Leave the search."""
        if self.session.query:
            self._do(partial(self.session.search, ""))

    # Typing

    def _ask(self, prompt: Prompt) -> None:
        self.mount(prompt, before="#keys")
        self.query_one(KeyRow).offer(PROMPTING)

    def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """Search, or hold with the note; a search that can't be understood stays open to be mended."""
        if event.purpose == "hold":
            self._close_prompt()
            self._decide(partial(self.session.hold, event.text.strip()))
        elif self.session.search(event.text):
            self._close_prompt()
        self._drawing.draw()

    def on_prompt_cancelled(self) -> None:
        """Go back to deciding; what was wrong with a search is of no interest any more."""
        self._close_prompt()
        self.session.leave_search()
        self._drawing.draw_comment()

    def _close_prompt(self) -> None:
        self.query(Prompt).remove()
        self.query_one(KeyRow).offer(REVIEWING)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep keys from deciding anything while a line is being typed."""
        # An input takes letters, but would let Ctrl+R, Page Down and the like through to the desk.
        return action not in _ACTIONS or not self.query(Prompt)

    # Reading

    def action_read_on(self) -> None:
        """Scroll a long comment."""
        self.query_one(CommentView).turn(1)

    def action_read_back(self) -> None:
        """Scroll a long comment back."""
        self.query_one(CommentView).turn(-1)

    def action_context(self) -> None:
        """Show the whole article and the thread."""
        self._read_about("Article and thread", context_flow)

    def action_history(self) -> None:
        """Show all that was decided about the comment."""
        self._read_about("History of this comment", history_flow)

    def action_help(self) -> None:
        """Show every key, the labels, and how to search."""
        self.push_screen(ReadingScreen("Keys, labels, searching", help_flow))

    def _read_about(self, title: str, lay: Callable[[Card, int], Flow]) -> None:
        if self.session.shown is not None:
            self.push_screen(ReadingScreen(title, partial(lay, self.session.shown.card)))

    # The desk itself

    def action_help_quit(self) -> None:
        """Leave on Ctrl+C, wherever it is pressed, as the table of commands says; the stock action shows a toast."""
        self.exit()

    def action_theme(self) -> None:
        """Switch between light and dark."""
        self.theme = DARK.name if self.theme == LIGHT.name else LIGHT.name

    def action_retrain(self) -> None:
        """Fit a candidate in the background."""
        if self._retrain is None:
            self.session.told = Told("This desk can't retrain from here; `triage retrain` does.", Role.WARNING)
        else:
            self.session.told = Told("Retraining; go on deciding meanwhile.")
            self._wait_for_retraining(self._retrain)
        self._drawing.draw_comment()

    @work(group="retrain")
    async def _wait_for_retraining(self, retrain: Retrain) -> None:
        self.post_message(self.Retrained(await apart(partial(outcome_of, retrain))))

    def on_review_desk_retrained(self, event: Retrained) -> None:
        """Say what came of the retraining."""
        self.session.told = Told(event.outcome, Role.PLAIN)
        self._drawing.draw_comment()

    @work(thread=True, exclusive=True, group="explain")
    def _load_explanations(self) -> None:
        self.post_message(self.Explained(trouble_of(self.session.review.load_scorer)))

    def on_review_desk_explained(self, event: Explained) -> None:
        """Show the evidence for the present comment, or say why there is none."""
        if event.trouble:
            self.session.told = Told(event.trouble, Role.WARNING)
        self._try(self.session.explain)
        self._drawing.draw_comment()

    def on_key_row_pressed(self, event: KeyRow.Pressed) -> None:
        """Run the command that was clicked in the footer."""
        self.run_worker(self.run_action(event.action))
