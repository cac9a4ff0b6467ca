"""The Ctrl+P palette over the table of commands: what can't be done now is dimmed, and says so."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.desk.actions.acting import Acting
from tui.desk.commands import REVIEWING, Command
from tui.desk.situation import is_possible

_NOT_NOW = "Not now. "
_MENTIONED = 0.4
"""What words of a command's help are worth beside those of its name."""


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
