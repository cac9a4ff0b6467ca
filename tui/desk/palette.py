"""The Ctrl+P palette over the table of commands."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.desk.commands import REVIEWING, Command


class DeskCommands(Provider):
    """Finds a command of the desk by its title or its help."""

    async def discover(self) -> Hits:
        """Offer every command before anything is typed."""
        for command in REVIEWING:
            yield DiscoveryHit(_titled(command), self._runner(command), help=command.help)

    async def search(self, query: str) -> Hits:
        """Offer the commands whose words match."""
        matcher = self.matcher(query)
        for command in REVIEWING:
            if score := matcher.match(f"{command.title} {command.help}"):
                yield Hit(score, matcher.highlight(_titled(command)), self._runner(command), help=command.help)

    def _runner(self, command: Command) -> Callable[[], Awaitable[bool]]:
        return partial(self.app.run_action, command.action)


def _titled(command: Command) -> str:
    return f"{command.title}  ({command.shown})"
