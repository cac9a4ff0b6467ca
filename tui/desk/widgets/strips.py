"""The single rows of the desk: what the queue is, what just happened, which keys work."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, runtime_checkable

from msgspec import Struct
from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.desk.commands import Command
from tui.desk.keys import Keys
from tui.desk.text.lines import Line, Piece, Role, cells, spread
from tui.desk.widgets.painting import Painting


class OneRow(Painting):
    """A row with something at its left and something at its right; the left is cut where both don't fit.

    Where the left is said to be `whole`, the right is left out instead. What is `spare` stands behind the left where
    it fits there, before the right.
    """

    def __init__(self, id: str, *, whole: bool = False) -> None:
        super().__init__(id=id)
        self._whole = whole
        self._left: Line = ()
        self._right: Line = ()
        self._spare: Line = ()

    def say(self, left: Line, right: Line = (), spare: Line = ()) -> None:
        """Show other words; they stay until others take their place."""
        if (left, right, spare) != (self._left, self._right, self._spare):
            self._left, self._right, self._spare = left, right, spare
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint the row."""
        room = self.size.width - 2
        left = (*self._left, *self._spare) if cells(self._left) + cells(self._spare) <= room else self._left
        fits = not self._whole or cells(left) + cells(self._right) < room
        return self.paint((Piece(" "), *spread(left, self._right if fits else (), room)))


class Entry(Struct, frozen=True):
    """A key of the footer with its place in the row."""

    keys: str
    title: str
    action: str
    start: int
    end: int


def entries(commands: Iterable[Command], width: int) -> list[Entry]:
    """Return the commands that fit a width, in the order of the table; the highest ranks give way first."""
    named = [command for command in commands if command.footer]
    ranks = sorted({command.footer for command in named})
    # By rank and not from the right: `? help` must outlive `q quit`, wherever they stand.
    while ranks:
        placed = _placed([command for command in named if command.footer in ranks])
        if placed[-1].end <= width:
            return placed
        ranks.pop()
    return []


def _placed(commands: list[Command]) -> list[Entry]:
    placed: list[Entry] = []
    start = 0
    for _, alike in groupby(commands, key=lambda command: (command.footer, command.short or command.id)):
        group = list(alike)
        for number, command in enumerate(group, 1):
            # The last of several keys has the title beside it; each is a place to click for itself.
            title = (command.short or command.title) if number == len(group) else ""
            end = start + cell_len(command.shown) + (1 + cell_len(title) if title else 0)
            placed.append(Entry(command.shown, title, command.action, start, end))
            start = end + 1
        start += 1
    return placed


@runtime_checkable
class HasKeys(Protocol):
    """An app whose commands may have other keys than their table says."""

    @property
    def desk_keys(self) -> Keys:
        """The keys of this desk."""
        ...


class KeyRow(Painting):
    """The footer: the keys that work now, as many as fit."""

    @dataclass
    class Pressed(Message):
        """Requests the command whose name was clicked."""

        action: str

    def __init__(self, commands: tuple[Command, ...], id: str = "keys") -> None:
        super().__init__(id=id)
        self._commands = commands

    def on_mount(self) -> None:
        """Name the keys as they are at this desk."""
        self.offer(self._commands)

    def offer(self, commands: tuple[Command, ...]) -> None:
        """Show the keys of another situation."""
        named = self.app.desk_keys.of(commands) if isinstance(self.app, HasKeys) else commands
        if named != self._commands:
            self._commands = named
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint the row."""
        line: list[Piece] = [Piece(" ")]
        for entry in entries(self._commands, self.size.width - 2):
            line += [Piece(" " * (1 + entry.start - cells(line))), Piece(entry.keys, Role.KEY)]
            line += [Piece(f" {entry.title}" if entry.title else "", Role.DIM)]
        return self.paint(tuple(line))

    def on_click(self, event: events.Click) -> None:
        """Request what was clicked."""
        for entry in entries(self._commands, self.size.width - 2):
            if entry.start < event.x <= entry.end:
                self.post_message(self.Pressed(entry.action))
