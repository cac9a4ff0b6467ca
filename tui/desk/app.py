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
from tui.desk.commands import PROMPTING, REVIEWING
from tui.desk.page.context import context_flow, history_flow
from tui.desk.page.help import help_flow
from tui.desk.page.nothing import nothing_lines
from tui.desk.palette import DeskCommands
from tui.desk.screens.reading import ReadingScreen
from tui.desk.session import Session, Told
from tui.desk.text.lines import Line, Piece, Role
from tui.desk.text.prose import Flow
from tui.desk.themes import DARK, LIGHT
from tui.desk.widgets.comment import CommentView
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.queue import QueueView
from tui.desk.widgets.strips import KeyRow, OneRow
from tui.desk.words import ORDERS

BREAKPOINTS: Final = [(0, "-small"), (80, "-full")]
"""Columns from which the queue stands beside the comment; below, it stands on top of it."""

STOCK_THEME: Final = "textual-dark"

_ACTIONS: Final = frozenset(command.action.partition("(")[0] for command in REVIEWING)

Retrain = Callable[[], str]
"""Fits a candidate in a process of its own, waits for it, and says in a sentence what came of it."""


class ReviewDesk(App[None]):
    """The desk of one moderator."""

    TITLE = "comment-triage"
    CSS_PATH = "desk.tcss"
    COMMANDS: ClassVar = {DeskCommands}
    BINDINGS: ClassVar = [command.binding for command in REVIEWING]
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
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
        self._painted_refs: object = None
        self._is_painted = False
        self._use_own_theme()

    def _use_own_theme(self) -> None:
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        if self.theme == STOCK_THEME:  # unless TEXTUAL_THEME asks for another
            self.theme = DARK.name

    def compose(self) -> ComposeResult:
        """Lay out the queue, the comment, and the two rows at the bottom."""
        with Container(id="desk"):
            with Vertical(id="left"):
                yield OneRow("heading")
                yield QueueView(self.session.row)
            yield CommentView()
        yield OneRow("status")
        yield KeyRow(REVIEWING)

    def on_mount(self) -> None:
        """Show the first comment, then load what explains it."""
        self._draw()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Take decisions from now on: a key typed before the first paint is about a comment nobody has seen."""
        self._is_painted = True
        self._load_explanations()

    # Drawing

    def _draw(self) -> None:
        """Bring the screen up to the session."""
        session = self.session
        # Review makes a new array whenever a comment leaves or returns; moving alone repaints two rows, not forty.
        changed = session.review.refs is not self._painted_refs
        self.query_one(QueueView).show(len(session.review), session.cursor, changed=changed)
        self._painted_refs = session.review.refs
        self._draw_comment()
        self.query_one("#heading", OneRow).say(*heading(session))

    def _draw_comment(self) -> None:
        """Bring the comment and the status row up to the session, where the queue is as it was."""
        session, view = self.session, self.query_one(CommentView)
        if session.shown is None:
            view.show_lines(nothing_lines(session.review, session.query))
        else:
            view.show(session.shown)
        self.query_one("#status", OneRow).say(*status(session))

    def _do(self, step: Callable[[], object]) -> None:
        """Take a step of the session and draw it; what went wrong is said in the status row."""
        try:
            step()
        except TriageError as error:
            self.session.told = Told(str(error), Role.WARNING)
        self._draw()

    def _decide(self, step: Callable[[], object]) -> None:
        """Take a step that is about a comment, only if that comment is the one on screen."""
        shown = self.session.shown
        if self._is_painted and shown is not None and self.query_one(CommentView).shown_ref == shown.card.ref:
            self._do(step)

    # Deciding

    def action_accept(self) -> None:
        """Settle the comment as it stands and go on."""
        self._decide(self.session.accept)

    def action_flip(self, label: str) -> None:
        """Switch a label and stay."""
        self.session.flip(Label(label))
        self._draw_comment()

    def action_skip(self) -> None:
        """Leave the comment waiting and go on."""
        self._do(self.session.skip)

    def action_hold(self) -> None:
        """Ask for the note that goes with a held comment."""
        if self.session.shown is not None:
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
        self._draw()

    def on_prompt_cancelled(self) -> None:
        """Go back to deciding."""
        self._close_prompt()

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

    def action_theme(self) -> None:
        """Switch between light and dark."""
        self.theme = DARK.name if self.theme == LIGHT.name else LIGHT.name

    def action_retrain(self) -> None:
        """Fit a candidate in the background."""
        if self._retrain is None:
            self.session.told = Told("This desk can't retrain from here; `triage retrain` does.", Role.WARNING)
        else:
            self.session.told = Told("Retraining; go on deciding, this row will say what came of it.")
            self._wait_for_retraining(self._retrain)
        self._draw_comment()

    @work(thread=True, exclusive=True, group="retrain")
    def _wait_for_retraining(self, retrain: Retrain) -> None:
        try:
            self.post_message(self.Retrained(retrain()))
        except TriageError as error:
            self.post_message(self.Retrained(str(error)))

    def on_review_desk_retrained(self, event: Retrained) -> None:
        """Say what came of the retraining."""
        self.session.told = Told(event.outcome)
        self._draw_comment()

    @work(thread=True, exclusive=True, group="explain")
    def _load_explanations(self) -> None:
        try:
            self.session.review.load_scorer()
        except TriageError as error:
            self.post_message(self.Explained(str(error)))
        else:
            self.post_message(self.Explained())

    def on_review_desk_explained(self, event: Explained) -> None:
        """Show the evidence for the present comment, or say why there is none."""
        if event.trouble:
            self.session.told = Told(event.trouble, Role.WARNING)
        self.session.explain()
        self._draw_comment()

    def on_key_row_pressed(self, event: KeyRow.Pressed) -> None:
        """Run the command that was clicked in the footer."""
        self.run_worker(self.run_action(event.action))


def heading(session: Session) -> tuple[Line, Line]:
    """Return how many comments the queue holds, and in which order or by which search."""
    count = f"{len(session.review):,} {'found' if session.query else 'waiting'}"
    right = f"/ {session.query}" if session.query else ORDERS[session.review.order]
    return (Piece(count, Role.STRONG),), (Piece(right, Role.DIM),)


def status(session: Session) -> tuple[Line, Line]:
    """Return the last thing said, and who is at it, how far along."""
    progress, review = session.review.progress(), session.review
    place = f"{session.cursor + 1:,} of {len(review):,} · " if len(review) else ""
    right = f"{place}{review.who} · {progress.today:,} today"
    return (Piece(session.told.text, session.told.role),), (Piece(right, Role.DIM),)
