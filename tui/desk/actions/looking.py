"""The commands that show more of what a comment is judged by."""

from collections.abc import Callable
from functools import partial
from typing import Final

from moderation.queue import Card
from tui.desk.actions.acting import Acting
from tui.desk.commands import DESK, FIND, LOOK, Command
from tui.desk.page import context, welcome
from tui.desk.page import help as every_key
from tui.desk.screens import author, reading
from tui.desk.screens import welcome as greeting
from tui.desk.text.prose import Flow
from tui.desk.widgets.comment import CommentView

HISTORY: Final = "History of this comment"

_ONLY_LEAVE: Final = frozenset({"uncover", "read_on", "read_back", "everything", "sending", "quit"})
"""Ids of commands that act on what the first page covered, or on the site, or whose keys leave every page."""


def _only_looks(command: Command) -> bool:
    return command.id == "copies" or (command.group in (LOOK, FIND, DESK) and command.id not in _ONLY_LEAVE)


class Looking(Acting):
    """Opens the article, the history and the help."""

    def action_read_on(self) -> None:
        """Scroll a long comment."""
        self.query_one(CommentView).turn(1)

    def action_read_back(self) -> None:
        """Scroll a long comment back."""
        self.query_one(CommentView).turn(-1)

    def action_context(self) -> None:
        """Show the whole article and the thread."""
        self._read_about("Article and thread", context.context_flow, "context")

    def action_author(self) -> None:
        """Show all that the author wrote on this site."""
        if self.session.shown is not None:
            self.push_screen(author.AuthorScreen(self.session.review.store, self.session.shown.card, self.session.veil))

    def action_history(self) -> None:
        """Show all that was decided about the comment."""
        self._read_about(HISTORY, context.history_flow, "history")

    def action_help(self) -> None:
        """Show every key, the labels, and how to search."""
        self.push_screen(
            reading.ReadingScreen("Keys, labels, searching", partial(every_key.help_flow, self.session.keys))
        )

    def greet(self) -> None:
        """Show what to know on the first day."""
        keys, who = self.session.keys, self.session.review.who
        self.push_screen(greeting.WelcomeScreen(partial(welcome.welcome_flow, keys, who)), self._begin_with)

    async def _begin_with(self, key: str | None) -> None:
        """Do what the key that left the first page means, unless it decides: the comment behind was not read."""
        command = self.session.keys.command(key or "")
        if command is not None and _only_looks(command):
            await self.run_action(command.action)

    def _read_about(self, title: str, lay: Callable[[Card, int], Flow], kind: str) -> None:
        if self.session.shown is not None:
            self.push_screen(reading.ReadingScreen(title, partial(self._laid, lay), kind))

    def _laid(self, lay: Callable[[Card, int], Flow], width: int) -> Flow:
        """Return a page about the comment as it is shown now, covered or not."""
        return lay(self.session.shown.card, width) if self.session.shown is not None else Flow()
