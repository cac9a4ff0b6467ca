"""What the two lists that a desk's people keep for each other have in common: a title, lines, a word on what was done.

Nothing here asks "are you sure": what is taken away is put back by one key while the screen is open.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from moderation.errors import TriageError
from moderation.review import Review
from tui.desk.commands import PROMPTING, Command
from tui.desk.session import Told
from tui.desk.text.lines import BLANK, Line, Piece, Role
from tui.desk.widgets.choosing import Choosing
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.status import StatusRow
from tui.desk.widgets.strips import KeyRow, OneRow


class ShelfScreen(ModalScreen[str | None]):
    """A list over the whole desk; leaving it leads back to the same comment."""

    TABLE: ClassVar[tuple[Command, ...]] = ()
    TITLE_WORDS: ClassVar = ""
    EMPTY: ClassVar[tuple[str, ...]] = ()
    """What to say where there is nothing yet."""

    def __init__(self, review: Review) -> None:
        super().__init__()
        self.review = review
        self.cursor = 0
        self._taken_away: list[Callable[[], str]] = []
        self._take: Callable[[str], str] = str

    def compose(self) -> ComposeResult:
        """Lay out the title, the lines, what was done, and the keys."""
        with Vertical():
            yield OneRow("title")
            yield Choosing()
            yield StatusRow("said")
            yield KeyRow(self.TABLE)

    def on_mount(self) -> None:
        """Read and show the list."""
        self.do(lambda: "")
        self.action_move(0)

    # What each list says for itself

    def read(self) -> int:
        """Read the list from the store and return how many lines it has."""
        raise NotImplementedError

    def lines(self, width: int) -> Sequence[Line]:
        """Return the list as lines."""
        raise NotImplementedError

    def detail(self) -> str:
        """Return the chosen line in whole, since a small window cuts it."""
        raise NotImplementedError

    # Drawing

    def do(self, step: Callable[[], str]) -> bool:
        """Take a step, say what it says or what went wrong, and show the list; return whether it went well."""
        try:
            said, role = step(), Role.GOOD
            self._length = self.read()
        except TriageError as error:
            said, role = str(error), Role.WARNING
        self.cursor = max(min(self.cursor, self._length - 1), 0)
        self.query_one(StatusRow).say(Told(said, role), ())
        self.draw()
        return role is Role.GOOD

    def draw(self) -> None:
        """Show the list as it was read."""
        self.query_one("#title", OneRow).say(
            (Piece(self.TITLE_WORDS, Role.STRONG),), (Piece(f"{self._length:,}", Role.DIM),)
        )
        empty = [BLANK, *((Piece(line, Role.DIM),) for line in self.EMPTY)]
        shown = self.lines(max(self.size.width - 4, 1)) if self._length else empty
        self.query_one(Choosing).show(shown, self.cursor if self._length else -1)

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        if self.query(Choosing):
            self.draw()

    _length = 0

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep keys from doing anything while a line is being typed."""
        known = {command.action.partition("(")[0] for command in self.TABLE}
        return action not in known or not self.query(Prompt)

    def action_move(self, by: int) -> None:
        """Go to another line."""
        self.cursor = max(min(self.cursor + by, self._length - 1), 0)
        self.query_one(StatusRow).say(Told(self.detail(), Role.PLAIN), ())
        self.draw()

    def on_choosing_picked(self, event: Choosing.Picked) -> None:
        """Go to the line that was clicked."""
        self.cursor = event.place
        self.action_move(0)

    def on_key_row_pressed(self, event: KeyRow.Pressed) -> None:
        """Run the command that was clicked in the footer."""
        event.stop()
        self.run_worker(self.run_action(event.action))

    def action_undo(self) -> None:
        """Put back what was last taken away here."""
        self.do(self._taken_away.pop() if self._taken_away else lambda: "Nothing was taken away here.")

    def action_close(self) -> None:
        """Go back to the desk."""
        self.dismiss(None)

    # Typing

    def ask(self, question: str, hint: str, take: Callable[[str], str], text: str = "") -> None:
        """Ask for a line; it stays open until it is understood or left."""
        self._take = take
        self.mount(Prompt(question, hint, text), before="#keys")
        self.query_one(KeyRow).offer(PROMPTING)

    def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """Act on what was typed."""
        event.stop()
        if self.do(lambda: self._take(event.text)):
            self._close_prompt()

    def on_prompt_cancelled(self, event: Prompt.Cancelled) -> None:
        """Change nothing."""
        event.stop()
        self._close_prompt()

    def _close_prompt(self) -> None:
        self.query(Prompt).remove()
        self.query_one(KeyRow).offer(self.TABLE)
