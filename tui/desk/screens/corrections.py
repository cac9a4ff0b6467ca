"""The corrections desk: what readers ask to have changed in articles, at the left; the one at the cursor, at the right.

It lies over the queue and leads back to the same comment; each key is one step of its session and one drawing.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import ModalScreen

from moderation.disputes import Stage, Subject
from moderation.errors import TriageError
from moderation.review import Review
from tui.desk.commands import CORRECTING, Command
from tui.desk.correcting import CorrectingSession, Cover, Opened, as_written
from tui.desk.drawing import ROOM_BESIDE
from tui.desk.page.correction import complaints_flow, correction_flow
from tui.desk.screens.reading import Lay, Reader, ReadingScreen
from tui.desk.text.lines import BLANK, Line, Piece, Role
from tui.desk.text.prose import Flow, Gap, Prose
from tui.desk.text.wrapping import padded
from tui.desk.told import Told
from tui.desk.widgets.ledger import Ledger
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.status import StatusRow
from tui.desk.widgets.strips import HasKeys, KeyRow, OneRow
from tui.desk.wording import called

_NOTHING: Final = (
    (Piece("No reader asks for a correction here.", Role.STRONG),),
    (Piece("Comments suggested or decided as disputed terminology collect on this page.", Role.DIM),),
    (Piece("s shows other states.", Role.DIM),),
)


class CorrectionPage(Reader):
    """The correction at the cursor; another one begins at its top."""

    def show(self, lay: Lay) -> None:
        """Show another text."""
        self._lay, self._flow, self._top = lay, Flow(), 0
        if self.size.width:
            self.on_resize()


class CorrectionsScreen(ModalScreen[None]):
    """The corrections of a desk file."""

    BINDINGS: ClassVar = [command.binding for command in CORRECTING]
    AUTO_FOCUS = None
    CSS = """
    CorrectionsScreen > #title, CorrectionsScreen > #status { background: $panel; }
    CorrectionsScreen > #both { height: 1fr; layout: horizontal; background: $background; }
    #ledger { width: 40%; min-width: 28; max-width: 62; height: 1fr; background: $surface; }
    CorrectionsScreen #reader { width: 1fr; height: 1fr; margin: 1 0 0 0; background: $background; }
    CorrectionsScreen.-small > #both, CorrectionsScreen.-narrow > #both { layout: vertical; }
    CorrectionsScreen.-small #ledger, CorrectionsScreen.-narrow #ledger { width: 100%; max-width: 100%; height: 5; }
    """

    def __init__(self, review: Review, at: Subject | None = None, cover: Cover = as_written) -> None:
        """Open the corrections at one of them; `cover` hides what moderators needn't see unasked."""
        super().__init__()
        self.session = CorrectingSession(review, at, cover)
        self._take: Callable[[str], bool] = bool
        self._drawn: object = None
        self._over: Path | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list, the correction, and the rows around them."""
        yield OneRow("title")
        with Container(id="both"):
            yield Ledger()
            yield CorrectionPage(lambda width: Flow())
        yield StatusRow()
        yield KeyRow(CORRECTING)

    def on_mount(self) -> None:
        """Show the first correction, and look each second for what others have moved on."""
        self._draw()
        self.set_interval(1.0, self._catch_up)

    def _catch_up(self) -> None:
        # 0.2 ms where nobody did anything: only the rows about corrections are read.
        with suppress(TriageError):  # a store that can't be asked is said at the next key
            if self.session.catch_up():
                self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep keys from doing anything while a line is being typed."""
        return not self.query(Prompt) or action not in _ACTIONS

    # Drawing

    def _do(self, step: Callable[[], object]) -> None:
        """Take a step of the session and draw it; what went wrong is said."""
        self._over, self.session.writes_over = self.session.writes_over, None  # good for the very next key
        try:
            step()
        except TriageError as error:
            self.session.told = Told(str(error), Role.WARNING)
        self._draw()

    def _draw(self) -> None:
        session = self.session
        self.query_one(Ledger).show(session.listed, session.cursor)
        try:
            opened = session.opened
        except TriageError as error:
            opened = None
            session.told = Told(str(error), Role.WARNING)
        if opened is not self._drawn or opened is None:
            self.query_one(CorrectionPage).show(partial(self._laid_out, opened))
            self._drawn = opened
        self.query_one("#title", OneRow).say(*self._heading())
        place = f"{session.cursor + 1:,} of {len(session.listed):,}" if session.listed else "none"
        self.query_one(StatusRow).say(session.told, (Piece(place, Role.DIM),))

    def _laid_out(self, opened: Opened | None, width: int) -> Flow:
        if opened is None:
            return Flow([Gap((BLANK, *_NOTHING))])
        # Under the list, the article's title stands a few rows above already.
        return correction_flow(opened, width, titled=self.app.size.width >= ROOM_BESIDE[-1][0])

    def _heading(self) -> tuple[Line, Line]:
        counts = [f"{count:,} {stage}" for stage in Stage if (count := self.session.count(stage))]
        shown = (Piece(f"shown: {self.session.view.name}", Role.DIM),)
        return (Piece("Corrections  ", Role.STRONG), Piece(" · ".join(counts), Role.DIM)), shown

    # Commands

    def action_set(self, stage: str) -> None:
        """Move the correction shown on."""
        self._do(partial(self.session.move, Stage(stage)))

    def action_decline(self) -> None:
        """Ask why, and leave the wording as it is."""
        if self.session.shown is not None:
            self._ask(Prompt("Declined, because:", "the editor's answer to the reader"), self._decline)

    def _decline(self, reason: str) -> bool:
        if reason.strip():
            self.session.move(Stage.DECLINED, reason.strip())
            return True
        self.session.told = Told("A correction is declined with a reason; Esc leaves it as it is.", Role.WARNING)
        return False

    def action_undo(self) -> None:
        """Take back the last move."""
        self._do(self.session.undo)

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._do(self.session.redo)

    def action_comments(self) -> None:
        """Show the comments in full."""
        opened = self.session.whole()
        if opened is not None:
            self.app.push_screen(
                ReadingScreen(f"Comments about {called(opened.correction)}", partial(complaints_flow, opened))
            )

    def action_move(self, by: int) -> None:
        """Show a correction further on or back."""
        self._do(partial(self.session.go, self.session.cursor + by))

    def action_turn(self, pages: int) -> None:
        """Scroll what is shown."""
        page = self.query_one(CorrectionPage)
        page.roll(pages * max(page.size.height - 2, 1))

    def action_top(self) -> None:
        """Show the first correction."""
        self._do(partial(self.session.go, 0))

    def action_bottom(self) -> None:
        """Show the last correction."""
        self._do(partial(self.session.go, len(self.session.listed) - 1))

    def on_ledger_picked(self, event: Ledger.Picked) -> None:
        """Show the correction that was clicked."""
        self._do(partial(self.session.go, event.place))

    def action_uncover(self) -> None:
        """Show what is covered of this correction, or cover it again."""
        self._do(self.session.uncover)

    def action_states(self) -> None:
        """Show other states."""
        self._do(self.session.cycle)

    def action_refresh(self) -> None:
        """Read everything anew."""
        self._do(self.session.refresh)

    def action_export(self) -> None:
        """Ask for the file that an editor gets."""
        self._ask(Prompt("Write to:", "a name that ends in .md, .csv or .json", "corrections.md"), self.session.export)

    def action_write_over(self) -> None:
        """Write over the file that is there."""
        self._do(lambda: self.session.write_over(self._over))

    def action_help(self) -> None:
        """Show the keys of this page."""
        commands = self.app.desk_keys.of(CORRECTING) if isinstance(self.app, HasKeys) else CORRECTING
        self.app.push_screen(ReadingScreen("The corrections desk", partial(_help, commands)))

    def action_close(self) -> None:
        """Go back to the queue."""
        self.dismiss()

    def on_key_row_pressed(self, event: KeyRow.Pressed) -> None:
        """Run the command that was clicked in the footer."""
        event.stop()
        self.run_worker(self.run_action(event.action))

    # Asking

    def _ask(self, prompt: Prompt, take: Callable[[str], bool]) -> None:
        self._take = take
        self.mount(prompt, before="#keys")
        self.query_one(KeyRow).offer(prompt.commands)

    def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """Act on what was typed; a line that wasn't understood stays open to be mended."""
        event.stop()
        if self._take(event.text):
            self._close_prompt()
        self._draw()

    def on_prompt_cancelled(self, event: Prompt.Cancelled) -> None:
        """Go back to the list and change nothing."""
        event.stop()
        self._close_prompt()

    def _close_prompt(self) -> None:
        self.query(Prompt).remove()
        self.query_one(KeyRow).offer(CORRECTING)


_ACTIONS: Final = frozenset(command.action.partition("(")[0] for command in CORRECTING)


def _help(commands: Sequence[Command], width: int) -> Flow:
    """Return the keys of this page, a group after the other."""
    blocks: list[Gap] = []
    for group in dict.fromkeys(command.group for command in commands):
        rows = [(BLANK), (Piece(group, Role.FAINT),)]
        for command in commands:
            if command.group == group:
                name = Piece(padded(command.shown, 7), Role.KEY), Piece(padded(command.title, 12), Role.STRONG)
                gutter = (Piece(" " * 19),)
                rows += Prose(command.help, Role.DIM, gutter=gutter, lead=name).wrapped(width).first(3, width)
        blocks.append(Gap(tuple(rows)))
    return Flow(blocks)
