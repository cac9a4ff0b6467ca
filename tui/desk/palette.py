"""The Ctrl+P palette over the table of commands: what can't be done now is dimmed, and says so."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import ClassVar

from textual.binding import Binding
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.desk.actions.acting import Acting
from tui.desk.commands import REVIEWING, Command
from tui.desk.situation import is_possible

_NOT_NOW = "Not now. "
_MENTIONED = 0.4
"""What words of a command's help are worth beside those of its name."""


class DeskPalette(CommandPalette):
    """The palette, left by Ctrl+C too, which its input would take as copying."""

    BINDINGS: ClassVar = [Binding("ctrl+c", "escape", "Leave", show=False, priority=True)]

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Say in the desk's words, after the stock delay, that nothing matches."""
        super()._start_no_matches_countdown(search_value)
        self.set_timer(self._NO_MATCHES_COUNTDOWN + 0.01, self._say_no_match)

    def _say_no_match(self) -> None:
        found = self.query_one(CommandList)
        if found.option_count == 1 and found.get_option_at_index(0).id == self._NO_MATCHES:
            found.replace_option_prompt(self._NO_MATCHES, "No command matches.")


class DeskCommands(Provider):
    """Finds a command of the desk by its title or its help."""

    async def discover(self) -> Hits:
        """Offer every command before anything is typed, those that can be done now first."""
        for command, possible in sorted(self._commands(), key=lambda found: not found[1]):
            title = Content(_titled(command))
            shown = title if possible else title.stylize("dim")
            yield DiscoveryHit(shown, self._runner(command), text=_titled(command), help=_helped(command, possible))

    async def search(self, query: str) -> Hits:
        """Offer the commands whose words match."""
        matcher = self.matcher(query)
        for command, possible in self._commands():
            # Whoever types a command's name wants it, not one that mentions it.
            if score := max(matcher.match(command.title), matcher.match(command.help) * _MENTIONED):
                shown = matcher.highlight(_titled(command))
                yield Hit(
                    score,
                    shown if possible else shown.stylize("dim"),
                    self._runner(command),
                    text=_titled(command),
                    help=_helped(command, possible),
                )

    def _commands(self) -> Iterator[tuple[Command, bool]]:
        """Yield every command with the key it has here, and whether it can be done now."""
        if isinstance(self.app, Acting):
            session = self.app.session
            for command in session.keys.of(REVIEWING):
                yield command, is_possible(command, session)

    def _runner(self, command: Command) -> Callable[[], Awaitable[bool]]:
        return partial(self.app.run_action, command.action)


def _titled(command: Command) -> str:
    return f"{command.title}  ({command.shown})"


def _helped(command: Command, possible: bool) -> str:
    return command.help if possible else _NOT_NOW + command.help
