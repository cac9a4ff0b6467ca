"""The line at the bottom where the moderator types a search or a note."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label

from moderation.text import one_line, plural
from tui.desk.commands import PROMPTING, Command


class SafeInput(Input):
    """An input that makes what is pasted into it visible, since the stock one hands control codes to the terminal."""

    def replace(self, text: str, start: int, end: int) -> None:
        """Put text in place of a stretch."""
        super().replace(one_line(text), start, end)


class Prompt(Horizontal):
    """A question with a line for the answer; it is there only while it is needed."""

    BINDINGS: ClassVar = [command.binding for command in PROMPTING]

    @dataclass
    class Answered(Message):
        """Says what was typed."""

        text: str

    @dataclass
    class Cancelled(Message):
        """Says that the line was closed without an answer."""

    def __init__(self, question: str, hint: str, text: str = "", offers: Sequence[str] = ()) -> None:
        """Ask a question; `offers` are ready answers that Tab and the arrows go through."""
        super().__init__(id="prompt")
        self._question = question
        self._hint = f"{hint}; Tab offers {plural(len(offers), 'ready one')}" if offers else hint
        self._text = one_line(text)
        self._offers = tuple(map(one_line, offers))
        self._offered = -1

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands of this line, for the footer."""
        ids = {"submit", "cancel", *(("offer",) if self._offers else ())}
        return tuple(command for command in PROMPTING if command.id in ids)

    def compose(self) -> ComposeResult:
        """Lay out the question and its line."""
        yield Label(self._question, markup=False)
        yield SafeInput(self._text, placeholder=self._hint, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """Take the keys."""
        self.query_one(SafeInput).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass the answer on."""
        event.stop()
        self.post_message(self.Answered(event.value))

    def action_submit(self) -> None:
        """Pass the answer on, by another key than the one that ends every line."""
        self.post_message(self.Answered(self.query_one(SafeInput).value))

    def action_offer(self, by: int) -> None:
        """Put the next ready answer into the line, or the one before; past the last, the line is empty again."""
        if not self._offers:
            return
        self._offered = (self._offered + 1 + by) % (len(self._offers) + 1) - 1
        line = self.query_one(SafeInput)
        line.value = "" if self._offered < 0 else self._offers[self._offered]
        line.cursor_position = len(line.value)

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.post_message(self.Cancelled())
