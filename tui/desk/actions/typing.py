"""Keys in the order in which they were typed, however fast they came.

A terminal sends Esc and the key after it as one sequence where they come close together, and a line takes two turns
of the loop to open: what is typed meanwhile is kept, and typed once the line is there, or once it is gone.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple, cast

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.app import App
from textual.keys import _character_to_key
from textual.message import Message

from tui.desk.widgets.prompt import Prompt

_ALT: Final = "alt+"
_TYPED: Final = {_character_to_key(chr(code)): chr(code) for code in range(0x20, 0x7F)}
"""Name of a key -> what it types."""

_OF_SEQUENCES: Final = "[O]P_^X\\"
"""What follows Esc in what terminals send by themselves: keys with arrows, reports, strings."""

_BY_WORDS: Final = {"b": "ctrl+left", "f": "ctrl+right"}
"""What Option with an arrow sends on a Mac: a step by a word, in a line."""


class _Named(NamedTuple):
    """A key as Textual's table of sequences holds it."""

    value: str


def tell_escape_apart() -> None:
    """Have Esc and a character read as `alt+character`; Textual drops the Esc before all but letters and digits."""
    table = cast("dict[str, object]", ANSI_SEQUENCES_KEYS)
    for name, character in {**_TYPED, "enter": "\r"}.items():
        if character not in _OF_SEQUENCES:
            table[f"\x1b{character}"] = (_Named(_ALT + name),)


class Typing(App[None]):
    """An app that loses no key and mixes up none."""

    class Ready(Message):
        """Says that a page that was opened takes keys from now on."""

    def __init__(self) -> None:
        super().__init__()
        tell_escape_apart()
        self._is_line_closing = False
        self._given_back: list[events.Key] = []
        """Typed into a line after the key that left it; older than what is held."""
        self._held: list[events.Key] = []

    async def on_event(self, event: events.Event) -> None:
        """Take keys one by one; everything else as it comes."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            for key in self._told_apart(event):
                await self._type(key)
        else:
            await super().on_event(event)

    async def _type(self, key: events.Key) -> None:
        if not self.screen.is_mounted:
            self._held.append(key)
            self.screen.call_later(self.post_message, self.Ready())
        elif self._is_line_closing or any(not prompt.is_open for prompt in self.screen.query(Prompt)):
            self._held.append(key)
        # At once and not after a turn through the screen: the next key has to find what this one opened.
        elif self.focused is not None or hasattr(self.screen, "on_key") or not await self.run_bound(key.key):
            await super().on_event(key)

    def _told_apart(self, key: events.Key) -> Iterator[events.Key]:
        """Yield a key; Esc and then another one for a key with Alt that means nothing here."""
        name = key.key.removeprefix(_ALT)
        if name == key.key or any(key.key in bound.key_to_bindings for _, bound in self.screen._modal_binding_chain):
            yield key
        elif self.focused is not None and name in _BY_WORDS:
            yield events.Key(_BY_WORDS[name], None)
        else:
            name = name.removeprefix("shift+").upper() if name.startswith("shift+") and len(name) == 7 else name
            if name == "enter" or name in _TYPED or len(name) == 1:
                yield events.Key("escape", "\x1b")
                yield events.Key(name, "\r" if name == "enter" else _TYPED.get(name, name))
            else:
                yield key

    async def run_bound(self, key: str) -> bool:
        """Do what a key is bound to; return whether it is."""
        return await self._check_bindings(key)

    def leave_line(self) -> None:
        """Hold what is typed until the line is gone."""
        self._is_line_closing = True

    def give_back(self, key: events.Key) -> None:
        """Take a key back from a line that was left before it."""
        self._given_back.append(events.Key(key.key, key.character))

    async def on_typing_ready(self) -> None:
        """Type what was typed while a page opened."""
        if not self._is_line_closing:
            await self._type_held()

    async def on_prompt_opened(self, event: Prompt.Opened) -> None:
        """Type into the line what was typed while it opened."""
        event.prompt.is_open = True
        await self._type_held()

    async def on_prompt_gone(self) -> None:
        """Type what was typed while the line closed."""
        self._is_line_closing = False
        await self._type_held()

    async def _type_held(self) -> None:
        held, self._given_back, self._held = [*self._given_back, *self._held], [], []
        for key in held:
            await self._type(key)
