"""The line at the bottom where the moderator types a search or a note."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label

from moderation.text import one_line, plural
from tui.desk.commands import PROMPTING, Command


@runtime_checkable
class HasLine(Protocol):
    """An app that types in order what is typed while a line opens or closes."""

    async def run_bound(self, key: str) -> bool:
        """Do what a key is bound to."""
        ...

    def leave_line(self) -> None:
        """Hold what is typed until the line is gone."""
        ...

    def give_back(self, key: events.Key) -> None:
        """Take a key back from a line that was left before it."""
        ...


class SafeInput(Input, inherit_bindings=False):
    """An input that makes what is pasted into it visible, since the stock one hands control codes to the terminal."""

    # Ctrl+C leaves a line, as it leaves every page.
    BINDINGS: ClassVar = [bound for bound in Input.BINDINGS if isinstance(bound, Binding) and bound.action != "copy"]

    async def on_key(self, event: events.Key) -> None:
        """Do what a key is bound to before the next letter comes in; after the key that leaves, take none."""
        if not isinstance(self.app, HasLine):
            return
        is_left = isinstance(self.parent, Prompt) and self.parent.is_left
        if is_left:
            self.app.give_back(event)
        if is_left or (not event.is_printable and await self.app.run_bound(event.key)):
            event.stop()
            event.prevent_default()

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

    @dataclass
    class Opened(Message):
        """Says that the line takes keys from now on."""

        prompt: "Prompt"

    @dataclass
    class Gone(Message):
        """Says that the line takes no keys any more."""

    def __init__(self, question: str, hint: str, text: str = "", offers: Sequence[str] = ()) -> None:
        """Ask a question; `offers` are ready answers that Tab and the arrows go through."""
        super().__init__(id="prompt")
        self._question = one_line(question)
        self._hint = one_line(f"{hint}; Tab offers {plural(len(offers), 'ready one')}" if offers else hint)
        self._text = one_line(text)
        self._offers = tuple(map(one_line, offers))
        self._offered = -1
        self.is_open = False
        self.is_left = False

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

    def on_descendant_focus(self) -> None:
        """Say, once the line has the keys, that it takes them."""
        if not self.is_open:
            self.app.post_message(self.Opened(self))

    def on_unmount(self) -> None:
        """Say that the keys are the desk's again."""
        self.app.post_message(self.Gone())

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
        self.is_left = True
        if isinstance(self.app, HasLine):
            self.app.leave_line()
        self.post_message(self.Cancelled())
